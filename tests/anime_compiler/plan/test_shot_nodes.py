"""The nodes of stills, shots and characters: what each is given, and what is made only once."""

from typing import Any

import pytest

from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.verify import violations
from anime_compiler.resolve.context import Library
from tests.anime_compiler.catalogues import with_all_models

HANA = "characters: {hana: {looks: 1girl, sheet: {views: 4}}}\n"


def plan_of(text: str, head: str = "") -> RenderPlan:
    text = f"animec: 1\nclip: nodes\nruleset: open\n{head}{text}"
    compiled = compile_storyboard("nodes.yaml", text.encode(), Library(with_all_models(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    assert violations(compiled.plan) == []
    return compiled.plan


def nodes_of(text: str, head: str = "") -> dict[str, Node]:
    return plan_of(text, head).by_id()


def op_of(node: Node) -> Any:
    return node.op


def inputs(node: Node) -> list[tuple[str, str]]:
    return [(given.slot, given.node) for given in node.inputs]


def test_a_plain_shot_is_a_text_a_segment_and_its_frames() -> None:
    nodes = nodes_of("shots: [{id: roof, prompt: a roof}]\n")
    assert {name: inputs(node) for name, node in nodes.items()} == {
        "roof/text/0": [],
        "roof/segment/0": [("embeds", "roof/text/0")],
        "roof/decode/0": [("latents", "roof/segment/0")],
        "film": [("frames", "roof/decode/0")],
    }


def test_segments_of_a_shot_are_a_chain_and_each_is_decoded_by_itself() -> None:
    nodes = nodes_of("shots: [{id: roof, prompt: a roof, duration: 33f}]\n")
    assert inputs(nodes["roof/segment/1"])[-1] == ("carried", "roof/segment/0")
    assert inputs(nodes["roof/segment/2"])[-1] == ("carried", "roof/segment/1")
    decoded = [op_of(nodes[f"roof/decode/{number}"]) for number in range(3)]
    assert [(op.skip, op.take) for op in decoded] == [(0, 16), (4, 12), (4, 5)]
    assert [node for _, node in inputs(nodes["film"])] == ["roof/decode/0", "roof/decode/1", "roof/decode/2"]


def test_a_carry_hands_the_last_run_of_a_shot_to_the_next_and_says_where_its_end_is() -> None:
    nodes = nodes_of(
        "shots:\n  - {id: a, prompt: a roof, duration: 20f, next: carry}\n  - {id: b, prompt: a roof, duration: 12f}\n"
    )
    segment = op_of(nodes["b/segment/0"])
    assert ("carried", "a/segment/1") in inputs(nodes["b/segment/0"])
    assert (segment.overlap, segment.carried_at) == (4, 4)
    assert (op_of(nodes["b/decode/0"]).skip, op_of(nodes["b/decode/0"]).take) == (4, 12)


def test_latents_that_are_carried_fit_the_canvas_they_come_to() -> None:
    nodes = nodes_of(
        "shots:\n  - {id: a, prompt: a roof, camera: pan_left, next: carry}\n"
        "  - {id: b, prompt: a roof, next: carry}\n  - {id: c, prompt: a roof, camera: tilt_up}\n"
    )
    sizes = {op_of(node).denoising.size for node in nodes.values() if isinstance(node.op, ops.Segment)}
    assert sizes == {(864, 864)}
    assert op_of(nodes["b/camera"]) == ops.Reframe((432.0, 432.0, 768.0, 768.0, 0.0), (768, 768), 16)  # type: ignore[arg-type]


def test_a_text_that_several_scenes_share_is_encoded_once() -> None:
    nodes = nodes_of("shots:\n  - {id: a, prompt: a roof}\n  - {id: b, prompt: a roof}\n  - {id: c, prompt: a door}\n")
    assert [name for name in nodes if "/text/" in name] == ["a/text/0", "c/text/0"]
    assert inputs(nodes["b/segment/0"]) == [("embeds", "a/text/0")]


def test_another_negative_is_another_text() -> None:
    nodes = nodes_of("shots:\n  - {id: a, prompt: a roof}\n  - {id: b, prompt: a roof, negative: rain}\n")
    assert [name for name in nodes if "/text/" in name] == ["a/text/0", "b/text/0"]


def test_a_character_is_turned_around_once_and_before_whoever_needs_it() -> None:
    nodes = nodes_of(
        HANA + "shots:\n  - {id: a, prompt: '{{ hana }}'}\n  - {id: b, prompt: '{{ hana }} again'}\n"
        "stills: [{id: face, prompt: '{{ hana }}'}]\n"
    )
    assert [name for name in nodes if "turnaround" in name] == ["character:hana/turnaround"]
    for name in ("a/segment/0", "b/segment/0", "face/still/0"):
        assert ("identity", "character:hana/turnaround") in inputs(nodes[name])
        assert op_of(nodes[name]).identity == ops.Identity("ip-adapter-plus-sdxl", (0.6,))
    assert op_of(nodes["character:hana/turnaround"]).views == 4


def test_who_does_not_appear_is_not_turned_around() -> None:
    assert not [name for name in nodes_of(HANA + "shots: [{id: a, prompt: a roof}]\n") if "hana" in name]


def test_a_stack_that_holds_no_likeness_makes_no_turnaround_for_it() -> None:
    nodes = nodes_of(HANA + "stack: sd2\nshots: [{id: a, prompt: '{{ hana }}'}]\n")
    assert not [name for name in nodes if "hana" in name]


def test_likenesses_stand_in_an_order_of_their_own() -> None:
    both = "characters: {{{}: {{looks: 1girl, sheet: {{}}}}, {}: {{looks: 1boy, sheet: {{}}, identity: 0.3}}}}\n"
    still = "stills: [{id: a, prompt: '{{ mio }} and {{ aki }}'}]\n"
    for order in (("mio", "aki"), ("aki", "mio")):
        node = nodes_of(still, both.format(*order))["a/still/0"]
        names = [source for slot, source in inputs(node) if slot == "identity"]
        assert names == ["character:aki/turnaround", "character:mio/turnaround"]


def test_maps_of_one_still_are_made_once_for_all_segments_and_shots() -> None:
    nodes = nodes_of(
        "shots:\n  - {id: a, prompt: a roof, duration: 28f, control: [{kind: depth}]}\n"
        "  - {id: b, prompt: a door, duration: 28f, control: [{kind: depth, from: 'shot:a'}]}\n"
    )
    assert [name for name in nodes if "/depth/" in name] == [f"a/depth/{number}" for number in range(5)]
    for segment in ("a/segment/0", "b/segment/0"):
        maps = [source for slot, source in inputs(nodes[segment]) if slot == "maps"]
        assert maps == ["a/depth/0", "a/depth/1", "a/depth/2", "a/depth/3"]


def test_a_map_of_a_character_is_not_one_of_the_shot_of_the_same_name() -> None:
    nodes = nodes_of(
        HANA + "shots:\n  - {id: hana, prompt: a roof, duration: 1f, control: [{kind: depth}]}\n"
        "  - {id: b, prompt: '{{ hana }}', duration: 1f, control: [{kind: depth, from: 'character:hana'}]}\n"
    )
    assert inputs(nodes["hana/depth/0"]) == [("image", "hana/keyframe/0")]
    assert inputs(nodes["character:hana/depth/0"]) == [("image", "character:hana/turnaround")]
    assert ("maps", "character:hana/depth/0") in inputs(nodes["b/segment/0"])


def test_maps_follow_the_order_of_the_controls_they_belong_to() -> None:
    controls = "control: [{kind: canny, from: 'shot:a'}, {kind: depth, from: 'shot:a'}]"
    nodes = nodes_of(
        f"shots:\n  - {{id: a, prompt: a roof, duration: 3f, motion: none}}\n"
        f"  - {{id: b, prompt: a roof, duration: 3f, {controls}}}\n"
    )
    segment = op_of(nodes["b/segment/0"])
    maps = iter(source for slot, source in inputs(nodes["b/segment/0"]) if slot == "maps")
    for control in segment.controls:
        assert all(f"/{control.kind}/" in next(maps) for _ in control.frames)
    assert next(maps, None) is None


def test_a_control_knows_its_model_and_its_map_the_annotator() -> None:
    text = "shots: [{id: a, prompt: a roof, control: [{kind: depth, weight: 0.4, after: 10%, until: 60%}]}]\n"
    nodes = nodes_of(text)
    (control,) = op_of(nodes["a/segment/0"]).controls
    assert (control.kind, control.model, control.after, control.until) == ("depth", "cn-depth-xinsir", 0.1, 0.6)
    assert op_of(nodes["a/depth/0"]).annotator == "depth-anything-v2-small"


CURVE = "[{at: 0%, value: 0.2}, {at: 100%, value: 0.8}]"


def weights(denoising: ops.Denoising) -> list[tuple[int, float]]:
    return [(point.frame, point.value) for point in denoising.loras[0].weight.points]


def test_a_lora_on_a_curve_is_counted_in_each_segments_own_frames() -> None:
    head = f"style: {{loras: {{flatline: {CURVE}}}}}\n"
    nodes = nodes_of("shots: [{id: a, prompt: a roof, duration: 28f}]\n", head)
    assert weights(op_of(nodes["a/segment/0"]).denoising) == [(0, 0.2), (27, 0.8)]
    assert weights(op_of(nodes["a/segment/1"]).denoising) == [(-12, 0.2), (15, 0.8)]


def test_a_still_takes_a_lora_on_a_curve_at_its_own_frame() -> None:
    head = f"style: {{loras: {{flatline: {CURVE}}}}}\n"
    nodes = nodes_of("shots: [{id: a, prompt: a roof, duration: 28f, control: [{kind: depth}]}]\n", head)
    found = [weights(op_of(nodes[f"a/keyframe/{number}"]).denoising)[0][0] for number in range(5)]
    assert found == [0, -7, -14, -20, -27]


def test_a_motion_lora_on_a_curve_is_counted_so_too() -> None:
    motion = f"motion: {{lora: motion-lora-own, weight: {CURVE}}}"
    nodes = nodes_of(f"shots: [{{id: a, prompt: a roof, duration: 28f, {motion}}}]\n")
    found = [op_of(nodes[f"a/segment/{number}"]).motion_loras[0].weight.points[0].frame for number in (0, 1)]
    assert found == [0, -12]


def test_segments_of_a_constant_look_share_one_value() -> None:
    nodes = nodes_of("shots: [{id: a, prompt: a roof, duration: 28f}, {id: b, prompt: a door}]\n")
    segments = [op_of(nodes[name]).denoising for name in ("a/segment/0", "a/segment/1", "b/segment/0")]
    assert segments[0] is segments[1] is segments[2]


def test_loras_stand_in_an_order_of_their_own() -> None:
    shot = "shots: [{id: a, prompt: 'a roof <lora:cool-flat-color:0.2>'}]\n"
    found = [
        op_of(nodes_of(shot, f"style: {{loras: {{{loras}}}}}\n")["a/segment/0"]).denoising.loras
        for loras in ("pastel-anime-xl: 0.8, flatline: 0.2", "flatline: 0.2, pastel-anime-xl: 0.8")
    ]
    assert found[0] == found[1]
    assert [lora.model for lora in found[0]] == ["cool-flat-color", "flatline", "pastel-anime-xl"]


def test_a_camera_that_a_motion_lora_moves_needs_no_crop() -> None:
    nodes = nodes_of("stack: pocket\nshots: [{id: a, prompt: a roof, camera: pan_left}]\n")
    assert "a/camera" not in nodes
    assert [lora.model for lora in op_of(nodes["a/segment/0"]).motion_loras] == ["pocket-pan-left"]


def test_a_held_shot_shows_its_stills_where_its_beats_are() -> None:
    beats = "beats: [{at: 20%, prompt: dark, ease: in}, {at: 80%, prompt: light}]"
    nodes = nodes_of(f"shots: [{{id: a, prompt: a roof, motion: none, duration: 11f, {beats}}}]\n")
    assert op_of(nodes["a/hold"]) == ops.Hold(11, ((2, "in"), (8, "linear")))
    assert inputs(nodes["a/hold"]) == [("images", "a/keyframe/0"), ("images", "a/keyframe/1")]


def test_windows_are_one_run_with_the_stride_of_their_windows() -> None:
    nodes = nodes_of("shots: [{id: a, prompt: a roof, duration: 40f, chain: {mode: windows, overlap: 6f}}]\n")
    segment = op_of(nodes["a/segment/0"])
    assert (segment.frames, segment.window, segment.stride, segment.overlap) == (46, 16, 10, 0)
    assert (op_of(nodes["a/decode/0"]).skip, op_of(nodes["a/decode/0"]).take) == (0, 40)


def post(steps: str, shots: str = "[{id: a, prompt: a roof}]") -> list[Any]:
    plan = plan_of(f"shots: {shots}\npost: {steps}\n")
    return [node.op for node in plan.nodes if "/post/" in node.id] + [op_of(plan.nodes[-1])]


def test_steps_follow_each_other_in_the_order_they_were_written_in() -> None:
    crop, scale, film = post("[{step: crop, size: 512x256}, {step: scale, size: 1024x512}]")
    assert (crop.window, crop.size) == ((384.0, 384.0, 512.0, 256.0, 0.0), (512, 256))
    assert (scale.window, scale.size) == ((256.0, 128.0, 512.0, 256.0, 0.0), (1024, 512))
    assert film.size == (1024, 512)


def test_a_zoom_keeps_the_size_unless_another_is_written() -> None:
    zoom, film = post("[{step: zoom, amount: 50%}]")
    assert (zoom.window[2:4], zoom.size, film.size) == ((384.0, 384.0), (768, 768), (768, 768))
    zoom, film = post("[{step: zoom, amount: 50%, size: 512x512}]")
    assert (zoom.window[2:4], zoom.size, film.size) == ((384.0, 384.0), (512, 512), (512, 512))


def test_a_size_beside_a_step_that_changes_none_changes_none() -> None:
    _, film = post("[{step: interpolate, fps: 24, size: 512x512}]")
    assert film.size == (768, 768)


def test_every_interpolation_makes_the_frames_of_its_own_rate() -> None:
    shots = "[{id: a, prompt: a roof, duration: 5f}, {id: b, prompt: a roof, duration: 5f}]"
    *steps, film = post("[{step: interpolate, fps: 12}, {step: interpolate, fps: 30}]", shots)
    assert [(step.fps, step.frames) for step in steps] == [(12, 8), (30, 19), (12, 7), (30, 19)]
    assert (film.fps, film.frames) == (30, 38)


def test_steps_after_an_interpolation_are_given_all_its_frames() -> None:
    _, scale, film = post("[{step: interpolate, fps: 24}, {step: scale, size: 512x512}]")
    assert (scale.frames, film.frames) == (48, 48)


def test_the_film_knows_how_many_pieces_each_shot_is_made_of() -> None:
    plan = plan_of(
        "shots:\n  - {id: a, prompt: a roof, duration: 40f}\n  - {id: b, prompt: a roof, camera: pan_left}\n"
    )
    assert [clip.pieces for clip in op_of(plan.nodes[-1]).clips] == [3, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_pictures_of_a_still_differ_in_their_noise_alone(count: int) -> None:
    nodes = nodes_of(f"stills: [{{id: face, prompt: a face, count: {count}}}]\n")
    made = [op_of(nodes[f"face/still/{number}"]) for number in range(count)]
    assert len({op.seeds for op in made}) == count
    assert {op._replace(seeds=(), scene_seed=0) for op in made} == {made[0]._replace(seeds=(), scene_seed=0)}


def test_the_stills_of_a_shot_are_as_large_as_its_canvas() -> None:
    nodes = nodes_of("shots: [{id: a, prompt: a roof, camera: pan_left, control: [{kind: depth}]}]\n")
    assert op_of(nodes["a/keyframe/0"]).denoising.size == (864, 768)
