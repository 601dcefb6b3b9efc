"""Places in large towns: each draws everything between the sky and the figures."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from renderer.stacks.animatic.drawing.brush import box, fill, glow, stroke, strokes
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import mixed, rgb, scaled
from renderer.stacks.animatic.drawing.outline import Points, at, points
from renderer.stacks.animatic.drawing.pieces import WINDOW_LIGHT, floor, lamp, shine, skyline
from renderer.stacks.animatic.drawing.stage import Stage

_NEON = (0xFF5C8A, 0x4DE1FF, 0xFFC24A, 0x9B7BFF, 0x5CFFB0, 0xFF7A45)
_FRONTS = (0x8A8494, 0x7B7F8F, 0x9A8C88, 0x74788C, 0x938F96)
_TANK = points("-0.5,-0.45 -0.5,-1.25 0,-1.5 0.5,-1.25 0.5,-0.45")


def rooftop(stage: Stage) -> None:
    """A roof with a fence, over the town."""
    width, size = stage.width, stage.size
    skyline(stage, "far", 0.66, 0.2, 0x7F8CA6, 0.62)
    skyline(stage, "near", 0.68, 0.13, 0x5D6680, 0.34)
    floor(stage, 0.68, 0xA9A59E, 9, 0.46)
    stage.block(-0.1, 0.655, width + 0.1, 0.69, 0xB9B5AE)
    stage.shaded_block(-0.1, 0.683, width + 0.1, 0.70, 0xB9B5AE)
    _fence(stage, 0.40, 0.66)
    left = width - 0.30 * size
    stage.block(left, 0.30, width + 0.1, 0.735, 0xD4CCC1)
    stage.shaded_block(left, 0.30, left + 0.06 * size, 0.735, 0xD4CCC1)
    stage.block(left - 0.02 * size, 0.28, width + 0.1, 0.312, 0x8E8A88)
    stage.block(left + 0.115 * size, 0.47, left + 0.235 * size, 0.735, 0x6C7F8E)
    stage.block(left + 0.135 * size, 0.495, left + 0.215 * size, 0.58, 0x9FB4BF)
    shine(stage, left + 0.175 * size, 0.44, 0.16 * size, 0.7)
    box(stage.canvas, left + 0.15 * size, 0.432, left + 0.2 * size, 0.445, stage.light.lamp(rgb(0xFFE7B0)))
    x, wide = left + 0.17 * size, 0.11 * size
    legs = [[(x + part * wide, 0.28), (x + part * wide, 0.28 - 0.5 * wide)] for part in (-0.36, 0.36)]
    strokes(stage.canvas, legs, 0.05 * wide, stage.light.of(rgb(0x4E5560)), 1.0)
    stage.solid(at(_TANK, x, 0.28, wide), 0xA7B0B6, 0.05, wide * 0.3)


def _fence(stage: Stage, top: float, foot: float) -> None:
    """Wire between posts; it lets the town be seen."""
    rail = stage.light.of(rgb(0x57707A))
    starts = [number * 0.027 for number in range(-12, int(stage.width / 0.027) + 2)]
    rising = [[(x, foot), (x + 0.26, top)] for x in starts]
    falling = [[(x + 0.26, foot), (x, top)] for x in starts]
    strokes(stage.canvas, rising + falling, 0.0014, rail, 0.34)
    for number in range(int(stage.width / 0.24) + 2):
        x = number * 0.24 + 0.05
        stroke(stage.canvas, [(x, foot + 0.01), (x, top - 0.012)], 0.009, rail)
    for y in (top, (top + foot) / 2 + 0.02):
        stroke(stage.canvas, [(-0.1, y), (stage.width + 0.1, y)], 0.007, rail)
    lit = stage.light.graded(stage.light.key)
    stroke(stage.canvas, [(-0.1, top - 0.003), (stage.width + 0.1, top - 0.003)], 0.0022, lit, 0.8)


class _Front(NamedTuple):
    """A house front along a street: where it starts and ends in depth, how high it is, how much haze is before it."""

    side: int
    number: int
    near: float
    far: float
    top: float
    depth: float


def street(stage: Stage) -> None:
    """A street between tall houses, seen along its middle."""
    skyline(stage, "end", stage.ground + 0.01, 0.2, 0x6A7390, 0.6)
    floor(stage, stage.ground, 0x6E6B78, 0)
    for side in (-1, 1):
        corners = ((0.40, 0.9), (0.40, 14.0), (0.80, 14.0), (2.4, 0.9))
        stage.paint([_seen(stage, side * x, 0.0, z) for x, z in corners], 0x97929B, 0.12)
        edge = [_seen(stage, side * 0.40, 0.0, z) for z in (0.9, 14.0)]
        stroke(stage.canvas, edge, 0.004, stage.light.of(rgb(0xC9C4C4), 0.1), 0.7)
        for number in reversed(range(6)):
            _front(stage, side, number)
    for number in reversed(range(1, 5)):
        z = 1.2 + number * 0.9
        for side in (-1, 1):
            foot = _seen(stage, side * 0.50, 0.0, z)
            lamp(stage, foot[0], foot[1], 0.5 / z, 0.1 * number)
    white = stage.light.of(rgb(0xE8E2D0), 0.2)
    for number in range(7):
        ends = [_seen(stage, 0.0, 0.0, 1.0 + number * 0.9 + more) for more in (0.0, 0.45)]
        half = [0.012 / (1 + number), 0.012 / (1.5 + number)]
        mark = [(ends[end][0] + way * half[end], ends[end][1]) for end, way in ((0, -1), (0, 1), (1, 1), (1, -1))]
        fill(stage.canvas, mark, white, 0.5)


def _seen(stage: Stage, x: float, height: float, z: float) -> tuple[float, float]:
    """A point of the street on the canvas; `z` is 1 at the lower edge."""
    eye = 1.0 - stage.ground
    return 0.5 * stage.width + x * stage.size / z, stage.ground + (eye - height) / z


def _front(stage: Stage, side: int, number: int) -> None:
    tall, tone, shop, sign, hue, up = scatter(stage.seed, f"facade {side} {number}", 1, 6)[0]
    near = 0.62 + number * 0.95
    front = _Front(side, number, near, near + 0.95, 0.75 + 0.75 * tall, min(0.7, 0.10 * number))

    def quad(low: float, high: float, start: float, end: float) -> Points:
        """A rectangle on the front, between two heights and two shares of its length."""
        ends = ((low, start), (high, start), (high, end), (low, end))
        return np.array([_seen(stage, side * 0.62, height, near + 0.95 * part) for height, part in ends])

    stage.paint(quad(0, front.top, 0, 1), _FRONTS[int(tone * 5)], front.depth, is_shaded=side == stage.light.side)
    colour = _NEON[int(hue * 6)]
    if stage.light.lamps > 0.2:
        warm = stage.light.lamp(rgb(0xFFC98A if shop < 0.6 else 0xBFE6FF))
        fill(stage.canvas, quad(0.03, 0.17, 0.1, 0.9), warm, 0.85)
        stage.paint(quad(0.17, 0.21, 0.05, 0.95), colour, 0.25 + front.depth)
    else:
        stage.paint(quad(0.0, 0.17, 0.1, 0.9), 0x4F5A68, front.depth)
        stage.paint(quad(0.17, 0.22, 0.05, 0.95), colour, 0.35 + front.depth)
    _windows(stage, front, quad)
    if sign < 0.75 and number < 5:
        z = near + 0.24
        _sign(stage, _seen(stage, side * 0.62, 0.34 + 0.25 * up, z), side, 0.3 / z, int(hue * 6 + 3) % 6)


def _windows(stage: Stage, front: _Front, quad: Callable[[float, float, float, float], Points]) -> None:
    rows = max(1, int((front.top - 0.3) / 0.115))
    name = f"street panes {front.side} {front.number}"
    for place, (chance, bright) in enumerate(scatter(stage.seed, name, 3 * rows, 2)):
        row, column = divmod(place, 3)
        low, start = 0.29 + row * 0.115, 0.12 + 0.29 * column
        pane = quad(low, low + 0.06, start, start + 0.17)
        if chance < 0.5 * stage.light.lamps:
            fill(stage.canvas, pane, stage.light.lamp(rgb(WINDOW_LIGHT)), 0.35 + 0.5 * bright)
        else:
            stage.paint(pane, 0x4B566B, front.depth + 0.1)


def _sign(stage: Stage, place: tuple[float, float], side: int, tall: float, hue: int) -> None:
    """A board that stands out from a wall, with strokes like writing."""
    (x, y), wide = place, tall * 0.3
    left, right = (x, x + wide) if side < 0 else (x - wide, x)
    colour, light = rgb(_NEON[hue]), stage.light
    is_lit = light.lamps > 0.3
    if is_lit:
        glow(stage.canvas, (left + right) / 2, y - tall / 2, tall * 0.95, colour, 0.55 * light.lamps)
    body = light.of(scaled(colour, (0.32, 0.3, 0.38))) if is_lit else light.of(colour, 0.25)
    box(stage.canvas, left, y - tall, right, y, body)
    ink = light.lamp(mixed(colour, (255.0, 255.0, 255.0), 0.35)) if is_lit else light.of(rgb(0xFFFFFF), 0.1)
    x0, x1, middle = left + wide * 0.22, right - wide * 0.22, (left + right) / 2
    for number in range(4):
        top, thick = y - tall * (0.92 - 0.225 * number), tall * 0.022
        low = top + tall * 0.15
        stroke(stage.canvas, [(x0, top), (x1, top)], thick, ink)
        stroke(stage.canvas, [(middle, top), (middle, low)], thick, ink)
        if number % 2:
            stroke(stage.canvas, [(x0, low), (x1, low)], thick, ink)
