"""Places of trains: each draws everything behind the figures."""

from typing import NamedTuple

from renderer.stacks.animatic.drawing.brush import box, fill, stroke
from renderer.stacks.animatic.drawing.colour import rgb
from renderer.stacks.animatic.drawing.inside import view_through, walls_around, window_frame
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.pieces import WINDOW_LIGHT, floor, shine, skyline
from renderer.stacks.animatic.drawing.stage import Area, Stage

_FAR = 30.0


class Vista(NamedTuple):
    """A space seen along its length: a place at the lower end of the picture, and what becomes of it farther off."""

    stage: Stage
    x: float  # where all lines meet
    y: float

    def seen(self, across: float, down: float, far: float) -> tuple[float, float]:
        """A point by its share of the width and its height where it is near, and how many times as far off it is."""
        return self.x + (across * self.stage.width - self.x) / far, self.y + (down - self.y) / far

    def strip(
        self, one: tuple[float, float], other: tuple[float, float], surface: int, is_shaded: bool = False,
        near: float = 1.0, far: float = _FAR,
    ) -> None:  # fmt: skip
        """A surface between two lines that run into the distance."""
        corners = [self.seen(*one, near), self.seen(*other, near), self.seen(*other, far), self.seen(*one, far)]
        self.stage.paint(corners, surface, is_shaded=is_shaded)


def platform(stage: Stage) -> None:
    """A railway platform under a roof, seen along its edge."""
    vista = Vista(stage, 0.60 * stage.width, stage.ground)
    skyline(stage, "town", stage.ground + 0.01, 0.12, 0x596582, 0.45)
    vista.strip((1.5, 1.05), (0.74, 1.05), 0x4B4A52)
    for rail in (0.86, 1.08):
        ends = [vista.seen(rail, 1.02, 1), vista.seen(rail, 1.02, _FAR)]
        stroke(stage.canvas, ends, 0.006, stage.light.of(rgb(0xB9BDC6)))
    vista.strip((-1.2, 1.0), (0.70, 1.0), 0xA8A49F)
    vista.strip((0.70, 1.0), (0.74, 1.06), 0x77747A, is_shaded=True)
    vista.strip((0.575, 1.0), (0.635, 1.0), 0xE9B83B)
    joint = stage.light.of(rgb(0x77747A))
    for number in range(1, 9):
        far = 1 + number * 0.55
        stroke(stage.canvas, [vista.seen(-1.2, 1.0, far), vista.seen(0.56, 1.0, far)], 0.002, joint, 0.4)
    vista.strip((-1.2, -0.25), (0.80, -0.25), 0x4D5563, is_shaded=True)
    vista.strip((0.80, -0.25), (0.80, -0.16), 0x6E7787)
    for number in reversed(range(6)):
        _pillar(vista, 1.05 + number * 0.85, 0.09 * number)
    _name_board(vista)


def _pillar(vista: Vista, far: float, haze: float) -> None:
    """A pillar with its foot, and the lamp beside it with its light on the ground."""
    stage, light, size = vista.stage, vista.stage.light, vista.stage.size
    foot, head = vista.seen(0.02, 0.985, far), vista.seen(0.02, -0.22, far)
    steel = light.of(rgb(0x6D7684), haze)
    stroke(stage.canvas, [foot, head], 0.034 * size / far, steel)
    box(stage.canvas, foot[0] - 0.034 / far, foot[1] - 0.03 / far, foot[0] + 0.034 / far, foot[1] + 0.008 / far, steel)
    x, y = vista.seen(0.36, -0.18, far)
    shine(stage, x, y, 0.34 * size / far, 0.6, 0xDDEBFF)
    wide = 0.09 * size / far
    box(stage.canvas, x - wide, y - 0.008 / far, x + wide, y + 0.012 / far, light.lamp(rgb(0xF4FAFF)))
    pool = oval(*vista.seen(0.36, 0.99, far), 0.16 * size / far, 0.02 / far)
    fill(stage.canvas, pool, light.graded(rgb(0xDDEBFF)), 0.22 * light.lamps)


def _name_board(vista: Vista) -> None:
    stage, light, size = vista.stage, vista.stage.light, vista.stage.size
    x, y = vista.seen(0.20, 0.16, 1.5)
    wide = 0.14 * size
    box(stage.canvas, x - wide, y - 0.034, x + wide, y + 0.034, light.lamp(rgb(0xEFF4F2)))
    box(stage.canvas, x - wide, y + 0.016, x + wide, y + 0.034, light.lamp(rgb(0x3B8F6A)))
    for part, long in ((-0.09, 0.05), (-0.03, 0.1)):
        line = [(x + part * size, y - 0.008), (x + (part + long) * size, y - 0.008)]
        stroke(stage.canvas, line, 0.011, light.of(rgb(0x39424C)))


