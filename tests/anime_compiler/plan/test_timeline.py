"""Shots on the film's timeline: whole frames, of which none is lost or gained however long the film is."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.storyboard import Join, Shot
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.timeline import Timeline, lay_out
from anime_compiler.resolve.context import Library


@cache
def a_shot() -> Shot:
    text = b"animec: 1\nclip: timeline\nruleset: open\nshots: [{id: a, prompt: a roof}]\n"
    compiled = compile_storyboard("timeline.yaml", text, Library(shipped_catalogue(), ()))
    assert compiled.storyboard is not None
    return compiled.storyboard.shots[0]


def film(*lengths: int, fades: tuple[int, ...] = (), fps: int = 8, after: int = 0) -> Timeline:
    """Shots of these lengths, of which the first ones cross-fade into the next."""
    shots = []
    for number, frames in enumerate(lengths):
        fade = fades[number] if number < len(fades) else 0
        join = Join("crossfade", fade) if fade else Join("cut", 0)
        shots.append(a_shot()._replace(id=f"shot{number}", frames=frames, join=join))
    return lay_out(shots, fps, after or fps)


def places(timeline: Timeline) -> list[tuple[int, int, int]]:
    return [(clip.start, clip.frames, clip.fade) for clip in timeline.clips]


def test_shots_follow_each_other() -> None:
    timeline = film(16, 28, 40)
    assert places(timeline) == [(0, 16, 0), (16, 28, 0), (44, 40, 0)]
    assert (timeline.fps, timeline.frames) == (8, 84)
    assert [clip.shot for clip in timeline.clips] == ["shot0", "shot1", "shot2"]


def test_a_cross_fade_lays_the_start_of_a_shot_over_the_end_of_the_one_before() -> None:
    timeline = film(16, 28, 40, fades=(4, 6))
    assert places(timeline) == [(0, 16, 0), (12, 28, 4), (34, 40, 6)]
    assert timeline.frames == 16 + 28 + 40 - 4 - 6


@pytest.mark.parametrize("fade", [2, 15])
def test_two_cross_fades_may_fill_a_shot(fade: int) -> None:
    timeline = film(40, 16, 40, fades=(fade, 16 - fade))
    assert timeline.clips[2].start == timeline.clips[0].frames
    assert timeline.frames == 80


def test_interpolation_multiplies_lengths_and_fades() -> None:
    assert places(film(16, 28, fades=(4,), after=24)) == [(0, 48, 0), (36, 84, 12)]


def test_a_rate_that_is_no_multiple_rounds_each_end_to_the_nearest_frame() -> None:
    timeline = film(3, 3, 3, 3, after=12)  # 4.5 frames each
    assert places(timeline) == [(0, 5, 0), (5, 4, 0), (9, 5, 0), (14, 4, 0)]
    assert timeline.frames == 18


def test_a_film_without_shots_has_no_length() -> None:
    assert film() == Timeline(8, 0, ())


RATES = st.integers(1, 120)
LENGTHS = st.lists(st.integers(4, 400), min_size=1, max_size=40)


@settings(deadline=None)
@given(LENGTHS, st.lists(st.integers(0, 2), max_size=40), RATES, RATES)
def test_rounding_never_drifts(lengths: list[int], fades: list[int], fps: int, after: int) -> None:
    timeline = film(*lengths, fades=tuple(fades), fps=fps, after=after)
    start = 0
    for number, clip in enumerate(timeline.clips):
        for frame, exact in ((clip.start, start), (clip.start + clip.frames, start + lengths[number])):
            assert abs(frame - exact * after / fps) <= 0.5
        start += lengths[number] - (fades[number] if number < len(fades) else 0)
    total = sum(lengths) - sum(fades[: len(lengths) - 1])
    assert abs(timeline.frames - total * after / fps) <= 0.5


@settings(deadline=None)
@given(LENGTHS, st.lists(st.integers(0, 2), max_size=40), RATES, RATES)
def test_clips_leave_no_gap_and_overlap_only_where_they_fade(
    lengths: list[int], fades: list[int], fps: int, after: int
) -> None:
    timeline = film(*lengths, fades=tuple(fades), fps=fps, after=after)
    assert timeline.clips[0].start == timeline.clips[0].fade == 0
    for one, two in pairwise(timeline.clips):
        assert two.start + two.fade == one.start + one.frames
        assert two.fade >= 0
    assert timeline.frames == sum(clip.frames - clip.fade for clip in timeline.clips)


@settings(deadline=None)
@given(LENGTHS, RATES)
def test_without_interpolation_nothing_is_rounded(lengths: list[int], fps: int) -> None:
    assert [clip.frames for clip in film(*lengths, fps=fps).clips] == lengths
