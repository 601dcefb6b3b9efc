"""Places that were built into the land: each draws everything between the sky and the figures."""

import numpy as np

from renderer.stacks.animatic.drawing.brush import fill, glow, stroke
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import mixed, rgb
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.pieces import bush, floor, peaks, ridge, water
from renderer.stacks.animatic.drawing.stage import Stage

_TRUNK = points("-0.75,0 -0.42,-0.1 -0.34,-1.3 0.34,-1.3 0.42,-0.1 0.75,0")
_CRAG = points("0,0 0.045,0.02 0.015,0.1")


def forest(stage: Stage) -> None:
    """Tall trunks one behind the other, and a path between them."""
    width, size, light = stage.width, stage.size, stage.light
    glow(stage.canvas, 0.55 * width, 0.42, 0.7, light.graded(mixed(light.haze, light.key, 0.35)), 0.45)
    ridge(stage, "wood", 0.62, 0.3, 0x3F5E4E, 0.78, 2.2)
    _trunks(stage, 3, 16, 0.64, 0.66)
    _trunks(stage, 2, 9, 0.68, 0.42)
    floor(stage, 0.68, 0x54694A, 0)
    path = "0.3,1.08 0.42,0.86 0.6,0.77 0.545,0.7 0.55,0.675 0.575,0.675 0.6,0.7 0.72,0.77 0.7,0.88 0.8,1.08"
    stage.paint(smooth(stage.across(path)), 0xA3907A, 0.12)
    _trunks(stage, 1, 5, 0.76, 0.16)
    for x, y, wide, _ in scatter(stage.seed, "fern", 14, 4):
        side = x if x < 0.36 or x > 0.74 else x * 0.3
        bush(stage, side * width, 0.80 + 0.2 * y, (0.05 + 0.06 * wide) * size, 0x4B7048, 0.12 * (1 - y))
    for x in (-0.02, 0.985):
        stage.solid(at(_TRUNK, x * width, 1.05, 0.15 * size, 1), 0x43352F, 0.0, 0.05 * size)


def _trunks(stage: Stage, layer: int, count: int, foot: float, depth: float) -> None:
    for number, (shift, wide, down, _) in enumerate(scatter(stage.seed, f"trunks {layer}", count, 4)):
        x = (number + 0.15 + 0.7 * shift) / count
        if layer == 1 and 0.34 < x < 0.72:
            x = 0.2 if x < 0.53 else 0.86
        thick = (0.11 - 0.028 * layer) * (0.6 + 0.5 * wide) * stage.size
        stage.solid(at(_TRUNK, x * stage.width, foot + 0.03 * down, thick, 1), 0x5B4438, depth, 0.3 * thick)


def garden(stage: Stage) -> None:
    """A garden with a pond, a fence and a tree that reaches in."""
    width, size, light = stage.width, stage.size, stage.light
    ridge(stage, "trees", stage.ground + 0.02, 0.2, 0x46624F, 0.5, 2.0)
    step, ground = 0.045 * size, stage.ground
    for number in range(int(width / step) + 2):
        top = ground - 0.10 + 0.014 * (number % 2)
        stage.block(number * step, top, number * step + step * 0.86, ground + 0.08, 0x8A7656, 0.22)
    for y in (-0.055, 0.03):
        stage.shaded_block(-0.1, ground + y, width + 0.1, ground + y + 0.012, 0x6A5840, 0.15)
    floor(stage, ground + 0.07, 0x64805C, 0)
    pond = stage.across("0.02,0.745 0.10,0.715 0.24,0.712 0.34,0.735 0.33,0.775 0.20,0.79 0.06,0.785")
    stage.paint(smooth(at(pond, 0, 0.008, 1)), 0x9A968C)
    middle = pond.mean(0)
    still = light.graded(mixed(light.sky[1], rgb(0x27525C), 0.35))
    fill(stage.canvas, smooth((pond - middle) * (0.93, 0.88) + middle), still)
    for x, wide in ((0.07, 0.14), (0.2, 0.08), (0.88, 0.12), (0.97, 0.15)):
        bush(stage, x * width, ground + 0.13, wide * size, 0x55774F, 0.1)
    branch = smooth(stage.across("1.02,0.02 0.88,0.09 0.76,0.1 0.62,0.17"), is_closed=False)
    stroke(stage.canvas, branch, 0.02 * size, light.of(rgb(0x4B3A35)))
    for x, y, wide, tone in scatter(stage.seed, "leaves", 15, 4):
        place = ((0.64 + 0.4 * x) * width, 0.02 + 0.15 * y * x + 0.1 * (1 - x))
        leaf = oval(*place, (0.035 + 0.03 * wide) * size, (0.022 + 0.018 * wide) * size)
        stage.solid(leaf, 0x6C8A5E if tone < 0.5 else 0x5B7B56, 0.04, 0.02)


