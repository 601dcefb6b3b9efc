"""What falls."""

import numpy as np
import pytest

from pocket.world import picture
from pocket.world.scene import Scene
from pocket.world.vocabulary import INDOORS, PLACES, WEATHERS

FALLING = ("rain", "snow", "petals")


def drawn(place: str, weather: str, t: float = 0.0) -> np.ndarray:
    """A picture as numbers that can be subtracted."""
    return picture.draw(Scene(None, place, weather=weather, t=t), (128, 128)).astype(np.int16)


@pytest.mark.parametrize("place", PLACES)
def test_every_weather_looks_its_own_way(place: str) -> None:
    pictures = [drawn(place, weather) for weather in WEATHERS if weather != "petals"]
    for index, one in enumerate(pictures):
        for other in pictures[:index]:
            assert np.abs(one - other).mean() > 2


@pytest.mark.parametrize("weather", FALLING)
def test_what_falls_moves_and_comes_back(weather: str) -> None:
    start = drawn("park", weather)
    assert np.abs(drawn("park", weather, 4.0) - start).max() <= 1
    assert np.abs(drawn("park", weather, 0.6) - start).mean() > 0.3


@pytest.mark.parametrize("weather", FALLING)
def test_it_falls_downwards(weather: str) -> None:
    from pocket.world.weather import _COLUMNS, _TURNS

    assert _TURNS[weather] > 0
    assert all(0 <= column.start <= 1 for column in _COLUMNS)


@pytest.mark.parametrize("place", sorted(INDOORS))
def test_nothing_falls_in_a_room_but_the_window_shows_it(place: str) -> None:
    change = np.abs(drawn(place, "snow", 1.0) - drawn(place, "snow", 0.0)).max(axis=2)
    assert change.max() > 10
    assert change[108:].max() == 0, "the floor"


def test_snow_lies_on_the_ground_outdoors() -> None:
    assert drawn("mountains", "snow")[-20:].mean() > drawn("mountains", "cloudy")[-20:].mean() + 30
