"""Hats."""

from math import cos, radians

from renderer.stacks.animatic.drawing.brush import disc, fill
from renderer.stacks.animatic.drawing.colour import mixed
from renderer.stacks.animatic.drawing.outline import oval, points, smooth
from renderer.stacks.animatic.drawing.skull import Head

_CAP = points("-0.5,-0.18 -0.46,-0.46 -0.2,-0.64 0.2,-0.64 0.46,-0.46 0.5,-0.18 0,-0.1")
_BEANIE = points("-0.51,-0.14 -0.48,-0.5 -0.2,-0.68 0.2,-0.68 0.48,-0.5 0.51,-0.14 0,-0.1")
_BAND = points("-0.475,-0.22 -0.455,-0.35 0,-0.28 0.455,-0.35 0.475,-0.22 0,-0.14")


def draw_hat(head: Head) -> None:
    """The hat, if there is one."""
    colour, light = head.person.hat_colour, head.light
    match head.person.hat:
        case "":
            pass
        case "cap":
            head.solid(smooth(_CAP), colour, 0.1)
            if abs(head.turn) < 120:
                wide = 0.42 * (0.5 + 0.5 * cos(radians(head.turn))) + 0.1
                fill(head.canvas, oval(0.22 * head.side, -0.13, wide, 0.10), light.of(colour, is_shaded=True))
        case "beanie":
            head.solid(smooth(_BEANIE), colour, 0.1)
            fill(head.canvas, oval(0, -0.16, 0.52, 0.09), light.of(colour, is_shaded=True))
            disc(head.canvas, 0, -0.70, 0.12, light.of(mixed(colour, (255.0, 255.0, 255.0), 0.4)))
        case kind:
            _brimmed(head, kind)


def _brimmed(head: Head, kind: str) -> None:
    """A hat with a brim and a band; a witch's has a point."""
    colour, light = head.person.hat_colour, head.light
    brim = 0.90 if kind == "straw" else 0.72
    tall = {"witch": 1.35, "straw": 0.66}.get(kind, 0.72)
    peak = 0.05 if kind == "witch" else 0.33
    fill(head.canvas, oval(0.04 * head.side, -0.19, brim, 0.15), light.of(colour, is_shaded=True))
    fill(head.canvas, oval(0.04 * head.side, -0.22, brim, 0.13), light.of(colour))
    crown = [(-0.47, -0.22), (-0.43, -0.45), (-peak, -tall), (peak, -tall), (0.43, -0.45), (0.47, -0.22), (0.0, -0.14)]
    head.solid(smooth(crown, steps=5), colour, 0.1)
    band = mixed(head.person.cloth, (60.0, 40.0, 60.0), 0.45)
    fill(head.canvas, smooth(_BAND, steps=4), light.of(band))
