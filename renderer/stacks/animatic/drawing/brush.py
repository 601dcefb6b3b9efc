"""Paint on a picture: flat, antialiased, in units of the caller's choice."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from renderer.stacks.animatic.drawing.colour import Rgb
from renderer.stacks.animatic.drawing.outline import Outline, Points, oval, turned
from renderer.values import Pixels

_BITS = 4  # of a pixel's fraction, which is as fine as edges are drawn
_FARTHEST = 1 << 13  # pixels outside the picture; beyond, the drawing routines lose count
_FINEST_GLOW = 256  # pixels of radius; larger ones are enlarged, for nobody sees a difference


class Canvas(NamedTuple):
    """A picture that is drawn on, where the origin lies in it, how much it is turned, and the pixels of a unit."""

    pixels: Pixels
    unit: float
    left: float = 0.0
    top: float = 0.0
    turn: float = 0.0  # in degrees, clockwise

    @property
    def width(self) -> float:
        """In units."""
        return float(self.pixels.shape[1] / self.unit)

    def placed(self, outline: Outline) -> Points:
        """Points of the drawing in pixels."""
        line: Points = np.asarray(outline, np.float64) * self.unit
        if self.turn:
            line = line @ turned(self.turn)
        placed: Points = np.clip(line + np.array((self.left, self.top)), -_FARTHEST, _FARTHEST)
        return placed

    def moved(self, x: float, y: float, turn: float = 0.0) -> "Canvas":
        """The same picture with its origin elsewhere, and turned around it."""
        left, top = self.placed([(x, y)])[0]
        return self._replace(left=float(left), top=float(top), turn=self.turn + turn)


def fill(canvas: Canvas, outline: Outline, colour: Rgb, opacity: float = 1.0) -> None:
    """A filled shape."""
    line = canvas.placed(outline)
    if opacity >= 1:
        cv2.fillPoly(canvas.pixels, [_fixed(line)], colour, cv2.LINE_AA, _BITS)
    elif opacity > 0 and (found := _mask(canvas, line)):
        blend(canvas.pixels, *found, colour, opacity)


def fill_shaded(canvas: Canvas, outline: Outline, colour: Rgb, shade: Rgb, light: tuple[float, float]) -> None:
    """A filled shape with one tone of shade: what lies away from the light, by so many units."""
    line = canvas.placed(outline)
    cv2.fillPoly(canvas.pixels, [_fixed(line)], colour, cv2.LINE_AA, _BITS)
    if found := _mask(canvas, line):
        mask, x, y = found
        lit = shifted(mask, light[0] * canvas.unit, light[1] * canvas.unit)
        blend(canvas.pixels, pixels_of(cv2.subtract(mask, lit)), x, y, shade)


def stroke(
    canvas: Canvas, outline: Outline, width: float, colour: Rgb, opacity: float = 1.0, is_closed: bool = False
) -> None:
    """A line of an even width; what is thinner than a pixel is fainter."""
    line, thick = canvas.placed(outline), width * canvas.unit
    if thick < 1:
        opacity, thick = opacity * max(thick, 0.25), 1
    if opacity >= 1:
        cv2.polylines(canvas.pixels, [_fixed(line)], is_closed, colour, round(thick), cv2.LINE_AA, _BITS)
    elif found := _mask(canvas, line, round(thick), is_closed):
        blend(canvas.pixels, *found, colour, opacity)


def strokes(canvas: Canvas, lines: Sequence[Outline], width: float, colour: Rgb, opacity: float) -> None:
    """Many lines at once; where they cross they are no stronger."""
    mask = np.zeros(canvas.pixels.shape[:2], np.uint8)
    placed = [_fixed(canvas.placed(line)) for line in lines]
    cv2.polylines(mask, placed, False, (255.0,), max(1, round(width * canvas.unit)), cv2.LINE_AA, _BITS)
    touch(canvas.pixels, mask, colour, opacity)


def disc(canvas: Canvas, x: float, y: float, radius: float, colour: Rgb, opacity: float = 1.0) -> None:
    """A filled circle."""
    fill(canvas, oval(x, y, radius, radius), colour, opacity)


def box(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, colour: Rgb, opacity: float = 1.0) -> None:
    """A filled rectangle."""
    fill(canvas, ((x0, y0), (x1, y0), (x1, y1), (x0, y1)), colour, opacity)


def glow(canvas: Canvas, x: float, y: float, radius: float, colour: Rgb, strength: float) -> None:
    """Light that falls off from a point; it only brightens."""
    center = canvas.placed([(x, y)])[0]
    reach = max(2, round(radius * canvas.unit))
    height, width = canvas.pixels.shape[:2]
    left, top = int(center[0]) - reach, int(center[1]) - reach
    x0, y0, x1, y1 = max(0, left), max(0, top), min(width, left + 2 * reach), min(height, top + 2 * reach)
    if x0 >= x1 or y0 >= y1:
        return
    spot = _spot(reach)[y0 - top : y1 - top, x0 - left : x1 - left]
    part = canvas.pixels[y0:y1, x0:x1]
    light = cv2.merge([cv2.convertScaleAbs(spot, alpha=strength * value / 255) for value in colour])
    part[:] = cv2.add(part, cv2.multiply(cv2.bitwise_not(part), light, scale=1 / 255))


def falling(canvas: Canvas, y0: float, y1: float, stops: Sequence[Rgb]) -> None:
    """A gradient over the whole width, from the first colour down to the last, at even distances."""
    first, past = (round(y * canvas.unit + canvas.top) for y in (y0, y1))
    top, bottom = max(0, first), min(canvas.pixels.shape[0], past)
    if top >= bottom:
        return
    along = (np.arange(top, bottom) + 0.5 - first) / max(1, past - first) * (len(stops) - 1)
    column = np.stack([np.interp(along, range(len(stops)), [stop[part] for stop in stops]) for part in range(3)], 1)
    canvas.pixels[top:bottom] = (column[:, None] + 0.5).astype(np.uint8)


def touch(pixels: Pixels, mask: Pixels, colour: Rgb, opacity: float) -> None:
    """A colour where a mask of the picture's size is set, which is at few places only."""
    places = np.flatnonzero(mask)
    share = mask.reshape(-1)[places].astype(np.float32)[:, None] * np.float32(opacity / 255)
    flat = pixels.reshape(-1, 3)
    assert np.shares_memory(flat, pixels)
    old = flat[places]
    flat[places] = (old + (np.asarray(colour, np.float32) - old) * share + 0.5).astype(np.uint8)