_DRAPE = points("-0.015,0.15 -0.1,0.155 -0.085,0.33 -0.03,0.45 0.012,0.47")
_LAMPSHADE = points("-0.035,0.055 -0.02,0 0.02,0 0.035,0.055")
_SEAT = points("-0.36,0.76 0.5,0.76 0.5,1.05 -0.34,1.05")
_BACK = points("-0.02,0.50 0.5,0.48 0.5,0.80 -0.04,0.80")


def carriage(stage: Stage) -> None:
    """A compartment of a train: wood, curtains, and the land behind the window."""
    width, size, light = stage.width, stage.size, stage.light
    middle = 0.5 * width
    area = Area(middle - 0.36 * size, 0.15, middle + 0.36 * size, 0.56)
    view_through(stage, area, "country")
    walls_around(stage, area, 0x7D4F38)
    for number in range(int(width / 0.16) + 2):
        stage.shaded_block(number * 0.16, 0.62, number * 0.16 + 0.006, 0.82, 0x7D4F38)
    stage.block(-0.1, 0.61, width + 0.1, 0.63, 0xA56F4A)
    stage.block(-0.1, 0.06, width + 0.1, 0.08, 0xA56F4A)
    window_frame(stage, area, 1, 0xB98555, 0.02)
    for side, x in ((-1, area.left), (1, area.right)):
        stage.solid(smooth(at(_DRAPE, x, -0.03, side * size, 1)), 0x8E2F3A, 0, 0.03)
        x += side * 0.10 * size
        shine(stage, x, 0.30, 0.26 * size, 0.75)
        stage.block(x - 0.006, 0.30, x + 0.006, 0.36, 0xC9A24F)
        fill(stage.canvas, at(_LAMPSHADE, x, 0.26, size, 1), light.lamp(rgb(0xFFE0A0)))
    floor(stage, 0.82, 0x6A3B34, 0)
    for side in (-1, 1):
        base = middle + side * 0.66 * size
        stage.solid(at(_SEAT, base, 0, side * size, 1), 0x4C6A5C, 0, 0.03)
        stage.solid(smooth(at(_BACK, base, 0, side * size, 1)), 0x587A6A, 0, 0.04)


def corridor(stage: Stage) -> None:
    """A narrow corridor: windows on one side, doors on the other, one of them ajar."""
    light = stage.light
    vista = Vista(stage, 0.46 * stage.width, 0.45)
    left, right, low, high = -0.12, 1.12, 1.12, -0.3
    vista.strip((left, high), (right, high), 0xD9C6A4, far=7)
    vista.strip((left, low), (right, low), 0x5C2F33, far=7)
    vista.strip((0.25, low), (0.72, low), 0x8E3B3F, far=7)
    vista.strip((left, high), (left, low), 0x8C5C40, far=7)
    vista.strip((right, high), (right, low), 0x8C5C40, is_shaded=True, far=7)
    end = [vista.seen(x, y, 7) for x, y in ((left, high), (right, high), (right, low), (left, low))]
    stage.paint(end, 0x75492F, 0.15)
    for number in reversed(range(5)):
        _bay(vista, 1.0 + number, left, right, is_ajar=number == 1)
    for x, surface in ((left, 0xD2A66E), (right, 0xB07E50)):
        stroke(stage.canvas, [vista.seen(x, 0.68, 1), vista.seen(x, 0.68, 6)], 0.012, light.of(rgb(surface)))


