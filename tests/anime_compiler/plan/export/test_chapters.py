"""Chapters as ffmpeg reads them."""

from fractions import Fraction
from io import BytesIO

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.diagnostics.render_text import one_line
from anime_compiler.plan.export.chapters import chapters
from tests.anime_compiler.plan.export.films import FADES, HEAD, RATES, laid_out, plan_of

_Chapter = tuple[str, int, int, Fraction]


def read_by_ffmpeg(text: str) -> tuple[str, list[_Chapter]]:
    with av.open(BytesIO(text.encode()), format="ffmetadata") as container:
        found = [
            (
                chapter["metadata"]["title"].rstrip(),
                chapter["start"],
                chapter["end"],
                chapter["time_base"] or Fraction(0),
            )
            for chapter in container.chapters()
        ]
        return container.metadata["title"].rstrip(), found


@pytest.mark.parametrize("rate", RATES)
def test_ffmpeg_reads_every_shot_at_its_frames(rate: str) -> None:
    plan = plan_of(HEAD + RATES[rate] + FADES)
    title, found = read_by_ffmpeg(chapters(plan))
    assert title == "Dusk"
    assert [name for name, *_ in found] == ["a", "b", "c", "d"]
    assert [start for _, start, _, _ in found] == [0, *(end for _, _, end, _ in found[:-1])]
    assert found[-1][2] == plan.frames
    assert {base for *_, base in found} == {Fraction(1, plan.fps)}


@pytest.mark.parametrize(
    "text",
    [
        "a=b; c # d \\ e",
        "\\",
        "ends with \\",
        "[CHAPTER]",
        "#not a comment",
        ";FFMETADATA1",
        "雨の東京 – “night” 🎬",
    ],
)
def test_what_ffmpeg_would_read_as_its_own_is_escaped(text: str) -> None:
    title, found = read_by_ffmpeg(chapters(laid_out([(text, 8, 0), ("next", 8, 0)], title=text)))
    assert title == text
    assert [name for name, *_ in found] == [text, "next"]


@given(st.text(min_size=1, max_size=40).filter(one_line))
def test_no_name_can_add_a_line(text: str) -> None:
    title, found = read_by_ffmpeg(chapters(laid_out([(text, 8, 0), ("next", 8, 0)], title=text)))
    assert title == one_line(text)
    assert [name for name, *_ in found] == [one_line(text), "next"]


def test_a_line_end_in_a_name_stays_within_its_line() -> None:
    text = chapters(laid_out([("a\n[CHAPTER]\nSTART=5", 8, 0)], title="t\r\n;x"))
    assert text.splitlines() == [
        ";FFMETADATA1",
        r"title=t \;x",
        "",
        "[CHAPTER]",
        "TIMEBASE=1/8",
        "START=0",
        "END=8",
        r"title=a [CHAPTER] START\=5",
    ]
