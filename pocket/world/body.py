"""The body below the head: neck, arms, hands, legs, and the outfit on them, nearest last."""

from collections.abc import Sequence
from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Final, NamedTuple

import skia

from pocket.world import paths, rig
from pocket.world.easel import Easel
from pocket.world.outfits import OUTFITS
from pocket.world.outfits.cloth import Cut, Legwear, Piece, Sleeve, Wearer
from pocket.world.paths import Point
from pocket.world.rig import Joint
from pocket.world.scene import Character, Motion
from pocket.world.tube import Tube, along, tube

MIDDLE: Final = 0.7
COLLAR: Final = 0.72
NEAR: Final = 0.74
FAR: Final = 0.66
_ARM_WIDTHS: Final = (0.085, 0.075, 0.06)
_LEG_WIDTHS: Final = (0.135, 0.105, 0.085)
_SOCK_WIDTHS: Final = (0.147, 0.117, 0.097)
_TROUSER_WIDTHS: Final = (0.165, 0.135, 0.125)


class Figure(NamedTuple):
    """A character's body at a moment."""

    character: Character
    joints: dict[str, Joint]
    drop: float
    cut: Cut
    dyes: dict[str, int]

    def chain(self, side: str, *parts: str) -> tuple[Joint, ...]:
        """The joints of a limb."""
        return tuple(self.joints[f"{side} {part}"] for part in parts)


def figure_at(character: Character, motion: Motion, t: float) -> Figure:
    """The body of a character at a time."""
    sway = round(rig.sway(motion, t), 2)
    cut = _cut(character.outfit, Wearer(character.gender, round(character.yaw, 1), sway))
    joints = rig.skeleton(character, motion, t)
    dyes = _dyes(character.outfit, character.outfit_colour)
    return Figure(character, joints, rig.sinking(character, motion, t), cut, dyes)


def draw_trunk(easel: Easel, figure: Figure) -> None:
    """Legs, neck, and the clothes on the trunk."""
    with easel.at(0, figure.drop):
        _draw_pieces(easel, figure.cut.behind, figure.dyes)
    if easel.sees(-1.0, rig.HIP[1] - 0.1, 1.0, 3.0):
        wear = _legwear(figure.character)
        for side in sorted(rig.SIDES, key=lambda name: figure.joints[f"{name} ankle"].z):
            _draw_leg(easel, figure, side, wear)
    with easel.at(0, figure.drop):
        neck, shade = _neck()
        shaded = shade if cos(radians(figure.character.yaw)) > -0.3 else None
        easel.panel(neck, figure.dyes["skin"], shade=shaded, edge=neck)
        _draw_pieces(easel, figure.cut.trunk, figure.dyes)


def draw_over(easel: Easel, figure: Figure) -> None:
    """What lies on the shoulders: collars and hoods."""
    easel.depth = COLLAR
    with easel.at(0, figure.drop):
        _draw_pieces(easel, figure.cut.over, figure.dyes)


def draw_arm(easel: Easel, figure: Figure, side: str, skipped: int = 0) -> None:
    """An arm with its sleeve and hand, or only what comes after the first `skipped` stations."""
    points = _flat(figure.chain(side, "shoulder", "elbow", "wrist"))
    sleeve = OUTFITS[figure.character.outfit].sleeve
    if sleeve.length < 1:
        # It begins within the sleeve, lest it shows on the shoulder.
        bare = tube(points, _ARM_WIDTHS, 0.0, 1.0, _outward(points), max(1, skipped))
        _draw_tube(easel, bare, figure.dyes["skin"])
    _draw_hand(easel, figure, side, points)
    if skipped and sleeve.length < 1:
        return
    _draw_bag(easel, figure, points)
    sleeved = tube(points, sleeve.widths, 0.0, min(sleeve.length, 0.96), _outward(points), skipped)
    _draw_tube(easel, sleeved, figure.dyes[sleeve.dye])
    _draw_cuff(easel, figure, points)


