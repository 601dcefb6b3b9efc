"""Poses by a network in DWPose's form, which finds joints by their colours."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from renderer.control.dwpose import Box, DwPose, load_dwpose
from renderer.errors import BadModel
from renderer.skeleton import POINTS
from renderer.values import Pixels
from tests.renderer.tiny.onnx_files import joint_colour, write_dot_finder

# The body's joints as the network numbers them, from nose to right ankle, in a standing figure 100 pixels high.
STANDING = (
    (0, -45), (3, -47), (-3, -47), (6, -45), (-6, -45), (12, -30), (-12, -30), (16, -15), (-16, -15),
    (17, 0), (-17, 0), (7, 2), (-7, 2), (8, 25), (-8, 25), (8, 48), (-8, 48),
)  # fmt: skip
NOSE, NECK, RIGHT_WRIST, LEFT_ANKLE, RIGHT_EAR, LEFT_EAR = 0, 1, 4, 13, 16, 17


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dot_finder(tmp_path_factory.mktemp("dwpose") / "dw-ll_ucoco_384.onnx")


def figure(width: int, height: int, x: float, y: float, tall: float, hidden: tuple[int, ...] = ()) -> Pixels:
    """A picture of somebody, as dots."""
    picture = np.full((height, width, 3), (124, 116, 104), np.uint8)
    for number, (across, down) in enumerate(STANDING):
        if number not in hidden:
            middle = (round(x + across * tall / 100), round(y + down * tall / 100))
            for radius, strength in ((5, 1.0), (2, 1.12)):
                cv2.circle(picture, middle, radius, joint_colour(number, strength), -1)
    return picture


def near(found: Any, x: float, y: float, by: float = 3) -> bool:
    return found is not None and abs(found[0] - x) <= by and abs(found[1] - y) <= by


@pytest.mark.parametrize(("width", "height"), [(448, 640), (768, 768), (960, 512)])
def test_joints_are_where_they_are_whatever_the_form_of_the_picture(finder: Path, width: int, height: int) -> None:
    x, y, tall = 0.4 * width, 0.5 * height, 0.8 * height
    joints = load_dwpose(finder).joints(figure(width, height, x, y, tall))
    assert len(joints) == POINTS

    def at(number: int) -> tuple[float, float]:
        return x + STANDING[number][0] * tall / 100, y + STANDING[number][1] * tall / 100

    assert near(joints[NOSE], *at(0))
    assert near(joints[RIGHT_WRIST], *at(10))
    assert near(joints[LEFT_ANKLE], *at(15))
    assert near(joints[RIGHT_EAR], *at(4))
    assert near(joints[LEFT_EAR], *at(3))
    assert near(joints[NECK], x, at(5)[1])


def test_somebody_small_is_looked_at_closer(finder: Path) -> None:
    picture = figure(1344, 768, 1000, 300, 300)
    network = load_dwpose(finder)
    joints = network.joints(picture)
    assert near(joints[NOSE], 1000, 300 - 0.45 * 300)
    assert near(joints[LEFT_ANKLE], 1000 + 0.08 * 300, 300 + 0.48 * 300)
    far, _ = network._look(picture, Box(672, 384, 1344, 768))
    nose = joints[NOSE]
    assert nose is not None
    assert abs(nose[0] - 1000) < abs(far[0][0] - 1000)


def test_what_is_seen_from_afar_alone_is_kept(finder: Path) -> None:
    picture = figure(1344, 768, 300, 300, 300, hidden=(15,))
    cv2.circle(picture, (900, 640), 40, joint_colour(15), -1)
    network = load_dwpose(finder)
    closer = network._look(picture, Box(300, 300, 100, 300))
    assert closer[1][15] < 0.3
    network_sees_once = network._look(picture, Box(672, 384, 1344, 768))
    assert network_sees_once[1][15] >= 0.3
    assert near(network.joints(picture)[LEFT_ANKLE], 900, 640, by=45)


def test_what_is_not_seen_is_not_drawn_and_the_neck_needs_both_shoulders(finder: Path) -> None:
    joints = load_dwpose(finder).joints(figure(448, 640, 224, 320, 500, hidden=(5, 15)))
    assert joints[LEFT_ANKLE] is None
    assert joints[NECK] is None
    assert joints[NOSE] is not None


def test_a_pose_is_drawn_in_the_colours_of_limbs_and_nothing_else(finder: Path) -> None:
    pose = load_dwpose(finder).pose(figure(448, 640, 224, 320, 500))
    assert pose.shape == (640, 448, 3)
    assert pose.dtype == np.uint8
    colours = {tuple(map(int, colour)) for colour in np.unique(pose.reshape(-1, 3), axis=0)}
    assert {(255, 0, 0), (0, 0, 255), (255, 0, 85)} <= colours
    assert len(colours) <= 1 + 18 + 17
    rows = np.nonzero(pose.any(axis=(1, 2)))[0]
    assert 70 <= rows[0] <= 95
    assert 545 <= rows[-1] <= 570


class _SureOfOneAxis:
    """A network that knows how far to the right everything is, and hardly how far down."""

    def setInput(self, _: Any) -> None:  # noqa: N802 - OpenCV's name
        pass

    def forward(self, _: Any) -> list[Any]:
        return [np.full((1, 17, 576), 0.9, np.float32), np.full((1, 17, 768), 0.2, np.float32)]


def test_a_point_is_found_only_where_both_ways_are_sure() -> None:
    network: Any = _SureOfOneAxis()
    assert DwPose(network, "dw").joints(np.zeros((64, 48, 3), np.uint8)) == [None] * POINTS


def test_nobody_is_black(finder: Path) -> None:
    assert not load_dwpose(finder).pose(np.full((512, 512, 3), (124, 116, 104), np.uint8)).any()


def test_a_file_that_is_no_network_or_another_one_is_refused(finder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "dw.onnx"
    broken.write_bytes(finder.read_bytes()[:2000])
    with pytest.raises(BadModel, match=r"`dw\.onnx` cannot be read as ONNX"):
        load_dwpose(broken)
    with pytest.raises(BadModel, match=r"`absent\.onnx` cannot be read as ONNX"):
        load_dwpose(tmp_path / "absent.onnx")
    picture = figure(64, 64, 32, 32, 50)
    other = load_dwpose(write_dot_finder(tmp_path / "other.onnx", names=("boxes", "labels")))
    with pytest.raises(BadModel, match=r"`other\.onnx` is not DWPose"):
        other.joints(picture)
    hands = load_dwpose(write_dot_finder(tmp_path / "feet.onnx", points=17))
    assert hands.joints(picture)[LEFT_ANKLE] is not None
