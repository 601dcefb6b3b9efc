"""Places under a roof: each draws everything behind the figures."""

from renderer.stacks.animatic.drawing.brush import box, falling, fill, stroke, strokes
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import rgb
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.pieces import boat, floor, ridge, shine, skyline, water
from renderer.stacks.animatic.drawing.stage import Area, Stage

_SHADE = points("-0.02,-0.05 0.02,-0.05 0.06,0 -0.06,0")
_CUP = points("-0.03,-0.05 0.03,-0.05 0.022,-0.008 -0.022,-0.008")
_STEAM = points("0,-0.06 0.012,-0.08 -0.006,-0.1 0.006,-0.125")
_CURTAIN = points("-0.03,0.12 0.11,0.12 0.125,0.66 0.02,0.655 0.04,0.4")
_BOOKS = (0xB5493F, 0x3F6C8C, 0xE0B75A, 0x5C8A66, 0xEDE3D2, 0x6B4F7C)
_BOATS = (0xC2513F, 0x2F5E86, 0xE3C35B)


def view_through(stage: Stage, area: Area, kind: str) -> None:
    """What is seen through a window. It is drawn over everything, so walls come after it."""
    ground = area.top + (area.bottom - area.top) * 0.62
    outside = stage._replace(ground=ground)
    falling(stage.canvas, area.top, area.bottom, [stage.light.graded(stop) for stop in stage.light.sky])
    if kind == "canal":
        skyline(outside, "canal", ground + 0.02, 0.2, 0xA58F86, 0.35)
        water(outside, ground + 0.02, area.bottom, 0x3F8296)
        for number, (shift, hull) in enumerate(scatter(stage.seed, "canal boats", 3, 2)):
            x = area.left + (area.right - area.left) * (0.2 + 0.3 * number + 0.1 * shift)
            boat(outside, x, ground + 0.06 + 0.02 * number, 0.12 * stage.size, _BOATS[int(hull * 3)])
    elif kind == "country":
        ridge(outside, "outside far", ground, 0.13, 0x6C8C86, 0.5)
        ridge(outside, "outside near", ground + 0.09, 0.12, 0x56785A, 0.2)
    else:
        skyline(outside, "outside", ground + 0.02, 0.22, 0x73809A, 0.42)
        ridge(outside, "outside trees", area.bottom + 0.01, 0.1, 0x5C8059, 0.15, 2.4)


def walls_around(stage: Stage, area: Area, surface: int) -> None:
    """A wall with a hole in it."""
    stage.block(-0.1, -0.1, stage.width + 0.1, area.top, surface)
    stage.block(-0.1, area.bottom, stage.width + 0.1, 1.1, surface)
    stage.block(-0.1, area.top - 0.01, area.left, area.bottom + 0.01, surface)
    stage.block(area.right, area.top - 0.01, stage.width + 0.1, area.bottom + 0.01, surface)


def window_frame(stage: Stage, area: Area, columns: int, wood: int, thick: float) -> None:
    """Bars and sill."""
    colour = stage.light.of(rgb(wood))
    for number in range(columns + 1):
        x = area.left + (area.right - area.left) * number / columns
        box(stage.canvas, x - thick / 2, area.top, x + thick / 2, area.bottom, colour)
    for y in (area.top, area.top + (area.bottom - area.top) * 0.3, area.bottom):
        box(stage.canvas, area.left - thick / 2, y - thick / 2, area.right + thick / 2, y + thick / 2, colour)
    sill = area.bottom + thick / 2
    stage.shaded_block(area.left - 2 * thick, sill, area.right + 2 * thick, sill + thick * 1.5, wood)


def _beam(stage: Stage, area: Area) -> None:
    """Light that falls through a window onto the floor."""
    lean, y = -0.3 * stage.light.side, area.bottom + 0.12
    light = [
        (area.left + 0.1 * lean, y),
        (area.right + 0.1 * lean, y),
        (area.right + lean, 1.05),
        (area.left + lean, 1.05),
    ]
    fill(stage.canvas, light, stage.light.graded(stage.light.key), 0.16)


def cafe(stage: Stage) -> None:
    """A café with a wide window on a canal."""
    width, size, light = stage.width, stage.size, stage.light
    area = Area(0.10 * width, 0.14, 0.90 * width, 0.59)
    view_through(stage, area, "canal")
    walls_around(stage, area, 0xC9A88A)
    stage.block(-0.1, 0.66, width + 0.1, 0.74, 0x7A5440)
    floor(stage, 0.73, 0x9C7458, 7)
    window_frame(stage, area, max(2, round(3 * width)), 0x5A3C30, 0.016)
    _beam(stage, area)
    for x in (0.27 * width, 0.73 * width):
        stroke(stage.canvas, [(x, -0.05), (x, 0.10)], 0.004, light.of(rgb(0x3A2B26)))
        shine(stage, x, 0.15, 0.3 * size, 0.8)
        stage.solid(at(_SHADE, x, 0.145, 1), 0x39566B, 0, 0.03)
        fill(stage.canvas, oval(x, 0.146, 0.045 * size, 0.01), light.lamp(rgb(0xFFE2A4)))
    x, y = 0.80 * width, 0.70
    stroke(stage.canvas, [(x, y), (x, y + 0.16)], 0.02, light.of(rgb(0x3E2D28)))
    stage.solid(oval(x, y, 0.16 * size, 0.028), 0xE4CBA4, 0, 0.02)
    stage.solid(at(_CUP, x, y, 1), 0xF7F1E6, 0, 0.015)
    stroke(stage.canvas, smooth(at(_STEAM, x, y, 1), is_closed=False), 0.005, light.of(rgb(0xFFFFFF)), 0.5)


