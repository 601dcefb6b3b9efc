"""Several values for one key: ranges, steps and lists, exactly."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.cli.variations import MOST_VALUES, expand
from anime_compiler.errors import UsageError


def values(text: str) -> list[str]:
    made = expand(f"a.b={text}")
    assert all(one.startswith("a.b=") for one in made)
    return [one.removeprefix("a.b=") for one in made]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", ["7"]),
        ("1..4", ["1", "2", "3", "4"]),
        ("4..1", ["4", "3", "2", "1"]),
        ("-1..1", ["-1", "0", "1"]),
        ("5..5", ["5"]),
        ("2s..4s", ["2s", "3s", "4s"]),
        ("0.7:0.85:0.05", ["0.7", "0.75", "0.8", "0.85"]),
        ("0:1:0.3", ["0", "0.3", "0.6", "0.9"]),
        ("1:0:-0.5", ["1", "0.5", "0"]),
        ("-0.1:0.1:0.1", ["-0.1", "0", "0.1"]),
        ("10%:30%:10%", ["10%", "20%", "30%"]),
        ("8f:16f:4", ["8f", "12f", "16f"]),
        ("100:300:100", ["100", "200", "300"]),
        ("9223372036854775805..9223372036854775807", [str(2**63 - n) for n in (3, 2, 1)]),
        ("b,c, d", ["b", "c", "d"]),
        ("1..3,7,2", ["1", "2", "3", "7"]),
        ("[a, b],{c: 1, d: [2, 3]}", ["[a, b]", "{c: 1, d: [2, 3]}"]),
        ("\"a, b\",'c, d'", ['"a, b"', "'c, d'"]),
        (r'"a\", b",c', [r'"a\", b"', "c"]),
        ("{a: '}, {'},b", ["{a: '}, {'}", "b"]),
        ("it's,here", ["it's", "here"]),
        ("a (roof:1.2),b", ["a (roof:1.2)", "b"]),
        ("'1..4'", ["'1..4'"]),
        ("768x768,1024x1024", ["768x768", "1024x1024"]),
        ("1..x", ["1..x"]),
    ],
)
def test_what_a_short_form_stands_for(text: str, expected: list[str]) -> None:
    assert values(text) == expected


def test_a_quoted_key_may_hold_what_separates() -> None:
    assert expand('style.loras."a=b,c"=1,2') == ['style.loras."a=b,c"=1', 'style.loras."a=b,c"=2']


@pytest.mark.parametrize(
    ("text", "message", "cure"),
    [
        ("seed", "`seed` is no path with values: `seed` is given no value", "write `path=values`"),
        ("=1..4", "`=1..4` is no path with values: a step of the path is empty", "write `path=values`"),
        ("seed=", "`seed=` holds an empty value", "write a value around each comma"),
        ("seed=1,,2", "`seed=1,,2` holds an empty value", "write a value around each comma"),
        ("seed=1.5..3", "`1.5..3` is no range", "`0.7:0.85:0.05`"),
        ("seed=1:2", "`1:2` is no range", "`0.7:0.85:0.05`"),
        ("d=2s..4f", "`2s..4f` mixes units", "the same unit"),
        ("d=2s:4s:1f", "`2s:4s:1f` mixes units", "the same unit"),
        ("x=1:2:0", "the step of `1:2:0` never gets to its end", "from 1 to 2"),
        ("x=1:2:-1", "the step of `1:2:-1` never gets to its end", "from 1 to 2"),
        ("seed=1..65", "65 values are more than the 64 that one key can have", "larger steps"),
        ("seed=1..60,100..110", "71 values are more than the 64 that one key can have", "larger steps"),
        ("x=0:1:0.000000000001", "1,000,000,000,001 values are more than the 64", "larger steps"),
        ("seed=0..9999999999999999999", "10,000,000,000,000,000,000 values are more than the 64", "larger steps"),
    ],
)
def test_what_cannot_be_expanded_is_told_with_a_cure(text: str, message: str, cure: str) -> None:
    with pytest.raises(UsageError) as error:
        expand(text)
    assert str(error.value).startswith(message)
    assert error.value.cure is not None
    assert cure in error.value.cure


@given(st.integers(-500, 500), st.integers(0, MOST_VALUES - 1), st.integers(1, 999), st.integers(0, 6))
def test_steps_are_exact_and_end_where_they_say(first: int, number: int, step: int, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    start, by = first * unit, step * unit
    made = values(f"{start:f}:{start + number * by:f}:{by:f}")
    assert [Decimal(one) for one in made] == [start + count * by for count in range(number + 1)]
    assert not any("E" in one or one.endswith(".") or ("." in one and one.endswith("0")) for one in made)


@given(st.text(alphabet="12.:,-sf%[]{}\"' \\ax", max_size=14))
def test_any_text_is_expanded_or_refused(text: str) -> None:
    made: list[str] = []
    with suppress(UsageError):
        made = expand(f"a={text}")
        assert made
    assert len(set(made)) == len(made) <= MOST_VALUES
