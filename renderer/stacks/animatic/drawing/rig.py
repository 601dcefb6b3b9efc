"""Where the joints of a body are: in heads, with the middle of the head at rest at the origin, y downwards."""

from math import cos, pi, radians, sin
from typing import NamedTuple, TypeAlias

from renderer.stacks.animatic.scene import Person, Pose

Point: TypeAlias = tuple[float, float]

WALK_FRAMES = 10  # for two steps; at eight frames a second that is an easy walk
RUN_FRAMES = 6
BREATH_FRAMES = 26
SOLE = 5.42  # from the middle of the head down to the ground
_UPPER_ARM, _FOREARM = 1.06, 0.98
_THIGH, _SHIN = 1.48, 1.44


class Limb(NamedTuple):
    """Three joints, and how near to the eye the limb is."""

    root: Point
    middle: Point
    end: Point
    nearness: float


class Rig(NamedTuple):
    """A body in a pose at a moment."""

    head: Point
    head_turn: float
    nod: float
    tilt: float
    neck: Point
    chest: Point
    waist: Point
    hips: Point
    turn: float
    shoulder: float  # half the width of the shoulders, as seen
    hip: float
    arms: tuple[Limb, Limb]  # left in the picture comes first when the body faces the eye
    legs: tuple[Limb, Limb]
    gust: float  # of hair and cloth, from -1 to 1
    gait: float  # how much of a step there is


def rigged(person: Person, pose: Pose, clock: float, wind: float) -> Rig:
    """The joints of somebody at a moment; the clock counts frames."""
    breath = sin(clock / BREATH_FRAMES * 2 * pi)
    step, rush = clock / WALK_FRAMES * 2 * pi, clock / RUN_FRAMES * 2 * pi
    gait = max(pose.stride, pose.run, 0.8 * pose.dance)
    bob = pose.stride * 0.07 * abs(sin(step)) + pose.run * 0.18 * abs(sin(rush)) + 0.12 * pose.dance * abs(sin(step))
    lift = 0.012 * breath - bob - 0.6 * pose.leap * abs(sin(step / 2)) + pose.sit * 1.08
    sway = (0.05 * pose.stride + 0.16 * pose.dance) * sin(step) + 0.025 * sin(clock / 31 * 2 * pi)
    frontal, side = cos(radians(pose.turn)), sin(radians(pose.turn))
    hips = (sway * 0.8, 2.30 + lift)
    tilt = radians(pose.lean + 6 * pose.run * side)

    def on_spine(up: float) -> Point:
        return hips[0] + sin(tilt) * up, hips[1] - cos(tilt) * up

    chest, neck, head = on_spine(1.40), on_spine(1.66), on_spine(2.30)
    shoulder, hip = 0.66 if person.kind in ("boy", "man") else 0.53, 0.36
    swing = pose.stride * 0.38 * sin(step) + pose.run * 0.85 * sin(rush)
    arms = (_arm(pose, -1, chest, shoulder, -swing, clock), _arm(pose, 1, chest, shoulder, swing, clock))
    legs = (_leg(pose, -1, hips, hip, step, rush, lift), _leg(pose, 1, hips, hip, step + pi, rush + pi, lift))
    gust = wind * (0.55 + 0.45 * sin(clock / 9 * 2 * pi)) + 0.12 * gait * sin(step)
    turn = pose.turn + 1.5 * sin(clock / 37 * 2 * pi)
    return Rig(
        head=(head[0] + 0.02 * side, head[1] - 0.05 * sin(radians(pose.nod))),
        head_turn=_wrapped(turn + pose.look),
        nod=pose.nod + 1.5 * breath,
        tilt=pose.tilt + 2.0 * sin(clock / 33 * 2 * pi) + 8 * pose.dance * sin(step / 2),
        neck=neck,
        chest=chest,
        waist=on_spine(0.62),
        hips=hips,
        turn=_wrapped(turn),
        shoulder=shoulder * (0.48 + 0.52 * abs(frontal)),
        hip=hip * (0.62 + 0.38 * abs(frontal)),
        arms=arms,
        legs=legs,
        gust=gust,
        gait=gait,
    )


def _arm(pose: Pose, side: int, chest: Point, shoulder: float, swing: float, clock: float) -> Limb:
    """An arm raised to the side and swung to the front, in space and then as seen."""
    raised, bend = (pose.left_raise, pose.left_bend) if side < 0 else (pose.right_raise, pose.right_bend)
    if side > 0:
        bend += pose.wave * 28 * sin(clock / 7 * 2 * pi)
    raised += pose.dance * 55 * (0.5 + 0.5 * side * sin(clock / WALK_FRAMES * 2 * pi))
    out, forth = side * shoulder, 0.0
    upper, lower = radians(raised), radians(raised + bend)
    fore = swing + 0.28 * pose.stride + 1.35 * pose.run
    joints = [(out, chest[1] + 0.12, forth)]
    for angle, long, ahead in ((upper, _UPPER_ARM, swing), (lower, _FOREARM, fore)):
        x, y, z = joints[-1]
        down = cos(angle) * long
        joints.append((x + side * sin(angle) * long, y + down * cos(ahead), z + abs(down) * sin(ahead)))
    return _limb([(x + chest[0] * _facing(pose), y, z) for x, y, z in joints], pose.turn, side)


def _leg(pose: Pose, side: int, hips: Point, hip: float, step: float, rush: float, lift: float) -> Limb:
    """A leg that steps or sits, in space and then as seen."""
    reach = pose.stride * 0.62 * sin(step) + pose.run * 1.0 * sin(rush)
    raised = pose.stride * 0.24 * max(0.0, cos(step)) + pose.run * 0.75 * max(0.0, cos(rush))
    raised += 0.35 * pose.dance * max(0.0, sin(step)) + 0.45 * pose.leap
    root = (side * hip * 0.56, hips[1] + 0.18, 0.0)
    foot = (
        side * hip * 0.56,
        SOLE - 0.14 - raised + min(0.0, lift) * (1.0 if pose.leap else 0.0),
        reach - 0.5 * pose.run * max(0.0, cos(rush)),
    )
    knee = (
        side * hip * (0.56 + 0.5 * raised),
        (root[1] + foot[1]) / 2 - 0.15 * raised,
        foot[2] / 2 + 0.40 * raised + 0.06,
    )
    if pose.sit > 0:
        seat = (side * hip * 0.8, root[1] + 0.30, 1.25)
        knee = (knee[0], knee[1] + (seat[1] - knee[1]) * pose.sit, knee[2] + (seat[2] - knee[2]) * pose.sit)
        foot = (foot[0], foot[1], foot[2] + 1.15 * pose.sit)
    return _limb([(x + hips[0] * _facing(pose), y, z) for x, y, z in (root, knee, foot)], pose.turn, side)


def _facing(pose: Pose) -> float:
    """Sway is seen, whichever way somebody faces; this undoes the turn for it."""
    return 1.0 if cos(radians(pose.turn)) >= 0 else -1.0


def _limb(joints: list[tuple[float, float, float]], turn: float, side: int) -> Limb:
    """Joints in space as they are seen by an eye a little above."""
    across, along = cos(radians(turn)), sin(radians(turn))
    root, middle, end = ((x * across + z * along, y + 0.16 * z * across) for x, y, z in joints)
    return Limb(root, middle, end, joints[1][2] * across - side * along * 0.5)


def _wrapped(turn: float) -> float:
    return (turn + 180) % 360 - 180
