"""Things that words put into a place. Each knows where it stands; what moves is drawn in `air.py`."""

from collections.abc import Callable

import numpy as np

from renderer.stacks.animatic.drawing import fair
from renderer.stacks.animatic.drawing.brush import fill, glow, stroke
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import rgb
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.pieces import boat, shine
from renderer.stacks.animatic.drawing.railway import train_at_platform, train_from_the_side
from renderer.stacks.animatic.drawing.stage import Stage

_LANTERN_ROOF = points("-0.32,-0.74 -0.2,-0.84 -0.07,-0.95 0.07,-0.95 0.2,-0.84 0.32,-0.74")
_POST = points("-0.018,0 -0.014,-0.4 0.014,-0.4 0.018,0")
_BEAM = points("-0.31,-0.435 0,-0.415 0.31,-0.435 0.285,-0.385 0,-0.375 -0.285,-0.385")
_CAP = points("-0.325,-0.46 0,-0.438 0.325,-0.46 0.315,-0.432 0,-0.412 -0.315,-0.432")
_COTTAGE = points("-0.15,0.012 -0.15,-0.05 -0.1,-0.085 -0.05,-0.05 -0.05,0.012")


def lighthouse(stage: Stage) -> None:
    """White with red bands, and its beam at night."""
    light, size = stage.light, stage.size
    x, foot, tall, wide = 0.74 * stage.width, min(0.52, stage.ground), 0.36 * size, 0.048 * size
    top = foot - tall
    if light.lamps > 0.3:
        for way in (-1, 1):
            beam = [(x, top), (x + way * 1.3, top - 0.16), (x + way * 1.3, top + 0.14)]
            fill(stage.canvas, beam, light.graded(rgb(0xFFF1C4)), 0.22 * light.lamps)

    def band(low: float, high: float) -> list[tuple[float, float]]:
        sides = ((low, -1), (high, -1), (high, 1), (low, 1))
        return [(x + side * wide * (1 - 0.38 * share), foot - tall * share) for share, side in sides]

    stage.solid(band(0, 1), 0xF6F1E8, 0.0, wide * 0.9)
    stage.solid(band(0.16, 0.34), 0xC7453E, 0.0, wide * 0.9)
    stage.solid(band(0.54, 0.70), 0xC7453E, 0.0, wide * 0.9)
    stage.block(x - wide * 0.85, top - 0.012, x + wide * 0.85, top, 0x4A4A55)
    lamp = top - 0.055 * size
    stage.block(x - wide * 0.42, lamp, x + wide * 0.42, top - 0.012, 0xFFF0BE)
    shine(stage, x, top - 0.03, 0.3 * size, 0.9)
    stage.solid([(x - wide * 0.58, lamp), (x, lamp - 0.044 * size), (x + wide * 0.58, lamp)], 0xB23B36, 0.0, wide * 0.4)
    stage.solid(at(_COTTAGE, x, foot, size), 0xE9DECB, 0.02, 0.02)


def stone_lanterns(stage: Stage) -> None:
    """Lanterns of stone along the way."""
    for x, y, tall in ((0.27, 0.86, 0.25), (0.74, 0.82, 0.19), (0.40, 0.765, 0.115), (0.665, 0.735, 0.08)):
        _stone_lantern(stage, x * stage.width, y, tall * stage.size)


def _stone_lantern(stage: Stage, x: float, y: float, tall: float) -> None:
    stone, depth = 0x8E9088, 0.3 * (1 - min(1.0, tall / 0.2))
    shine(stage, x, y - 0.66 * tall, 1.15 * tall, 0.85, 0xFFC27A)
    for half, low, high in ((0.24, 0.0, 0.1), (0.085, 0.1, 0.46), (0.2, 0.46, 0.54), (0.15, 0.54, 0.76)):
        corners = ((-half, -low), (-half, -high), (half, -high), (half, -low))
        stage.solid(at(corners, x, y, tall), stone, depth, 0.06 * tall)
    lit = stage.light.lamps > 0.1
    window = stage.light.lamp(rgb(0xFFD08A)) if lit else stage.light.of(rgb(0x4A4A4A))
    fill(stage.canvas, oval(x, y - 0.65 * tall, 0.085 * tall, 0.085 * tall), window)
    stage.solid(at(_LANTERN_ROOF, x, y, tall), stone, depth, 0.06 * tall)
    stage.solid(oval(x, y - 0.99 * tall, 0.055 * tall, 0.06 * tall), stone, depth, 0.02 * tall)


def train(stage: Stage) -> None:
    """A train: small on a bridge, large at a platform, in the distance elsewhere."""
    if stage.place == "bridge":
        train_from_the_side(stage, 0.12 * stage.width, 0.468, 0.125 * stage.size, 5, 0.05)
    elif stage.place == "platform":
        train_at_platform(stage)
    else:
        train_from_the_side(stage, 0.1 * stage.width, stage.ground + 0.035, 0.13 * stage.size, 5, 0.3)


