"""What a plan costs: counted on the plan alone, and in proportion to the work."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.catalogue import CostPoint
from anime_compiler.model.timecode import Size
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.estimate import Estimate, at_size, estimate, segment_memory, still_memory
from anime_compiler.plan.ops import Keyframe
from anime_compiler.resolve.context import Library

CATALOGUE = shipped_catalogue()
SDXL = CATALOGUE.stack("sdxl")
SQUARE, LARGE = Size(768, 768), Size(1024, 1024)
POINTS = (CostPoint(LARGE, 100.0), CostPoint(Size(512, 512), 20.0))


def costs(shots: str, head: str = "") -> Estimate:
    text = f"animec: 1\nclip: estimate\nruleset: open\n{head}shots:\n{shots}"
    compiled = compile_storyboard("estimate.yaml", text.encode(), Library(CATALOGUE, ()))
    assert compiled.plan is not None, compiled.diagnostics
    assert compiled.storyboard is not None
    return estimate(compiled.plan, compiled.storyboard.stack)


def roof(rest: str = "", duration: int = 16) -> str:
    return f"  - {{id: roof, prompt: a roof, duration: {duration}f{rest}}}\n"


def test_one_segment_costs_its_runs_of_the_network_and_its_frames_of_the_decoder() -> None:
    motion, decode = at_size(SDXL.costs["motion16"], SQUARE), at_size(SDXL.costs["decode"], SQUARE)
    found = costs(roof())
    assert found.counts == {"EncodePrompt": 1, "Segment": 1, "Decode": 1, "Assemble": 1}
    assert found.tflop == pytest.approx(22 * 2 * motion + 16 * decode)


def test_guidance_of_one_halves_the_runs() -> None:
    head = "profile: {steps: 10, guidance: 1}\n"
    assert costs(roof(), head).tflop < costs(roof(), head.replace("guidance: 1", "guidance: 1.5")).tflop
    motion, decode = at_size(SDXL.costs["motion16"], SQUARE), at_size(SDXL.costs["decode"], SQUARE)
    assert costs(roof(), head).tflop == pytest.approx(10 * motion + 16 * decode)


def test_every_control_adds_its_share() -> None:
    control = at_size(SDXL.costs["controlnet"], SQUARE)
    other = "  - {id: other, prompt: a roof, motion: none}\n"
    plain = costs(other + roof())
    steered = costs(other + roof(", control: [{kind: depth, from: 'shot:other'}]"))
    assert steered.tflop - plain.tflop == pytest.approx(22 * 2 * 16 * control)


def test_frames_that_are_known_are_rendered_too() -> None:
    """28 frames are two segments of 16, of which 4 are known: twice the work of 16 frames, not 1.75 times."""
    assert costs(roof(duration=28)).tflop == pytest.approx(2 * costs(roof()).tflop)


def test_windows_cost_as_much_as_the_frames_under_them() -> None:
    windows = costs(roof(", chain: {mode: windows}", 28))
    motion, decode = at_size(SDXL.costs["motion16"], SQUARE), at_size(SDXL.costs["decode"], SQUARE)
    assert windows.tflop == pytest.approx(22 * 2 * 2 * motion + 28 * decode)


def test_a_turnaround_is_as_many_stills_as_it_has_views() -> None:
    head = "characters: {{hana: {{looks: 1girl, sheet: {{views: {views}}}}}}}\n"
    shot = '  - {id: roof, prompt: "{{ hana }}", motion: none}\n'
    still = costs(shot.replace("{{ hana }}", "a roof")).tflop
    for views in (2, 4, 8):
        assert costs(shot, head.format(views=views)).tflop == pytest.approx((views + 1) * still)


def test_a_batch_costs_as_much_as_its_pictures_and_more_memory_than_one() -> None:
    shots, still = roof(", motion: none"), "stills: [{id: face, prompt: a face, count: 6}]\n"
    alone, together = (costs(shots, f"{still}profile: {{extends: 768_long, batch: {batch}}}\n") for batch in (1, 4))
    assert alone.counts["Keyframe"] == together.counts["Keyframe"] == 7
    assert together.tflop == pytest.approx(alone.tflop)
    assert alone.memory == (still_memory(SQUARE, SDXL),)
    assert together.memory == (still_memory(SQUARE, SDXL, 4),)
    work = at_size(SDXL.activation_gb["still"], SQUARE)
    assert together.memory[0].peak - alone.memory[0].peak == pytest.approx(3 * work)


def test_what_is_drawn_anew_from_another_takes_its_share_of_the_steps() -> None:
    beats = "beats: [{at: 0%, prompt: one}, {at: 90%, prompt: two}]"
    alone = costs(roof(f", motion: none, {beats}")).tflop
    redrawn = costs(roof(f", motion: none, {beats}, keyframes: {{from_first: picture, strength: 25%}}")).tflop
    assert alone - redrawn == pytest.approx(0.75 * 22 * 2 * at_size(SDXL.costs["unet"], SQUARE))


def test_a_stack_without_figures_is_only_counted() -> None:
    found = costs(roof(), "stack: animatic\n")
    assert (found.tflop, found.memory) == (0.0, ())
    assert found.counts["Hold"] == 1


def test_time_is_arithmetic_by_what_a_card_reaches() -> None:
    found = costs(roof())
    for card in CATALOGUE.cards.values():
        assert found.seconds_on(card) == pytest.approx(found.tflop / card.tflops / card.utilisation)


def test_between_two_sizes_cost_follows_the_area() -> None:
    assert at_size(POINTS, Size(512, 512)) == 20.0
    assert at_size(POINTS, LARGE) == pytest.approx(100.0)
    half = Size(1, (512 * 512 + 1024 * 1024) // 2)
    assert at_size(POINTS, half) == pytest.approx(60.0)


def test_beyond_them_it_is_in_proportion() -> None:
    assert at_size(POINTS, Size(256, 512)) == pytest.approx(10.0)
    assert at_size(POINTS, Size(2048, 1024)) == pytest.approx(200.0)


def test_one_figure_is_enough_and_none_is_nothing() -> None:
    assert at_size(POINTS[:1], SQUARE) == pytest.approx(100.0 * 768 * 768 / 1024 / 1024)
    assert at_size((), SQUARE) == 0.0


@given(st.integers(64, 4096), st.integers(64, 4096), st.integers(1, 512))
def test_a_larger_picture_never_costs_less(width: int, height: int, more: int) -> None:
    for points in (POINTS, SDXL.costs["unet"], SDXL.costs["motion16"], SDXL.activation_gb["segment16"]):
        assert at_size(points, Size(width, height)) <= at_size(points, Size(width + more, height)) + 1e-9


def test_memory_is_weights_and_work_and_at_the_least_half_of_the_work() -> None:
    phase = segment_memory(SQUARE, 2, SDXL)
    work = at_size(SDXL.activation_gb["segment16"], SQUARE)
    assert phase.phase == "motion"
    assert phase.peak == pytest.approx(SDXL.weights_gb["motion_base"] + 2 * SDXL.weights_gb["controlnet"] + work)
    assert phase.peak - phase.one_by_one == pytest.approx(work / 2)
    assert work / 2 < phase.least < phase.one_by_one


def test_weights_that_are_next_to_nothing_need_no_more_room_when_they_are_streamed() -> None:
    small = SDXL._replace(weights_gb={"motion_base": 0.1})
    phase = segment_memory(SQUARE, 0, small)
    assert phase.least == phase.one_by_one < phase.peak


def test_memory_is_told_for_each_phase_at_its_worst() -> None:
    shots = (
        "  - {id: small, prompt: a roof}\n"
        "  - {id: large, prompt: a roof, camera: {move: zoom_in, amount: 50%}, control: [{kind: depth}]}\n"
    )
    canvas = Size(1152, 1152)
    assert costs(shots).memory == (still_memory(canvas, SDXL), segment_memory(canvas, 1, SDXL))
    assert [phase.phase for phase in costs(roof()).memory] == ["motion"]
    assert [phase.phase for phase in costs(roof(", motion: none")).memory] == ["stills"]


@pytest.mark.parametrize("spec", sorted((Path(__file__).parents[3] / "specs").glob("*.yaml")), ids=lambda s: s.stem)
def test_every_spec_has_a_finite_cost(spec: Path) -> None:
    compiled = compile_storyboard(spec.name, spec.read_bytes(), Library(CATALOGUE, ()))
    assert compiled.plan is not None
    assert compiled.storyboard is not None
    found = estimate(compiled.plan, compiled.storyboard.stack)
    assert 0 <= found.tflop < 1e6
    more = sum(len(node.op.seeds) - 1 for node in compiled.plan.nodes if isinstance(node.op, Keyframe))
    assert sum(found.counts.values()) == len(compiled.plan.nodes) + more
