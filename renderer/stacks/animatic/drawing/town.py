"""Places in small towns: each draws everything between the sky and the figures."""

import numpy as np

from renderer.stacks.animatic.drawing.brush import box, fill, stroke
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import rgb, scaled
from renderer.stacks.animatic.drawing.houses import ROOFS, WALLS, row_of_houses
from renderer.stacks.animatic.drawing.outline import Outline, at, points, smooth
from renderer.stacks.animatic.drawing.pieces import arch, boat, bush, floor, ridge, skyline, tree, water
from renderer.stacks.animatic.drawing.stage import Stage

_BOLLARD = points("-0.016,0 -0.013,-0.045 -0.02,-0.055 0.02,-0.055 0.013,-0.045 0.016,0")
_PETAL = points("-0.007,0 0,-0.008 0.007,0 0,0.008")


def town(stage: Stage) -> None:
    """Roofs in rows down to the sea."""
    ridge(stage, "cape", stage.ground + 0.01, 0.07, 0x5E8577, 0.55)
    water(stage, stage.ground, stage.ground + 0.22, 0x2F86A6)
    for row in range(5):
        wide = (0.10 + 0.042 * row) * stage.size
        y = stage.ground + 0.10 + row * 0.118
        row_of_houses(stage, f"row {row}", y, wide, (wide * 0.42, wide * 0.62), 0.40 - 0.09 * row)
        if row in (1, 2, 3):
            x = (0.1 + 0.8 * stage.chance("tree", row)) * stage.width
            tree(stage, x, y + 0.03, 0.15 * stage.size, 0x5F8A5A, 0.3 - 0.08 * row)


def harbor(stage: Stage) -> None:
    """A quay with boats, and houses along the water."""
    width, size = stage.width, stage.size
    ridge(stage, "hill", stage.ground + 0.01, 0.18, 0x6C8F78, 0.5)
    row_of_houses(stage, "back", stage.ground - 0.02, 0.085 * size, (0.05 * size, 0.07 * size), 0.42)
    row_of_houses(stage, "quay", stage.ground + 0.025, 0.1 * size, (0.055 * size, 0.085 * size), 0.24)
    water(stage, stage.ground + 0.02, 0.80, 0x2C7F9C)
    for number, (x, y, tall, hull) in enumerate(scatter(stage.seed, "boats", 5, 4)):
        place = (0.1 + 0.8 * ((x * 0.35 + number * 0.4) % 1)) * width
        wide = (0.13 + 0.03 * number) * size * (0.9 + 0.2 * tall)
        colour = (0xC2513F, 0x2F5E86, 0xE3C35B, 0x4C8B74)[int(hull * 4)]
        boat(stage, place, 0.615 + 0.034 * number + 0.01 * y, wide, colour)
    floor(stage, 0.79, 0xB8AB9A, 8)
    stage.block(-0.1, 0.775, width + 0.1, 0.80, 0xD2C6B4)
    stage.shaded_block(-0.1, 0.795, width + 0.1, 0.81, 0xB8AB9A)
    for number in range(4):
        stage.solid(at(_BOLLARD, (0.1 + 0.27 * number) * width, 0.835, 1), 0x4A4C55, 0, 0.012)


def door(stage: Stage) -> None:
    """A door in a sunlit wall, with a step and flowers."""
    width, size, light = stage.width, stage.size, stage.light
    box(stage.canvas, -0.1, -0.1, width + 0.1, 0.78, light.of(rgb(0xF0E2CC)))
    for x, y, long, tone in scatter(stage.seed, "bricks", 26, 4):
        left, top = x * width, 0.03 + 0.70 * y
        stage.block(left, top, left + (0.05 + 0.03 * long) * size, top + 0.026, 0xE0CDB2 if tone < 0.6 else 0xF7ECDA)
    slant = [(-0.1, -0.1), (width * 0.44, -0.1), (-0.1, 0.6)]
    fill(stage.canvas, slant, light.of(rgb(0xF0E2CC), is_shaded=True), 0.55)
    floor(stage, 0.78, 0xC6B8A4, 7)
    x, half = 0.56 * width, 0.155 * size
    _leaf(stage, x, half)
    step = [(x - half * 1.5, 0.765), (x + half * 1.5, 0.765), (x + half * 1.7, 0.805), (x - half * 1.7, 0.805)]
    stage.solid(step, 0xD8CBB8, 0, 0.02)
    for side in (-1.0, 1.0):
        _pot(stage, f"flowers {side}", x + side * half * 2.25, 0.805)


