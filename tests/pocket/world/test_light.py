"""What the light does to colours."""

from itertools import combinations, product

import numpy as np
import pytest

from pocket.world import light
from pocket.world.easel import Grade, graded, rgb
from pocket.world.scene import Scene
from pocket.world.vocabulary import (
    HAIR_COLOURS,
    OUTFIT_COLOURS,
    PALETTES,
    PLACES,
    STYLES,
    TIMES,
    WEATHERS,
    Thing,
)

ROOMS = ("beach", "bedroom")


def lab(colour: int) -> np.ndarray:
    """A colour in CIE Lab (D65)."""
    channels = np.array(rgb(colour)) / 255
    linear = np.where(channels > 0.04045, ((channels + 0.055) / 1.055) ** 2.4, channels / 12.92)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    scaled = matrix @ linear / np.array([0.9505, 1.0, 1.089])
    root = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def closest(things: dict[str, Thing], grade: Grade) -> float:
    """The smallest distance between two of the colours under a grade."""
    seen = [lab(graded(thing.rgb, grade)) for thing in things.values()]
    return float(min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)))


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("things", [HAIR_COLOURS, OUTFIT_COLOURS], ids=["hair", "outfit"])
def test_the_colours_of_the_character_stay_apart(time: str, things: dict[str, Thing]) -> None:
    for place, weather in product(ROOMS, WEATHERS):
        assert closest(things, light.of(Scene(None, place, time, weather)).on_figure) > 12


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("style", STYLES)
def test_palettes_and_styles_change_colours_only_a_little(palette: str, style: str) -> None:
    for time, weather, things in product(TIMES, WEATHERS, (HAIR_COLOURS, OUTFIT_COLOURS)):
        scene = Scene(None, "park", time, weather, style=style, palette=palette)
        assert closest(things, light.of(scene).on_figure) > 8


def test_times_look_different_on_the_set() -> None:
    grey = 0xB0B0B0
    for place in PLACES:
        lit = [lab(graded(grey, light.of(Scene(None, place, time)).on_set)) for time in TIMES]
        assert min(float(np.linalg.norm(one - other)) for one, other in combinations(lit, 2)) > 15


def test_grades_are_combined_in_order() -> None:
    one, other = Grade(0xFF8040, 0.5, saturation=0.8), Grade(0x80C0FF, 0.25)
    both = light.combined(one, other)
    assert graded(0xFFFFFF, both) == pytest.approx(graded(graded(0xFFFFFF, one), other), abs=0x010101)
    assert light.combined(Grade()) == Grade(0xFFFFFF, 1.0)
