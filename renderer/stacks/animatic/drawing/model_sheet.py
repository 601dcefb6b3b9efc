"""A view of somebody all around, as on the sheet that a studio's artists draw by."""

import numpy as np

from renderer.stacks.animatic.drawing.backdrop import light_of
from renderer.stacks.animatic.drawing.board import draw_one
from renderer.stacks.animatic.drawing.brush import Canvas, disc, falling, fill, stroke
from renderer.stacks.animatic.drawing.colour import mixed, rgb
from renderer.stacks.animatic.drawing.figure import Moment
from renderer.stacks.animatic.drawing.outline import oval
from renderer.stacks.animatic.drawing.rig import SOLE
from renderer.stacks.animatic.scene import Pose, Scene, Setting
from renderer.values import Pixels

_PAPER = 0xEFEBE3


def draw_view(scene: Scene, turn: float, seed: int, width: int, height: int) -> Pixels:
    """The people of a scene on plain paper, turned by so many degrees; lines mark the head, the hips and the ground."""
    pixels = np.empty((height, width, 3), np.uint8)
    canvas = Canvas(pixels, float(height))
    light = light_of(Setting(), seed)
    paper = rgb(_PAPER)
    falling(canvas, 0, 1, [paper, mixed(paper, (214.0, 208.0, 198.0), 0.6)])
    head = min(0.132, 0.2 * canvas.width / max(1, len(scene.people)))
    middle = 0.5 + head * (0.62 - (SOLE + 0.6) / 2)
    line = mixed(paper, (96.0, 92.0, 110.0), 0.3)
    for at in (-0.62, 0.58, 2.3, SOLE):
        stroke(
            canvas, [(0.06 * canvas.width, middle + at * head), (0.94 * canvas.width, middle + at * head)], 0.0018, line
        )
    _compass(canvas, middle + SOLE * head, head, turn)
    count = len(scene.people)
    for number, person in enumerate(scene.people):
        x = canvas.width / 2 + (number - (count - 1) / 2) * 3 * head
        place = canvas.moved(x, middle)._replace(unit=head * canvas.unit)
        draw_one(place, light, person, Pose(turn=(turn + 180) % 360 - 180), Moment(0.0, 0.0), 1.0)
    return pixels


def _compass(canvas: Canvas, y: float, head: float, turn: float) -> None:
    """A turntable under the feet, with a mark that goes round."""
    x, wide, flat = canvas.width / 2, 1.9 * head, 0.36 * head
    fill(canvas, oval(x, y, wide, flat), (222.0, 215.0, 204.0))
    stroke(canvas, oval(x, y, wide, flat), 0.0022, (176.0, 168.0, 160.0), is_closed=True)
    for tick in range(8):
        angle = np.radians(45 * tick + 90)
        ends = [(x + np.cos(angle) * wide * part, y + np.sin(angle) * flat * part) for part in (0.9, 1.0)]
        stroke(canvas, ends, 0.0022, (150.0, 142.0, 140.0))
    angle = np.radians(90 - turn)
    disc(canvas, x + np.cos(angle) * wide, y + np.sin(angle) * flat, 0.10 * head, (214.0, 84.0, 78.0))
