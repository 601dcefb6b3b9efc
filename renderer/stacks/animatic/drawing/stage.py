"""Where scenery is built: a canvas of height 1, the light on it, and a seed for what may be so or otherwise."""

from typing import NamedTuple

from renderer.stacks.animatic.drawing.brush import Canvas, box, fill, fill_shaded
from renderer.stacks.animatic.drawing.chance import throw
from renderer.stacks.animatic.drawing.colour import Rgb, rgb
from renderer.stacks.animatic.drawing.light import Light
from renderer.stacks.animatic.drawing.outline import Outline, Points, at, points


class Area(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float


class Stage(NamedTuple):
    """A place to build scenery in; x runs from 0 to `width`, y from 0 at the top to 1."""

    canvas: Canvas
    light: Light
    seed: int
    place: str
    ground: float  # where ground meets sky
    accent: Rgb | None = None  # a colour that the words give to what stands there

    @property
    def width(self) -> float:
        return self.canvas.width

    @property
    def size(self) -> float:
        """How large things are drawn: smaller on a canvas that is tall and narrow."""
        return min(1.0, 0.35 + 0.65 * self.width)

    def chance(self, *names: object) -> float:
        return throw(self.seed, *names)

    def across(self, text: str) -> Points:
        """An outline whose x are shares of the width."""
        return at(points(text), 0, 0, self.width, 1)

    def paint(self, outline: Outline, surface: int, depth: float = 0.0, is_shaded: bool = False) -> None:
        """A shape in the colour in which its surface is seen."""
        fill(self.canvas, outline, self.light.of(rgb(surface), depth, is_shaded))

    def solid(self, outline: Outline, surface: int, depth: float = 0.0, thick: float = 0.02) -> None:
        """A shape with a lit side and a shaded one."""
        colour = rgb(surface)
        lit, shade = self.light.of(colour, depth), self.light.of(colour, depth, is_shaded=True)
        fill_shaded(self.canvas, outline, lit, shade, (self.light.side * thick, -0.35 * thick))

    def block(self, x0: float, y0: float, x1: float, y1: float, surface: int, depth: float = 0.0) -> None:
        """A plain rectangle."""
        box(self.canvas, x0, y0, x1, y1, self.light.of(rgb(surface), depth))

    def shaded_block(self, x0: float, y0: float, x1: float, y1: float, surface: int, depth: float = 0.0) -> None:
        """A plain rectangle in shade."""
        box(self.canvas, x0, y0, x1, y1, self.light.of(rgb(surface), depth, is_shaded=True))
