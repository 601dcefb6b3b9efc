import numpy as np
import pytest

from renderer.skeleton import POINTS, Point, draw_skeleton
from renderer.values import Pixels

JOINTS: list[Point | None] = [(20.0 + 24 * (number % 6), 30.0 + 60 * (number // 6)) for number in range(POINTS)]


def drawn(joints: list[Point | None], smooth: bool = False) -> Pixels:
    picture = np.zeros((200, 180, 3), np.uint8)
    draw_skeleton(picture, joints, 4.0, smooth)
    return picture


def test_points_have_colours_of_their_own() -> None:
    picture = drawn(JOINTS)
    colours = {tuple(picture[round(joint[1]), round(joint[0])].tolist()) for joint in JOINTS if joint}
    assert len(colours) == POINTS
    assert tuple(picture[30, 20]) == (255, 0, 0)


def test_bones_are_darker_than_points_and_as_thick_as_told() -> None:
    picture = drawn([None, (30.0, 100.0), (150.0, 100.0), *[None] * 15])
    column = picture[:, 90]
    assert {tuple(map(int, colour)) for colour in column} == {(0, 0, 0), (153, 0, 0)}
    assert column.any(axis=1).sum() == 9


def test_a_bone_with_an_end_that_is_not_known_is_left_out() -> None:
    assert not drawn([None] * POINTS).any()
    alone = drawn([JOINTS[0], *[None] * 17])
    assert {tuple(map(int, colour)) for colour in np.unique(alone.reshape(-1, 3), axis=0)} == {(0, 0, 0), (255, 0, 0)}


@pytest.mark.parametrize(("smooth", "few"), [(True, False), (False, True)])
def test_only_smooth_edges_have_colours_in_between(smooth: bool, few: bool) -> None:
    colours = np.unique(drawn(JOINTS, smooth).reshape(-1, 3), axis=0)
    assert (len(colours) <= 1 + 18 + 17) is few