def draw_forearm(easel: Easel, figure: Figure, side: str) -> None:
    """A forearm in front of the chest, straight, because bent so sharply the sleeve would fold into itself."""
    points = _flat(figure.chain(side, "shoulder", "elbow", "wrist"))
    elbow, wrist = points[1:]
    straight = (elbow, ((elbow[0] + wrist[0]) / 2, (elbow[1] + wrist[1]) / 2), wrist)
    sleeve = OUTFITS[figure.character.outfit].sleeve
    bare = sleeve.length < 1
    _, first, last = _ARM_WIDTHS if bare else sleeve.widths
    _draw_hand(easel, figure, side, points)
    _draw_bag(easel, figure, points)
    forearm = tube(straight, (first * 0.93, (first + last) / 2, last), 0.03, 1.0 if bare else 0.92, _outward(points))
    _draw_tube(easel, forearm, figure.dyes["skin" if bare else sleeve.dye])
    _draw_cuff(easel, figure, points)


def is_behind(figure: Figure, side: str) -> bool:
    """Whether an arm is covered by the trunk."""
    shoulder, elbow, wrist = figure.chain(side, "shoulder", "elbow", "wrist")
    return shoulder.z * 1.2 + elbow.z + wrist.z < -0.12


def is_raised(figure: Figure, side: str) -> bool:
    """Whether a hand is beside the head."""
    return figure.joints[f"{side} wrist"].y < 0.45


def is_crossing(figure: Figure, side: str) -> bool:
    """Whether a hand lies on the chest."""
    wrist = figure.joints[f"{side} wrist"]
    return wrist.z > 0.1 and 0.45 < wrist.y < 1.15 and abs(wrist.x) < 0.45


@lru_cache(512)
def _cut(outfit: str, wearer: Wearer) -> Cut:
    return OUTFITS[outfit].cut(wearer)


@lru_cache(64)
def _dyes(outfit: str, colour: str) -> dict[str, int]:
    return OUTFITS[outfit].dyes(colour)


def _legwear(character: Character) -> Legwear:
    outfit = OUTFITS[character.outfit]
    return outfit.girl if character.gender == "girl" else outfit.boy


def _draw_pieces(easel: Easel, pieces: Sequence[Piece], dyes: dict[str, int]) -> None:
    for piece in pieces:
        if not easel.sees(-1.0, piece.top, 1.0, 3.0):
            continue
        if piece.open:
            easel.stroke(piece.path, dyes[piece.dye], line=piece.line, kept=True)
        else:
            edge = piece.path if piece.line else None
            easel.panel(piece.path, dyes[piece.dye], shade=piece.shade, edge=edge, line=piece.line)


def _draw_tube(easel: Easel, limb: Tube, colour: int) -> None:
    easel.panel(limb.path, colour, shade=limb.shade, edge=limb.edge)


def _draw_hand(easel: Easel, figure: Figure, side: str, points: tuple[Point, ...]) -> None:
    hand, turn = _hand(figure, side, points)
    with easel.at(*points[2], turn=turn):
        easel.panel(hand, figure.dyes["skin"], edge=hand)


def _draw_bag(easel: Easel, figure: Figure, points: tuple[Point, ...]) -> None:
    sleeve = OUTFITS[figure.character.outfit].sleeve
    if sleeve.bag:
        bag = _bag(points, sleeve, _outward(points))
        easel.panel(bag, figure.dyes[sleeve.dye], edge=bag)


def _draw_cuff(easel: Easel, figure: Figure, points: tuple[Point, ...]) -> None:
    sleeve = OUTFITS[figure.character.outfit].sleeve
    if sleeve.cuff:
        end = sleeve.widths[2] + 0.01
        cuff = tube(points, (end, end, end), 0.84, 0.97, _outward(points))
        easel.panel(cuff.path, figure.dyes[sleeve.cuff], shade=cuff.shade, edge=cuff.path)


def _outward(points: tuple[Point, ...]) -> int:
    """The side of the picture on which an arm grows."""
    return 1 if points[0][0] + points[2][0] >= 0 else -1


def _draw_leg(easel: Easel, figure: Figure, side: str, wear: Legwear) -> None:
    points = _flat(figure.chain(side, "hip", "knee", "ankle"))
    shoe = _shoe(round(figure.character.yaw), rig.SIDES[side])
    with easel.at(*points[2]):
        easel.panel(shoe, figure.dyes[wear.shoe], edge=shoe)
    if wear.shoe_only:
        return
    if wear.trousers:
        _draw_tube(easel, tube(points, _TROUSER_WIDTHS, 0.0, 1.0), figure.dyes[wear.trousers])
        return
    top = (wear.sock_top - 1.45) / 1.05
    if top > 0.3:
        _draw_tube(easel, tube(points, _LEG_WIDTHS, 0.0, 1.0), figure.dyes["skin"])
    sock = tube(points, _SOCK_WIDTHS, top, 1.0)
    easel.panel(sock.path, figure.dyes[wear.sock], shade=sock.shade, edge=sock.path)