def stairs(stage: Stage) -> None:
    """A long stairway up a slope, with the sea beside it."""
    width, size = stage.width, stage.size
    ridge(stage, "island", stage.ground + 0.006, 0.045, 0x5D8A86, 0.6)
    water(stage, stage.ground, 0.95, 0x2B86AE)
    slope = "-0.1,1.2 -0.1,0.88 0.12,0.83 0.28,0.74 0.38,0.62 0.45,0.40 0.5,0.33 0.75,0.25 1.1,0.05 1.2,1.2"
    stage.paint(smooth(stage.across(slope)), 0x7FA35C, 0.08)
    stage.paint(smooth(stage.across("0.6,1.2 0.62,0.45 0.7,0.25 0.92,0.12 1.2,0 1.2,1.2")), 0x6B9452, 0.0)
    steps = 24
    for number in range(steps):
        far, near = (((steps - step) / steps) ** 1.7 for step in (number, number + 1))
        low, high = 1.04 - 0.70 * (1 - far), 1.04 - 0.70 * (1 - near)
        left, right = (0.47 - 0.33 * far) * width, (0.55 + 0.33 * far) * width
        inner = ((0.47 - 0.33 * near) * width, (0.55 + 0.33 * near) * width)
        rise = high + (low - high) * 0.42
        haze = 0.25 * number / steps
        stage.paint([(left, low), (right, low), (right, rise), (left, rise)], 0xB7AC9C, haze, is_shaded=True)
        stage.paint([(left, rise), (right, rise), (inner[1], high), (inner[0], high)], 0xDDD3C1, haze)
    for side, head in ((-1, 0.47), (1, 0.55)):
        top, foot = head * width, (head + side * 0.33) * width
        wall = [(foot, 1.08), (top, 0.34), (top, 0.318), (foot, 0.93)]
        stage.paint(wall, 0xCBBFAB, 0.05, is_shaded=side != stage.light.side)
        cap = [(foot, 0.94), (top, 0.32), (top + side * 0.008, 0.315), (foot + side * 0.06 * size, 0.925)]
        stage.paint(cap, 0xE9E1D2, 0.05)
    for x, y, wide in (
        (0.69, 0.38, 0.05),
        (0.80, 0.52, 0.08),
        (0.93, 0.70, 0.13),
        (0.27, 0.82, 0.06),
        (0.12, 0.95, 0.12),
    ):
        bush(stage, x * width, y + 0.03, wide * size, 0x4F7F4B, 0.05)


