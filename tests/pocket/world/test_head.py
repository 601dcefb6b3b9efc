"""The head: every word of the vocabulary can be seen, and turning, blinking and media behave."""

from itertools import pairwise
from typing import Final

import numpy as np
import pytest

from pocket.world import picture
from pocket.world.easel import Medium
from pocket.world.scene import Character, Scene
from pocket.world.vocabulary import ACCESSORIES, EXPRESSIONS, EYE_COLOURS, HAIR_COLOURS, HAIR_STYLES

SIZE: Final = (128, 128)
SYMMETRIC: Final = ("short hair", "twintails", "hair bun")
PLAIN: Final = Character(
    gender="girl",
    hair_style="short hair",
    hair_colour="brown",
    eye_colour="blue",
    expression="neutral",
    outfit="sweater",
    outfit_colour="white",
)


def portrait(who: Character = PLAIN, medium: Medium = Medium.COLOUR) -> picture.Pixels:
    """A close-up of a character."""
    return picture.draw(Scene(who, "beach", framing="close-up"), SIZE, medium)


def share_unlike(one: picture.Pixels, other: picture.Pixels, step: int = 24) -> float:
    """The share of pixels that differ clearly."""
    return float((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > step).mean())


@pytest.mark.parametrize(
    ("field", "names", "least"),
    [
        ("expression", tuple(EXPRESSIONS), 0.004),
        ("hair_style", tuple(HAIR_STYLES), 0.03),
        ("hair_colour", tuple(HAIR_COLOURS), 0.08),
        ("eye_colour", tuple(EYE_COLOURS), 0.004),
        ("accessory", tuple(ACCESSORIES), 0.01),
    ],
)
def test_every_word_looks_its_own_way(field: str, names: tuple[str, ...], least: float) -> None:
    pictures = [portrait(Character(**{**PLAIN._asdict(), field: name})) for name in names]
    for index, one in enumerate(pictures):
        for other in pictures[index + 1 :]:
            assert share_unlike(one, other) > least


def test_girls_and_boys_differ_a_little() -> None:
    assert 0.001 < share_unlike(portrait(), portrait(PLAIN._replace(gender="boy"))) < 0.2


@pytest.mark.parametrize("style", SYMMETRIC)
@pytest.mark.parametrize("yaw", [25.0, 60.0, 90.0, 140.0])
def test_a_turn_to_the_left_mirrors_one_to_the_right(style: str, yaw: float) -> None:
    left = portrait(PLAIN._replace(hair_style=style, head_yaw=-yaw), Medium.FACE)
    right = portrait(PLAIN._replace(hair_style=style, head_yaw=yaw), Medium.FACE)
    assert share_unlike(left, right[:, ::-1]) < 0.01


@pytest.mark.parametrize("style", tuple(HAIR_STYLES))
def test_nothing_of_the_face_is_seen_from_behind(style: str) -> None:
    seen = portrait(PLAIN._replace(hair_style=style, yaw=180.0), Medium.FACE)
    assert (seen > 128).mean() < 0.006  # the rims of ears


def test_closed_eyes_show_no_iris() -> None:
    def green(pixels: picture.Pixels) -> int:
        face = pixels[40:100, 30:98].astype(int)
        return int(((face[..., 1] > face[..., 0] + 50) & (face[..., 1] > face[..., 2] + 20)).sum())

    who = PLAIN._replace(hair_colour="pink", eye_colour="green")
    assert green(portrait(who)) > 30
    assert green(portrait(who._replace(expression="eyes closed"))) == 0


@pytest.mark.parametrize("style", tuple(HAIR_STYLES))
def test_turning_is_smooth(style: str) -> None:
    turned = [PLAIN._replace(hair_style=style, head_yaw=float(yaw)) for yaw in range(-180, 181, 6)]
    frames = [portrait(who, Medium.CHARACTER) for who in turned]
    steps = [share_unlike(one, other) for one, other in pairwise(frames)]
    assert max(steps) < 0.2  # a ponytail swings over quickly


def test_drawing_is_deterministic() -> None:
    assert np.array_equal(portrait(), portrait())
