"""What a change would make again, and why; what stays is not mentioned."""

import re
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.plan_diff import Change, PlanDiff, diff
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library

CLIP = (Path(__file__).parents[3] / "specs" / "clip_001.yaml").read_text(encoding="utf-8")
SHORT = """\
animec: 1
clip: short
ruleset: open
shots:
  - {id: roof, prompt: a roof, duration: 16f, camera: {move: pan_left, amount: 10%}}
  - {id: street, prompt: a street, duration: 16f}
"""


def plan_of(text: str) -> RenderPlan:
    compiled = compile_storyboard("diff.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return with_keys(compiled.plan)


def between(before: str, after: str) -> PlanDiff:
    return diff(plan_of(before), plan_of(after))


def said(found: PlanDiff) -> list[str]:
    return [f"{change.change.value} {change.node.id}: {'; '.join(change.reasons)}" for change in found.changes]


def test_nothing_changes_from_a_plan_to_itself() -> None:
    found = between(CLIP, CLIP)
    assert found == PlanDiff((), len(plan_of(CLIP).nodes))


def test_a_new_word_makes_again_what_is_made_from_it() -> None:
    assert said(between(SHORT, SHORT.replace("a roof", "a wet roof"))) == [
        "~ roof/text/0: prompt with “wet” added",
        "~ roof/segment/0: its input roof/text/0",
        "~ roof/decode/0: its input roof/segment/0",
        "~ roof/camera: its input roof/decode/0",
        "~ film: its input roof/camera",
    ]


def test_a_longer_move_renders_on_a_larger_canvas() -> None:
    assert said(between(SHORT, SHORT.replace("10%", "20%")))[0] == "~ roof/segment/0: denoising.size.width 864 → 928"


def test_a_move_on_the_same_canvas_only_cuts_again() -> None:
    found = said(between(SHORT, SHORT.replace("10%", "9%")))
    assert [line.split(":")[0] for line in found] == ["~ roof/camera", "~ film"]


def test_a_new_shot_is_new_and_leaves_the_others_alone() -> None:
    found = between(SHORT, SHORT + "  - {id: door, prompt: a door, duration: 16f}\n")
    assert [line.split(":")[0] for line in said(found)] == [
        "+ door/text/0",
        "+ door/segment/0",
        "+ door/decode/0",
        "~ film",
    ]
    assert found.kept == len(plan_of(SHORT).nodes) - 1
    assert all(change.reasons == () for change in found.changes if change.change is Change.NEW)


def test_a_shot_that_is_taken_out_is_gone() -> None:
    found = said(between(SHORT, SHORT.replace("  - {id: street, prompt: a street, duration: 16f}\n", "")))
    assert found == [
        "~ film: frames 32 → 16; clips; which inputs it has",
        "- street/text/0: ",
        "- street/segment/0: ",
        "- street/decode/0: ",
    ]


def test_a_result_is_kept_under_whatever_name_it_goes() -> None:
    """The same text in another shot is the same text."""
    before = SHORT.replace("a street", "a roof")
    found = between(before, before.replace("id: roof", "id: house"))
    assert "house/text/0" not in [change.node.id for change in found.changes]
    assert [change.node.id for change in found.changes if change.change is Change.GONE] == [
        "roof/segment/0",
        "roof/decode/0",
        "roof/camera",
    ]


def test_kept_and_changed_are_all_there_is() -> None:
    found = between(CLIP, CLIP.replace("turning her head", "waving"))
    again = [change for change in found.changes if change.change is not Change.GONE]
    assert found.kept + len(again) == len(plan_of(CLIP).nodes)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("duration: 16f", "duration: 12f", "take 16 → 12"),
        ("ruleset: open", "ruleset: open\nseed: 9", "seed"),
        ("ruleset: open", "ruleset: open\nprofile: 768_lcm", "denoising.lcm none → lcm-lora-sdxl"),
        ("ruleset: open", "ruleset: open\nprofile: 768_lcm", "denoising.steps 22 → 5"),
        ("duration: 16f}\n", "duration: 16f, control: [{kind: depth}]}\n", "controls"),
    ],
)
def test_reasons_name_what_is_different(before: str, after: str, reason: str) -> None:
    found = between(SHORT, SHORT.replace(before, after))
    assert any(reason in one for change in found.changes for one in change.reasons)


def test_the_seed_of_a_picture_is_told_and_of_several_only_that_they_differ() -> None:
    text = SHORT + "stills: [{id: face, prompt: a face, count: 2}]\n"
    (alone, *_) = (one for one in said(between(text, text + "seed: 9\n")) if "face/still/0" in one)
    assert re.fullmatch(r"~ face/still/0: seeds \d+ → \d+; scene_seed \d+ → \d+", alone)
    text += "profile: {extends: 768_long, batch: 2}\n"
    (together,) = (one for one in said(between(text, text + "seed: 9\n")) if "face/still/0" in one)
    assert together.startswith("~ face/still/0: seeds; scene_seed ")


def test_several_inputs_are_listed_and_shared_ones_once() -> None:
    found = said(between(CLIP, CLIP.replace("turning her head", "waving")))
    assert ("~ rooftop/segment/0: its inputs rooftop/depth/1, rooftop/openpose/1, rooftop/text/1") in found


def test_other_bytes_of_a_model_are_a_reason() -> None:
    before = plan_of(SHORT)
    models = tuple(
        model._replace(sha256="f" * 64) if model.id == "animatediff-sdxl-beta" else model for model in before.models
    )
    found = said(diff(before, with_keys(before._replace(models=models))))
    assert "~ roof/segment/0: the file of animatediff-sdxl-beta" in found


def test_a_new_version_is_a_reason_where_there_is_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    before = plan_of(SHORT)
    monkeypatch.setattr(ops, "OP_VERSION", ops.OP_VERSION + 1)
    found = said(diff(before, with_keys(before)))
    assert found[0] == "~ roof/text/0: the stack, or the version of the operation"


@pytest.mark.parametrize(
    ("before", "after"), [("seed: 4242", "seed: 1"), ("5s", "28f"), ("pan_left", "zoom_out"), ("768_long", "1024_lcm")]
)
def test_every_node_that_is_made_again_has_a_reason(before: str, after: str) -> None:
    for change in between(CLIP, CLIP.replace(before, after)).changes:
        assert bool(change.reasons) is (change.change is Change.AGAIN), change
