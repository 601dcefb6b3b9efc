"""Pieces that several places are built of: ridges, buildings, trees, water, lamps, floors."""

import numpy as np

from renderer.stacks.animatic.drawing.brush import box, fill, glow, stroke
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import mixed, rgb
from renderer.stacks.animatic.drawing.outline import Points, oval, points, smooth
from renderer.stacks.animatic.drawing.stage import Stage

WINDOW_LIGHT = 0xFFD28A


def ridge(stage: Stage, name: str, y: float, tall: float, surface: int, depth: float, rough: float = 1.0) -> None:
    """Hills or mountains over the whole width, standing on `y` and up to `tall` high."""
    waves = scatter(stage.seed, f"ridge {name}", 5, 2)
    along = np.linspace(0, 1, 120)
    line = np.zeros(120)
    for number, (shift, size) in enumerate(waves):
        line += np.sin((along * (1.3 + 1.7 * number * rough) + shift) * 2 * np.pi) * (0.4 + size) / (1 + number) ** 1.4
    line = (line - line.min()) / (np.ptp(line) or 1)
    top = np.stack([along * stage.width, y - tall * line], 1)
    stage.paint([*top, (stage.width, 1.2), (0, 1.2)], surface, depth)


def peaks(stage: Stage, y: float, tall: float, surface: int, depth: float) -> None:
    """Sharp mountains with snow on the side of the light."""
    for number, (x, size, lean, _) in enumerate(scatter(stage.seed, "peaks", 5, 4)):
        center = (number + 0.2 + 0.6 * x) / 5 * stage.width
        height, half = tall * (0.55 + 0.45 * size), tall * (0.8 + 0.5 * lean)
        top = (center, y - height)
        stage.paint([(center - half, y), top, (center + half, y)], surface, depth)
        lit = center + half * stage.light.side
        stage.paint([top, (lit, y), (center + 0.22 * half * stage.light.side, y)], surface, depth * 0.8, is_shaded=True)
        cap = [(center + half * side * 0.26, y - height * 0.74) for side in (-1, 1)]
        notch = [
            (center + half * part, y - height * (0.8 - 0.1 * (turn % 2))) for turn, part in enumerate((0.12, 0, -0.12))
        ]
        stage.paint([top, cap[1], *notch, cap[0]], 0xF2F4F8, depth * 0.7)


def skyline(stage: Stage, name: str, y: float, tall: float, surface: int, depth: float) -> None:
    """Far buildings side by side, with lit windows where lamps are lit."""
    x, number = -0.02, 0
    while x < stage.width:
        wide, high, lit = scatter(stage.seed, f"skyline {name} {number}", 1, 3)[0]
        width = (0.05 + 0.06 * wide) * stage.size
        top = y - tall * (0.35 + 0.65 * high**1.5)
        stage.block(x, top, x + width + 0.002, y + 0.05, surface, depth)
        if high > 0.7:
            stage.block(x + width * 0.3, top - 0.02 * stage.size, x + width * 0.7, top, surface, depth)
        if high > 0.82:
            mast = [(x + width / 2, top), (x + width / 2, top - 0.07 * stage.size)]
            stroke(stage.canvas, mast, 0.003, stage.light.of(rgb(surface), depth))
        edge = x if stage.light.side < 0 else x + width * 0.8
        box(
            stage.canvas,
            edge,
            top,
            edge + width * 0.2,
            y + 0.05,
            stage.light.graded(stage.light.key),
            0.10 * (1 - depth),
        )
        panes(stage, f"{name} {number}", (x, top + 0.012, x + width, y), 0.02 * stage.size, 0.30 + 0.3 * lit)
        x, number = x + width + 0.004 * wide, number + 1


