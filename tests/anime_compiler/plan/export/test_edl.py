"""Edit decision lists: read back by hand, and held against what the form allows."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.errors import UsageError
from anime_compiler.plan.export.cut import cut_of
from anime_compiler.plan.export.edl import edl, reel_of
from anime_compiler.plan.render_plan import RenderPlan
from tests.anime_compiler.plan.export.films import FADES, HEAD, RATES, laid_out, plan_of

_TIME = r"(\d\d:\d\d:\d\d:\d\d)"
_EVENT = re.compile(rf"(\d{{3}})  (.{{8}}) V     (?:C   |D   ) ( {{3}}|\d{{3}}) {_TIME} {_TIME} {_TIME} {_TIME}")
_DAY_AND_A_BIT = 24 * 3600 + 1


def frames_of(time: str, fps: int) -> int:
    hours, minutes, seconds, frames = map(int, time.split(":"))
    assert minutes < 60
    assert seconds < 60
    assert frames < fps
    return ((hours * 60 + minutes) * 60 + seconds) * fps + frames


def read(text: str, fps: int) -> list[tuple[int, int, int, int]]:
    """Number, dissolve, and first and past frame of each line of an event; source and film must agree."""
    found = []
    for line in text.splitlines():
        if line[:1].isdigit():
            match = _EVENT.fullmatch(line)
            assert match, line
            number, _, dissolve, *times = match.groups()
            first, past, *in_film = [frames_of(time, fps) for time in times]
            assert in_film == [first, past]
            found.append((int(number), int(dissolve.strip() or 0), first, past))
    return found


def told(plan: RenderPlan) -> list[tuple[int, int, int, int]]:
    """What the list of a plan has to say."""
    lines = []
    for number, event in enumerate(cut_of(plan).events, start=1):
        if event.dissolve:
            lines.append((number, 0, event.first, event.first))
        lines.append((number, event.dissolve, event.first, event.first + event.frames))
    return lines


@pytest.mark.parametrize("rate", RATES)
def test_every_shot_stands_at_its_frames(rate: str) -> None:
    plan = plan_of(HEAD + RATES[rate] + FADES)
    text = edl(plan)
    assert read(text, plan.fps) == told(plan)
    assert ("IS NO BROADCAST RATE" in text) == (plan.fps != 24)
    assert f"* TIMECODE COUNTS {plan.fps} FRAMES A SECOND" in text


@given(st.lists(st.tuples(st.integers(2, 4000), st.integers(0, 1)), min_size=1, max_size=20), st.integers(1, 100))
def test_times_are_exact_at_any_rate(lengths: list[tuple[int, int]], fps: int) -> None:
    shots = [(f"s{number}", frames, fade if number else 0) for number, (frames, fade) in enumerate(lengths)]
    plan = laid_out(shots, fps)
    assert read(edl(plan), fps) == told(plan)


def test_a_cut_and_a_cross_fade_as_the_form_spells_them() -> None:
    plan = laid_out([("roof", 28, 0), ("street", 16, 0), ("river", 16, 4)], title="Dusk", clip="clip_001", mp4="c.mp4")
    assert edl(plan) == (
        "TITLE: Dusk\n"
        "FCM: NON-DROP FRAME\n"
        "\n"
        "001  CLIP_001 V     C        00:00:00:00 00:00:03:04 00:00:00:00 00:00:03:04\n"
        "* FROM CLIP NAME: roof\n"
        "* SOURCE FILE: c.mkv\n"
        "* TIMECODE COUNTS 8 FRAMES A SECOND\n"
        "* 8 IS NO BROADCAST RATE: READ THIS IN A PROJECT OF 8 FPS, OR INTERPOLATE THE FILM TO 24\n"
        "002  CLIP_001 V     C        00:00:03:04 00:00:05:00 00:00:03:04 00:00:05:00\n"
        "* FROM CLIP NAME: street\n"
        "* SOURCE FILE: c.mkv\n"
        "003  CLIP_001 V     C        00:00:05:00 00:00:05:00 00:00:05:00 00:00:05:00\n"
        "003  CLIP_001 V     D    004 00:00:05:00 00:00:07:00 00:00:05:00 00:00:07:00\n"
        "* FROM CLIP NAME: street\n"
        "* TO CLIP NAME: river\n"
        "* SOURCE FILE: c.mkv\n"
    )


@pytest.mark.parametrize(
    ("clip", "reel"),
    [
        ("clip_001", "CLIP_001"),
        ("a", "A"),
        ("dialogue_closeups", "DIAL"),
        ("dialogue_night", "DIAL"),
        ("ax", "AX"),
        ("bl", "BL"),
        ("my-clip", "MY_C"),
        ("夜", "_"),
        ("", ""),
    ],
)
def test_a_reel_has_at_most_eight_signs_that_every_program_takes(clip: str, reel: str) -> None:
    made = reel_of(clip)
    assert re.fullmatch("[A-Z0-9_]{1,8}", made)
    assert made.startswith(reel)
    assert made not in ("AX", "BL")


@given(st.sets(st.text("abcX_-9", min_size=1, max_size=12), min_size=2, max_size=2))
def test_clips_of_different_names_have_different_reels(clips: set[str]) -> None:
    one, other = clips
    assert reel_of(one) != reel_of(other) or one.upper() == other.upper()


def test_no_name_can_add_a_line() -> None:
    hostile = "x\n002  AX       V     C        00\r\u2028FCM: DROP FRAME"
    text = edl(laid_out([(hostile, 8, 0), (hostile, 8, 2)], title=hostile * 9, clip="a"))
    assert len(text.splitlines()) == len(edl(laid_out([("a", 8, 0), ("b", 8, 2)], clip="a")).splitlines())
    assert [number for number, *_ in read(text, 8)] == [1, 2, 2]
    assert len(text.splitlines()[0]) <= len("TITLE: ") + 70


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        (laid_out([(f"s{number}", 2, 0) for number in range(1000)]), "the film has 1000 shots"),
        (laid_out([("a", 2000, 0), ("b", 2000, 1000)]), "a cross-fade lasts 1000 frames"),
        (laid_out([("a", 8, 0)], fps=120), "120 frames a second"),
        (laid_out([("a", 8 * _DAY_AND_A_BIT, 0)]), "longer than the 24 hours"),
    ],
)
def test_what_the_form_cannot_hold_is_refused_with_a_way_out(plan: RenderPlan, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refused:
        edl(plan)
    assert "--to otio" in (refused.value.cure or "")


def test_the_longest_that_the_form_can_hold() -> None:
    day = laid_out([("a", 8 * (_DAY_AND_A_BIT - 1), 0)])
    assert "24:00:00:00" in edl(day)
    assert read(edl(laid_out([("a", 2000, 0), ("b", 2000, 999)])), 8)[-1][1] == 999
    assert read(edl(laid_out([(f"s{number}", 2, 0) for number in range(999)])), 8)[-1][0] == 999
