import numpy as np
import pytest

from renderer.assemble.lettering import BODY, GROUND, HEADLINE, NAME, Style, lines_of, one_line, width_of, write
from renderer.values import Pixels

LONG = "a girl with long blonde hair and a straw hat stands alone in a forest at sunset, tears in her purple eyes"


def sheet(width: int = 400, height: int = 80) -> Pixels:
    return np.full((height, width, 3), GROUND, np.uint8)


def inked(picture: Pixels) -> tuple[int, int]:
    """The first and the last column with something in it."""
    columns = np.flatnonzero((picture != GROUND).any(axis=(0, 2)))
    return int(columns[0]), int(columns[-1])


@pytest.mark.parametrize("style", [BODY, NAME, HEADLINE])
@pytest.mark.parametrize("width", [60, 200, 900])
@pytest.mark.parametrize("text", [LONG, "夕焼けの海辺、赤いリボンの少年が振り返る", "x" * 200, "a" * 90 + " b"])
def test_no_line_is_longer_than_its_room(style: Style, width: int, text: str) -> None:
    lines = lines_of(text, style, width, 100)
    assert all(width_of(line, style) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_words_stay_whole_where_they_can() -> None:
    assert set(" ".join(lines_of(LONG, BODY, 240, 100)).split()) == set(LONG.split())


def test_what_does_not_fit_ends_in_a_sign_that_tells_so() -> None:
    lines = lines_of(LONG, BODY, 240, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert width_of(lines[1], BODY) <= 240


@pytest.mark.parametrize("text", ["", "   ", "\n\t\0", "\u202e\u200b"])
def test_nothing_is_no_line(text: str) -> None:
    assert lines_of(text, BODY, 100, 3) == []


def test_a_line_narrower_than_a_letter_still_ends() -> None:
    assert lines_of("wide", HEADLINE, 1, 10) == ["w", "i", "d", "e"]


def test_what_cannot_be_seen_becomes_a_space() -> None:
    assert one_line(" a\nb\0c\x1b[0m\u202ed\ud800e ") == "a b c [0m d e"
    assert one_line("x" * 10_000) == "x" * 4000
    assert one_line("夕焼け") == "夕焼け"


@pytest.mark.parametrize("text", ["Hello", "夕焼け", "é ß ñ – “”", "Ж"])
def test_letters_of_many_scripts_are_drawn_and_none_as_a_box(text: str) -> None:
    picture, question = sheet(), sheet()
    write(picture, text, 20, 40, BODY)
    write(question, "?" * len(text), 20, 40, BODY)
    assert (picture != GROUND).any()
    assert not np.array_equal(picture, question)


def test_words_stand_left_right_and_in_the_middle() -> None:
    ends = {}
    for align in ("left", "middle", "right"):
        picture = sheet()
        write(picture, "HHHHH", 200, 40, BODY, align)
        ends[align] = inked(picture)
    width = width_of("HHHHH", BODY)
    assert ends["left"][0] == pytest.approx(200, abs=3)
    assert ends["right"][1] == pytest.approx(200, abs=3)
    assert sum(ends["middle"]) / 2 == pytest.approx(200, abs=3)
    assert ends["left"][1] - ends["left"][0] == pytest.approx(width, abs=4)


@pytest.mark.parametrize(("x", "y"), [(-50, 40), (390, 40), (20, 2), (20, 90), (-500, -500), (900, 900)])
def test_words_over_the_edge_are_cut_off_there(x: int, y: int) -> None:
    picture = sheet()
    write(picture, "over the edge", x, y, BODY)
    assert picture.shape == (80, 400, 3)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "\0", "\x1b[31m\u202e", "\U000e0001\U0010ffff", "\u0301" * 200])
def test_no_text_is_too_strange_to_be_drawn(text: str) -> None:
    write(sheet(), text, 20, 40, BODY, "middle")
    assert width_of(text, BODY) >= 0


def test_words_do_not_change_what_is_far_from_them() -> None:
    picture = sheet()
    write(picture, "Hgj", 20, 40, BODY)
    assert (picture[:, 120:] == GROUND).all()
    assert (picture[:10] == GROUND).all()
    assert (picture[60:] == GROUND).all()