def panes(stage: Stage, name: str, area: tuple[float, float, float, float], step: float, share: float) -> None:
    """Rows of small windows, of which a share is lit."""
    if stage.light.lamps < 0.15:
        return
    x0, y0, x1, y1 = area
    columns, rows = int((x1 - x0) / step * 0.9), int((y1 - y0) / step)
    if columns < 1 or rows < 1:
        return
    gap = (x1 - x0) / columns
    colour = stage.light.lamp(rgb(WINDOW_LIGHT))
    for number, (is_lit, bright) in enumerate(scatter(stage.seed, f"panes {name}", columns * rows, 2)):
        if is_lit < share * stage.light.lamps:
            x, y = x0 + (number % columns + 0.28) * gap, y0 + number // columns * step
            box(stage.canvas, x, y, x + gap * 0.44, y + step * 0.5, colour, 0.45 + 0.55 * bright)


def tree(stage: Stage, x: float, y: float, tall: float, surface: int, depth: float = 0.0) -> None:
    """A round tree standing on `y`."""
    stage.paint(
        [
            (x - 0.03 * tall, y),
            (x - 0.018 * tall, y - 0.5 * tall),
            (x + 0.018 * tall, y - 0.5 * tall),
            (x + 0.03 * tall, y),
        ],
        0x5A4338,
        depth,
    )
    crown = points("0,-1 0.24,-0.93 0.38,-0.72 0.36,-0.5 0.2,-0.34 -0.05,-0.32 -0.28,-0.4 -0.38,-0.6 -0.27,-0.88")
    stage.solid(smooth([(x + dx * tall, y + dy * tall) for dx, dy in crown]), surface, depth, tall * 0.12)


def pine(stage: Stage, x: float, y: float, tall: float, surface: int, depth: float = 0.0) -> None:
    """A conifer standing on `y`."""
    for number in range(4):
        top, low = y - tall * (1 - 0.2 * number), y - tall * (0.56 - 0.17 * number)
        half = tall * (0.11 + 0.055 * number)
        stage.paint([(x, top), (x + half, low), (x, low + 0.03 * tall), (x - half, low)], surface, depth)
        shade = [(x, top), (x - half * stage.light.side, low), (x, low + 0.03 * tall)]
        stage.paint(shade, surface, depth, is_shaded=True)


def bush(stage: Stage, x: float, y: float, width: float, surface: int, depth: float = 0.0) -> None:
    """A low round bush standing on `y`."""
    outline = points("-1,0 -0.95,-0.35 -0.6,-0.6 -0.3,-0.58 0,-0.8 0.4,-0.66 0.62,-0.5 0.95,-0.34 1,0")
    line = smooth([(x + dx * width, y + dy * width * 0.7) for dx, dy in outline], is_closed=False)
    stage.solid(line, surface, depth, width * 0.2)


def water(stage: Stage, y0: float, y1: float, surface: int) -> None:
    """Open water with long flat waves, and the way of light under sun or moon."""
    light = stage.light
    near, far = light.of(rgb(surface)), light.of(rgb(surface), 0.72)
    steps = 28
    for number in range(steps):
        top = y0 + (y1 - y0) * (number / steps) ** 1.25
        box(stage.canvas, -0.1, top, stage.width + 0.1, y1, mixed(far, near, (number / (steps - 1)) ** 0.7))
    bright = light.graded(mixed(light.sky[2], light.key, 0.4))
    middle = light.orb_at[0] * stage.width if light.orb != "none" else stage.width * 0.6
    for x, at, size, shine in scatter(stage.seed, "waves", 130, 4):
        down = at**1.6
        y, half = y0 + (y1 - y0) * (0.015 + 0.97 * down), (0.008 + 0.05 * down) * (0.5 + size) * stage.size
        is_way = shine < 0.5 and light.orb != "none"
        center = middle + (x - 0.5) * (0.07 + 0.22 * down) * stage.size if is_way else x * stage.width
        thin = 0.0012 + 0.0042 * down
        fill(stage.canvas, oval(center, y, half, thin), bright, (0.75 if is_way else 0.2) * (0.4 + 0.6 * size))


