"""What stacks with models must be told: schedules, predictions, modes, tiles, anchors, and the LoRAs of texts."""

from typing import Any

import pytest

from anime_compiler.model.storyboard import constant
from anime_compiler.plan import ops
from anime_compiler.plan.keys import models_of
from anime_compiler.plan.render_plan import Node, RenderPlan
from tests.anime_compiler.plan.compiled import HEAD, inputs, plan_of

_PLAIN = "shots: [{id: a, prompt: a roof, duration: 28f}]\n"
_CURVE = "[{at: 0%, value: 0.2}, {at: 100%, value: 0.8}]"


def _ops(plan: RenderPlan, kind: type[ops.Op]) -> list[Any]:
    return [node.op for node in plan.nodes if isinstance(node.op, kind)]


def _nodes(plan: RenderPlan, kind: type[ops.Op]) -> list[Node]:
    return [node for node in plan.nodes if isinstance(node.op, kind)]


@pytest.mark.parametrize(
    ("head", "prediction"),
    [
        ("", "epsilon"),
        ("stack: sd2\n", "v_prediction"),
        ("stack: sd2\nbase: mine\nmodels: {mine: {kind: base, family: sd2}}\n", ""),
        ("stack: animatic\n", ""),
    ],
)
def test_what_a_base_predicts_comes_from_the_catalogue(head: str, prediction: str) -> None:
    plan = plan_of(f"{head}shots: [{{id: a, prompt: a roof, motion: none}}]\n")
    assert [op.denoising.prediction for op in _ops(plan, ops.Keyframe)] == [prediction]


# -- tiles


@pytest.mark.parametrize(
    ("profile", "camera", "tiled"),
    [
        ("extends: 768_long", "none", False),
        ("extends: 768_long, tiling: true", "none", False),
        ("extends: 768_long, tiling: true", "pan_left", True),
        ("extends: 1024_hq, tiling: true", "none", True),
        ("extends: 1024_hq", "none", False),
        ("extends: 768_long, tiling: true, size: 512x776", "none", True),
    ],
)
def test_only_large_pictures_are_decoded_in_tiles_and_only_where_asked(profile: str, camera: str, tiled: bool) -> None:
    held = f"  - {{id: b, prompt: a door, motion: none, camera: {camera}}}\n"
    moving = f"  - {{id: a, prompt: a roof, camera: {camera}}}\n"
    plan = plan_of(f"profile: {{{profile}}}\nshots:\n{held}{moving}")
    assert {op.denoising.tiled for op in _ops(plan, ops.Keyframe)} == {tiled}
    assert {op.tiled for op in _ops(plan, ops.Decode)} == {tiled}


def test_tiles_make_no_segment_again() -> None:
    keys = [
        {node.key for node in _nodes(plan_of(f"profile: {{extends: 1024_hq, tiling: {asked}}}\n{_PLAIN}"), ops.Segment)}
        for asked in ("true", "false")
    ]
    assert keys[0] == keys[1]


def test_a_turnaround_is_decoded_in_tiles_too() -> None:
    head = "profile: {extends: 1024_hq, tiling: true}\ncharacters: {hana: {looks: 1girl, sheet: {views: 2}}}\n"
    (sheet,) = _ops(plan_of(f"{head}stills: [{{id: a, prompt: '{{{{ hana }}}}'}}]\n"), ops.Turnaround)
    assert sheet.denoising.tiled


# -- decoding


@pytest.mark.parametrize(
    ("head", "base", "runs"),
    [("", "sdxl-base-1.0", "sdxl-vae-fp16-fix"), ("models: {mine: {kind: motion_adapter, family: sd2}}\n", "", "")],
)
def test_the_vae_decodes_or_else_the_one_of_the_base(head: str, base: str, runs: str) -> None:
    if head:
        head, base, runs = f"stack: sd2\n{head}", "sd2-768", "sd2-768"
    plan = plan_of(
        f"{head}shots: [{{id: a, prompt: a roof, motion: {{module: {'mine' if head else 'hotshot-xl'}}}}}]\n"
    )
    (decode,) = _ops(plan, ops.Decode)
    assert decode.base == base
    assert models_of(decode) == [runs]


# -- texts


