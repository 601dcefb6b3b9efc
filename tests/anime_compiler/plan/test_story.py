"""What a film tells when, read off the plan's graph."""

from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.story import ShotStory, film_of, story_of
from anime_compiler.resolve.context import Library

_SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
_HEAD = "animec: 1\nclip: story\nruleset: open\nstyle: {template: plain}\n"


def plan_of(text: str) -> RenderPlan:
    compiled = compile_storyboard("story.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return compiled.plan


def story(text: str) -> tuple[ShotStory, ...]:
    plan = plan_of(_HEAD + text)
    film = film_of(plan)
    assert film is not None
    return story_of(plan, film)


BEATS = "beats: [{at: 0f, prompt: one}, {at: 20f, prompt: two}, {at: 39f, prompt: three}]"


def told(shot: ShotStory) -> list[tuple[int, str]]:
    return [(moment.frame, moment.prompt.text) for moment in shot.moments]


def test_beats_stand_at_their_frames_across_segments() -> None:
    (shot,) = story(f"shots: [{{id: a, prompt: roof, duration: 40f, {BEATS}}}]\n")
    assert told(shot) == [(0, "roof, one"), (20, "roof, two"), (39, "roof, three")]


def test_runs_follow_each_other_and_fill_the_shot() -> None:
    (shot,) = story(f"shots: [{{id: a, prompt: roof, duration: 40f, {BEATS}}}]\n")
    assert [(run.node.id, run.first, run.frames) for run in shot.runs] == [
        ("a/segment/0", 0, 16),
        ("a/segment/1", 16, 12),
        ("a/segment/2", 28, 12),
    ]
    assert shot.run_at(15).node.id == "a/segment/0"
    assert shot.run_at(16).node.id == "a/segment/1"


def test_the_prompt_reached_last_counts() -> None:
    (shot,) = story(f"shots: [{{id: a, prompt: roof, duration: 40f, {BEATS}}}]\n")
    assert [shot.prompt_at(frame).text for frame in (0, 19, 20, 38, 39)] == [
        "roof, one",
        "roof, one",
        "roof, two",
        "roof, two",
        "roof, three",
    ]


def test_interpolation_moves_beats_to_their_exact_times() -> None:
    (shot,) = story(
        f"post: [{{step: interpolate, fps: 24}}]\nshots: [{{id: a, prompt: roof, duration: 40f, {BEATS}}}]\n"
    )
    assert told(shot) == [(0, "roof, one"), (60, "roof, two"), (117, "roof, three")]
    assert sum(run.frames for run in shot.runs) == shot.frames == 120


def test_a_shot_held_on_stills_tells_its_beats_too() -> None:
    shots = f"shots: [{{id: a, prompt: roof, motion: none, duration: 40f, {BEATS}}}, {{id: b, prompt: sea}}]\n"
    first, second = story(shots)
    assert told(first) == [(0, "roof, one"), (20, "roof, two"), (39, "roof, three")]
    assert [run.node.id for run in first.runs] == ["a/hold"]
    assert (second.first, told(second)) == (40, [(40, "sea")])


def test_a_cross_fade_begins_the_next_shot_before_the_end_of_the_one_before() -> None:
    first, second = story("shots: [{id: a, prompt: x, next: crossfade 4f}, {id: b, prompt: y}]\n")
    assert (first.first + first.frames, second.first, second.fade) == (16, 12, 4)


@pytest.mark.parametrize("spec", _SPECS, ids=lambda spec: spec.stem)
def test_every_shipped_storyboard_is_told_without_gaps(spec: Path) -> None:
    plan = plan_of(spec.read_text(encoding="utf-8"))
    film = film_of(plan)
    if film is None:
        assert plan.frames == 0
        return
    shots = story_of(plan, film)
    assert shots[-1].first + shots[-1].frames == plan.frames
    for shot in shots:
        assert shot.moments
        assert all(shot.first <= moment.frame < shot.first + shot.frames for moment in shot.moments)
        at = shot.first
        for run in shot.runs:
            assert run.first == at
            assert run.frames > 0
            at += run.frames
        assert at == shot.first + shot.frames
