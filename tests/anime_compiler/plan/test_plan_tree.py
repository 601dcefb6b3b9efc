"""The plan for people: what is made for each scene, and what it costs. Every line of it is looked at here."""

import re

import pytest

from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.estimate import estimate
from anime_compiler.plan.plan_tree import draw_tree
from anime_compiler.resolve.context import Library
from tests.anime_compiler.plan.compiled import all_running

CATALOGUE = all_running()


def drawn(text: str, head: str = "animec: 1\nclip: tree\nruleset: open\n", all_scenes: bool = False) -> list[str]:
    compiled = compile_storyboard("tree.yaml", (head + text).encode(), Library(CATALOGUE, ()))
    assert compiled.plan is not None, compiled.diagnostics
    assert compiled.storyboard is not None
    costs = estimate(compiled.plan, compiled.storyboard.stack)
    return draw_tree(compiled.plan, costs, CATALOGUE.cards, all_scenes).splitlines()


def without_figures(lines: list[str]) -> list[str]:
    """The lines with `#` for every time, size of work and amount of memory, which follow from the stack's figures."""
    return [re.sub(r"[\d,.]+ (?:s|min|h|TFLOP|GB(?= with| at))\b", "#", line) for line in lines]


def test_a_plain_shot() -> None:
    lines = drawn("shots: [{id: roof, prompt: a roof}]\n")
    assert [*lines[:9], *without_figures(lines[9:])] == [
        "tree",
        "sdxl, ruleset open, 22 steps, guidance 6, DPM++ 2M Karras, fp16",
        "",
        "roof  16 frames at 8 a second, 2 s",
        "      └─ 1 segment of 16 frames, 768x768, animatediff-sdxl-beta",
        "film  16 frames at 8 a second, 2 s, 768x768, 1 shot",
        "",
        "work    1 segment; 4 nodes in all",
        "models  animatediff-sdxl-beta, sdxl-base-1.0, sdxl-vae-fp16-fix",
        "time    # on RTX 3090, # on RTX 4090, # on A100 40 GB, # on H200",
        "        (derived: # at 45 % of each card's rate, without loading)",
        "memory  motion # with all weights on the card, # at the least",
        "        cards of 8 GB: with both sides of guidance one by one; of 10, 12, 16, 24 GB: as it is",
    ]


def test_a_shot_with_everything() -> None:
    text = """\
title: Everything
characters: {hana: {looks: 1girl, sheet: {views: 4}}}
shots:
  - id: rooftop
    prompt: "{{ hana }}"
    duration: 40f
    camera: {move: pan_left, ease: in_out}
    control: [{kind: depth}, {kind: openpose, from: "character:hana"}]
    next: crossfade 4f
  - {id: a, prompt: a street, duration: 16f, next: carry}
  - {id: b, prompt: a street, duration: 24f}
post:
  - {step: interpolate, fps: 24}
  - {step: zoom, amount: 90%}
  - {step: crop, size: 512x512}
  - {step: upscale, model: realesrgan-anime-6b}
"""
    lines = drawn(text)
    assert lines[0] == "tree: Everything"
    assert [*lines[3:30], *without_figures(lines[30:])] == [
        "character:hana  4 views around the character, 768x768",
        "rooftop         120 frames at 24 a second, 5 s",
        "                ├─ 5 stills, 864x768",
        "                ├─ 5 depth, 1 openpose maps",
        "                ├─ 3 segments of 16 frames, 4 carried from one to the next, 864x768, animatediff-sdxl-beta",
        "                ├─ steered by depth (cn-depth-xinsir), openpose (cn-openpose-xinsir)",
        "                ├─ a window of 768x768 moves over them (in_out)",
        "                ├─ interpolated to 24 frames a second",
        "                ├─ a window of 691x691 scaled to 768x768",
        "                ├─ cropped to 512x512",
        "                └─ upscaled by realesrgan-anime-6b",
        "a               48 frames at 24 a second, 2 s",
        "                ├─ fades in over 12 frames of the shot before",
        "                ├─ 1 segment of 16 frames, 768x768, animatediff-sdxl-beta",
        "                ├─ interpolated to 24 frames a second",
        "                ├─ a window of 691x691 scaled to 768x768",
        "                ├─ cropped to 512x512",
        "                └─ upscaled by realesrgan-anime-6b",
        "b               72 frames at 24 a second, 3 s",
        "                ├─ carries on from a, whose last frames it knows",
        "                ├─ 2 segments of 16 frames, 4 carried from one to the next, 768x768, animatediff-sdxl-beta",
        "                ├─ interpolated to 24 frames a second",
        "                ├─ a window of 691x691 scaled to 768x768",
        "                ├─ cropped to 512x512",
        "                └─ upscaled by realesrgan-anime-6b",
        "film            228 frames at 24 a second, 9.5 s, 512x512, 3 shots",
        "",
        "work    1 turnaround, 5 stills, 6 control maps, 6 segments, 1 camera move; 44 nodes in all",
        "models  animatediff-sdxl-beta, cn-depth-xinsir, cn-openpose-xinsir, depth-anything-v2-small, dwpose, "
        "ip-adapter-plus-sdxl, realesrgan-anime-6b, sdxl-base-1.0, sdxl-vae-fp16-fix",
        "time    # on RTX 3090, # on RTX 4090, # on A100 40 GB, # on H200",
        "        (derived: # at 45 % of each card's rate, without loading)",
        "memory  stills # with all weights on the card, # at the least",
        "        motion # with all weights on the card, # at the least",
        "        cards of 8, 10, 12 GB: with weights streamed; of 16, 24 GB: as it is",
    ]


