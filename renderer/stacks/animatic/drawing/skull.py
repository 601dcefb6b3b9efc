"""The ball that a head is drawn on: it turns, so everything on it is drawn at any angle."""

from math import cos, radians, sin
from typing import NamedTuple

import numpy as np

from renderer.stacks.animatic.drawing.brush import Canvas, fill_shaded
from renderer.stacks.animatic.drawing.colour import Rgb
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import Outline, Points
from renderer.stacks.animatic.drawing.rig import Rig
from renderer.stacks.animatic.scene import Person, Pose

HALF_WIDTH, HALF_HEIGHT, MIDDLE = 0.495, 0.475, -0.075
EDGE = 0.446  # how far to the side a face reaches
_SIZE = 1.16  # heads are a little larger than the body would have them


class Head(NamedTuple):
    """A head to be drawn: its own canvas in heads around its middle, and what it looks like."""

    canvas: Canvas
    light: Light
    person: Person
    pose: Pose
    turn: float
    nod: float
    gust: float

    @property
    def side(self) -> float:
        """To which side it looks, from -1 to 1."""
        return sin(radians(self.turn))

    def across(self, longitude: float, y: float) -> float:
        """Where something on the ball is seen; what lies beyond the edge is seen on the edge."""
        radius = 0.445 if y < 0.12 else 0.445 - 0.075 * min(1.0, (y - 0.12) / 0.38)
        return radius * sin(radians(max(-90.0, min(90.0, longitude + self.turn))))

    def height(self, y: float) -> float:
        """A nod moves what lies on the front up or down."""
        return y - 0.11 * sin(radians(self.nod)) * max(0.0, cos(radians(self.turn)))

    def seen(self, outline: Outline) -> Points:
        """Longitudes and heights as points."""
        return np.array([(self.across(longitude, y), self.height(y)) for longitude, y in outline])

    def hair(self, is_shaded: bool = False) -> Rgb:
        return self.light.of(self.person.hair, is_shaded=is_shaded)

    def solid(self, outline: Outline, surface: Rgb, thick: float) -> None:
        """A shape with a lit side and a shaded one."""
        light = self.light
        lit, shade = light.of(surface), light.of(surface, is_shaded=True)
        fill_shaded(self.canvas, outline, lit, shade, (light.side * thick, -0.4 * thick))


def head_on(canvas: Canvas, light: Light, person: Person, pose: Pose, rig: Rig) -> Head:
    """The head of a body, on a canvas that is tilted with it."""
    local = canvas.moved(*rig.head, rig.tilt)
    return Head(local._replace(unit=canvas.unit * _SIZE), light, person, pose, rig.head_turn, rig.nod, rig.gust)