def _leaf(stage: Stage, x: float, half: float) -> None:
    """The door itself, in its frame."""
    light, size = stage.light, stage.size
    frame = light.of(rgb(0xD9C7AA), is_shaded=True)
    fill(stage.canvas, arch(x, 0.765, 2 * half + 0.07 * size, 0.58 * size + 0.06), frame)
    colour = stage.accent or rgb(0x2F6FA8)
    fill(stage.canvas, arch(x, 0.765, 2 * half, 0.55 * size + 0.05), light.of(colour))
    panel = light.of(scaled(colour, (0.8, 0.8, 0.84)))
    for middle in (x - half * 0.5, x + half * 0.5):
        for top, low in ((0.34, 0.50), (0.53, 0.72)):
            box(stage.canvas, middle - half * 0.33, top, middle + half * 0.33, low, panel)
    glass = light.lamp(rgb(0xFFE3A6)) if light.lamps > 0.3 else light.of(rgb(0x9FC3D0))
    fill(stage.canvas, arch(x, 0.30, half * 1.3, 0.075), glass)
    stage.block(x + half * 0.7, 0.525, x + half * 0.8, 0.555, 0xE7C765)


def _pot(stage: Stage, name: str, x: float, y: float) -> None:
    size = stage.size
    bush(stage, x, y - 0.08, 0.075 * size, 0x5E9456)
    for dx, dy, hue, _ in scatter(stage.seed, name, 9, 4):
        colour = rgb((0xF06A7B, 0xFFD166, 0xFFFFFF)[int(hue * 3)])
        fill(stage.canvas, at(_PETAL, x + (dx - 0.5) * 0.12 * size, y - 0.09 - dy * 0.045, 1), stage.light.of(colour))
    pot = [(x - 0.055 * size, y - 0.085), (x + 0.055 * size, y - 0.085), (x + 0.042 * size, y), (x - 0.042 * size, y)]
    stage.solid(pot, 0xB8653F, 0, 0.03)


def square(stage: Stage) -> None:
    """An open square before a row of houses."""
    size = stage.size
    skyline(stage, "behind", stage.ground, 0.12, 0x8B93A3, 0.55)
    row_of_houses(stage, "row", stage.ground + 0.03, 0.17 * size, (0.13 * size, 0.20 * size), 0.2)
    floor(stage, stage.ground + 0.03, 0xC9BCA8, 10)
    for x in (0.07, 0.93):
        tree(stage, x * stage.width, stage.ground + 0.08, 0.34 * size, 0x5F9460, 0.05)


def tower(stage: Stage) -> None:
    """A clock tower from below."""
    width, size = stage.width, stage.size

    def part(text: str) -> Outline:
        return at(points(text), 0.5 * width, 0, size, 1)

    houses = ("-0.05,1.1 0.05,0.62 0.28,0.66 0.34,1.1", "0.01,0.64 0.18,0.53 0.34,0.68")
    for side, x in ((1, -0.02 * size), (-1, width + 0.02 * size)):
        stage.paint(at(points(houses[0]), x, 0, side * size, 1), WALLS[side], 0.12, is_shaded=side == stage.light.side)
        stage.paint(at(points(houses[1]), x, 0, side * size, 1), ROOFS[side], 0.12)
    stage.solid(part("-0.19,1.1 -0.125,0.30 0.125,0.30 0.19,1.1"), 0xD9C3A2, 0.0, 0.11 * size)
    stage.solid(part("-0.145,0.315 -0.15,0.285 0.15,0.285 0.145,0.315"), 0xB59B7C, 0.0, 0.05)
    stage.solid(part("-0.11,0.285 -0.1,0.20 0.1,0.20 0.11,0.285"), 0xCDB592, 0.0, 0.08)
    stage.solid(part("-0.14,0.205 0,0.05 0.14,0.205"), 0x4F7A78, 0.0, 0.14)
    dark = stage.light.of(rgb(0x3B3A46))
    for x in (-0.045, 0.0, 0.045):
        fill(stage.canvas, arch(0.5 * width + x * size, 0.275, 0.03 * size, 0.06), dark)
    for y, half in ((0.60, 0.05), (0.80, 0.06)):
        fill(stage.canvas, arch(0.5 * width, y + 0.06, half * size, 0.11), dark)
    _clock(stage, 0.5 * width, 0.42, 0.085 * size)


