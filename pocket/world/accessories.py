"""What is worn on the head and around the neck."""

from functools import lru_cache
from typing import Final

import skia

from pocket.world import paths
from pocket.world.easel import Easel, mix, scaled
from pocket.world.face import moved, spot
from pocket.world.scene import Character
from pocket.world.skull import Turn
from pocket.world.vocabulary import ACCESSORIES


def draw_under(easel: Easel, name: str, hair: int, turn: Turn) -> None:
    """What the head covers: a scarf, cat ears."""
    easel.part, easel.depth = "body", 0.72
    if name == "cat ears":
        easel.part = "hair"
        for side in (-1, 1):
            _cat_ear(easel, side, hair, turn)


def draw_scarf(easel: Easel, turn: Turn) -> None:
    """A scarf around the neck, with one end hanging."""
    colour = ACCESSORIES["scarf"].rgb
    easel.part, easel.depth = "body", 0.72
    x = 0.2 * turn.cos + 0.2 * turn.sin
    if abs(turn.yaw) < 120:
        end = paths.polygon([(x - 0.1, 0.62), (x + 0.13, 0.6), (x + 0.17, 1.08), (x - 0.08, 1.1)])
        easel.shape(end, colour, shade=paths.box(x - 0.2, 0.6, x + 0.3, 0.8))
    easel.shape(_wrap(), colour, shade=paths.oval(0, 0.44, 0.84, 0.24))
    easel.stroke(paths.curve([(-0.33, 0.6), (-0.05, 0.7), (0.3, 0.64)]), scaled(colour, 0.6), line=0.7)


@lru_cache(1)
def _wrap() -> skia.Path:
    points = [
        (-0.4, 0.44),
        (-0.2, 0.4),
        (0.2, 0.4),
        (0.4, 0.44),
        (0.45, 0.6),
        (0.3, 0.74),
        (0.0, 0.79),
        (-0.3, 0.74),
        (-0.45, 0.6),
    ]
    return paths.blob(points)


def _cat_ear(easel: Easel, side: int, hair: int, turn: Turn) -> None:
    x, wide = side * 0.34 * turn.cos, 0.72 + 0.28 * abs(turn.cos)
    outer = [(-0.22, 0.1), (-0.12, -0.16), (0.06, -0.36), (0.2, -0.16), (0.22, 0.24)]
    easel.shape(_ear_shape(x, wide * side, outer), hair)
    if abs(turn.yaw) < 100:
        inner = [(-0.12, 0.08), (-0.06, -0.1), (0.055, -0.26), (0.13, -0.1), (0.14, 0.2)]
        easel.shape(_ear_shape(x + turn.sin * 0.03, wide * side, inner), 0xF7A8B4, line=0)


def _ear_shape(x: float, across: float, points: list[tuple[float, float]]) -> skia.Path:
    path = skia.Path()
    path.moveTo(*points[0])
    path.quadTo(*points[1], *points[2])
    path.quadTo(*points[3], *points[4])
    path.close()
    return moved(path, x, -0.46, across)


def draw_over(easel: Easel, who: Character, turn: Turn) -> None:
    """What sits on the hair or before the eyes."""
    easel.part, easel.depth = "body", 0.77
    if who.accessory == "hair bow":
        _bow(easel, turn, beside=who.hair_style == "hair bun")
    elif who.accessory in _DRAW:
        _DRAW[who.accessory](easel, ACCESSORIES[who.accessory].rgb, turn)


def _bow(easel: Easel, turn: Turn, *, beside: bool) -> None:
    """A bow on top of the head, or beside the bun that stands there."""
    colour, across = ACCESSORIES["hair bow"].rgb, 0.62 + 0.38 * abs(turn.cos)
    x, y, tilt = (0.37 * turn.cos, -0.46, 28 * turn.cos) if beside else (-0.04 * turn.sin, -0.56, 0.0)
    with easel.at(x, y, turn=tilt):
        for side in (-1, 1):
            easel.shape(moved(_loop(), 0, 0, side * across), colour, shade=moved(_fold(), 0, 0, side * across))
        easel.shape(paths.oval(0, 0.005, 0.15, 0.17), colour)