def floor(stage: Stage, y: float, surface: int, tiles: int, middle: float = 0.5) -> None:
    """Ground in perspective from `y` down: it darkens towards the eye, and its lines meet on the horizon."""
    light = stage.light
    near, far = light.of(rgb(surface)), light.of(rgb(surface), 0.4)
    steps = 24
    for number in range(steps):
        top = y + (1 - y) * (number / steps) ** 1.5
        box(stage.canvas, -0.1, top, stage.width + 0.1, 1.1, mixed(far, near, (number / steps) ** 0.6))
    if not tiles:
        return
    line = light.of(rgb(surface), 0.0, is_shaded=True)
    horizon, center = min(stage.ground, y) - 0.03, middle * stage.width
    for number in range(-3 * tiles, 3 * tiles + 1):
        foot = center + (number + 0.5) * 1.6 * stage.width / tiles
        start = center + (foot - center) * (y - horizon) / (1.0 - horizon)
        stroke(stage.canvas, [(start, y), (foot, 1.0)], 0.0022, line, 0.45)
    for number in range(1, 9):
        at = horizon + (1 - horizon) / (0.62 + 0.38 * number)
        if y < at < 1.02:
            stroke(stage.canvas, [(-0.1, at), (stage.width + 0.1, at)], 0.0022, line, 0.45)


def lamp(stage: Stage, x: float, y: float, tall: float, depth: float = 0.0) -> None:
    """A street lamp standing on `y`, with its light where lamps are lit."""
    dark = stage.light.of(rgb(0x3A3F4A), depth)
    stroke(stage.canvas, [(x, y), (x, y - tall)], 0.016 * tall, dark)
    stroke(stage.canvas, [(x, y - tall), (x + 0.09 * tall, y - tall * 1.02)], 0.014 * tall, dark)
    head = (x + 0.12 * tall, y - tall * 1.0)
    shine(stage, *head, 0.42 * tall, 0.55)
    fill(stage.canvas, oval(*head, 0.045 * tall, 0.018 * tall), stage.light.lamp(rgb(0xFFE9B8)))


def shine(stage: Stage, x: float, y: float, radius: float, strength: float, colour: int = 0xFFCF87) -> None:
    """The light around a lamp, as far as lamps are lit."""
    if stage.light.lamps > 0.1:
        glow(stage.canvas, x, y, radius, stage.light.graded(rgb(colour)), strength * stage.light.lamps)


def boat(stage: Stage, x: float, y: float, width: float, hull: int) -> None:
    """A small boat with a mast, its waterline on `y`."""
    shape = points("-0.5,-0.16 0.56,-0.2 0.4,0 -0.4,0")
    mast = (x + 0.04 * width, y - 0.95 * width)
    stroke(stage.canvas, [(mast[0], y - 0.15 * width), mast], 0.022 * width, stage.light.of(rgb(0x6B5138)))
    stage.paint(
        [
            (mast[0] + 0.02 * width, mast[1] + 0.04 * width),
            (x + 0.42 * width, y - 0.3 * width),
            (mast[0] + 0.02 * width, y - 0.27 * width),
        ],
        0xF4EBDD,
    )
    stage.block(x - 0.34 * width, y - 0.32 * width, x - 0.08 * width, y - 0.14 * width, 0xEDE6DA)
    stage.solid([(x + dx * width, y + dy * width) for dx, dy in shape], hull, 0.0, 0.05 * width)
    fill(stage.canvas, oval(x, y + 0.012 * width, 0.42 * width, 0.016 * width), stage.light.of(rgb(0x16313F)), 0.4)


def arch(x: float, y: float, width: float, tall: float) -> Points:
    """The outline of an opening with a round top, standing on `y`."""
    angle = np.linspace(np.pi, 0, 16)
    top = np.stack([x + np.cos(angle) * width / 2, y - tall + width / 2 - np.sin(angle) * width / 2], 1)
    return np.concatenate([top, [(x + width / 2, y), (x - width / 2, y)]])
