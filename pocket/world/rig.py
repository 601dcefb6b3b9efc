"""Where the joints of a character are at a moment, and how her head is held: poses, actions and the turn of the body.

Space is that of the head: x to the picture's right, y down, z towards the viewer, the unit is the height of the head.
Arms and legs are placed by where wrist and ankle go; what lies between bends so that bones keep their length.
"""

from functools import lru_cache
from math import cos, exp, pi, radians, sin, sqrt
from typing import Final, NamedTuple

from pocket.world.head import HeadPose
from pocket.world.scene import Character, Motion

Vector = tuple[float, float, float]


class Joint(NamedTuple):
    """A joint in the picture, `z` towards the viewer; one that is not visible is covered by the body itself."""

    x: float
    y: float
    z: float
    visible: bool = True


class Reach(NamedTuple):
    """Where an arm goes, as if her left arm (the picture's right): the wrist, and to which side the elbow points."""

    wrist: Vector
    elbow: Vector
    spread: bool = False  # stays beside the body in the picture, however the body is turned


STILL: Final = Motion()
JOINTS: Final = (
    "nose",
    "neck",
    "right shoulder",
    "right elbow",
    "right wrist",
    "left shoulder",
    "left elbow",
    "left wrist",
    "right hip",
    "right knee",
    "right ankle",
    "left hip",
    "left knee",
    "left ankle",
    "right eye",
    "left eye",
    "right ear",
    "left ear",
)
SIDES: Final = {"right": -1, "left": 1}

SHOULDER: Final[Vector] = (0.35, 0.73, 0.0)
HIP: Final[Vector] = (0.15, 1.45, 0.0)
ANKLE: Final[Vector] = (0.16, 2.48, 0.0)
NECK: Final[Vector] = (0.0, 0.62, 0.0)
UPPER_ARM: Final = 0.4
FOREARM: Final = 0.4
THIGH: Final = 0.52
SHIN: Final = 0.54

_REST: Final = Reach((0.48, 1.5, 0.05), (0.6, 0.0, -1.0))
_WAVE: Final = Reach((0.84, 0.22, 0.08), (0.7, 0.7, 0.0), spread=True)
_REACHES: Final = {
    "standing": (_REST, _REST),
    "waving": (_WAVE, _REST),
    "hands on hips": (Reach((0.31, 1.2, 0.1), (1.0, 0.0, -0.35)),) * 2,
    "arms up": (Reach((0.75, 0.05, 0.05), (1.0, 0.4, 0.0), spread=True),) * 2,
    "arms wide": (Reach((1.06, 0.66, 0.08), (0.2, 1.0, 0.0), spread=True),) * 2,
    "hand on chest": (Reach((0.12, 0.98, 0.3), (1.0, 0.5, -0.2)), _REST),
    "walking": (_REST, _REST),
}
_FACE: Final[dict[str, Vector]] = {
    "nose": (0.0, 0.2, 0.46),
    "right eye": (-0.2, 0.12, 0.4),
    "left eye": (0.2, 0.12, 0.4),
    "right ear": (-0.46, 0.14, 0.0),
    "left ear": (0.46, 0.14, 0.0),
}
_LOOP: Final = 2.0  # seconds: every action closes after this time, most after a half of it
_STRIDE: Final = 0.95  # where in the walk, in radians, the pose "walking" stands


def skeleton(character: Character, motion: Motion = STILL, t: float = 0.0) -> dict[str, Joint]:
    """The 18 joints of OpenPose in the picture, around the middle of the head at rest."""
    drop = sinking(character, motion, t)
    placed = dict(_limbs(character.pose, character.yaw, motion.action, t))
    head = head_pose(character, motion, t)
    for name, place in _FACE.items():
        placed[name] = _rolled(_turned(place, radians(head.yaw)), radians(head.tilt))
    return {name: _joint(name, placed[name], drop) for name in JOINTS}


