"""The nine places, in every light and arrangement."""

from itertools import product

import numpy as np
import pytest
import skia

from pocket.world import picture
from pocket.world.camera import MOVES
from pocket.world.easel import LOOKS, Easel, Medium
from pocket.world.places import place
from pocket.world.scene import Motion, Scene, View
from pocket.world.vocabulary import FRAMINGS, PLACES, TIMES

LAYOUTS = range(3)


def drawn(scene: Scene, size: tuple[int, int] = (96, 96)) -> np.ndarray:
    """A picture as numbers that can be subtracted."""
    return picture.draw(scene, size).astype(np.int16)


def test_all_places_times_and_layouts_differ() -> None:
    scenes = [Scene(None, name, time, layout=row) for name, time, row in product(PLACES, TIMES, LAYOUTS)]
    pictures = [drawn(scene) for scene in scenes]
    for index, one in enumerate(pictures):
        for other in range(index):
            same = scenes[index][1:3] == scenes[other][1:3]
            assert np.abs(one - pictures[other]).mean() > (4 if same else 9), (scenes[index], scenes[other])


@pytest.mark.parametrize("framing", FRAMINGS)
def test_what_a_head_leaves_free_tells_the_places_apart(framing: str) -> None:
    pictures = [drawn(Scene(None, name, framing=framing)) for name in PLACES]
    for index, one in enumerate(pictures):
        for other in pictures[:index]:
            change = np.abs(one - other)[4:50]
            assert change[:, 2:28].mean() > 7
            assert change[:, -28:-2].mean() > 7


@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_the_same_each_time_it_is_drawn(name: str) -> None:
    scene = Scene(None, name, "sunset", layout=1, motion=Motion(wind=0.7), t=1.3)
    first = drawn(scene)
    drawn(Scene(None, name, "night"))
    assert (drawn(scene) == first).all()


@pytest.mark.parametrize(("name", "layout"), list(product(PLACES, LAYOUTS)))
def test_a_place_moves_with_the_wind_and_comes_back(name: str, layout: int) -> None:
    windy = Scene(None, name, layout=layout, motion=Motion(wind=1.0))
    start = drawn(windy)
    assert np.abs(drawn(windy._replace(t=4.0)) - start).max() <= 1
    assert np.abs(drawn(windy._replace(t=1.0)) - start).mean() > 0.02


@pytest.mark.parametrize(("name", "move"), list(product(PLACES, MOVES)))
def test_nothing_is_left_uncovered(name: str, move: str) -> None:
    for layout, t, size, view in product(
        LAYOUTS, (0.0, 2.0), ((112, 64), (36, 64), (64, 64)), (View(roll=8.0, zoom=0.85), View(roll=-8.0, x=8.0, y=6.0))
    ):
        scene = Scene(None, name, framing="full body", layout=layout, view=view, motion=Motion(camera=move), t=t)
        bare = _bare(scene, size)
        assert not bare.any(), (layout, t, size, view)


def _bare(scene: Scene, size: tuple[int, int]) -> np.ndarray:
    """Where nothing was painted, on a canvas that starts see-through."""
    width, height = size
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.translate(width / 2, height / 2)
    canvas.scale(height / picture.SET_HEIGHT, height / picture.SET_HEIGHT)
    picture.paint(Easel(canvas, Medium.COLOUR, LOOKS["cel"], 2.0), scene, picture.SET_HEIGHT * width / height)
    del surface
    return pixels[:, :, 3] < 255


@pytest.mark.parametrize("name", PLACES)
def test_the_set_is_behind_the_character_in_depth_and_not_in_the_masks(name: str) -> None:
    depth = picture.draw(Scene(None, name), (64, 64), Medium.DEPTH)
    assert depth.max() < 0.6 * 255
    assert len(np.unique(depth)) > 3
    assert depth[-4:].mean() > depth[26:30].min(axis=0).mean()
    assert picture.draw(Scene(None, name), (64, 64), Medium.CHARACTER).max() == 0
    lines = picture.draw(Scene(None, name), (64, 64), Medium.LINES)
    assert 0.5 < (lines > 127).mean() < 0.999


def test_places_are_found_by_their_names() -> None:
    for name in PLACES:
        assert callable(place(name).draw)
