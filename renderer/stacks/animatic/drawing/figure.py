"""A person from head to foot, in the order in which paint is laid."""

from math import exp
from typing import NamedTuple

from renderer.stacks.animatic.drawing.body import Body, draw_arm, draw_leg, draw_lower, draw_neck, draw_torso
from renderer.stacks.animatic.drawing.brush import Canvas, fill
from renderer.stacks.animatic.drawing.collars import draw_collar, draw_scarf
from renderer.stacks.animatic.drawing.colour import mixed
from renderer.stacks.animatic.drawing.hair import draw_back_hair
from renderer.stacks.animatic.drawing.head import draw_head
from renderer.stacks.animatic.drawing.held import draw_held
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import oval
from renderer.stacks.animatic.drawing.rig import SOLE, Limb, rigged
from renderer.stacks.animatic.drawing.skull import head_on
from renderer.stacks.animatic.scene import Person, Pose

_AWAY = 104  # degrees from which on it is the back that is seen


class Moment(NamedTuple):
    """When it is for a figure: frames gone by, and the wind."""

    clock: float
    wind: float


def draw_person(canvas: Canvas, light: Light, person: Person, pose: Pose, moment: Moment) -> None:
    """Draw somebody on a canvas whose unit is a head and whose origin is the middle of the head at rest."""
    rig = rigged(person, pose, moment.clock, moment.wind)
    body, head = Body(canvas, light, person, rig), head_on(canvas, light, person, pose, rig)
    is_away, looks_away = abs(rig.turn) > _AWAY, abs(rig.head_turn) > _AWAY
    behind, before = _arms_by_depth(body, is_away)
    if not is_away:
        draw_back_hair(head)
    for arm in behind:
        draw_arm(body, arm)
    if is_away:
        draw_held(body)
    for leg in sorted(rig.legs, key=lambda leg: leg.nearness):
        draw_leg(body, leg)
    draw_lower(body)
    draw_torso(body)
    draw_neck(body)
    draw_collar(body, is_away)
    draw_scarf(body)
    if is_away:
        for arm in before:
            draw_arm(body, arm)
        if not looks_away:
            draw_back_hair(head)
    draw_head(head)
    if is_away and looks_away:
        draw_back_hair(head)
    if not is_away:
        draw_held(body)
        for arm in before:
            draw_arm(body, arm)


def _arms_by_depth(body: Body, is_away: bool) -> tuple[list[Limb], list[Limb]]:
    """The arms behind the body, and those before it."""
    arms = body.rig.arms
    far, near = sorted(arms, key=lambda arm: arm.nearness)
    if abs(body.side) > 0.3:
        return [far], [near]
    reaching = [arm for arm in arms if abs(arm.end[0]) < abs(arm.root[0]) * 0.6]
    return (reaching, [arm for arm in arms if arm not in reaching]) if is_away else ([], [far, near])


def draw_ground_shadow(canvas: Canvas, light: Light, pose: Pose) -> None:
    """The shadow under the feet."""
    dark = light.graded(mixed(light.of((40.0, 34.0, 60.0)), light.haze, 0.1))
    reach = 0.95 + 0.3 * max(pose.stride, pose.run)
    fill(canvas, oval(-0.18 * light.side, SOLE, reach * (1 - 0.3 * pose.leap), 0.14), dark, 0.42)


def grown_by_walking(pose: Pose, clock: float) -> float:
    """How much larger somebody has become who comes nearer while walking."""
    gone = 1 - exp(-clock / 34)
    return 1 + 0.20 * pose.come * gone * (1.0 if pose.come > 0 else 0.7)
