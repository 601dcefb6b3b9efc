"""Open places: each draws everything between the sky and the figures."""

from renderer.stacks.animatic.drawing.brush import disc, fill, glow
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import mixed, rgb
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.pieces import bush, floor, peaks, pine, ridge, shine, tree, water
from renderer.stacks.animatic.drawing.stage import Stage

_POST = points("-0.012,0.05 -0.012,-0.04 0.012,-0.04 0.012,0.05")
_BLADES = points("-0.1,0 -0.3,-0.7 -0.04,0 -0.03,0 0,-1 0.03,0 0.04,0 0.3,-0.7 0.1,0")


def hills(stage: Stage) -> None:
    """Open country."""
    width, size, ground = stage.width, stage.size, stage.ground
    ridge(stage, "far", ground + 0.02, 0.14, 0x7FA08E, 0.62)
    ridge(stage, "middle", ground + 0.07, 0.11, 0x7DA766, 0.34)
    for x, tall, row, _ in scatter(stage.seed, "copse", 9, 4):
        grown = pine if row < 0.5 else tree
        grown(stage, x * width, ground + 0.045 + 0.03 * row, (0.05 + 0.05 * tall) * size, 0x4E7B54, 0.34)
    ridge(stage, "near", 0.84, 0.14, 0x8DB663, 0.06, 0.6)
    path = "0.56,1.05 0.5,0.92 0.6,0.83 0.56,0.765 0.575,0.765 0.66,0.83 0.6,0.92 0.74,1.05"
    stage.paint(smooth(stage.across(path)), 0xD9C49A, 0.1)
    _tufts(stage, 0.80)


def mountains(stage: Stage) -> None:
    """Snow-capped mountains behind a meadow."""
    ground = stage.ground
    peaks(stage, ground + 0.05, 0.42, 0x6F7F9C, 0.42)
    ridge(stage, "foot", ground + 0.06, 0.13, 0x5C7F72, 0.4)
    for x, tall, row, _ in scatter(stage.seed, "pines", 26, 4):
        high = (0.06 + 0.07 * tall) * stage.size
        pine(stage, x * stage.width, ground + 0.07 + 0.05 * row, high, 0x3D6655, 0.3 - 0.2 * row)
    ridge(stage, "near", 0.82, 0.1, 0x85AD66, 0.06, 0.6)
    _tufts(stage, 0.82)


def field(stage: Stage) -> None:
    """A meadow full of flowers."""
    ground = stage.ground
    ridge(stage, "far", ground + 0.02, 0.1, 0x8BAA92, 0.6)
    ridge(stage, "middle", ground + 0.05, 0.06, 0x8DB56D, 0.3)
    floor(stage, ground + 0.05, 0x8FBA62, 0)
    colour = stage.accent or rgb(0xF2879B)
    for x, y, size, tone in scatter(stage.seed, "flowers", 240, 4):
        down = y**1.5
        radius = (0.002 + 0.008 * down) * (0.6 + 0.6 * size)
        petal = colour if tone < 0.62 else rgb(0xFFE08A) if tone < 0.82 else rgb(0xFFFFFF)
        height = ground + 0.07 + (1 - ground) * down
        disc(stage.canvas, x * stage.width, height, radius, stage.light.of(petal, 0.3 * (1 - down)))
    _tufts(stage, 0.80)


def _tufts(stage: Stage, y: float) -> None:
    """Blades of grass towards the lower edge."""
    for x, down, tall, _ in scatter(stage.seed, "tufts", 70, 4):
        high = (0.02 + 0.05 * tall) * (0.4 + down)
        stage.paint(at(_BLADES, x * stage.width, y + 0.04 + 0.2 * down, high), 0x6C9A4E, 0.05)


def desert(stage: Stage) -> None:
    """Dunes."""
    dunes = ((0.03, 0.10, 0xDDB37F, 0.5), (0.13, 0.12, 0xE4B87C, 0.3), (0.27, 0.13, 0xEBC183, 0.1))
    for number, (y, tall, sand, depth) in enumerate(dunes):
        ridge(stage, f"dune {number}", stage.ground + y, tall, sand, depth, 0.5)
    ridge(stage, "dune 3", 1.0, 0.16, 0xD3A266, 0.0, 0.5)


def beach(stage: Stage) -> None:
    """Sand, surf and the open sea."""
    width = stage.width
    ridge(stage, "cape", stage.ground + 0.004, 0.05, 0x6B938B, 0.6)
    water(stage, stage.ground, 0.80, 0x2583B0)
    shore = stage.across("-0.1,0.73 0.22,0.745 0.48,0.72 0.74,0.755 1.1,0.71")
    for more, surface in ((0.0, 0xBFE3DF), (0.012, 0xFFFFFF), (0.028, 0xD9C39A), (0.07, 0xEBD9B2)):
        edge = smooth(at(shore, 0, more, 1), is_closed=False)
        stage.paint([*edge, (width + 0.2, 1.2), (-0.2, 1.2)], surface)
    shell = stage.light.of(rgb(0xF7EEDD))
    for x, y, size, _ in scatter(stage.seed, "shells", 16, 4):
        fill(stage.canvas, oval(x * width, 0.84 + 0.16 * y, 0.004 + 0.006 * size, 0.003), shell)


