"""Looking for phrases in texts."""

import pytest

from renderer.stacks.animatic.reading.words import Words, phrases, plain

_TABLE = Words([("roof", "rooftop, on the roof"), ("town", "rooftops, town"), ("sky", "sky")])


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("a rooftop under the sky", ["roof", "sky"]),
        ("rooftops of a town", ["town", "town"]),
        ("towns", ["town"]),
        ("skyline, downtown, sky-blue, whiskyskies", []),
        ("", []),
    ],
)
def test_the_longest_phrase_wins_and_parts_of_words_count_for_nothing(text: str, entries: list[str]) -> None:
    assert [found.entry for found in _TABLE.find(text)] == entries


def test_the_first_entry_is_the_one_named_first() -> None:
    assert _TABLE.first("sky over a rooftop") == "sky"
    assert _TABLE.first("nothing of it") is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("A  Café\tby_the_CANAL ", "a cafe by the canal"),
        ("Ångström ß ﬁre", "angstrom ss fire"),
        ("\ud800 x", "\ud800 x"),
        ("", ""),
    ],
)
def test_case_accents_and_underscores_are_no_matter(text: str, read: str) -> None:
    assert plain(text) == read


def test_punctuation_divides_phrases() -> None:
    assert phrases("a, (b c:1.2); d! ") == ["a", "b c", "1", "2", "d"]