def head_pose(character: Character, motion: Motion = STILL, t: float = 0.0) -> HeadPose:
    """How the head is held at a time."""
    beat = 2 * pi * t / _LOOP
    turn = 35 * sin(beat) if motion.action == "turning head" else 0.0
    talk = 0.5 * (1 - cos(6 * beat)) * (0.7 + 0.3 * cos(beat)) if motion.action == "talking" else 0.0
    shut = exp(-((((t - 1.3) % _LOOP + 1.0) % _LOOP - 1.0) ** 2) / 0.004)
    return HeadPose(
        yaw=(character.yaw + character.head_yaw + turn + 180) % 360 - 180,
        tilt=character.tilt,
        blink=round(shut, 3) if shut > 0.02 else 0.0,
        mouth=talk,
        sway=sway(motion, t),
    )


@lru_cache(256)
def _limbs(pose: str, turn: float, action: str, t: float) -> tuple[tuple[str, Vector], ...]:
    """The joints below the head in the space of the picture, apart from how far they sink."""
    yaw, gait = radians(turn), _gait(pose, action, t)
    placed = [("neck", _turned(NECK, yaw))]
    for name, side in SIDES.items():
        joints = (*_arm(pose, turn, action, t, side), *_leg(gait, side, _sinking(gait, t)))
        parts = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
        placed += [(f"{name} {part}", _turned(joint, yaw)) for part, joint in zip(parts, joints, strict=True)]
    return tuple(placed)


def sway(motion: Motion, t: float) -> float:
    """How far hair and cloth are blown to the picture's right, -1 to 1."""
    beat = 2 * pi * t / _LOOP
    blown = motion.wind * (0.55 + 0.3 * sin(beat) + 0.15 * sin(2 * beat))
    step = 0.22 * sin(2 * beat + 0.6) if motion.action == "walking" else 0.0
    turn = -0.3 * cos(beat) * sin(beat / 2) ** 2 if motion.action == "turning head" else 0.0
    return max(-1.0, min(1.0, blown + step + turn))


def sinking(character: Character, motion: Motion, t: float) -> float:
    """How far everything above the feet is lower than at rest: the bob of a walk, the sinking of a breath."""
    return _sinking(_gait(character.pose, motion.action, t), t)


def raised_side(yaw: float) -> int:
    """Which arm waves (1 her left): always the one towards where she looks, seen in the picture."""
    right = yaw >= 0
    return 1 if right == (abs(yaw) <= 90) else -1


def _gait(pose: str, action: str, t: float) -> float | None:
    """Where in the walk a character is, in radians; None if she stands."""
    if action == "walking":
        return _STRIDE + 2 * pi * t / (_LOOP / 2)
    return _STRIDE if pose == "walking" else None


def _sinking(gait: float | None, t: float) -> float:
    return 0.006 * (1 - cos(2 * pi * t / _LOOP)) if gait is None else 0.065 * sin(gait) ** 2


def _reach(pose: str, yaw: float, action: str, t: float, side: int) -> Reach:
    """Where the arm of a side goes."""
    gait, leading = _gait(pose, action, t), raised_side(yaw)
    waves = action == "waving" and side == leading
    if pose == "hand on chest":
        leading = -1 if yaw >= 0 else 1
    reach = _WAVE if waves else _REACHES[pose][0 if side == leading else 1]
    if gait is None or reach is not _REST:
        return reach
    swing = -sin(gait) * side
    ahead = max(0.0, swing)
    return Reach((0.46 - 0.1 * ahead, 1.45 - 0.22 * ahead - 0.06 * abs(swing), 0.42 * swing + 0.08), (0.5, 0.0, -1.0))


