"""The plan as a whole: its head, its order, the models it names, and what it leaves behind."""

from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import models_of, with_keys
from anime_compiler.plan.plan_json import write_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.verify import violations
from anime_compiler.resolve.context import Library

SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
HEAD = "animec: 1\nclip: test_clip\nruleset: open\n"


def plan_of(text: str, name: str = "plan.yaml", head: str = HEAD) -> RenderPlan:
    compiled = compile_storyboard(name, (head + text).encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    assert violations(compiled.plan) == []
    return compiled.plan


def test_the_head_tells_what_the_film_is() -> None:
    plan = plan_of(
        "title: A roof\nfps: 10\nshots: [{id: roof, prompt: a roof, duration: 2s}]\n"
        "post: [{step: interpolate, fps: 24}, {step: scale, size: 512x512}]\n"
    )
    assert (plan.source, plan.clip, plan.title) == ("plan.yaml", "test_clip", "A roof")
    assert (plan.ruleset, plan.suppressed, plan.stack) == ("open", (), "sdxl")
    assert (plan.fps, plan.size, plan.frames) == (24, (512, 512), 48)


def test_no_path_of_the_authors_machine_is_in_it() -> None:
    plan = plan_of("shots: [{id: roof, prompt: a roof}]\n", "/home/somebody/secret/roof.yaml")
    assert plan.source == "roof.yaml"
    assert "somebody" not in write_plan(plan)


def test_a_name_that_is_no_text_can_still_be_written_to_a_file() -> None:
    plan = plan_of("shots: [{id: roof, prompt: a roof}]\n", "caf\udce9.yaml")
    assert plan.source == "caf?.yaml"
    write_plan(plan).encode()


def test_what_the_author_switched_off_is_listed() -> None:
    text = "rules: {beats-too-dense: off, clip-length: note}\nshots: [{id: roof, prompt: a roof}]\n"
    assert plan_of(text, head=HEAD.replace("ruleset: open\n", "")).suppressed == (
        "beats-too-dense=off",
        "clip-length=note",
    )


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_every_spec_is_a_legal_plan_in_which_nodes_stand_after_what_they_need(spec: Path) -> None:
    plan = plan_of("", spec.name, spec.read_text(encoding="utf-8"))
    seen: set[str] = set()
    for node in plan.nodes:
        assert all(given.node in seen for given in node.inputs)
        seen.add(node.id)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_nothing_is_made_that_nobody_uses(spec: Path) -> None:
    plan = plan_of("", spec.name, spec.read_text(encoding="utf-8"))
    used = {given.node for node in plan.nodes for given in node.inputs} | {output.node for output in plan.outputs}
    assert {node.id for node in plan.nodes} == used


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_exactly_the_models_that_run_are_named_with_what_it_takes_to_cite_them(spec: Path) -> None:
    plan = plan_of("", spec.name, spec.read_text(encoding="utf-8"))
    run = {model for node in plan.nodes for model in models_of(node.op)}
    assert [model.id for model in plan.models] == sorted(run)
    assert all(model.title and model.licence and model.link for model in plan.models)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_every_node_points_at_a_line_of_the_storyboard(spec: Path) -> None:
    text = spec.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in with_keys(plan_of("", spec.name, text)).nodes:
        assert lines[node.at.line - 1][node.at.column - 1 :].strip(), node.id


def test_nodes_point_at_what_they_come_from() -> None:
    text = (
        "characters:\n  hana:\n    looks: 1girl\n    sheet: {views: 4}\n"
        "shots:\n  - id: roof\n    prompt: '{{ hana }}'\n    camera: {move: pan_left}\n"
        "    control:\n      - {kind: depth}\n"
        "    beats:\n      - {at: 0%, prompt: dark}\n      - {at: 100%, prompt: light}\n"
        "post:\n  - {step: interpolate, fps: 24}\n"
    )
    lines = (HEAD + text).splitlines()
    nodes = plan_of(text).by_id()

    def pointed(node: str) -> str:
        at = nodes[node].at
        return lines[at.line - 1][at.column - 1 :]

    assert pointed("character:hana/turnaround").startswith("sheet: {views: 4}")
    assert pointed("roof/keyframe/0").startswith("dark")
    assert pointed("roof/keyframe/1").startswith("light")
    assert pointed("roof/depth/1").startswith("depth")
    assert pointed("roof/segment/0") == "'{{ hana }}'"
    assert pointed("roof/camera").startswith("move: pan_left")
    assert pointed("roof/post/0").startswith("step: interpolate")
    assert pointed("film") == "test_clip"


def test_a_clip_leaves_a_film_and_its_stills_and_maps() -> None:
    plan = plan_of(
        "shots:\n  - {id: roof, prompt: a roof, duration: 1f, control: [{kind: depth}]}\n"
        "  - {id: held, prompt: a roof, motion: none}\n"
    )
    assert [(output.path, output.node) for output in plan.outputs] == [
        ("video/test_clip/keyframes/roof_keyframe_0.png", "roof/keyframe/0"),
        ("video/test_clip/maps/roof_depth_0.png", "roof/depth/0"),
        ("video/test_clip/keyframes/held_keyframe_0.png", "held/keyframe/0"),
        ("video/test_clip/test_clip.mp4", "film"),
    ]


def test_stills_leave_numbered_pictures_and_no_film() -> None:
    plan = plan_of("stills: [{id: face, prompt: a face, count: 2}, {id: hand, prompt: a hand}]\n")
    assert [output.path for output in plan.outputs] == [
        "images/face_01.png",
        "images/face_02.png",
        "images/hand_01.png",
    ]
    assert (plan.frames, [node.id for node in plan.nodes if isinstance(node.op, ops.Assemble)]) == (0, [])


def test_names_of_files_are_possible_everywhere_and_each_is_there_once() -> None:
    """A map of a character and one of a shot that is called like it are two files, and neither holds a `:`."""
    plan = plan_of(
        "characters: {roof: {looks: 1girl, sheet: {views: 4}}}\n"
        "shots:\n  - {id: roof, prompt: '{{ roof }}', duration: 1f,"
        " control: [{kind: depth}, {kind: depth, from: 'character:roof'}]}\n"
        "  - {id: character_roof, prompt: a roof, duration: 1f, control: [{kind: depth}]}\n"
    )
    paths = [output.path for output in plan.outputs]
    assert "video/test_clip/maps/character.roof_depth_0.png" in paths
    assert "video/test_clip/maps/character_roof_depth_0.png" in paths
    assert len(set(paths)) == len(paths)
    assert not any(sign in path for path in paths for sign in ':\\ *?"<>|')


def test_shots_and_stills_may_stand_in_one_storyboard() -> None:
    plan = plan_of("stills: [{id: poster, prompt: a roof}]\nshots: [{id: roof, prompt: a roof}]\n")
    assert [output.path for output in plan.outputs] == ["images/poster_01.png", "video/test_clip/test_clip.mp4"]
    assert plan.nodes[0].scene == "poster"


def test_a_stack_without_models_names_none() -> None:
    assert plan_of("stack: animatic\nshots: [{id: roof, prompt: a roof}]\n").models == ()
