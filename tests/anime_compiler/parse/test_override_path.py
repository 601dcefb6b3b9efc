"""Paths of overrides: what they are made of, and what is said of those that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.parse.override_path import RefusedOverride, Step, read_path
from anime_compiler.parse.parse import brief


def texts(path: str) -> list[str]:
    steps, value_at = read_path(path)
    assert path[value_at - 1] == "="
    return [step.text for step in steps]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seed=7", ["seed"]),
        ("shots.rooftop.duration=4s", ["shots", "rooftop", "duration"]),
        ("shots.*.chain.overlap=", ["shots", "*", "chain", "overlap"]),
        ('style.loras."Anime v1.5"=0.7', ["style", "loras", "Anime v1.5"]),
        ("'a=b'.\"it's\".c=1", ["a=b", "it's", "c"]),
        ("style.loras.Pastel Anime XL=1", ["style", "loras", "Pastel Anime XL"]),
        ("$schema=x=y", ["$schema"]),
        ('""=x', [""]),
    ],
)
def test_keys_stand_between_dots_and_may_be_quoted(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_step_knows_its_place_with_its_quotes() -> None:
    steps, value_at = read_path('a."b.c"=d')
    assert steps == (Step("a", 0, 1), Step("b.c", 2, 7, True))
    assert value_at == 8


def test_a_number_and_a_star_in_quotes_are_keys() -> None:
    (_, plain, _, star), _ = read_path("a.0.b.*=1")
    (_, quoted, _, quoted_star), _ = read_path("a.'0'.b.'*'=1")
    assert (plain.number, quoted.number) == (0, None)
    assert (star.is_all, quoted_star.is_all) == (True, False)


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("seed", "`seed` is given no value", (0, 4)),
        ("", "a step of the path is empty", (0, 0)),
        ("=1", "a step of the path is empty", (0, 1)),
        (".a=1", "a step of the path is empty", (0, 1)),
        ("a..b=1", "a step of the path is empty", (1, 3)),
        ("a.=1", "a step of the path is empty", (1, 3)),
        ("a.", "a step of the path is empty", (1, 2)),
        ('"a"b=1', "quotes do not stand around a whole key here", (3, 4)),
        ('a"b"=1', "quotes do not stand around a whole key here", (1, 2)),
        ('"a.b=1', "quotes do not stand around a whole key here", (0, 1)),
        ("a.<<=1", "`<<` merges maps, which the language does not have", (2, 4)),
        ("'<<'.a=1", "`<<` merges maps, which the language does not have", (0, 4)),
    ],
)
def test_what_is_no_path_is_told_with_its_place_and_a_cure(text: str, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(RefusedOverride) as refused:
        read_path(text)
    assert (refused.value.message, (refused.value.start, refused.value.end)) == (message, place)
    assert refused.value.help


@given(st.text(alphabet="ab.=\"'*0 <\n", max_size=12))
def test_any_text_is_a_path_or_is_refused_within_itself(text: str) -> None:
    place = (0, 0)
    try:
        steps, value_at = read_path(text)
        place = (steps[0].start, value_at)
        assert text[value_at - 1] == "="
        assert [text[step.start + step.is_quoted : step.end - step.is_quoted] for step in steps] == [
            step.text for step in steps
        ]
    except RefusedOverride as refused:
        place = (refused.start, refused.end)
    assert 0 <= place[0] <= place[1] <= len(text)


def test_what_is_shown_of_a_text_is_one_short_line() -> None:
    assert brief("a\nb\x1b") == "a\ufffdb\ufffd"
    assert brief("x" * 70) == "x" * 60 + "…"