def blend(pixels: Pixels, mask: Pixels, x: int, y: int, colour: Rgb, opacity: float = 1.0) -> None:
    """A colour through a mask whose corner lies at a place; what lies outside the picture is left out.

    OpenCV does it in whole numbers, which is many times as fast as fractions are.
    """
    height, width = pixels.shape[:2]
    mask = mask[max(0, -y) : max(0, height - y), max(0, -x) : max(0, width - x)]
    if not mask.size:
        return
    x, y = max(0, x), max(0, y)
    part = pixels[y : y + mask.shape[0], x : x + mask.shape[1]]
    if opacity < 1:
        mask = pixels_of(cv2.convertScaleAbs(mask, alpha=opacity))
    shares = cv2.merge([mask, mask, mask])
    kept = cv2.multiply(part, cv2.bitwise_not(shares), scale=1 / 255)
    part[:] = cv2.add(kept, cv2.multiply(shares, np.array((*colour, 0.0)), scale=1 / 255))


def shifted(mask: Pixels, x: float, y: float) -> Pixels:
    """A mask moved by whole pixels: it has soft edges enough."""
    across, down = round(x), round(y)
    height, width = mask.shape
    moved = np.zeros_like(mask)
    if abs(across) < width and abs(down) < height:
        part = mask[max(0, -down) : height - max(0, down), max(0, -across) : width - max(0, across)]
        moved[max(0, down) : height + min(0, down), max(0, across) : width + min(0, across)] = part
    return moved


@lru_cache(32)
def _spot(reach: int) -> Pixels:
    """A round falling off to nothing, from 255 in the middle."""
    fine = min(reach, _FINEST_GLOW)
    axis = (np.arange(2 * fine) - fine + 0.5) / fine
    near = np.clip(1 - np.sqrt(axis[:, None] ** 2 + axis**2), 0, 1)
    spot = (255 * near * near * (3 - 2 * near)).astype(np.uint8)
    return (
        spot if fine == reach else pixels_of(cv2.resize(spot, (2 * reach, 2 * reach), interpolation=cv2.INTER_LINEAR))
    )


def _fixed(line: Points) -> NDArray[np.int32]:
    return np.round(line * (1 << _BITS)).astype(np.int32)


def _mask(canvas: Canvas, line: Points, thick: int = 0, is_closed: bool = True) -> tuple[Pixels, int, int] | None:
    """Where a shape lies, as far as it is seen, and the corner of that part; a thickness makes it a line."""
    height, width = canvas.pixels.shape[:2]
    margin = thick + 2
    x0, y0 = (max(0, int(low) - margin) for low in line.min(0))
    x1, y1 = (min(most, int(high) + margin + 1) for most, high in zip((width, height), line.max(0), strict=True))
    if x0 >= x1 or y0 >= y1:
        return None
    mask = np.zeros((y1 - y0, x1 - x0), np.uint8)
    fixed = [_fixed(line - np.array((x0, y0)))]
    if thick:
        cv2.polylines(mask, fixed, is_closed, (255.0,), thick, cv2.LINE_AA, _BITS)
    else:
        cv2.fillPoly(mask, fixed, (255.0,), cv2.LINE_AA, _BITS)
    return mask, x0, y0


def pixels_of(array: MatLike) -> Pixels:
    """An array of OpenCV's as what it is: its types do not say that bytes stay bytes."""
    return array.astype(np.uint8, copy=False)