def smoke(stage: Stage) -> None:
    """Steam that rises and spreads, in puffs like those of a cloud."""
    x, y = (0.86, 0.22) if stage.place == "platform" else (0.72, 0.41)
    puffs = []
    for number, (dx, dy, size, _) in enumerate(scatter(stage.seed, "smoke", 12, 4)):
        up = number / 12
        place = ((x - 0.50 * up + 0.03 * (dx - 0.5)) * stage.width, y - 0.15 * up**0.7 + 0.03 * (dy - 0.5))
        puffs.append((up, place, (0.022 + 0.062 * up) * (0.8 + 0.5 * size) * stage.size))
    for is_crown in (False, True):
        for up, (across, down), radius in reversed(puffs):
            colour = stage.light.of(rgb(0xF0EEF2 if is_crown else 0xB9B8C4), 0.30 + 0.45 * up)
            lift = 0.16 * radius if is_crown else 0.0
            part = 0.76 if is_crown else 1.0
            fill(
                stage.canvas, oval(across + lift * stage.light.side, down - lift, radius * part, radius * part), colour
            )


def torii(stage: Stage) -> None:
    """A gate of two posts and two beams."""
    x, foot, size = 0.5 * stage.width, stage.ground + 0.12, stage.size
    red, dark = 0xC64A38, 0x3A3238
    for side in (-1, 1):
        post = x + side * 0.19 * size
        stage.solid(at(_POST, post, foot, size), red, 0.12, 0.012)
        stage.block(post - 0.026 * size, foot - 0.03, post + 0.026 * size, foot, dark, 0.1)
    stage.block(x - 0.23 * size, foot - 0.335 * size, x + 0.23 * size, foot - 0.30 * size, red, 0.12)
    stage.solid(at(_BEAM, x, foot, size), red, 0.12, 0.01)
    stage.paint(at(_CAP, x, foot, size), dark, 0.12)


def sakura(stage: Stage) -> None:
    """A cherry tree that reaches in from the side."""
    bark = stage.light.of(rgb(0x4E3A3A))
    for line, thick in (
        ("-0.04,0.62 0.06,0.4 0.1,0.22 0.24,0.14 0.42,0.12", 0.03),
        ("0.08,0.3 0.2,0.26 0.3,0.28", 0.014),
    ):
        stroke(stage.canvas, smooth(stage.across(line), is_closed=False), thick, bark)
    for x, y, size, tone in scatter(stage.seed, "sakura", 46, 4):
        place = ((-0.02 + 0.46 * x) * stage.width, 0.04 + 0.29 * y * (1.1 - 0.7 * x))
        blossom = oval(*place, (0.025 + 0.03 * size) * stage.size, (0.02 + 0.022 * size) * stage.size)
        stage.solid(blossom, (0xF7B7C8, 0xF9CBD6, 0xEE9DB5)[int(tone * 3)], 0.03, 0.016)


def rainbow(stage: Stage) -> None:
    """A bow over the land."""
    angles = np.linspace(np.pi, 0, 60)
    bow = np.stack([np.cos(angles), -np.sin(angles)], 1)
    for number, colour in enumerate((0xE86A5E, 0xF2A65A, 0xF6DB6B, 0x7CC48A, 0x6AA6DE, 0x9A86D0)):
        arc = at(bow, 0.42 * stage.width, stage.ground + 0.06, 0.60 - 0.022 * number)
        stroke(stage.canvas, arc, 0.022, stage.light.graded(rgb(colour)), 0.35)


def boats(stage: Stage) -> None:
    """Boats, where the place has none of its own and there is water for them."""
    if stage.place in ("beach", "sea", "river", "stairs", "cliff"):
        for x, hull, near in ((0.2, 0xC2513F, 0), (0.7, 0x2F5E86, 1)):
            boat(stage, x * stage.width, stage.ground + 0.06 + 0.05 * near, (0.1 + 0.05 * near) * stage.size, hull)


def lightning(stage: Stage) -> None:
    """A bolt from the clouds."""
    x = (0.26 + 0.2 * stage.chance("bolt")) * stage.width
    line = [(x, -0.02)]
    for number, (dx, dy) in enumerate(scatter(stage.seed, "lightning", 7, 2)):
        line.append((line[-1][0] + (dx - 0.5) * 0.11, (number + 0.6 + 0.4 * dy) / 7 * min(0.6, stage.ground)))
    bright = stage.light.graded((236.0, 240.0, 255.0))
    glow(stage.canvas, x, 0.2, 0.5, bright, 0.4)
    stroke(stage.canvas, line, 0.006, bright)
    start = line[3]
    stroke(stage.canvas, [start, (start[0] + 0.07, start[1] + 0.06), (start[0] + 0.06, start[1] + 0.13)], 0.003, bright)


THINGS: dict[str, Callable[[Stage], None]] = {
    "lighthouse": lighthouse,
    "carousel": fair.carousel,
    "wheel": fair.wheel,
    "balloon": fair.balloons,
    "fireworks": fair.fireworks,
    "lanterns": fair.paper_lanterns,
    "stone lantern": stone_lanterns,
    "train": train,
    "smoke": smoke,
    "torii": torii,
    "sakura": sakura,
    "rainbow": rainbow,
    "boats": boats,
    "lightning": lightning,
}