def _clock(stage: Stage, x: float, y: float, radius: float) -> None:
    light = stage.light
    ring = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    for size, surface in ((1.14, 0x6F5C49), (1.0, 0xFBF4E3)):
        colour = light.lamp(rgb(surface)) if light.lamps > 0.3 else light.of(rgb(surface))
        fill(stage.canvas, at(np.stack([np.cos(ring), np.sin(ring)], 1), x, y, radius * size), colour)
    dark = light.of(rgb(0x33303A))
    hands = [(hour * np.pi / 6, 0.78, 0.92, 0.06) for hour in range(12)]
    for angle, start, end, thick in [*hands, (0.9, 0.0, 0.5, 0.09), (-0.6, 0.0, 0.74, 0.06)]:
        line = [(x + np.sin(angle) * radius * part, y - np.cos(angle) * radius * part) for part in (start, end)]
        stroke(stage.canvas, line, radius * thick, dark)


def aerial(stage: Stage) -> None:
    """A town on a coast, seen from above."""
    width = stage.width
    water(stage, -0.02, 1.05, 0x2C86A6)
    coast = scatter(stage.seed, "coast", 7, 1)[:, 0]
    shore = smooth([(width * (0.30 + 0.16 * float(bay)), row / 6 * 1.3 - 0.15) for row, bay in enumerate(coast)], False)
    for more, surface in ((0.05, 0x8CCBD0), (0.02, 0xEBDDB4), (0.0, 0x8FAF78)):
        stage.paint([*(shore - (more, 0)), (width + 0.2, 1.2), (width + 0.2, -0.2)], surface)
    pier = points("0.24,0.56 0.60,0.53 0.60,0.555 0.24,0.59")
    stage.paint(at(pier, 0, 0, width, 1), 0xC9BCA8)
    line = stage.light.of(rgb(0xD8CBB4))
    for x in (0.62, 0.79, 0.96):
        stroke(
            stage.canvas, smooth([(x * width, -0.1), ((x - 0.03) * width, 0.5), (x * width, 1.1)], False), 0.022, line
        )
    for y in (0.17, 0.42, 0.67, 0.92):
        stroke(stage.canvas, [(0.55 * width, y + 0.02), (1.1 * width, y - 0.03)], 0.022, line)
    for number, (shift, size, roof, kind) in enumerate(scatter(stage.seed, "roofs", 60, 4)):
        column, row = number % 6, number // 6
        x = (0.585 + 0.075 * column + 0.012 * (shift - 0.5)) * width
        y = 0.03 + 0.098 * row - 0.012 * column + 0.01 * (size - 0.5)
        if kind < 0.16:
            tree(stage, x, y + 0.03, 0.05 * stage.size, 0x5F8A5A)
            continue
        wide, deep = (0.026 + 0.008 * size) * stage.size, 0.026 + 0.006 * size
        stage.block(x - wide + 0.006, y - deep + 0.008, x + wide + 0.006, y + deep + 0.008, 0x6B8A5E)
        stage.block(x - wide, y - deep, x + wide, y, ROOFS[int(roof * 5)])
        stage.shaded_block(x - wide, y, x + wide, y + deep, ROOFS[int(roof * 5)])
