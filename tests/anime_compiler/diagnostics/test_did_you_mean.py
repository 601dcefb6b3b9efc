import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.diagnostics.did_you_mean import closest, known_names

KEYS = ["duration", "prompt", "camera", "control", "beats", "next", "chain", "id", "pan_left", "zoom_in"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("durations", "duration"),
        ("duartion", "duration"),
        ("promt", "prompt"),
        ("Pan-Left", "pan_left"),
        ("ZOOMIN", "zoom_in"),
        ("prompt", "prompt"),
        ("nxet", "next"),
        ("weather", None),
        ("", None),
    ],
)
def test_a_misspelling_finds_its_name(written: str, meant: str | None) -> None:
    assert closest(written, KEYS) == meant


def test_a_word_that_only_differs_in_its_spelling_wins_over_a_near_one() -> None:
    assert closest("pan-left", ["pan_leftt", "panleft", "pan_left"]) == "pan_left"
    assert closest("zoom-in", ["zoo_min_", "zoom_im"]) == "zoo_min_"


def test_of_equals_the_first_in_the_alphabet_is_taken_whatever_the_order() -> None:
    assert closest("cat", ["hat", "bat", "rat"]) == closest("cat", {"rat", "hat", "bat"}) == "bat"


def test_swapped_neighbours_count_as_one_slip() -> None:
    assert closest("ahn", ["han"]) == "han"
    assert closest("anh", ["hna"]) is None


def test_a_letter_in_three_may_be_wrong() -> None:
    assert closest("abcdef", ["abcdxy"]) == "abcdxy"
    assert closest("abcdef", ["abcxyz"]) is None


@pytest.mark.parametrize("pattern", ["character_{:05}", "{:05}_character", "c{:05}haracter_with_a_long_name"])
def test_ten_thousand_names_are_looked_through_quickly(pattern: str) -> None:
    names = [pattern.format(number) for number in range(10_000)]
    start = time.perf_counter()
    assert closest("hana_and_mio", names) is None
    closest(pattern.format(77)[:-1], names)
    closest("x" * 1_000_000, names)
    assert time.perf_counter() - start < 2


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=8))
def test_the_answer_is_a_known_name_and_does_not_depend_on_the_order(word: str, known: list[str]) -> None:
    answer = closest(word, known)
    assert answer is None or answer in known
    assert answer == closest(word, reversed(known))


@given(st.text("abc", max_size=9), st.text("abc", max_size=9))
def test_the_distance_is_that_of_the_textbook(left: str, right: str) -> None:
    allowed = max(1, len(left) // 3)
    assert (closest(left, [right]) is not None) == (_textbook_distance(left, right) <= allowed)


def _textbook_distance(left: str, right: str) -> int:
    table = {(row, 0): row for row in range(len(left) + 1)}
    table |= {(0, column): column for column in range(len(right) + 1)}
    for row in range(1, len(left) + 1):
        for column in range(1, len(right) + 1):
            differs = left[row - 1] != right[column - 1]
            ways = [
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + differs,
            ]
            if row > 1 and column > 1 and left[row - 2 : row] == right[column - 2 : column][::-1]:
                ways.append(table[row - 2, column - 2] + 1)
            table[row, column] = min(ways)
    return table[len(left), len(right)]


def test_names_for_a_help_text() -> None:
    assert known_names([]) == "none"
    assert known_names(["a"]) == "`a`"
    assert known_names(["a", "b"]) == "`a` and `b`"
    assert known_names(["c", "a", "b"]) == "`c`, `a` and `b`"
    assert known_names([f"n{number}" for number in range(14)], most=2) == "`n0`, `n1` and 12 more"