def test_stills_without_a_film() -> None:
    lines = drawn("stills: [{id: face, prompt: a face}, {id: hands, prompt: hands, count: 3}]\n")
    assert lines[3:7] == ["face   1 still, 768x768", "hands  3 stills, 768x768", "", "work    4 stills; 6 nodes in all"]
    assert not any(line.startswith("film") for line in lines)


def test_stills_that_are_made_together() -> None:
    lines = drawn("profile: {extends: 768_long, batch: 4}\nstills: [{id: face, prompt: a face, count: 6}]\n")
    assert lines[3] == "face  6 stills, 768x768, 4 together"
    assert lines[5] == "work    6 stills; 3 nodes in all"


@pytest.mark.parametrize(
    ("keyframes", "told"),
    [
        ("{from_first: picture, strength: 45%}", ", all but the first drawn anew from it (45%)"),
        ("{from_first: likeness}", ", all but the first held to its likeness (60%)"),
        ("{shared_noise: 90%}", ""),
    ],
)
def test_what_stills_take_from_the_first_is_told(keyframes: str, told: str) -> None:
    beats = "beats: [{at: 0%, prompt: a}, {at: 90%, prompt: b}]"
    lines = drawn(
        f"shots: [{{id: roof, prompt: a roof, control: [{{kind: depth}}], {beats}, keyframes: {keyframes}}}]\n"
    )
    assert f"      ├─ 2 stills, 768x768{told}" in lines


def test_stills_under_a_moving_camera() -> None:
    lines = drawn("shots: [{id: roof, prompt: a roof, motion: none, camera: pan_left, duration: 20f}]\n")
    assert lines[3:6] == [
        "roof  20 frames at 8 a second, 2.5 s",
        "      ├─ 1 still, 864x768, held over 20 frames without a motion module",
        "      └─ a window of 768x768 moves over them (linear)",
    ]


def test_one_run_under_windows() -> None:
    lines = drawn("shots: [{id: roof, prompt: a roof, duration: 40f, chain: {mode: windows}}]\n")
    assert lines[4] == "      └─ 1 run of 40 frames under windows of 16, 768x768, animatediff-sdxl-beta"


def test_one_map_is_one_map() -> None:
    lines = drawn("shots: [{id: roof, prompt: a roof, duration: 1f, control: [{kind: depth}]}]\n")
    assert "      ├─ 1 depth map" in lines


@pytest.mark.parametrize("stack", ["sd2", "pocket"])
def test_what_is_not_known_is_said(stack: str) -> None:
    lines = drawn(f"stack: {stack}\nshots: [{{id: roof, prompt: a roof, motion: none}}]\n")
    if not CATALOGUE.stack(stack).costs:
        assert lines[-1] == f"time    not known for stack {stack}"


def test_boards_without_models_cost_nothing_worth_telling() -> None:
    lines = drawn("stack: animatic\nshots: [{id: roof, prompt: a roof}]\n")
    assert lines[-1] == "work    1 still; 4 nodes in all"


def test_of_very_many_scenes_the_first_forty_are_shown() -> None:
    shots = "".join(f"  - {{id: shot{number}, prompt: a roof}}\n" for number in range(1234))
    lines = drawn(f"shots:\n{shots}")
    assert "… and 1,194 more (--all shows them)" in lines
    assert sum(line.startswith("shot") for line in lines) == 40
    assert lines[-8].endswith(", 1,234 shots")
    everything = drawn(f"shots:\n{shots}", all_scenes=True)
    assert sum(line.startswith("shot") for line in everything) == 1234
    assert not any("more (--all" in line for line in everything)


def test_no_line_ends_in_a_blank() -> None:
    for line in drawn("shots: [{id: roof, prompt: a roof, control: [{kind: depth}]}]\n"):
        assert line == line.rstrip()
