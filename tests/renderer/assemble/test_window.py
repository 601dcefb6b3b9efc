import cv2
import numpy as np
import pytest

from anime_compiler.lower.lowered import Window
from anime_compiler.model.timecode import Size
from bench.camera import GOAL, MOVES, Move, measure
from renderer.assemble.window import seen_through
from tests.renderer.assemble.patterns import ball, decibels, noise

CANVAS = noise(1, Size(100, 80))[0]


@pytest.mark.parametrize(
    "window",
    [Window(50.0, 40.0, 60.0, 40.0), Window(50.0, 40.0, 60.0, 40.0, 360.0), Window(30.0, 20.0, 60.0, 40.0)],
)
def test_a_window_on_the_pixels_is_a_crop_bit_by_bit(window: Window) -> None:
    left, top = int(window.center_x) - 30, int(window.center_y) - 20
    assert np.array_equal(seen_through(CANVAS, window, Size(60, 40)), CANVAS[top : top + 40, left : left + 60])


def test_the_whole_picture_is_itself_and_not_the_same_memory() -> None:
    seen = seen_through(CANVAS, Window(50.0, 40.0, 100.0, 80.0), Size(100, 80))
    assert np.array_equal(seen, CANVAS)
    assert not np.shares_memory(seen, CANVAS)
    assert seen.flags.writeable


@pytest.mark.parametrize(("angle", "quarters"), [(90.0, 1), (180.0, 2), (270.0, 3), (-90.0, 3)])
def test_a_window_turned_by_quarters_shows_the_pixels_turned_the_other_way(angle: float, quarters: int) -> None:
    seen = seen_through(CANVAS, Window(50.0, 40.0, 40.0, 40.0, angle), Size(40, 40))
    assert np.array_equal(seen, np.rot90(CANVAS[20:60, 30:70], quarters))


@pytest.mark.parametrize("move", MOVES, ids=[move.name for move in MOVES])
def test_what_is_filmed_goes_its_way_within_a_twentieth_of_a_pixel(move: Move) -> None:
    figure = measure(move, 5)
    assert figure.off <= GOAL
    assert figure.flicker < 0.01


@pytest.mark.parametrize(
    "window",
    [
        Window(50.3, 40.7, 60.0, 40.0),
        Window(50.0, 40.0, 41.5, 27.0),
        Window(50.0, 40.0, 90.0, 70.0),
        Window(50.0, 40.0, 60.0, 40.0, 31.0),
        Window(50.0, 40.0, 75.0, 50.0, -8.0),
    ],
)
def test_an_even_colour_stays_what_it_is(window: Window) -> None:
    even = np.full((80, 100, 3), (3, 137, 251), np.uint8)
    assert (seen_through(even, window, Size(60, 40)) == (3, 137, 251)).all()


@pytest.mark.parametrize("window", [Window(-20.0, 40.0, 60.0, 40.0), Window(98.5, 79.0, 60.0, 40.0, 20.0)])
def test_outside_the_picture_its_edge_goes_on(window: Window) -> None:
    canvas = np.zeros((80, 100, 3), np.uint8)
    canvas[:, :50], canvas[:, 50:] = (200, 10, 10), (10, 10, 200)
    seen = seen_through(canvas, window, Size(60, 40))
    assert {tuple(pixel) for pixel in seen.reshape(-1, 3)} == {(200, 10, 10) if window.center_x < 50 else (10, 10, 200)}


def test_a_window_far_away_shows_the_corner_only() -> None:
    seen = seen_through(CANVAS, Window(-900.5, -900.5, 61.0, 33.0), Size(60, 40))
    assert (seen == CANVAS[0, 0]).all()


def test_making_a_picture_smaller_leaves_no_moire() -> None:
    canvas = np.zeros((240, 240, 3), np.uint8)
    canvas[:, ::2] = 255  # lines as fine as they can be turn into grey
    seen = seen_through(canvas, Window(120.0, 120.0, 200.0, 200.0, 0.0), Size(90, 90))
    assert np.abs(seen.astype(int) - 128).max() < 16


def test_moving_there_and_back_by_half_a_pixel_keeps_the_picture() -> None:
    picture = ball(50, 30, Size(120, 80), radius=20)
    there = seen_through(picture, Window(60.5, 40.5, 120.0, 80.0), Size(120, 80))
    back = seen_through(there, Window(59.5, 39.5, 120.0, 80.0), Size(120, 80))
    assert decibels(back[8:-8, 8:-8], picture[8:-8, 8:-8]) > 38


def test_the_same_bytes_at_any_number_of_threads() -> None:
    picture = noise(1, Size(400, 300))[0]
    windows = [Window(200.3, 150.2, 300.0, 200.0), Window(200.0, 150.0, 250.0, 170.0, 7.0)]
    before = cv2.getNumThreads()
    try:
        seen = []
        for threads in (1, 4):
            cv2.setNumThreads(threads)
            seen.append([seen_through(picture, window, Size(300, 200)).tobytes() for window in windows])
    finally:
        cv2.setNumThreads(before)
    assert seen[0] == seen[1]