@lru_cache(1)
def _loop() -> skia.Path:
    return paths.blob([(0.02, 0.0), (0.14, -0.13), (0.34, -0.2), (0.4, -0.04), (0.36, 0.14), (0.14, 0.09)])


@lru_cache(1)
def _fold() -> skia.Path:
    return paths.blob([(0.0, 0.02), (0.16, 0.0), (0.26, 0.02), (0.44, 0.1), (0.36, 0.25), (0.0, 0.2)])


def _glasses(easel: Easel, colour: int, turn: Turn) -> None:
    if abs(turn.yaw) > 112:
        return
    ends = []
    for side in (-1, 1):
        at = spot(side * 28, 0.1, turn)
        if abs(at.angle) < 100:
            wide = 0.35 * max(at.across, 0.3)
            lens = paths.oval(at.x, 0.11, wide, 0.34)
            easel.glow(lens, 0xFFFFFF, 0.1)
            easel.stroke(lens, colour, line=1.25)
            ends.append((at.x, wide / 2))
    if len(ends) == 2:
        (left, one), (right, other) = ends
        if right - other > left + one:
            easel.stroke(
                paths.curve([(left + one, 0.1), ((left + right) / 2, 0.08), (right - other, 0.1)]), colour, line=1.1
            )
    for side in (-1, 1):
        hinge, ear = spot(side * 28, 0.1, turn), spot(side * 88, 0.1, turn)
        if abs(ear.angle) < 88:
            start = hinge.x + side * 0.175 * max(hinge.across, 0.3)
            easel.stroke(paths.curve([(start, 0.09), (ear.x, 0.06)]), colour, line=1.1)


def _straw_hat(easel: Easel, colour: int, turn: Turn) -> None:
    x = -0.05 * turn.sin
    dome = paths.curve(
        [
            (-0.5 + x, -0.34),
            (-0.45 + x, -0.66),
            (-0.2 + x, -0.84),
            (0.2 + x, -0.84),
            (0.45 + x, -0.66),
            (0.5 + x, -0.34),
        ]
    )
    easel.shape(paths.oval(x, -0.33, 1.5, 0.36), colour, shade=paths.oval(x + 0.2, -0.15, 1.4, 0.3))
    easel.shape(dome, colour, shade=paths.oval(x + 0.42, -0.5, 0.4, 0.9))
    band = [
        (-0.5 + x, -0.36),
        (-0.485 + x, -0.5),
        (0.0 + x, -0.42),
        (0.485 + x, -0.5),
        (0.5 + x, -0.36),
        (0.0 + x, -0.26),
    ]
    easel.shape(paths.blob(band, 0.8), 0xC9404C)


def _headphones(easel: Easel, colour: int, turn: Turn) -> None:
    reach = 0.16 + 0.42 * abs(turn.cos)
    x = -0.04 * turn.sin
    arch = [(x - reach, 0.0), (x - reach * 0.96, -0.4), (x - reach * 0.5, -0.63), (x, -0.69)]
    arch += [(2 * x - px, py) for px, py in reversed(arch[:-1])]
    band = paths.curve(arch)
    easel.stroke(band, line=3.6)
    easel.stroke(band, colour, line=2.0)
    for side in (-1, 1):
        if side * turn.sin > 0.25:
            continue
        near = max(0.0, -side * turn.sin)
        cup = side * 0.56 * turn.cos - 0.05 * turn.sin
        easel.shape(paths.oval(cup, 0.1, 0.2 + 0.14 * near, 0.36), colour, shade=paths.oval(cup + 0.1, 0.2, 0.2, 0.3))
        if near > 0.2:
            easel.shape(paths.oval(cup, 0.1, 0.18 * near, 0.18), mix(colour, 0xFFFFFF, 0.55), line=0.6)


_DRAW: Final = {"glasses": _glasses, "straw hat": _straw_hat, "headphones": _headphones}