def _flat(joints: tuple[Joint, ...]) -> tuple[Point, ...]:
    """Joints in the picture, rounded so that what is drawn around them can be kept and used again."""
    return tuple((round(joint.x, 3), round(joint.y, 3)) for joint in joints)


@lru_cache(1)
def _neck() -> tuple[skia.Path, skia.Path]:
    neck = paths.polygon([(-0.1, 0.36), (0.1, 0.36), (0.115, 0.56), (0.2, 0.66), (-0.2, 0.66), (-0.115, 0.56)])
    return neck, paths.polygon([(-0.1, 0.36), (0.1, 0.36), (0.112, 0.535), (-0.112, 0.535)])


@lru_cache(256)
def _shoe(yaw: int, side: int) -> skia.Path:
    """A shoe around its ankle: round from the front, long from the side."""
    ahead, toward = sin(radians(yaw)), cos(radians(yaw))
    left = -0.125 - 0.13 * max(0.0, -ahead) + 0.02 * min(0, side) * toward
    right = 0.125 + 0.13 * max(0.0, ahead) + 0.02 * max(0, side) * toward
    bottom, top = 0.16 + 0.035 * max(0.0, toward), -0.04
    instep = 0.05
    return paths.blob(
        [
            (-0.1, top),
            (0.1, top),
            (right - 0.01, instep),
            (right, bottom - 0.03),
            (right - 0.05, bottom),
            (left + 0.05, bottom),
            (left, bottom - 0.03),
            (left + 0.01, instep),
        ]
    )


def _hand(figure: Figure, side: str, points: tuple[Point, ...]) -> tuple[skia.Path, float]:
    """A hand around the wrist that points along x, and how it is turned."""
    (ex, ey), (wx, wy) = points[1], points[2]
    turn = degrees(atan2(wy - ey, wx - ex)) if hypot(wx - ex, wy - ey) > 0.05 else 90.0
    opened = wy < 0.8
    facing = 1 if cos(radians(figure.character.yaw)) >= 0 else -1
    thumb = -rig.SIDES[side] * facing
    return _mitten(opened, thumb if not opened else -thumb if wy > 2 else thumb), turn


@lru_cache(4)
def _mitten(opened: bool, thumb: int) -> skia.Path:
    """A hand that points to the right, its thumb up (-1) or down (1) in the picture."""
    if opened:
        points = [(-0.03, -0.055), (0.06, -0.1), (0.17, -0.1), (0.235, -0.03), (0.225, 0.05), (0.15, 0.085)]
        points += [(0.14, 0.13), (0.09, 0.165), (0.05, 0.14), (0.04, 0.07), (-0.03, 0.055)]
    else:
        points = [
            (-0.03, -0.06),
            (0.07, -0.085),
            (0.17, -0.06),
            (0.2, 0.0),
            (0.16, 0.06),
            (0.12, 0.09),
            (0.05, 0.085),
            (-0.03, 0.06),
        ]
    return paths.blob([(x * 1.12 - 0.02, y * thumb * 1.12) for x, y in points])


@lru_cache(512)
def _bag(points: tuple[Point, ...], sleeve: Sleeve, outward: int) -> skia.Path:
    """The hanging part of a wide sleeve, below the forearm, or outside of it where the arm hangs too."""
    (ex, ey), _ = along(points, 0.36)
    (wx, wy), (dx, dy) = along(points, 1.0)
    nx, ny = -dy, dx
    if ny + 0.35 * nx * outward < 0:
        nx, ny = -nx, -ny
    deep = sleeve.bag
    corner = (wx + nx * deep, wy + ny * deep + 0.06)
    inner = (ex + nx * deep * 0.7, ey + ny * deep * 0.7 + 0.08)
    return paths.polygon([(ex, ey), (wx - nx * 0.1, wy - ny * 0.1), corner, inner])
