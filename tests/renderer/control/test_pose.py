"""Limbs as thick as some ControlNets have learned them."""

import cv2
import numpy as np
import pytest

from renderer.control.pose import thickened
from renderer.values import Pixels


def limb(width: int, height: int, colour: tuple[int, int, int] = (0, 255, 85)) -> Pixels:
    """A limb nine pixels thick, from edge to edge."""
    pose = np.zeros((height, width, 3), np.uint8)
    pose[height // 2 - 4 : height // 2 + 5] = colour
    return pose


@pytest.mark.parametrize(
    ("width", "height", "thick"), [(320, 448, 9), (512, 768, 17), (1024, 1024, 25), (1344, 768, 25), (2048, 512, 33)]
)
def test_a_limb_grows_with_the_longer_side(width: int, height: int, thick: int) -> None:
    rows = np.asarray(thickened(limb(width, height)).any(axis=(1, 2)))
    assert rows.sum() == thick
    assert rows[height // 2 - thick // 2 : height // 2 + thick // 2 + 1].all()


def test_no_colour_is_new_and_each_is_nearest_to_its_own() -> None:
    pose = limb(512, 512, (255, 0, 85))
    pose[250:261, :256] = (0, 0, 255)
    pose[:, 100:] |= limb(512, 512, (0, 0, 0))[:, 100:]
    thick = thickened(pose)
    assert {tuple(map(int, one)) for one in np.unique(thick.reshape(-1, 3), axis=0)} == {
        (0, 0, 0),
        (0, 0, 255),
        (255, 0, 85),
    }
    assert tuple(thick[246, 20]) == (0, 0, 255)
    assert tuple(thick[249, 500]) == (255, 0, 85)
    drawn = pose.any(axis=2)
    assert np.array_equal(thick[drawn], pose[drawn])


def test_black_alone_stays_black_and_a_face_in_white_keeps_its_size() -> None:
    black = np.zeros((768, 768, 3), np.uint8)
    assert not thickened(black).any()
    cv2.circle(black, (300, 300), 3, (255, 255, 255), -1)
    assert np.array_equal(thickened(black), black)


def test_the_smooth_edge_of_a_limb_is_drawn_over_and_not_grown_around() -> None:
    pose = limb(512, 512)
    pose[251] = pose[261] = (0, 90, 30)
    assert np.array_equal(thickened(pose), thickened(limb(512, 512)))
