"""Finding the people of a board in its pixels: skin is known by its colour, and the rest belongs to who it is around.

Boards are drawn in flat colours, so a colour that is found around one face, and nowhere else, is that figure's.
"""

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from renderer.stacks.animatic.drawing.backdrop import light_of
from renderer.stacks.animatic.drawing.brush import pixels_of
from renderer.stacks.animatic.drawing.colour import rgb
from renderer.stacks.animatic.drawing.light import GRADES, LIGHTS
from renderer.stacks.animatic.reading.people_words import SKINS, USUAL_SKIN
from renderer.stacks.animatic.scene import Setting
from renderer.values import Pixels

_FINE = 360  # pixels that are enough, both ways, to find somebody
_LEAST = 7000  # a piece of skin fills at least one pixel in so many
_FACE_HIGH, _FACE_WIDE = 0.55, 0.76  # of a face as it is seen under the hair, in heads


class Patch(NamedTuple):
    """A piece of one colour of skin."""

    x: float
    y: float
    width: float
    height: float
    area: float
    fullness: float  # share of its convex hull: an arm that is bent has little


class Figure(NamedTuple):
    """Somebody who was found: the face, the size of a head in pixels, the other skin, and where the figure is seen."""

    face: Patch
    unit: float
    skin: tuple[Patch, ...]
    seen: Pixels


