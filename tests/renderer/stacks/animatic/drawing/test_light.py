"""The light of hours, weathers and styles."""

import pytest

from renderer.stacks.animatic.drawing.backdrop import PLACES, light_of
from renderer.stacks.animatic.drawing.colour import Rgb, rgb
from renderer.stacks.animatic.drawing.light import GRADES, LIGHTS, Grade, with_weather
from renderer.stacks.animatic.scene import Setting


def brightness(colour: Rgb) -> float:
    return sum(colour)


@pytest.mark.parametrize("style", ["", *GRADES])
@pytest.mark.parametrize("weather", ["clear", "rain", "storm", "snow", "fog"])
def test_no_colour_ever_leaves_what_a_byte_can_hold(style: str, weather: str) -> None:
    for light in LIGHTS.values():
        under = with_weather(light, weather, 1.6)._replace(grade=GRADES.get(style, Grade())).on_people()
        for colour in (0x000000, 0xFFFFFF, 0xFF0000, 0x123456):
            for seen in (under.of(rgb(colour)), under.skin(rgb(colour), True), under.lamp(rgb(colour))):
                assert all(0 <= part <= 255 for part in seen)


def test_night_dusk_and_morning_are_told_apart() -> None:
    wall = rgb(0xF0E4D2)
    night, dusk, morning = (LIGHTS[hour].of(wall) for hour in ("night", "dusk", "morning"))
    assert brightness(night) < brightness(dusk) < brightness(morning)
    assert night[2] > night[0], "night is blue"
    skies = {hour: light.sky[0] for hour, light in LIGHTS.items()}
    assert len(set(skies.values())) == len(skies)


def test_rain_takes_the_sun_and_the_colour_and_the_more_the_greyer() -> None:
    clear = LIGHTS["day"]
    drizzle, downpour = (with_weather(clear, "rain", amount) for amount in (0.5, 1.5))
    assert drizzle.orb == downpour.orb == "none"

    def colourfulness(colour: Rgb) -> float:
        return max(colour) - min(colour)

    assert colourfulness(clear.sky[1]) > colourfulness(drizzle.sky[1]) > colourfulness(downpour.sky[1])


def test_people_keep_their_colours_at_night() -> None:
    night = LIGHTS["night"]
    red = night.on_people().of(rgb(0xC83030))
    assert brightness(red) > brightness(night.of(rgb(0xC83030)))
    assert red[0] > 2 * red[2]


def test_noir_has_no_colour() -> None:
    light = light_of(Setting("street", "night", style="noir"), 1)
    red, green, blue = light.of(rgb(0xC83030))
    assert max(red, green, blue) - min(red, green, blue) < 8


def test_what_the_words_leave_open_the_seed_decides() -> None:
    calm = {light_of(Setting(), seed).sky for seed in range(40)}
    assert len(calm) > 3
    assert {light_of(Setting("street"), seed).sky for seed in range(9)} == {LIGHTS["day"].sky}


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_its_light_whatever_the_words_say(place: str) -> None:
    for hour in ("", "night"):
        for weather in ("clear", "storm"):
            assert light_of(Setting(place, hour, weather), 1).ambient
