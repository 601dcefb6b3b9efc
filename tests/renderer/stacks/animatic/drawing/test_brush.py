"""Paint on pictures."""

import numpy as np
import pytest

from renderer.stacks.animatic.drawing.brush import (
    Canvas,
    blend,
    box,
    disc,
    falling,
    fill,
    fill_shaded,
    glow,
    shifted,
    stroke,
    strokes,
    touch,
)
from renderer.stacks.animatic.drawing.colour import Rgb
from renderer.values import Pixels

_RED: Rgb = (200.0, 30.0, 40.0)


def canvas(height: int = 40, width: int = 60, unit: float = 10.0) -> Canvas:
    return Canvas(np.full((height, width, 3), 100, np.uint8), unit)


def test_a_shape_has_its_colour_inside_and_leaves_the_rest_alone() -> None:
    drawn = canvas()
    box(drawn, 1, 1, 3, 3, _RED)
    assert drawn.pixels[20, 20].tolist() == [200, 30, 40]
    assert drawn.pixels[35, 55].tolist() == [100, 100, 100]


def test_a_shape_that_is_half_transparent_is_half_way() -> None:
    drawn = canvas()
    box(drawn, 1, 1, 3, 3, _RED, 0.5)
    assert drawn.pixels[20, 20].tolist() == pytest.approx([150, 65, 70], abs=2)
    box(drawn, 1, 1, 3, 3, (0.0, 0.0, 0.0), 0.0)
    assert drawn.pixels[20, 20].tolist() == pytest.approx([150, 65, 70], abs=2)


@pytest.mark.parametrize("far", [-1e9, -500.0, 500.0, 1e9])
def test_what_lies_outside_the_picture_is_left_out(far: float) -> None:
    drawn = canvas()
    box(drawn, far, far, far + 2, far + 2, _RED, 0.5)
    disc(drawn, far, 0, 1, _RED)
    stroke(drawn, [(far, 0), (far, 9)], 0.1, _RED, 0.4)
    glow(drawn, far, far, 2, _RED, 1.0)
    falling(drawn, far, far + 1, [_RED, _RED])
    fill_shaded(drawn, [(far, far), (far + 1, far), (far, far + 1)], _RED, _RED, (0.1, 0.1))
    assert (drawn.pixels == 100).all()


def test_the_shade_lies_away_from_the_light_and_inside_the_shape() -> None:
    drawn = canvas()
    fill_shaded(drawn, ((1, 1), (4, 1), (4, 3), (1, 3)), (250.0, 250.0, 250.0), (10.0, 10.0, 10.0), (1.0, 0.0))
    assert drawn.pixels[20, 12, 0] < 30
    assert drawn.pixels[20, 35, 0] > 230
    assert drawn.pixels[20, 4, 0] == 100


def test_a_turned_canvas_turns_what_is_drawn() -> None:
    drawn = canvas().moved(3, 2, 90)
    box(drawn, 0, -0.2, 2, 0.2, _RED)
    assert drawn.pixels[35, 30].tolist() == [200, 30, 40]
    assert drawn.pixels[20, 45].tolist() == [100, 100, 100]


def test_a_gradient_falls_from_its_first_colour_to_its_last() -> None:
    drawn = canvas()
    falling(drawn, 0, 4, [(0.0, 0.0, 0.0), (255.0, 255.0, 255.0)])
    column = drawn.pixels[:, 5, 0].tolist()
    assert column == sorted(column)
    assert (column[0], column[-1]) == pytest.approx((3, 252), abs=2)


def test_a_glow_only_brightens_and_is_strongest_in_its_middle() -> None:
    drawn = canvas()
    glow(drawn, 3, 2, 1.5, (255.0, 200.0, 100.0), 0.8)
    assert (drawn.pixels >= 100).all()
    assert drawn.pixels[20, 30, 0] > drawn.pixels[20, 38, 0] > 100
    large = canvas(600, 600, 600.0)
    glow(large, 0.5, 0.5, 2.0, (255.0, 255.0, 255.0), 1.0)
    assert large.pixels[300, 300, 0] > large.pixels[0, 0, 0] > 100


def test_crossing_lines_are_no_stronger_than_one() -> None:
    drawn = canvas()
    strokes(drawn, [[(0, 2), (6, 2)], [(3, 0), (3, 4)]], 0.3, (0.0, 0.0, 0.0), 0.5)
    assert drawn.pixels[20, 30].tolist() == drawn.pixels[20, 50].tolist() == [50, 50, 50]


def test_a_thin_line_is_faint_and_not_gone() -> None:
    drawn = canvas()
    stroke(drawn, [(0, 2), (6, 2)], 0.03, (0.0, 0.0, 0.0))
    assert (drawn.pixels < 100).sum() > 0
    assert drawn.pixels.min() > 20


@pytest.mark.parametrize(("x", "y"), [(-3, -2), (57, 39), (60, 0), (-10, 0), (5, 5)])
def test_a_mask_may_hang_over_every_edge(x: int, y: int) -> None:
    drawn = canvas().pixels
    blend(drawn, np.full((4, 5), 255, np.uint8), x, y, _RED)
    inside = max(0, min(60, x + 5) - max(0, x)) * max(0, min(40, y + 4) - max(0, y))
    assert (drawn == (200, 30, 40)).all(axis=2).sum() == inside


def test_touching_few_places_is_the_same_as_blending() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[5:9, 7:30] = np.arange(23, dtype=np.uint8) * 11
    one, other = canvas().pixels, canvas().pixels
    touch(one, mask, _RED, 0.7)
    blend(other, mask, 0, 0, _RED, 0.7)
    assert np.abs(one.astype(int) - other).max() <= 2


@pytest.mark.parametrize(("x", "y"), [(0, 0), (3, -2), (-9, 9), (50, 0), (0, -50)])
def test_a_mask_is_moved_and_nothing_comes_in_from_the_other_side(x: int, y: int) -> None:
    mask: Pixels = np.arange(1, 101, dtype=np.uint8).reshape(10, 10)
    moved = shifted(mask, x, y)
    for row in range(10):
        for column in range(10):
            inside = 0 <= row - y < 10 and 0 <= column - x < 10
            assert moved[row, column] == (mask[row - y, column - x] if inside else 0)


def test_a_shape_without_any_extent_is_no_trouble() -> None:
    drawn = canvas()
    fill(drawn, [(1, 1), (1, 1), (1, 1)], _RED)
    fill(drawn, [(1, 1), (2, 1)], _RED, 0.5)
    assert drawn.pixels.shape == (40, 60, 3)
