"""What a legal plan is: what the compiler makes is accepted, and one illegal thing in it is enough to be refused."""

from functools import cache
from random import Random

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.errors import CompilerBug
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.render_plan import Input, RenderPlan
from anime_compiler.plan.verify import verify, violations
from anime_compiler.resolve.context import Library
from tests.anime_compiler.plan.compiled import all_running
from tests.anime_compiler.plan.spoils import SPOILS, wired

PLANS = 24


def storyboard(random: Random) -> str:
    """A legal storyboard with a little of everything; its first shots are fixed, so that every node can be met."""
    lines = [
        "animec: 1", "clip: random", "ruleset: open", "characters: {hana: {looks: 1girl, sheet: {views: 4}}}",
        f"profile: {{extends: 768_long, tiling: true, batch: {random.randint(2, 4)}}}",
        "stills: [{id: face, prompt: '{{ hana }}', count: 5}, {id: lamp, prompt: a lamp}]",
        "post: [{step: interpolate, fps: 24}, {step: scale, size: 512x512}, "
        "{step: upscale, model: realesrgan-anime-6b}]",
        "shots:",
        "  - {id: held, prompt: a roof, motion: none, camera: pan_left, duration: 9f, next: crossfade 3f,"
        " beats: [{at: 0%, prompt: a cat}, {at: 90%, prompt: a dog}], keyframes: {from_first: picture}}",
        "  - {id: alike, prompt: '{{ hana }}', motion: none, camera: tilt_up, duration: 9f,"
        " beats: [{at: 0%, prompt: a cat}, {at: 90%, prompt: a dog}], keyframes: {from_first: likeness}}",
        "  - {id: first, prompt: '{{ hana }}', duration: 40f, next: carry, camera: zoom_in,"
        " beats: [{at: 0%, prompt: dark}, {at: 100%, prompt: light}], control: [{kind: depth}]}",
    ]  # fmt: skip
    for number in range(random.randint(1, 4)):
        frames, overlap = random.randint(13, 60), random.randint(1, 8)
        camera = random.choice(["none", "tilt_up", "roll_left", "zoom_out"])
        control = random.choice(["", ", control: [{kind: openpose}, {kind: canny, from: 'shot:first'}]"])
        chain = f"{{overlap: {overlap}f, mode: {'carry' if number == 0 else 'windows'}, anchor: 30%}}"
        join = random.choice(["cut", "crossfade 2f"])
        lines.append(
            f"  - {{id: shot{number}, prompt: 'a {number}', duration: {frames}f, camera: {camera},"
            f" chain: {chain}, next: {join}{control}}}"
        )
    return "\n".join([*lines, "  - {id: last, prompt: a door}\n"])


@cache
def plans() -> tuple[RenderPlan, ...]:
    made = []
    for seed in range(PLANS):
        text = storyboard(Random(seed))
        compiled = compile_storyboard("random.yaml", text.encode(), Library(all_running(), ()))
        assert compiled.plan is not None, (text, compiled.diagnostics)
        made.append(compiled.plan)
    return tuple(made)


def test_every_plan_of_the_compiler_is_accepted() -> None:
    for plan in plans():
        assert violations(plan) == []
        verify(plan)


@pytest.mark.parametrize("name", SPOILS)
def test_one_illegal_thing_is_enough(name: str) -> None:
    for seed, plan in enumerate(plans()):
        broken = SPOILS[name](plan, Random(seed))
        found = violations(broken)
        assert found, (name, seed)
        with pytest.raises(CompilerBug, match="the plan is not legal"):
            verify(broken)


def test_these_are_more_than_five_hundred_plans() -> None:
    assert len(SPOILS) * PLANS > 500


def test_a_long_film_holds_a_little_for_each_shot_and_is_no_picture() -> None:
    shots = "".join(f"  - {{id: shot{number}, prompt: a roof}}\n" for number in range(1_500))
    text = f"animec: 1\nclip: long\nruleset: open\nshots:\n{shots}"
    compiled = compile_storyboard("long.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None
    assert violations(compiled.plan) == []


def test_what_is_wrong_is_named_with_its_node() -> None:
    plan = plans()[0]
    broken = wired(plan, plan.by_id()["held/hold"], Input("images", "nowhere"))
    assert violations(broken)[0] == "node `held/hold` needs `nowhere`, which does not stand before it"
