"""Setting text."""

import numpy as np
import pytest

from renderer.stacks.animatic.burn_in.type import (
    ELLIPSIS,
    Style,
    Word,
    cut,
    fitted,
    lines_of,
    put,
    put_right,
    shown,
    width_of,
)

_STYLE = Style(14, (255.0, 255.0, 255.0))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain text", "plain text"),
        ("tab\there\nand there", "tab here and there"),
        ("bell\x07 escape\x1b[0m", "bell\\x07 escape\\x1b[0m"),
        ("\u202ereversed\u200b", "\\u202ereversed\\u200b"),
        ("half a pair \ud83d", "half a pair \\ud83d"),
        ("cafe\u0301", "café"),
        ("夜の街", "夜の街"),
    ],
)
def test_nothing_is_left_that_cannot_be_seen(text: str, seen: str) -> None:
    assert shown(text) == seen


@pytest.mark.parametrize("text", ["plain", "café", "夜の街", "😀", "שלום", "\\x07", "?"])
@pytest.mark.parametrize("is_bold", [False, True])
def test_every_text_leaves_a_mark_and_takes_its_room(text: str, is_bold: bool) -> None:
    pixels = np.zeros((40, 200, 3), np.uint8)
    style = _STYLE._replace(is_bold=is_bold)
    end = put(pixels, 10, 10, shown(text), style)
    assert pixels.any()
    assert end == 10 + width_of(shown(text), style.size, is_bold)
    assert not pixels[:, end + 4 :].any()
    assert not pixels[:, :8].any()


def test_nothing_is_written_of_nothing() -> None:
    pixels = np.zeros((20, 20, 3), np.uint8)
    assert put(pixels, 7, 0, "", _STYLE) == 7
    assert not pixels.any()


def test_text_may_hang_over_every_edge() -> None:
    pixels = np.zeros((12, 30, 3), np.uint8)
    for x, y in ((-20, -3), (25, 8), (0, 40), (400, 0), (-400, 0)):
        put(pixels, x, y, "over the edge", _STYLE)
    assert pixels.any()


def test_text_at_the_right_ends_where_it_is_to_end() -> None:
    pixels = np.zeros((30, 200, 3), np.uint8)
    start = put_right(pixels, 180, 5, "00:00:01:07", _STYLE)
    columns = np.flatnonzero(pixels.any(axis=(0, 2)))
    assert start <= columns[0]
    assert 170 < columns[-1] <= 181


@pytest.mark.parametrize("room", [0, 5, 30, 80, 500])
@pytest.mark.parametrize("text", ["a rather long line of words", "x" * 400, "夜" * 100, "ab"])
def test_a_line_is_cut_to_its_room(text: str, room: int) -> None:
    line = fitted(text, room, _STYLE)
    assert width_of(line, _STYLE.size) <= room
    assert line == text or line.endswith(ELLIPSIS) or not line


@pytest.mark.parametrize("words", [["word"] * 60, ["x" * 900], ["a", "b" * 90, "c"], ["夜の街を歩く"] * 9, []])
def test_lines_are_full_and_none_is_too_wide(words: list[str]) -> None:
    lines = lines_of([Word(word, _STYLE) for word in words], 120)
    for line in lines:
        assert line[-1].x + width_of(line[-1].text, 14) <= 120
    assert "".join(word.text for line in lines for word in line) == "".join(words)
    most = cut(lines, 2, 120)
    assert len(most) == min(2, len(lines))
    if len(lines) > 2:
        assert most[-1][-1].text.endswith(ELLIPSIS)
        assert most[-1][-1].x + width_of(most[-1][-1].text, 14) <= 120
