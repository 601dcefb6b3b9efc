from itertools import pairwise

import pytest

from anime_compiler.lower.lowered import Window
from renderer.assemble.easing import EASES
from renderer.assemble.path import windows_along

START = Window(100.0, 80.0, 120.0, 90.0)


@pytest.mark.parametrize("ease", EASES)
def test_a_path_goes_from_its_start_to_its_end_exactly(ease: str) -> None:
    end = Window(140.3, 60.1, 77.7, 58.275, 12.5)
    path = windows_along(START, end, ease, 9)
    assert (len(path), path[0], path[-1]) == (9, START, end)


def test_one_frame_stands_at_the_start() -> None:
    assert windows_along(START, START._replace(center_x=140.0), "linear", 1) == [START]
    assert windows_along(START, START, "linear", 0) == []


def test_a_linear_pan_makes_equal_steps() -> None:
    path = windows_along(START, START._replace(center_x=140.0), "linear", 6)
    assert [window.center_x for window in path] == pytest.approx([100, 108, 116, 124, 132, 140])
    assert {window[1:] for window in path} == {START[1:]}


def test_a_linear_roll_turns_evenly_about_one_point() -> None:
    path = windows_along(START, START._replace(angle=-30.0), "linear", 4)
    assert [window.angle for window in path] == pytest.approx([0, -10, -20, -30])
    assert {window[:4] for window in path} == {START[:4]}


def test_a_linear_zoom_grows_by_equal_factors() -> None:
    widths = [window.width for window in windows_along(START, Window(100.0, 80.0, 60.0, 45.0), "linear", 5)]
    factors = [after / before for before, after in pairwise(widths)]
    assert factors == pytest.approx([0.5**0.25] * 4)


def test_what_stands_still_in_a_zoom_off_the_middle_does_so_all_the_way() -> None:
    # The left edge of both windows lies on 40: it must never leave it.
    end = Window(70.0, 80.0, 60.0, 90.0)
    edges = [window.center_x - window.width / 2 for window in windows_along(START, end, "in_out", 20)]
    assert edges == pytest.approx([40.0] * 20)


def test_a_held_window_jumps_at_the_last_frame() -> None:
    end = START._replace(center_x=140.0)
    assert windows_along(START, end, "hold", 4) == [START, START, START, end]