def test_texts_know_the_loras_of_their_scene_in_the_order_of_its_denoising() -> None:
    head = HEAD.replace("template: plain", "template: plain, loras: {pastel-anime-xl: 0.8, flatline: 0.2}")
    plan = plan_of("shots: [{id: a, prompt: 'a roof <lora:cool-flat-color:0.3>'}]\n", head)
    (text,) = _ops(plan, ops.EncodePrompt)
    assert text.loras == _ops(plan, ops.Segment)[0].denoising.loras
    assert models_of(text) == ["sdxl-base-1.0", "cool-flat-color", "flatline", "pastel-anime-xl"]


def test_neither_lcm_nor_motion_changes_a_text() -> None:
    plan = plan_of("profile: 768_lcm\nshots: [{id: a, prompt: a roof, motion: {lora: motion-lora-own}}]\n")
    assert _ops(plan, ops.EncodePrompt)[0].loras == ()


def test_a_curve_stands_in_a_text_at_what_it_is_in_the_first_frame() -> None:
    head = HEAD.replace("template: plain", f"template: plain, loras: {{flatline: {_CURVE}}}")
    plan = plan_of("shots: [{id: a, prompt: a roof, duration: 28f, control: [{kind: depth}]}]\n", head)
    assert {op.loras for op in _ops(plan, ops.EncodePrompt)} == {(ops.Lora("flatline", constant(0.2)),)}


def test_scenes_share_a_text_only_where_they_agree_in_their_loras() -> None:
    same = "shots: [{id: a, prompt: a roof}, {id: b, prompt: a roof}]\n"
    assert len(_ops(plan_of(same), ops.EncodePrompt)) == 1
    other = same.replace("id: b,", "id: b, style: {loras: {flatline: 0.3}},")
    assert [len(op.loras) for op in _ops(plan_of(other), ops.EncodePrompt)] == [0, 1]


# -- controls and motion


@pytest.mark.parametrize(
    ("kind", "model", "mode"),
    [
        ("depth", "cn-union-xinsir", 1),
        ("openpose", "cn-union-xinsir", 0),
        ("lineart", "cn-union-xinsir", 3),
        ("depth", "cn-depth-xinsir", -1),
    ],
)
def test_a_union_model_is_told_which_of_its_kinds_is_meant(kind: str, model: str, mode: int) -> None:
    control = f"control: [{{kind: {kind}, model: {model}}}]"
    (segment,) = _ops(plan_of(f"shots: [{{id: a, prompt: 1girl, duration: 16f, {control}}}]\n"), ops.Segment)
    assert [one.mode for one in segment.controls] == [mode]


@pytest.mark.parametrize(
    ("head", "motion", "betas"),
    [
        ("", "{}", ops.Betas("scaled_linear", 0.00085, 0.02)),
        ("", "{module: hotshot-xl}", ops.Betas("scaled_linear", 0.00085, 0.012)),
        ("models: {mine: {kind: motion_adapter, family: sdxl}}\n", "{module: mine}", None),
    ],
)
def test_a_module_brings_the_schedule_that_it_was_trained_with(head: str, motion: str, betas: ops.Betas | None) -> None:
    (segment,) = _ops(plan_of(f"{head}shots: [{{id: a, prompt: a roof, motion: {motion}}}]\n"), ops.Segment)
    assert segment.betas == betas


def _anchors(plan: RenderPlan) -> dict[str, tuple[float, list[str]]]:
    return {
        node.id: (getattr(node.op, "anchor"), [source for slot, source in inputs(node) if slot == "anchor"])  # noqa: B009
        for node in _nodes(plan, ops.Segment)
    }


def test_later_segments_are_drawn_to_the_colours_of_the_shots_own_first() -> None:
    plan = plan_of(
        "shots:\n  - {id: a, prompt: a roof, duration: 40f, chain: {anchor: 30%}, next: carry}\n"
        "  - {id: b, prompt: a door, duration: 28f, chain: {anchor: 50%}}\n"
    )
    assert _anchors(plan) == {
        "a/segment/0": (0.0, []),
        "a/segment/1": (0.3, ["a/segment/0"]),
        "a/segment/2": (0.3, ["a/segment/0"]),
        "b/segment/0": (0.0, []),
        "b/segment/1": (0.5, ["b/segment/0"]),
        "b/segment/2": (0.5, ["b/segment/0"]),
    }


def test_nothing_is_drawn_to_anything_unless_it_is_asked_for() -> None:
    assert set(map(str, _anchors(plan_of(_PLAIN)).values())) == {"(0.0, [])"}
