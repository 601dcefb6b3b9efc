"""Things of feast days: a carousel, a big wheel, balloons, fireworks, lanterns on a string."""

import numpy as np

from renderer.stacks.animatic.drawing.brush import disc, fill, glow, stroke, strokes
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import mixed, rgb
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.pieces import shine
from renderer.stacks.animatic.drawing.stage import Stage

_HORSE = points("-0.5,-0.1 -0.3,-0.3 0.2,-0.26 0.36,-0.62 0.62,-0.66 0.72,-0.42 0.52,-0.4 0.46,0 0.3,0.16 -0.36,0.14")
_FLAG = points("0,0 0.045,0.012 0,0.026")
_BASKET = points("-0.2,1.5 0.2,1.5 0.16,1.78 -0.16,1.78")


def carousel(stage: Stage) -> None:
    """A round tent with striped roof over horses on poles."""
    light, size = stage.light, stage.size
    x, foot, half = 0.5 * stage.width, 0.80, 0.33 * size
    deck, roof = foot - 0.035, foot - 0.32 * size
    fill(stage.canvas, oval(x, foot, half * 1.06, 0.045 * size), light.of(rgb(0x6B5348), is_shaded=True), 0.6)
    stage.solid(oval(x, deck, half, 0.042 * size), 0xC98A5B, 0.0, 0.03)
    fill(stage.canvas, oval(x, deck - 0.014, half, 0.042 * size), light.of(rgb(0xF0D6A6)))
    stage.block(x - 0.05 * size, roof, x + 0.05 * size, deck, 0xE8C071)
    shine(stage, x, roof + 0.05, 0.42 * size, 0.8)
    for number, share in enumerate(np.linspace(-0.86, 0.86, 7)):
        pole, low = x + share * half, deck + 0.03 * size * (1 - share * share)
        stroke(stage.canvas, [(pole, roof), (pole, low)], 0.006, light.of(rgb(0xD9A94E)))
        rise = 0.035 * size * (1 if number % 2 else -0.2)
        coat = (0xF4EFE6, 0xB5654A, 0x7FA6B5)[number % 3]
        _horse(stage, pole, low - 0.085 * size - rise, 0.075 * size, coat)
    _tent(stage, x, roof, half)


def _tent(stage: Stage, x: float, roof: float, half: float) -> None:
    size = stage.size
    tip = (x, roof - 0.19 * size)
    for number in range(10):
        ends = [x + half * 1.06 * (share / 5 - 1) for share in (number, number + 1)]
        (a, low_a), (b, low_b) = ((end, roof + 0.02 * size * (1 - ((end - x) / half) ** 2)) for end in ends)
        colour = 0xD9534A if number % 2 else 0xFBF3E2
        is_turned = (number < 2 and stage.light.side > 0) or (number > 7 and stage.light.side < 0)
        stage.paint([tip, (b, low_b), (a, low_a)], colour, is_shaded=is_turned)
        drop = 0.03 * size
        edge = [
            (a, low_a - 0.004),
            (b, low_b - 0.004),
            (b, low_b + drop / 2),
            ((a + b) / 2, (low_a + low_b) / 2 + drop),
        ]
        stage.paint(smooth([*edge, (a, low_a + drop / 2)], steps=4), colour, is_shaded=True)
    top = tip[1] - 0.05 * size
    stroke(stage.canvas, [tip, (x, top)], 0.005, stage.light.of(rgb(0x6B5348)))
    stage.paint(at(_FLAG, x, top, size), 0xE7B94A)


def _horse(stage: Stage, x: float, y: float, long: float, coat: int) -> None:
    for leg in (-0.34, -0.2, 0.24, 0.38):
        line = [(x + leg * long, y + 0.05 * long), (x + (leg + 0.1) * long, y + 0.62 * long)]
        stroke(stage.canvas, line, 0.1 * long, stage.light.of(rgb(coat), is_shaded=leg < 0))
    stage.solid(smooth(at(_HORSE, x, y, long), steps=4), coat, 0.0, 0.1 * long)
    stage.block(x - 0.14 * long, y - 0.34 * long, x + 0.14 * long, y - 0.12 * long, 0xC84A54)