def cliff(stage: Stage) -> None:
    """A cliff over the sea."""
    width, size = stage.width, stage.size
    ridge(stage, "far", stage.ground + 0.006, 0.05, 0x6C8C92, 0.62)
    water(stage, stage.ground, 1.05, 0x2A7FA5)
    rock = "0.4,1.1 0.43,0.93 0.47,0.88 0.455,0.78 0.5,0.72 0.49,0.64 0.53,0.55 0.6,0.525 0.75,0.5 1.1,0.47 1.1,1.1"
    stage.paint(stage.across(rock), 0x9B8B7C, 0.06, is_shaded=stage.light.side > 0)
    for x, y, tall, wide in scatter(stage.seed, "crags", 16, 4):
        crag = at(_CRAG, (0.5 + 0.5 * x) * width, 0.60 + 0.4 * y, (0.5 + wide) * size, 0.6 + tall)
        stage.paint(crag, 0xB5A593, 0.06)
    grass = (
        "0.485,0.6 0.53,0.545 0.6,0.518 0.75,0.492 1.1,0.455 1.1,0.64 0.9,0.6 0.84,0.63 0.74,0.585 0.68,0.61 "
        "0.6,0.57 0.54,0.6"
    )
    stage.paint(stage.across(grass), 0x88AD62, 0.03)
    foam = stage.light.of(rgb(0xFFFFFF))
    for x, y, wide in ((0.40, 0.955, 0.07), (0.35, 0.975, 0.04), (0.45, 0.90, 0.05)):
        fill(stage.canvas, oval(x * width, y, wide * size, 0.010), foam, 0.7)
    ledge = "-0.1,0.84 0.1,0.80 0.3,0.775 0.55,0.77 0.8,0.745 1.1,0.70 1.1,1.2 -0.1,1.2"
    stage.paint(smooth(stage.across(ledge)), 0x7DA35A, 0.02)
    for x, y, wide in ((0.04, 0.86, 0.08), (0.93, 0.80, 0.10), (0.16, 0.93, 0.07)):
        bush(stage, x * width, y, wide * size, 0x5A8549)


def bridge(stage: Stage) -> None:
    """A high bridge on arches over a river far below."""
    width, size = stage.width, stage.size
    peaks(stage, stage.ground + 0.04, 0.26, 0x6B7A96, 0.62)
    ridge(stage, "gorge", stage.ground + 0.10, 0.16, 0x4F6F66, 0.5, 1.6)
    water(stage, 0.84, 1.05, 0x3A7E96)
    haze = stage.light.graded(mixed(stage.light.haze, stage.light.key, 0.3))
    glow(stage.canvas, 0.5 * width, 0.80, 0.45 * size, haze, 0.4)
    rock = points("-0.1,1.1 -0.1,0.50 0.05,0.53 0.10,0.62 0.17,0.68 0.2,0.78 0.27,0.84 0.30,0.93 0.38,1.1")
    for side, edge in ((1, 0.0), (-1, width)):
        stage.paint(at(rock, edge, 0, side * width, 1), 0x6D7A68, 0.2, is_shaded=side == -stage.light.side)
    deck, count = 0.49, max(3, round(width / 0.21))
    stone, half = 0xA39488, 0.5 * width / count
    for number in range(count + 1):
        x = number * width / count
        foot = min(0.97, 0.60 + 0.85 * (0.5 - abs(x / width - 0.5)))
        thick = 0.17 * half
        pier = [(x - thick, deck), (x + thick, deck), (x + thick * 1.35, foot), (x - thick * 1.35, foot)]
        stage.solid(pier, stone, 0.05, thick * 0.9)
    angle = np.linspace(0, np.pi, 24)
    for number in range(count):
        x = (number + 0.5) * width / count
        arc = np.stack([x + np.cos(angle) * half * 0.86, deck + 0.125 * size - np.sin(angle) * 0.105 * size], 1)
        shape = [
            (x + half, deck + 0.13 * size),
            *arc,
            (x - half, deck + 0.13 * size),
            (x - half, deck),
            (x + half, deck),
        ]
        stage.paint(shape, stone, 0.05)
        under = stage.light.of(rgb(stone), 0.05, is_shaded=True)
        stroke(stage.canvas, arc, 0.008, under)
    stage.block(-0.1, deck - 0.022, width + 0.1, deck + 0.004, 0xB7A89A)
    stage.shaded_block(-0.1, deck + 0.002, width + 0.1, deck + 0.014, stone)
