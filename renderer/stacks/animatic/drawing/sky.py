"""The sky: its gradient, sun or moon, stars and clouds."""

import numpy as np

from renderer.stacks.animatic.drawing.brush import disc, falling, fill, glow
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import Rgb, mixed
from renderer.stacks.animatic.drawing.outline import Points, oval, points, smooth
from renderer.stacks.animatic.drawing.stage import Stage


def draw_sky(stage: Stage, clouds: float) -> None:
    """The whole sky down to the ground; `clouds` from 0 to 1."""
    light = stage.light
    falling(stage.canvas, 0, stage.ground + 0.02, [light.graded(stop) for stop in light.sky])
    falling(stage.canvas, stage.ground, 1, [light.graded(light.haze)] * 2)
    _stars(stage)
    _orb(stage)
    if clouds > 0:
        _bands(stage, clouds)
        _heaps(stage, clouds)


def _stars(stage: Stage) -> None:
    if stage.light.stars <= 0.03:
        return
    for x, y, size, bright in scatter(stage.seed, "stars", round(150 * stage.width), 4):
        at = y * y * stage.ground * 0.95
        shine = stage.light.stars * (0.25 + 0.75 * bright**3) * (1 - at / stage.ground)
        disc(stage.canvas, x * stage.width, at, 0.0011 + 0.0014 * size**4, (255, 250, 235), shine)


def _orb(stage: Stage) -> None:
    light = stage.light
    if light.orb == "none":
        return
    x, y = light.orb_at[0] * stage.width, light.orb_at[1] * stage.ground
    colour, size = light.graded(light.orb_colour), stage.size
    if light.orb == "moon":
        glow(stage.canvas, x, y, 0.42 * size, light.graded(light.key), 0.34)
        glow(stage.canvas, x, y, 0.16 * size, light.graded(light.key), 0.4)
        disc(stage.canvas, x, y, 0.056 * size, colour)
        shade = mixed(colour, light.graded(light.sky[0]), 0.16)
        for dx, dy, radius in ((-0.02, -0.012, 0.013), (0.014, 0.016, 0.017), (0.018, -0.022, 0.007)):
            disc(stage.canvas, x + dx * size, y + dy * size, radius * size, shade)
    else:
        glow(stage.canvas, x, y, 0.75 * size, light.graded(light.key), 0.62)
        glow(stage.canvas, x, y, 0.24 * size, colour, 0.7)
        disc(stage.canvas, x, y, 0.062 * size, colour)


def _bands(stage: Stage, clouds: float) -> None:
    """Long thin clouds, in perspective: the nearer to the horizon, the flatter and closer."""
    light = stage.light
    for x, y, size, lean in scatter(stage.seed, "bands", round(2 + 3 * clouds), 4):
        at = stage.ground * (0.2 + 0.68 * y)
        width = (0.16 + 0.3 * size) * stage.size * (0.5 + 0.8 * (1 - y))
        colour = light.graded(mixed(light.cloud, light.sky[2], 0.25 + 0.5 * y))
        _band(stage, x * stage.width * 1.1 - 0.05, at, width, colour, 0.35 + 0.3 * clouds)
        _band(stage, x * stage.width + (lean - 0.5) * width, at + 0.018 * stage.size, width * 0.6, colour, 0.4)


def _band(stage: Stage, x: float, y: float, width: float, colour: Rgb, opacity: float) -> None:
    thin = 0.05 * width
    outline = points("-1,0.2 -0.6,-0.5 -0.1,-1 0.4,-0.6 1,0 0.5,0.55 -0.2,0.8 -0.7,0.6")
    fill(stage.canvas, smooth([(x + dx * width, y + dy * thin) for dx, dy in outline]), colour, opacity)


def _heaps(stage: Stage, clouds: float) -> None:
    """Heaped clouds with a lit crown, low over the horizon."""
    light = stage.light
    for number, (x, y, size, _) in enumerate(scatter(stage.seed, "heaps", round(1 + 4 * clouds), 4)):
        y = stage.ground * (0.66 + 0.26 * y)
        width = (0.13 + 0.13 * size) * stage.size * (0.6 + 0.7 * clouds)
        x = (x * 0.4 + (0.12, 0.62, 0.9, 0.38, 0.02)[number % 5]) % 1.0 * stage.width
        base = light.graded(mixed(light.cloud, light.sky[1], 0.42))
        crown = light.graded(mixed(light.cloud, light.key, 0.25))
        puffs = _puffs(stage, number, x, y, width)
        for puff in puffs:
            fill(stage.canvas, puff, base)
        lift = (0.05 * width * light.side, -0.05 * width)
        for puff in puffs:
            middle = puff.mean(0)
            fill(stage.canvas, (puff - middle) * 0.8 + middle + lift, crown)
        flat = oval(x, y + 0.03 * width, 1.08 * width, 0.11 * width)
        fill(stage.canvas, flat, base)


def _puffs(stage: Stage, number: int, x: float, y: float, width: float) -> list[Points]:
    """The round parts of a cloud: high in the middle, low at its ends."""
    puffs = []
    for place, (shift, tall) in zip(
        np.linspace(-0.8, 0.8, 7), scatter(stage.seed, f"heap {number}", 7, 2), strict=True
    ):
        radius = width * (0.17 + 0.15 * tall) * (1.25 - abs(place) * 0.75)
        puffs.append(
            oval(x + (place + 0.1 * (shift - 0.5)) * width, y - radius * (0.72 - 0.5 * abs(place)), radius, radius)
        )
    return puffs