def wheel(stage: Stage) -> None:
    """A big wheel in the distance."""
    x, y, radius = 0.24 * stage.width, stage.ground - 0.24 * stage.size, 0.23 * stage.size
    steel = stage.light.of(rgb(0x8A90A6), 0.35)
    for side in (-1, 1):
        stroke(stage.canvas, [(x, y), (x + side * 0.12 * stage.size, stage.ground + 0.02)], 0.009, steel)
    angles = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    rim = at(np.stack([np.cos(angles), np.sin(angles)], 1), x, y, radius)
    strokes(stage.canvas, [np.array([(x, y), spoke]) for spoke in rim], 0.003, steel, 0.9)
    stroke(stage.canvas, oval(x, y, radius, radius), 0.006, steel, is_closed=True)
    for number, (across, down) in enumerate(rim):
        colour = (0xE06A5A, 0xF0C25A, 0x5AA6C9, 0x8FC27A)[number % 4]
        stage.solid(oval(across, down + 0.014, 0.016 * stage.size, 0.014 * stage.size), colour, 0.2, 0.01)


def paper_lanterns(stage: Stage) -> None:
    """A string of lanterns across the picture."""
    along = np.linspace(-0.04, 1.04, 9)
    line = np.stack([along * stage.width, 0.10 + 0.10 * (1 - (2 * along - 1) ** 2)], 1)
    stroke(stage.canvas, smooth(line, is_closed=False), 0.003, stage.light.of(rgb(0x3A3440)))
    size, rib = 0.036 * stage.size, stage.light.of(rgb(0x7A2E26))
    for number, (x, y) in enumerate(line[1:-1]):
        shine(stage, x, y + 1.2 * size, 5.5 * size, 0.7, 0xFFB06A)
        paper = stage.light.lamp(rgb((0xF26B4E, 0xFFC46B)[number % 2]))
        fill(stage.canvas, oval(x, y + 1.25 * size, size, 1.15 * size), paper)
        ribs = [[(x - size, y + part * size), (x + size, y + part * size)] for part in (0.75, 1.25, 1.75)]
        strokes(stage.canvas, ribs, 0.0016, rib, 0.4)
        stage.block(x - 0.4 * size, y + 0.06 * size, x + 0.4 * size, y + 0.2 * size, 0x3A3440)


def fireworks(stage: Stage) -> None:
    """Three bursts in the sky."""
    for number, (x, y, size, _) in enumerate(scatter(stage.seed, "fireworks", 3, 4)):
        center = ((0.18 + 0.3 * number + 0.08 * x) * stage.width, 0.14 + 0.18 * y)
        radius = (0.12 + 0.07 * size) * stage.size
        colour = stage.light.graded(rgb((0xFFC46B, 0xFF7A96, 0x7AD7FF)[number]))
        glow(stage.canvas, *center, radius * 1.5, colour, 0.4)
        for ring, share in ((18, 1.0), (12, 0.6)):
            angles = np.linspace(0, 2 * np.pi, ring, endpoint=False) + 0.3 * number
            rays = np.stack([np.cos(angles), np.sin(angles)], 1) * radius * share
            lines = [
                np.array([ray * part + (0, 0.02 * part * part) for part in (0.45, 0.75, 1.0)]) + center for ray in rays
            ]
            strokes(stage.canvas, lines, 0.0035, colour, 0.95)
            for line in lines:
                disc(stage.canvas, line[-1, 0], line[-1, 1], 0.005, mixed(colour, (255, 255, 255), 0.6))


def balloons(stage: Stage) -> None:
    """Hot-air balloons."""
    places = ((0.24, 0.24, 0.11, 0xDC5C4C), (0.68, 0.16, 0.07, 0xE9B44C), (0.84, 0.33, 0.045, 0x5C9CC4))
    for number, (across, y, size, colour) in enumerate(places):
        x, radius, depth = across * stage.width, size * stage.size, 0.1 * number
        stage.solid(oval(x, y, radius, radius * 1.12), colour, depth, radius * 0.4)
        fill(stage.canvas, oval(x, y, radius * 0.36, radius * 1.12), stage.light.of(rgb(0xFBF1DC), depth))
        stage.solid(at(_BASKET, x, y, radius), 0x8A6244, depth, 0.01)
