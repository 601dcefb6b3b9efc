"""Small houses in rows."""

from renderer.stacks.animatic.drawing.brush import box, stroke
from renderer.stacks.animatic.drawing.chance import scatter
from renderer.stacks.animatic.drawing.colour import rgb
from renderer.stacks.animatic.drawing.outline import at, points
from renderer.stacks.animatic.drawing.pieces import WINDOW_LIGHT
from renderer.stacks.animatic.drawing.stage import Stage

ROOFS = (0xB5573F, 0xC66B46, 0xA34B3C, 0x8C5A55, 0xC98454)
WALLS = (0xF0E4D2, 0xE9D3B8, 0xDAD8D2, 0xF3ECE2, 0xD9BFA6)

# Standing on 0 with a width of 1; the height of the walls is 1 above that.
_GABLE = points("0,0 0,-1 0.5,-1.62 1,-1 1,0")
_SLOPE_LEFT = points("0.5,-1.74 -0.1,-0.98 -0.1,-0.8 0.5,-1.5")
_SLOPE_RIGHT = points("0.5,-1.74 1.1,-0.98 1.1,-0.8 0.5,-1.5")
_LONG_ROOF = points("-0.07,-0.92 0.1,-1.6 0.9,-1.6 1.07,-0.92")
_LONG_SHADE = points("-0.07,-0.92 -0.04,-1.03 1.04,-1.03 1.07,-0.92")


def house(stage: Stage, place: tuple[float, float, float, float], dice: tuple[float, float], depth: float) -> None:
    """A house at x on y, so wide and with walls so high; its colours and the way of its roof are thrown."""
    x, y, wide, tall = place
    roof, wall = ROOFS[int(dice[0] * 5)], WALLS[int(dice[1] * 5)]
    if dice[0] * 7 % 1 < 0.45:
        stage.solid(at(_GABLE, x, y, wide, tall), wall, depth, wide * 0.2)
        for slope, side in ((_SLOPE_LEFT, -1), (_SLOPE_RIGHT, 1)):
            stage.paint(at(slope, x, y, wide, tall), roof, depth, is_shaded=side != stage.light.side)
    else:
        stage.block(x, y - tall, x + wide, y, wall, depth)
        edge = x if stage.light.side > 0 else x + wide * 0.86
        stage.shaded_block(edge, y - tall, edge + wide * 0.14, y, wall, depth)
        stage.paint(at(_LONG_ROOF, x, y, wide, tall), roof, depth)
        stage.paint(at(_LONG_SHADE, x, y, wide, tall), roof, depth, is_shaded=True)
        stage.block(x + wide * 0.68, y - tall * 1.85, x + wide * 0.8, y - tall * 1.45, 0x8C6A5E, depth)
    _windows(stage, place, wall, depth)


def _windows(stage: Stage, place: tuple[float, float, float, float], wall: int, depth: float) -> None:
    x, y, wide, tall = place
    light = stage.light
    pane = light.lamp(rgb(WINDOW_LIGHT)) if light.lamps > 0.3 else light.of(rgb(0x5B7486), depth)
    for part in (0.18, 0.58):
        left, right = x + wide * part, x + wide * (part + 0.24)
        box(stage.canvas, left, y - tall * 0.72, right, y - tall * 0.3, pane)
        cross = (left + right) / 2
        bar = [(cross, y - tall * 0.72), (cross, y - tall * 0.3)]
        stroke(stage.canvas, bar, wide * 0.02, light.of(rgb(wall), depth))


def row_of_houses(stage: Stage, name: str, y: float, wide: float, tall: tuple[float, float], depth: float) -> None:
    """Houses side by side over the whole width, standing on `y`."""
    for number, (shift, high, roof, wall) in enumerate(scatter(stage.seed, name, int(stage.width / wide) + 2, 4)):
        x = (number - 0.6 + 0.3 * shift) * wide
        place = (x, y + 0.03 * high * wide, wide * (0.88 + 0.2 * high), tall[0] + (tall[1] - tall[0]) * high)
        house(stage, place, (roof, wall), depth)