def _arm(pose: str, yaw: float, action: str, t: float, side: int) -> tuple[Vector, Vector, Vector]:
    """Shoulder, elbow and wrist in the body's own space."""
    reach = _reach(pose, yaw, action, t, side)
    away, pole = _minus(reach.wrist, SHOULDER), reach.elbow
    if action == "waving" and reach is _WAVE:
        away, pole = _waved(away, pole, t)
    away, pole = (away[0] * side, *away[1:]), (pole[0] * side, *pole[1:])
    shoulder = (SHOULDER[0] * side, *SHOULDER[1:])
    if reach.spread:
        away, pole = _spread(shoulder, away, pole, yaw)
    bent, end = _bent(away, pole, UPPER_ARM, FOREARM)
    return shoulder, _plus(shoulder, bent), _plus(shoulder, end)


def _spread(shoulder: Vector, away: Vector, pole: Vector, yaw: float) -> tuple[Vector, Vector]:
    """A reach that in the picture goes where it would if the body faced the viewer, or turned its back."""
    angle = radians(yaw)
    facing = 1 if cos(angle) >= -1e-9 else -1
    wanted, bend = _plus(shoulder, away), (pole[0] * facing, *pole[1:])
    there = (wanted[0] * facing, *wanted[1:])
    return _turned(_minus(there, _turned(shoulder, angle)), -angle), _turned(bend, -angle)


def _waved(away: Vector, pole: Vector, t: float) -> tuple[Vector, Vector]:
    """The reach of a waving arm at a time: the forearm swings around the elbow."""
    bent, end = _bent(away, pole, UPPER_ARM, FOREARM)
    fore = _rolled(_minus(end, bent), radians(13 + 20 * sin(2 * pi * t / (_LOOP / 2))))
    return _plus(bent, fore), bent


def _leg(gait: float | None, side: int, drop: float) -> tuple[Vector, Vector, Vector]:
    """Hip, knee and ankle in the body's own space, whose upper part stands `drop` lower."""
    hip = (HIP[0] * side, *HIP[1:])
    ankle = (ANKLE[0] * side, ANKLE[1] - drop, 0.0)
    if gait is not None:
        phase = gait if side > 0 else gait + pi
        swing, going = sin(phase), max(0.0, cos(phase))
        ankle = (0.12 * side, ankle[1] - 0.26 * going - 0.06 * max(0.0, -swing), 0.36 * swing)
    bent, end = _bent(_minus(ankle, hip), (0.05 * side, 0.0, 1.0), THIGH, SHIN)
    return hip, _plus(hip, bent), _plus(hip, end)


def _bent(away: Vector, pole: Vector, first: float, second: float) -> tuple[Vector, Vector]:
    """The middle and the end of two bones that start at the origin and reach for `away`, bent towards `pole`."""
    distance = sqrt(_dot(away, away))
    span = min(distance, (first + second) * 0.999)
    along = _times(away, 1 / distance)
    reach = (span * span + first * first - second * second) / (2 * span)
    out = _minus(pole, _times(along, _dot(pole, along)))
    rise = sqrt(max(0.0, first * first - reach * reach)) / sqrt(_dot(out, out))
    return _plus(_times(along, reach), _times(out, rise)), _times(along, span)


def _joint(name: str, place: Vector, drop: float) -> Joint:
    x, y, z = place
    hidden = z < -0.1 and (name in _FACE or (abs(x) < 0.2 and 0.6 < y < 1.5))
    return Joint(round(x, 5), round(y + drop, 5), round(z, 5), not hidden)


def _turned(place: Vector, angle: float) -> Vector:
    """Around the vertical axis, the front to the picture's right."""
    x, y, z = place
    return x * cos(angle) + z * sin(angle), y, z * cos(angle) - x * sin(angle)


def _rolled(place: Vector, angle: float) -> Vector:
    """In the plane of the picture, clockwise."""
    x, y, z = place
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle), z


def _plus(one: Vector, other: Vector) -> Vector:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _minus(one: Vector, other: Vector) -> Vector:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


def _times(one: Vector, factor: float) -> Vector:
    return one[0] * factor, one[1] * factor, one[2] * factor


def _dot(one: Vector, other: Vector) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
