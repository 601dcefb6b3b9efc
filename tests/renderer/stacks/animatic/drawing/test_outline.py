"""Outlines of shapes."""

import numpy as np
import pytest

from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth, tube


def test_points_are_read_as_svg_writes_them_and_cannot_be_changed() -> None:
    given = points("0,0 1.5,-2 3,0.25")
    assert given.tolist() == [[0, 0], [1.5, -2], [3, 0.25]]
    with pytest.raises(ValueError, match="read-only"):
        given[0, 0] = 1


def test_an_outline_is_widened_and_then_moved() -> None:
    assert at(((1, 1), (-1, 2)), 10, 20, 2, 3).tolist() == [[12, 23], [8, 26]]
    assert at(((1, 1),), 0, 0, -2).tolist() == [[-2, -2]]


def test_an_oval_reaches_as_far_as_its_axes_and_turns() -> None:
    assert np.ptp(oval(5, 6, 4, 2), axis=0) == pytest.approx([8, 4], abs=0.1)
    assert np.ptp(oval(5, 6, 4, 2, 90), axis=0) == pytest.approx([4, 8], abs=0.1)


@pytest.mark.parametrize("is_closed", [True, False])
def test_a_smooth_line_goes_through_its_points(is_closed: bool) -> None:
    corners = points("0,0 4,0 4,4 0,4")
    line = smooth(corners, is_closed)
    away = np.hypot(*(line[:, None] - corners).transpose(2, 0, 1)).min(axis=0)
    assert away == pytest.approx([0] * 4)


def test_a_limb_is_as_wide_as_it_is_told_even_where_all_joints_are_one() -> None:
    limb = tube([(0, 0), (0, 10), (0, 20)], [2, 2])
    assert np.ptp(limb, axis=0) == pytest.approx([4, 24], abs=1.0)
    assert np.isfinite(tube([(1, 1), (1, 1), (1, 1)], [1, 1])).all()
