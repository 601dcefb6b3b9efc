"""Putting hair on the easel, in the layers in which it covers face and body."""

import math
from typing import Final

from pocket.world import paths
from pocket.world.easel import Easel, mix, scaled
from pocket.world.hair.cut import CUTS, PONYTAIL, TWINTAIL, Cut, Strand
from pocket.world.hair.outline import SHADE, back, helmet, helmet_shade, shine, tail
from pocket.world.skull import Ring, Turn, seen, smooth
from pocket.world.vocabulary import HAIR_COLOURS

_TIE: Final = 0x4A4257
_FRONT, _BACK = 0.75, 0.66


def gloss(colour: int) -> int:
    """The colour of the glossy band."""
    return mix(colour, 0xFFFFFF, 0.5 if colour != 0x35323F else 0.32)


def draw_behind(easel: Easel, style: str, name: str, turn: Turn, sway: float) -> None:
    """Hair behind the body, when the face is on this side of the head."""
    colour = HAIR_COLOURS[name].rgb
    easel.part, easel.depth = "hair", _BACK
    hanging = back(style, turn, sway)
    if hanging is not None and (abs(turn.yaw) < 100 or not CUTS[style].fringe):
        easel.shape(hanging, scaled(colour, round(0.78 + 0.22 * smooth(60, 105, abs(turn.yaw)), 2)))
    if style == "twintails":
        _twintails(easel, colour, turn, sway, front=False)
    if style == "ponytail" and abs(turn.yaw) < 95:
        _ponytail(easel, colour, turn, sway)


def draw_front(easel: Easel, style: str, name: str, turn: Turn, *, pressed: bool) -> None:
    """The hair on the skull and the locks beside the face."""
    colour = HAIR_COLOURS[name].rgb
    cap = helmet(style, turn, pressed)
    easel.depth = _FRONT
    easel.shape(cap, colour, shade=helmet_shade(style, turn, pressed), fitted=True)
    easel.shape(shine(turn, -0.35 if style != "hair bun" else -0.4), gloss(colour), line=0)
    _draw_nape(easel, CUTS[style], colour, turn)


def _draw_nape(easel: Easel, cut: Cut, colour: int, turn: Turn) -> None:
    """Two lines where strands part on the back of the head; they grow as it comes to be seen."""
    grown = smooth(105, 160, abs(turn.yaw))
    if grown < 0.05 or cut.fringe:
        return
    floor = cut.rings[-1].y - 0.06
    for x in (-0.16, 0.13):
        x -= 0.3 * turn.sin
        line = [(x, floor), (x - 0.015, floor - 0.13 * grown), (x + 0.02, floor - 0.28 * grown)]
        easel.stroke(paths.curve(line), scaled(colour, 0.5), line=0.7)


def draw_over(easel: Easel, style: str, name: str, turn: Turn, sway: float) -> None:
    """What hangs or stands on this side of everything: long hair from behind, near tails."""
    colour = HAIR_COLOURS[name].rgb
    easel.depth = _FRONT
    if CUTS[style].fringe and abs(turn.yaw) >= 100:
        hanging = back(style, turn, sway)
        if hanging is not None:
            easel.shape(hanging, colour, shade=SHADE)
    if style == "twintails":
        _twintails(easel, colour, turn, sway, front=True)
    if style == "ponytail" and abs(turn.yaw) >= 95:
        _ponytail(easel, colour, turn, sway)


def draw_bun(easel: Easel, name: str, turn: Turn, *, low: bool) -> None:
    """The bun on top, or low at one side where a hat covers the top; behind the skull as seen from the front."""
    colour = HAIR_COLOURS[name].rgb
    easel.depth = 0.7
    if low:
        x, y = 0.42 * turn.cos - 0.42 * turn.sin, 0.2
    else:
        x, y = -0.14 * turn.sin, -0.66 + 0.06 * smooth(90, 180, abs(turn.yaw))
    fold = [(x - 0.12, y + 0.06), (x - 0.02, y - 0.08), (x + 0.12, y - 0.04)]
    easel.shape(paths.oval(x, y, 0.5, 0.42), colour, shade=paths.oval(x + 0.12, y + 0.16, 0.6, 0.36))
    easel.stroke(paths.curve(fold), scaled(colour, 0.5), line=0.7)


def _twintails(easel: Easel, colour: int, turn: Turn, sway: float, *, front: bool) -> None:
    for side in (-1, 1):
        x, angle = seen(Ring(-0.28, 0.46, -0.08, 0.44), side * 96, turn)
        around = (angle + 180) % 360 - 180
        if (abs(around) < 84) is not front:
            continue
        out = math.sin(math.radians(around))
        x = -0.08 * turn.sin + 0.46 * out
        easel.shape(tail(TWINTAIL, x, -0.28, out, sway), colour if front else scaled(colour, 0.9))
        easel.shape(paths.oval(x + 0.03 * out, -0.29, 0.13, 0.2), _TIE)
        _strand(easel, colour, TWINTAIL, x, -0.28, out, sway)


def _strand(easel: Easel, colour: int, line: tuple[Strand, ...], x: float, y: float, out: float, sway: float) -> None:
    """One dark line along a tail, a little inside of its middle."""
    points = [
        (x + (px - half * 0.2) * out + 0.3 * sway * (py / line[-1][1]) ** 2, y + py) for px, py, half in line[2:-1]
    ]
    easel.stroke(paths.curve(points), scaled(colour, 0.5), line=0.7)


def _ponytail(easel: Easel, colour: int, turn: Turn, sway: float) -> None:
    """The tail hangs to the right of a face that looks straight ahead, and swings over as it turns right."""
    away = -turn.sin
    if turn.yaw > 0:
        out = 0.92 + (min(away, -0.8) - 0.92) * smooth(4, 26, turn.yaw) if turn.yaw < 90 else away
    else:
        out = 0.92 + (away - 0.92) * smooth(60, 100, -turn.yaw) if turn.yaw > -100 else away
    x = -0.36 * turn.sin + 0.1 * out
    easel.shape(tail(PONYTAIL, x, -0.4, out, sway), scaled(colour, 0.92) if abs(turn.yaw) < 95 else colour)
    _strand(easel, colour, PONYTAIL, x, -0.4, out, sway)
    easel.shape(paths.oval(x, -0.42, 0.2, 0.16), _TIE)
