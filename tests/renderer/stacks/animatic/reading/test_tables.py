"""The tables of words: nothing stands in them twice, and all that they name can be drawn."""

from collections import Counter

import pytest

from renderer.stacks.animatic.drawing import air
from renderer.stacks.animatic.drawing.backdrop import PLACES
from renderer.stacks.animatic.drawing.light import GRADES, LIGHTS
from renderer.stacks.animatic.drawing.things import THINGS
from renderer.stacks.animatic.reading import colour_words, people_words, setting_words
from renderer.stacks.animatic.reading.words import plain
from renderer.stacks.animatic.scene import CREATURES, Pose

_TABLES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": table
    for module in (people_words, setting_words)
    for name, table in vars(module).items()
    if name.isupper() and isinstance(table, tuple)
}


@pytest.mark.parametrize("name", _TABLES)
def test_no_phrase_stands_twice_and_each_is_written_as_texts_are_read(name: str) -> None:
    found = Counter(phrase for _, phrases in _TABLES[name] for phrase in phrases.split(", "))
    assert [phrase for phrase, count in found.items() if count > 1] == []
    assert [phrase for phrase in found if phrase != plain(phrase)] == []


def test_no_colour_stands_twice() -> None:
    words = [pair.split(":")[0] for pair in colour_words.WORDS.split()]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert words == sorted(words)
    assert all(0 <= colour <= 0xFFFFFF for colour in colour_words.COLOURS.values())


def test_all_that_is_named_can_be_drawn() -> None:
    assert {place for place, _ in setting_words.PLACES} | {"", "aerial"} == set(PLACES)
    assert {hour for hour, _ in setting_words.HOURS} < set(LIGHTS)
    assert {weather for weather, _ in setting_words.WEATHERS} == {*air.WEATHERS, "fog"}
    assert {drift for drift, _ in setting_words.DRIFTS} == set(air.DRIFTS)
    assert {thing for thing, _ in setting_words.THINGS} - {""} == {*THINGS, "birds", "passing lights"}
    assert {style for style, _ in setting_words.STYLES} - {"flat"} == set(GRADES)
    assert {kind for kind, _ in people_words.KINDS} == {"girl", "boy", "woman", "man", *CREATURES}


def test_poses_move_what_can_be_moved() -> None:
    moved = {part for changes, _ in people_words.POSES for part in changes}
    assert moved <= set(Pose._fields)