def room(stage: Stage) -> None:
    """A room with a window, curtains and books."""
    width, size = stage.width, stage.size
    area = Area(0.44 * width, 0.16, 0.84 * width, 0.54)
    view_through(stage, area, "town")
    walls_around(stage, area, 0xD9C7B4)
    floor(stage, 0.72, 0xA9835F, 7)
    stage.block(-0.1, 0.702, width + 0.1, 0.725, 0xF0E6D8)
    window_frame(stage, area, 2, 0xF4ECE0, 0.016)
    _beam(stage, area)
    for side, x in ((-1, area.left), (1, area.right)):
        stage.solid(smooth(at(_CURTAIN, x, -0.03, side * size, 1)), 0xE8B7A0, 0, 0.03)
    stage.block(area.left - 0.14 * size, 0.08, area.right + 0.14 * size, 0.094, 0x6B4B3A)
    _shelf(stage, Area(0.06 * width, 0.30, 0.30 * width, 0.74))


def _shelf(stage: Stage, shelf: Area) -> None:
    stage.block(*shelf, 0x8A6448)
    for row in range(3):
        y = shelf.top + 0.14 + row * 0.145
        stage.shaded_block(shelf.left + 0.012, y - 0.122, shelf.right - 0.012, y, 0x6D4C36)
        x = shelf.left + 0.018
        for thick, tall, hue in scatter(stage.seed, f"books {row}", 40, 3):
            wide = 0.009 + 0.012 * thick
            if x + wide > shelf.right - 0.03:
                break
            stage.block(x, y - (0.07 + 0.045 * tall), x + wide, y, _BOOKS[int(hue * 6)])
            x += wide + 0.002


def classroom(stage: Stage) -> None:
    """A classroom: windows on one side, the blackboard ahead, desks in rows."""
    width, size, light = stage.width, stage.size, stage.light
    stage.block(-0.1, -0.1, width + 0.1, 0.72, 0xE6DCC6)
    stage.block(-0.1, 0.58, width + 0.1, 0.72, 0xB98F66)
    floor(stage, 0.68, 0xC39A6B, 8, 0.42)
    board = Area(0.40 * width, 0.18, 0.97 * width, 0.50)
    stage.block(board.left - 0.014, board.top - 0.014, board.right + 0.014, board.bottom + 0.02, 0x8C6743)
    stage.block(*board, 0x35594B)
    wide = board.right - board.left - 0.05
    lines = [
        [
            (board.left + 0.05, board.top + 0.07 + row * 0.075),
            (board.left + 0.05 + long * wide, board.top + 0.07 + row * 0.075),
        ]
        for row, long in enumerate((0.5, 0.34, 0.42))
    ]
    strokes(stage.canvas, lines, 0.006, light.of(rgb(0xE8EFE6)), 0.55)
    for number in range(3):
        _side_window(stage, 0.02 + 0.115 * number, 0.105 + 0.115 * number)
    for row in range(3):
        y, scale = 0.73 + 0.085 * row, (0.6 + 0.28 * row) * size
        for number in range(-1, 6):
            _desk(stage, 0.46 * width + (number - 2.1) * 0.31 * scale, y + 0.02, scale * 0.2)


def _side_window(stage: Stage, near: float, far: float) -> None:
    """A window in the wall at the side, between two shares of the width, and its light on the floor."""
    light, width = stage.light, stage.width
    tops, feet = ([base + slope * part for part in (near, far)] for base, slope in ((0.06, 0.19), (0.60, -0.24)))
    corners = [(near * width, tops[0]), (far * width, tops[1]), (far * width, feet[1]), (near * width, feet[0])]
    fill(stage.canvas, corners, light.graded(light.sky[2]))
    upper = [*corners[:2], (far * width, (tops[1] + feet[1]) / 2), (near * width, (tops[0] + feet[0]) / 2)]
    fill(stage.canvas, upper, light.graded(light.sky[1]), 0.6)
    stroke(stage.canvas, corners, 0.01, light.of(rgb(0xF3EBDD)), is_closed=True)
    y = 0.74 + 0.4 * near
    beam = [
        (near * width + 0.1, y),
        (far * width + 0.1, y),
        (far * width + 0.36, y + 0.13),
        (near * width + 0.30, y + 0.13),
    ]
    fill(stage.canvas, beam, light.graded(light.key), 0.2)


_DESK = points("0.1,-0.15 0.94,-0.15 1,0.04 0,0.04")


def _desk(stage: Stage, x: float, y: float, wide: float) -> None:
    legs = [[(x + wide * part, y), (x + wide * part, y + 0.62 * wide)] for part in (0.06, 0.94)]
    strokes(stage.canvas, legs, 0.035 * wide, stage.light.of(rgb(0x4E5560)), 1.0)
    stage.solid(at(_DESK, x, y, wide), 0xD9AE74, 0, 0.01)
    stage.shaded_block(x, y + 0.04 * wide, x + wide, y + 0.12 * wide, 0xB78A55)