def figures_in(picture: Pixels) -> list[Figure]:
    """Everybody who is found in a picture, the nearest last.

    The highest piece of skin is somebody's face; what lies below it within reach is the same person's.
    """
    step = max(1, min(picture.shape[:2]) // _FINE)
    found = _figures_in(np.ascontiguousarray(picture[::step, ::step]))
    return [_enlarged(figure, step, picture.shape[:2]) for figure in sorted(found, key=lambda figure: figure.unit)]


def _figures_in(picture: Pixels) -> list[Figure]:
    colours = _numbers(picture)
    patches = _patches(colours)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    shaped = [patch for patch in patches if _may_be_a_face(patch, grey)]
    most = max((patch.area for patch in shaped), default=0.0)
    left = sorted((patch for patch in shaped if patch.area > 0.28 * most), key=lambda patch: patch.y)
    found: list[Figure] = []
    while left:
        face = left[0]
        unit = max(face.height / _FACE_HIGH, face.width / _FACE_WIDE)
        left = [patch for patch in left[1:] if abs(patch.x - face.x) > 1.6 * unit]
        own = tuple(patch for patch in patches if patch != face and abs(patch.x - face.x) < 2.6 * unit)
        found.append(Figure(face, unit, own, _seen(colours, face, unit)))
    return found


def _enlarged(figure: Figure, step: int, shape: tuple[int, ...]) -> Figure:
    """A figure that was found in a picture of fewer pixels."""
    if step == 1:
        return figure
    face, *skin = (
        Patch(step * x, step * y, step * width, step * height, step * step * area, fullness)
        for x, y, width, height, area, fullness in (figure.face, *figure.skin)
    )
    seen = cv2.resize(figure.seen, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return Figure(face, step * figure.unit, tuple(skin), pixels_of(seen))


def _may_be_a_face(patch: Patch, grey: MatLike) -> bool:
    """Whether a piece of skin is about as high as wide, and has something as dark as eyes on it."""
    if patch.fullness < 0.35 or not 0.5 < patch.width / patch.height < 2.4:
        return False
    x, y = int(patch.x - patch.width / 2), int(patch.y - patch.height / 2)
    part = grey[y : y + int(patch.height), x : x + int(patch.width)]
    return bool(np.count_nonzero(part < 0.45 * part.max()) > 0.12 * part.size)


def _numbers(picture: Pixels) -> NDArray[np.int32]:
    """Each pixel's colour as one number."""
    wide = picture.astype(np.int32)
    numbers: NDArray[np.int32] = wide[:, :, 0] << 16 | wide[:, :, 1] << 8 | wide[:, :, 2]
    return numbers


@lru_cache(1)
def _skins() -> NDArray[np.int64]:
    """Every colour in which skin is seen in the light, as numbers."""
    weathers = [("clear", 1.0), ("snow", 1.0), ("fog", 1.0)]
    weathers += [(kind, amount / 10) for kind in ("rain", "storm") for amount in range(8, 14)]
    found = set()
    for style in ("", *GRADES):
        for hour, place in [*((hour, "street") for hour in LIGHTS), ("", "room")]:
            for weather, amount in weathers:
                light = light_of(
                    Setting(hour=hour, place=place, weather=weather, amount=amount, style=style), 0
                ).on_people()
                for skin in {USUAL_SKIN, *(colour for colour, _ in SKINS)}:
                    red, green, blue = (round(part) for part in light.skin(rgb(skin)))
                    found.add(red << 16 | green << 8 | blue)
    return np.array(sorted(found))


@lru_cache(1)
def _known() -> NDArray[np.int64]:
    """The colours of skin, and those beside them: rounding may be off by one."""
    return np.concatenate([_skins() + off for off in (0, 1, -1, 256, -256, 65536, -65536)])


def _patches(colours: NDArray[np.int32]) -> list[Patch]:
    """The pieces of flat skin."""
    least = colours.size / _LEAST
    named, counts = np.unique(colours, return_counts=True)
    flat = named[counts > least]
    patches = []
    for colour in flat[np.isin(flat, _known())]:
        mask = (colours == colour).astype(np.uint8)
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            whole = cv2.contourArea(outline)
            if whole >= least:
                x, y, width, height = cv2.boundingRect(outline)
                area = float(np.count_nonzero(mask[y : y + height, x : x + width]))
                if area > 0.5 * whole:  # a ring is a step of some gradient
                    hull = cv2.contourArea(cv2.convexHull(outline))
                    patches.append(Patch(x + width / 2, y + height / 2, width, height, area, whole / max(hull, 1.0)))
    return patches


def _seen(colours: NDArray[np.int32], face: Patch, unit: float) -> Pixels:
    """White where the flat colours lie that are found around this face and nowhere else."""
    envelope = _envelope(colours.shape, face, unit)
    x, y, width, height = cv2.boundingRect(envelope)
    around = colours[y : y + height, x : x + width]
    named, counts = np.unique(around, return_counts=True)
    named = named[counts > max(8.0, 0.006 * unit * unit)]
    outside = colours.copy()
    left, right = max(0, int(face.x - 2.6 * unit)), int(face.x + 2.6 * unit)
    outside[max(0, int(face.y - 2.0 * unit)) :, left:right] = -1
    own = [colour for colour in named[~np.isin(named, outside)] if _is_compact(around == colour)]
    mask = np.isin(colours, np.concatenate([np.array(own, np.int64), _known()])).astype(np.uint8) * np.uint8(255)
    reach = max(3, int(unit * 0.13))
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    small = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (max(2, reach // 2), max(2, reach // 2)))
    opened = cv2.morphologyEx(cv2.bitwise_and(mask, envelope), cv2.MORPH_OPEN, small)
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, pen)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    large = [outline for outline in outlines if cv2.contourArea(outline) > 0.02 * unit * unit]
    seen = np.zeros(colours.shape, np.uint8)
    cv2.drawContours(seen, large, -1, 255.0, -1)
    return seen


def _envelope(shape: tuple[int, ...], face: Patch, unit: float) -> Pixels:
    """White where somebody of this size may be seen at all."""
    mask = np.zeros(shape, np.uint8)
    chin = face.y + face.height / 2
    cv2.circle(mask, (round(face.x), round(chin - 0.5 * unit)), round(0.86 * unit), 255.0, -1)
    half = ((0.30, -0.2), (0.90, 0.2), (1.15, 1.0), (1.2, 2.4), (0.8, 5.1))
    outline = [(face.x + side * x * unit, chin + y * unit) for side in (1, -1) for x, y in half[::side]]
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 255.0)
    return mask


def _is_compact(mask: NDArray[np.bool_]) -> bool:
    """Whether a colour fills a good part of the rectangle around it; the steps of a gradient are thin rings."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    size = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
    return bool(np.count_nonzero(mask) > 0.12 * size)
