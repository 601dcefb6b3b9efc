"""A character: the parts in the order in which they cover one another. The unit is the height of her head."""

from typing import Final

from pocket.world import body, head, rig
from pocket.world.easel import Easel
from pocket.world.scene import Character, Scene

_FOREARM: Final = 3  # the station of an arm at which what is drawn again begins


def draw(easel: Easel, character: Character, scene: Scene) -> None:
    """The character around the middle of her head."""
    figure = body.figure_at(character, scene.motion, scene.t)
    pose = rig.head_pose(character, scene.motion, scene.t)
    behind = [side for side in rig.SIDES if body.is_behind(figure, side)]
    before = [side for side in rig.SIDES if side not in behind]
    facing_away = abs(pose.yaw) > 90
    if not facing_away:
        _draw_head(easel, character, pose, figure.drop, hair_behind=True)
    _draw_arms(easel, figure, behind, body.FAR)
    easel.depth = body.MIDDLE
    body.draw_trunk(easel, figure)
    _draw_arms(easel, figure, before, body.NEAR)
    body.draw_over(easel, figure)
    for side in before:
        if body.is_crossing(figure, side):
            body.draw_forearm(easel, figure, side)
    if facing_away:
        _draw_head(easel, character, pose, figure.drop, hair_behind=True)
    _draw_head(easel, character, pose, figure.drop)
    _draw_arms(easel, figure, [side for side in before if body.is_raised(figure, side)], body.NEAR, skipped=_FOREARM)
    easel.depth = 0.0
    easel.part = ""


def _draw_head(
    easel: Easel, character: Character, pose: head.HeadPose, drop: float, *, hair_behind: bool = False
) -> None:
    easel.depth = body.MIDDLE
    with easel.at(0, drop):
        (head.draw_behind if hair_behind else head.draw)(easel, character, pose)


def _draw_arms(easel: Easel, figure: body.Figure, sides: list[str], depth: float, skipped: int = 0) -> None:
    easel.depth, easel.part = depth, "body"
    for side in sides:
        body.draw_arm(easel, figure, side, skipped)
