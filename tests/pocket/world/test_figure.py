"""The drawn figure: every word changes the picture, the same scene gives the same one."""

from functools import lru_cache

import numpy as np
import pytest
import skia

from pocket.world import figure
from pocket.world.easel import LOOKS, Easel, Medium
from pocket.world.picture import Pixels
from pocket.world.scene import Character, Motion, Scene
from pocket.world.vocabulary import OUTFIT_COLOURS, OUTFITS, POSES

WHO = Character("girl", "short hair", "brown", "blue", "smiling", "hoodie", "red")


@lru_cache(64)
def drawn(who: Character, motion: Motion = Motion(), t: float = 0.0, medium: Medium = Medium.COLOUR) -> Pixels:  # noqa: B008
    pixels = np.zeros((192, 192, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.translate(96, 36)
    easel = Easel(canvas, medium, LOOKS["cel"], 1.6)
    with easel.at(0, 0, 54):
        figure.draw(easel, who, Scene(who, "park", framing="full body", motion=motion, t=t))
    del surface
    assert (easel.part, easel.depth) == ("", 0.0)
    return pixels[:, :, :3]


def differing(one: Pixels, other: Pixels) -> int:
    return int((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 24).sum())


@pytest.mark.parametrize(
    ("field", "table"),
    [("pose", POSES), ("outfit", OUTFITS), ("outfit_colour", OUTFIT_COLOURS), ("gender", ("girl", "boy"))],
)
def test_every_word_changes_the_picture(field: str, table: tuple[str, ...]) -> None:
    names = list(table)
    pictures = [drawn(Character(**(WHO._asdict() | {field: name}))) for name in names]
    for index, one in enumerate(pictures):
        for name, other in zip(names[index + 1 :], pictures[index + 1 :], strict=True):
            assert differing(one, other) > 100, (names[index], name)


@pytest.mark.parametrize("outfit", OUTFITS)
@pytest.mark.parametrize("yaw", [-180.0, -75.0, 20.0, 90.0])
def test_every_side_can_be_drawn(outfit: str, yaw: float) -> None:
    assert differing(drawn(WHO._replace(outfit=outfit, yaw=yaw)), drawn(WHO._replace(outfit=outfit))) > 100


def test_a_picture_is_always_the_same() -> None:
    first = drawn(WHO)
    drawn.cache_clear()
    assert np.array_equal(first, drawn(WHO))


def test_actions_move_and_wind_sways() -> None:
    assert differing(drawn(WHO, Motion("walking"), 0.25), drawn(WHO, Motion("walking"), 0.0)) > 100
    assert differing(drawn(WHO, Motion("waving"), 0.25), drawn(WHO, Motion("waving"), 0.75)) > 40
    dressed = WHO._replace(outfit="dress")
    assert differing(drawn(dressed, Motion(wind=1.0)), drawn(dressed)) > 20


def test_arms_are_nearer_than_the_trunk() -> None:
    depth = drawn(WHO._replace(pose="hand on chest"), medium=Medium.DEPTH)
    assert set(np.unique(depth)) >= {0, round(255 * 0.7), round(255 * 0.74)}
