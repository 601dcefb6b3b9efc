"""What people hold in their hands."""

import numpy as np

from renderer.stacks.animatic.drawing.body import WHITE, Body
from renderer.stacks.animatic.drawing.brush import Canvas, box, fill, glow, stroke
from renderer.stacks.animatic.drawing.colour import mixed
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth
from renderer.stacks.animatic.drawing.rig import Rig

_PAGE = points("0,-0.32 0.46,-0.42 0.46,0.1 0,0.16")
_EDGES = points("-0.42,-0.45 0,-0.36 0.42,-0.45 0,-0.4")
_DOME = points("-1.45,-2 -1,-2.72 -0.1,-3 0.8,-2.72 1.25,-2 0.8,-2.14 0.35,-2.02 -0.1,-2.14 -0.55,-2.02 -1,-2.14")
_BAG = points("-0.3,0.12 0.3,0.12 0.34,0.6 -0.34,0.6")
_HANDLE = points("-0.14,0.14 0,-0.06 0.14,0.14")


def draw_held_light(canvas: Canvas, light: Light, rig: Rig, kind: str, share: float) -> None:
    """A share of the light of a lantern that somebody holds, which falls on everything around it."""
    if kind == "lantern":
        x, y = rig.arms[1].end
        glow(canvas, x + 0.05, y + 0.42, 2.4, light.graded((255.0, 196.0, 110.0)), (0.25 + 0.5 * light.lamps) * share)


def draw_held(body: Body) -> None:
    """The thing that somebody holds."""
    left, right = (np.array(arm.end) for arm in body.rig.arms)
    middle = (left + right) / 2
    canvas, light = body.canvas, body.light
    match body.person.holds:
        case "book":
            for side in (-1, 1):
                cover = at(_PAGE, middle[0], middle[1], side, 1)
                body.plain(cover, (170.0, 74.0, 66.0), is_shaded=side != light.side)
            body.plain(at(_EDGES, middle[0], middle[1], 1), WHITE)
        case "lantern":
            x, y = right[0] + 0.05, right[1] + 0.42
            fill(canvas, oval(x, y, 0.2, 0.26), light.lamp((255.0, 204.0, 120.0)))
            for edge in (-0.26, 0.22):
                box(canvas, x - 0.13, y + edge, x + 0.13, y + edge + 0.05, light.of((80.0, 50.0, 44.0)))
        case "umbrella":
            x, y = body.rig.head[0] + 0.16, body.rig.head[1] + 1.05
            stroke(canvas, [(right[0], right[1] + 0.2), (x - 0.1, y - 2.5)], 0.05, light.of((80.0, 74.0, 84.0)))
            body.solid(smooth(at(_DOME, x, y, 1), steps=5), mixed(body.person.cloth, (214.0, 84.0, 84.0), 0.6), 0.2)
        case "bag":
            x, y = left
            body.solid(at(_BAG, x, y, 1), (110.0, 76.0, 58.0), 0.08)
            stroke(canvas, smooth(at(_HANDLE, x, y, 1), is_closed=False), 0.05, light.of((86.0, 58.0, 46.0)))
        case _:
            pass
