"""What people look like."""

import pytest

from renderer.stacks.animatic.drawing.colour import rgb
from renderer.stacks.animatic.reading.colour_words import COLOURS, colour_before
from renderer.stacks.animatic.reading.looks import person_in


def test_colours_stand_before_what_they_colour() -> None:
    person = person_in("1girl, short blue hair, amber eyes, navy school uniform on a green field", "girl", 0)
    assert person.hair == rgb(COLOURS["blue"])
    assert person.eyes == rgb(COLOURS["amber"])
    assert (person.outfit, person.cloth, person.lower) == ("uniform", rgb(COLOURS["navy"]), rgb(COLOURS["navy"]))
    assert person.hair_length < 0.6


@pytest.mark.parametrize(
    ("text", "part", "value"),
    [
        ("1girl, ponytail, straw hat", "hat", "straw"),
        ("1girl, ponytail, straw hat", "hair_style", "ponytail"),
        ("1girl, very long silver hair", "hair_length", 2.4),
        ("1girl, round glasses reading", "holds", "book"),
        ("1girl, round glasses", "has_glasses", True),
        ("1girl, sunglasses", "has_glasses", False),
        ("a woman", "outfit", "dress"),
        ("a fox made of lantern light", "outfit", "glow"),
    ],
)
def test_words_give_looks(text: str, part: str, value: object) -> None:
    kind = "fox" if "fox" in text else "girl" if "girl" in text else "woman"
    assert getattr(person_in(text, kind, 0), part) == value


def test_what_words_leave_open_is_the_same_every_time_and_differs_between_people() -> None:
    people = [person_in("2girls", "girl", number) for number in range(5)]
    assert people == [person_in("2girls", "girl", number) for number in range(5)]
    assert len({person.cloth for person in people}) > 1


def test_shades_of_colours() -> None:
    dark, plain, light = (colour_before(f"{shade} blue kimono", 99) for shade in ("dark", "the", "light"))
    assert dark is not None
    assert plain is not None
    assert light is not None
    assert sum(dark) < sum(plain) < sum(light)
    assert colour_before("blue and far away from what it tells of", 99) is None