def _bay(vista: Vista, near: float, left: float, right: float, is_ajar: bool) -> None:
    """A window, the door across from it, and the lamp between them."""
    stage, light = vista.stage, vista.stage.light

    def pane(x: float, top: float, low: float, start: float, end: float) -> list[tuple[float, float]]:
        ends = ((top, start), (top, end), (low, end), (low, start))
        return [vista.seen(x, y, near + far) for y, far in ends]

    window = pane(left, 0.05, 0.6, 0.15, 0.8)
    fill(stage.canvas, window, light.graded(light.sky[0]))
    fill(stage.canvas, pane(left, 0.36, 0.6, 0.15, 0.8), light.graded(light.sky[2]))
    stroke(stage.canvas, window, 0.012 / near, light.of(rgb(0xC89B66)), is_closed=True)
    inside = light.lamp(rgb(0xFFD596))
    fill(stage.canvas, pane(right, 0.02, 1.12, 0.2, 0.75), inside if is_ajar else light.of(rgb(0x6E4029)))
    if is_ajar:
        leaf = ((right, 0.02, 0.75), (right, 1.12, 0.75), (0.93, 1.09, 0.62), (0.93, 0.04, 0.62))
        stage.solid([vista.seen(x, y, near + far) for x, y, far in leaf], 0x7E4B31, 0, 0.01)
        spill = ((right, 0.2), (right, 0.7), (0.3, 0.55), (0.12, 0.1))
        fill(stage.canvas, [vista.seen(x, 1.12, near + far) for x, far in spill], inside, 0.35)
    bulb = vista.seen(0.5, -0.27, near + 0.5)
    shine(stage, *bulb, 0.42 * stage.size / near, 0.7)
    fill(stage.canvas, oval(*bulb, 0.07 * stage.size / near, 0.02 / near), light.lamp(rgb(0xFFF0CC)))


_ENGINE = points("0,0 0,-1.05 0.8,-1.05 0.86,-0.72 2.75,-0.72 3.05,-0.36 3.05,0")


def train_from_the_side(stage: Stage, x: float, y: float, long: float, count: int, depth: float) -> None:
    """Coaches behind an engine, with lit windows."""
    light, tall = stage.light, long * 0.36
    glass = light.lamp(rgb(WINDOW_LIGHT)) if light.lamps > 0.2 else light.of(rgb(0xBFD3DC), depth)
    for number in range(count):
        left = x + number * long * 1.05
        stage.block(left, y - tall, left + long, y, 0x4A5870, depth)
        stage.block(left - 0.004, y - tall * 1.12, left + long + 0.004, y - tall * 0.94, 0x333C4A, depth)
        for pane in range(5):
            start = left + long * (0.1 + 0.17 * pane)
            box(stage.canvas, start, y - tall * 0.78, start + long * 0.11, y - tall * 0.4, glass)
    front = x + count * long * 1.05
    stage.solid(at(_ENGINE, front, y, tall), 0x39414E, depth, 0.012)
    stage.block(front + tall * 2.1, y - tall * 1.08, front + tall * 2.4, y - tall * 0.7, 0x2B323D, depth)
    shine(stage, front + tall * 3.05, y - tall * 0.3, long * 0.7, 0.9)


def train_at_platform(stage: Stage) -> None:
    """An engine that comes along the platform's edge towards the eye, its coaches behind it."""
    vista = Vista(stage, 0.60 * stage.width, stage.ground)
    light, near = stage.light, 1.5
    vista.strip((0.78, 1.02), (0.78, 0.02), 0x5A6678, is_shaded=True, near=near, far=26)
    vista.strip((0.78, 0.02), (0.98, -0.06), 0x6A7688, near=near, far=26)
    glass = light.lamp(rgb(WINDOW_LIGHT)) if light.lamps > 0.2 else light.of(rgb(0xBFD3DC))
    for number in range(9):
        far = near + 0.25 + number * 0.7
        ends = ((0.58, far), (0.24, far), (0.24, far + 0.4), (0.58, far + 0.4))
        fill(stage.canvas, [vista.seen(0.78, y, part) for y, part in ends], glass)
    left, top = vista.seen(0.78, -0.04, near)
    right, low = vista.seen(1.24, 1.03, near)
    middle, half = (left + right) / 2, (right - left) / 2
    shoulder = top + half * 0.5
    face = [
        (left, low),
        (left, shoulder),
        (middle - half * 0.5, top),
        (middle + half * 0.5, top),
        (right, shoulder),
        (right, low),
    ]
    stage.solid(face, 0x566172, 0.0, 0.05)
    y = top + half
    stage.solid(oval(middle, y, half * 0.72, half * 0.72), 0x3A424F, 0.0, 0.05)
    fill(stage.canvas, oval(middle, y, half * 0.5, half * 0.5), light.of(rgb(0x596475)))
    stage.block(middle - half * 0.16, top - half * 0.35, middle + half * 0.16, top + half * 0.1, 0x3A424F)
    shine(stage, middle, y, 0.30 * stage.size, 0.75, 0xFFF0C8)
    fill(stage.canvas, oval(middle, y, half * 0.2, half * 0.2), light.lamp(rgb(0xFFF4D6)))
    stage.block(left - half * 0.05, low - half * 0.34, right + half * 0.05, low - half * 0.14, 0xA63F3A)
