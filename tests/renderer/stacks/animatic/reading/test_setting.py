"""Where and when prompts play."""

import pytest

from anime_compiler.model.prompt import Phrase, Prompt
from renderer.stacks.animatic.reading.setting import read_setting
from tests.renderer.stacks.animatic.boards import prompt


@pytest.mark.parametrize(
    ("text", "place", "hour"),
    [
        ("1girl on a school rooftop, dusk light", "rooftop", "dusk"),
        ("walking down a city street at night, neon signs", "street", "night"),
        ("a small harbor town in the morning, rooftops in a row, sea on the horizon", "town", "morning"),
        ("a small harbor town, a lighthouse on the cliff", "cliff", ""),
        ("a small harbor town, gulls circling, seen from above", "aerial", ""),
        ("reading at a Café window, canal and boats outside", "cafe", ""),
        ("a long stone stairway by the sea", "stairs", ""),
        ("the empty corridor of a sleeping car", "corridor", ""),
        ("a woman at the window of a sleeping car", "carriage", ""),
        ("a train on a high bridge above a river", "bridge", ""),
        ("an idea", "", ""),
        ("", "", ""),
    ],
)
def test_the_narrowest_place_counts_and_the_first_hour(text: str, place: str, hour: str) -> None:
    setting = read_setting(prompt(text))
    assert (setting.place, setting.hour) == (place, hour)


@pytest.mark.parametrize(
    ("text", "weather"),
    [("rain", "rain"), ("rain, thunderstorm", "storm"), ("first snow", "snow"), ("brainy", "clear"), ("mist", "fog")],
)
def test_weather_is_read_and_a_storm_is_the_strongest(text: str, weather: str) -> None:
    assert read_setting(prompt(text)).weather == weather


def test_weight_is_how_much_of_the_weather_there_is() -> None:
    heavy = Prompt(((Phrase("a forest, "), Phrase("driving rain", 1.4), Phrase(", a path", 0.6)),))
    assert read_setting(heavy).amount == 1.4
    assert read_setting(prompt("rain", 9.0)).amount == 1.6
    assert read_setting(prompt("a forest", 1.4)).amount == 1.0


def test_things_and_what_drifts_are_named_once() -> None:
    setting = read_setting(prompt("sparks, embers, lighthouse, gulls, seagulls, train platform"))
    assert setting.drifts == ("sparks",)
    assert setting.things == ("lighthouse", "birds")


def test_a_door_has_the_colour_that_the_words_give_it() -> None:
    blue, open = read_setting(prompt("a blue door")).accent, read_setting(prompt("blue sky, an open door")).accent
    assert blue is not None
    assert blue[2] > blue[0]
    assert open is None


@pytest.mark.parametrize(("text", "style"), [("film noir, monochrome", "noir"), ("gouache", "storybook"), ("x", "cel")])
def test_the_style_is_read(text: str, style: str) -> None:
    assert read_setting(prompt(text)).style == style
