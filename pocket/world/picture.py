"""From a scene to pixels: the stages of one picture, in the order in which they are painted."""

from math import cos, radians, sin
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import skia

from pocket.world import camera, figure, light, weather
from pocket.world.easel import LOOKS, Easel, Medium
from pocket.world.places import place
from pocket.world.scene import Scene

Pixels = npt.NDArray[np.uint8]

SET_HEIGHT: Final = 256.0
NARROWEST: Final = 192.0  # set units: what has to fit into the width, or a near head would not


class Framing(NamedTuple):
    """How a framing shows a character: how high a head is, where it stands, how near the set is, how wide lines are."""

    head: float
    at: tuple[float, float]
    set_zoom: float
    pen: float


FRAMINGS: Final = {
    "close-up": Framing(152.0, (0.0, 0.0), 1.5, 3.2),
    "upper body": Framing(104.0, (0.0, -28.0), 1.22, 2.7),
    "full body": Framing(66.0, (0.0, -58.0), 1.0, 2.1),
}


def draw(scene: Scene, size: tuple[int, int] = (256, 256), medium: Medium = Medium.COLOUR) -> Pixels:
    """The picture of a scene, `size` is width and height in pixels; RGB bytes."""
    width, height = size
    pixels = np.zeros((height, width, 4), np.uint8)
    surface = skia.Surface(pixels, skia.kRGBA_8888_ColorType)
    canvas: skia.Canvas = surface.getCanvas()
    canvas.clear(0xFFFFFFFF if medium is Medium.LINES else 0xFF000000)
    unit = unit_of(size)
    canvas.translate(width / 2, height / 2)
    canvas.scale(unit, unit)
    paint(Easel(canvas, medium, LOOKS[scene.style], FRAMINGS[scene.framing].pen), scene, width / unit)
    del surface
    return pixels[:, :, :3]


def unit_of(size: tuple[int, int]) -> float:
    """The pixels in a set unit: the set fills the height, but an upright picture shows more of it above and below."""
    width, height = size
    return min(height / SET_HEIGHT, width / NARROWEST)


class Frame(NamedTuple):
    """How a character's units lie in a picture: where the middle of her head at rest is, and what a head measures."""

    x: float
    y: float
    head: float  # pixels
    roll: float  # degrees, clockwise

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of a place that is given in heads."""
        along, across = cos(radians(self.roll)) * self.head, sin(radians(self.roll)) * self.head
        return self.x + x * along - y * across, self.y + x * across + y * along


def frame(scene: Scene, size: tuple[int, int]) -> Frame:
    """Where the character of a scene stands in a picture of that size."""
    width, height = size
    view, framing = camera.view_at(scene), FRAMINGS[scene.framing]
    unit = view.zoom * unit_of(size)
    middle = Frame(width / 2, height / 2, unit, view.roll)
    return Frame(*middle.pixel(*_stand(scene)), framing.head * unit, view.roll)


def _stand(scene: Scene) -> tuple[float, float]:
    """Where the character stands before the lens, in set units."""
    framing, view = FRAMINGS[scene.framing], camera.view_at(scene)
    return framing.at[0] + scene.at[0] - view.x, framing.at[1] + scene.at[1] - view.y


def paint(easel: Easel, scene: Scene, set_width: float) -> None:
    """Everything in a scene, from the horizon to the lens."""
    framing, view = FRAMINGS[scene.framing], camera.view_at(scene)
    lights = light.of(scene)
    with easel.at(0, 0, view.zoom, view.roll):
        easel.grade = lights.on_set
        with easel.at(-view.x * 0.6, -view.y * 0.6, framing.set_zoom):
            place(scene.place).draw(easel, scene, set_width / framing.set_zoom)
        if scene.character is not None:
            easel.grade = lights.on_figure
            with easel.at(*_stand(scene), framing.head):
                figure.draw(easel, scene.character, scene)
        easel.grade = lights.on_set
        weather.draw(easel, scene, set_width)