def sea(stage: Stage) -> None:
    """The open sea, from a jetty."""
    middle = 0.5 * stage.width
    water(stage, stage.ground, 1.05, 0x1F6F9E)
    planks = [(middle - 0.07, 0.70), (middle + 0.07, 0.70), (middle + 0.37, 1.1), (middle - 0.37, 1.1)]
    stage.paint(planks, 0x9C7B58, 0.05)
    for number in range(9):
        y = 0.70 + 0.40 * (number / 9) ** 1.4
        half = 0.07 + 0.30 * (y - 0.70) / 0.40
        stage.shaded_block(middle - half, y, middle + half, y + 0.003 + 0.004 * number / 9, 0x9C7B58)
    for side in (-1, 1):
        for y, half in ((0.735, 0.10), (0.83, 0.17), (0.99, 0.29)):
            post = middle + side * half
            stage.solid(at(_POST, post, y, 1), 0x7A5C42, 0.05, 0.01)


def river(stage: Stage) -> None:
    """Water between green banks, seen from one of them."""
    width, size, ground = stage.width, stage.size, stage.ground
    ridge(stage, "far", ground + 0.02, 0.15, 0x6F9583, 0.55)
    for x, tall, _, _ in scatter(stage.seed, "bank", 12, 4):
        tree(stage, x * width, ground + 0.04, (0.08 + 0.08 * tall) * size, 0x5B8A58, 0.32)
    water(stage, ground + 0.03, 0.86, 0x3B8A9E)
    near = "-0.1,0.70 0.1,0.715 0.2,0.76 0.4,0.755 0.6,0.745 0.8,0.755 0.9,0.715 1.1,0.69 1.1,1.2 -0.1,1.2"
    stage.paint(smooth(stage.across(near)), 0x7FA75A, 0.06)
    path = "0.42,0.755 0.58,0.75 0.72,1.1 0.24,1.1"
    stage.paint(stage.across(path), 0xCBB88C, 0.1)
    for x, y in ((0.05, 0.76), (0.14, 0.84), (0.95, 0.78), (0.87, 0.86)):
        bush(stage, x * width, y, 0.09 * size, 0x57814C)
    _tufts(stage, 0.82)


def sky(stage: Stage) -> None:
    """Over the clouds."""
    width, light = stage.width, stage.light
    for row in range(5):
        y = 0.60 + 0.09 * row
        far = light.graded(mixed(light.cloud, light.haze, 0.75 - 0.16 * row))
        for x, up, wide, _ in scatter(stage.seed, f"deck {row}", 12, 4):
            radius = (0.06 + 0.05 * wide) * (0.7 + 0.22 * row)
            fill(stage.canvas, oval(x * width, y + 0.03 * up, radius * 1.7, radius), far)
        fill(stage.canvas, [(-0.1, y + 0.01), (width + 0.1, y + 0.01), (width + 0.1, 1.1), (-0.1, 1.1)], far)


def space(stage: Stage) -> None:
    """Among the stars."""
    width, size, light = stage.width, stage.size, stage.light
    for x, y, wide, hue in scatter(stage.seed, "nebula", 6, 4):
        colour = light.graded(mixed(rgb(0x7A4FD0), rgb(0x2F9CC7), hue))
        glow(stage.canvas, x * width, y, (0.25 + 0.3 * wide) * size, colour, 0.35)
    for x, y, far, bright in scatter(stage.seed, "suns", 190, 4):
        disc(stage.canvas, x * width, y, 0.001 + 0.0018 * far**4, (255, 250, 240), 0.3 + 0.7 * bright)
    center = (0.78 * width, 1.02)
    glow(stage.canvas, *center, 0.72 * size, light.graded(rgb(0x86B8FF)), 0.5)
    stage.solid(oval(*center, 0.42 * size, 0.42 * size), 0xA8C8FF, 0.0, 0.2 * size)


def studio(stage: Stage) -> None:
    """Nowhere: a calm ground for what the words leave open."""
    width, light, ground = stage.width, stage.light, stage.ground
    bright = light.graded(mixed(light.sky[1], (255, 255, 255), 0.4))
    shine(stage, 0.5 * width, 0.42, 0.6, 0.25)
    disc(stage.canvas, 0.5 * width, 0.42, 0.30 * stage.size, bright, 0.5)
    for number, (x, tall, wide, _) in enumerate(scatter(stage.seed, "calm", 5, 4)):
        place = (number + 0.1 + 0.8 * x) / 5 * width
        tone = light.graded(mixed(light.sky[0], light.sky[2], 0.35 + 0.1 * (number % 3)))
        fill(stage.canvas, oval(place, ground + 0.03, (0.16 + 0.14 * wide) * stage.size, 0.05 + 0.10 * tall), tone, 0.5)
    floor(stage, ground + 0.02, 0xF0EAE2, 0)
