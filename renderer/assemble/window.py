"""The part of a picture under a window, resampled to a size.

A pixel covers the unit square whose corner it is numbered by, so a window around the middle of a picture and as large
as the picture is the whole of it. Outside the picture its edge goes on.
"""

from math import ceil, cos, floor, radians, sin
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from anime_compiler.lower.lowered import Window
from anime_compiler.model.timecode import Size
from renderer.values import Pixels

# OpenCV takes a picture at exact positions only where it weighs the four nearest pixels, which is soft; for anything
# sharper it rounds positions to 1/32 of a pixel. In a picture thrice as large, soft means a third of a pixel; and as
# the factor is odd, each pixel of the picture is still there as it was.
_FINER: Final = 3
_LOBES: Final = 3  # how far Lanczos resampling looks, in pixels of the smaller picture


class _Box(NamedTuple):
    """Whole pixels of a picture; some of them may lie outside."""

    left: int
    top: int
    right: int
    bottom: int


def seen_through(picture: Pixels, window: Window, size: Size) -> Pixels:
    """The part of a picture under a window, at a size; bit by bit where the window lies on the pixels as they are."""
    left, top = window.center_x - window.width / 2, window.center_y - window.height / 2
    is_upright = window.angle % 360 == 0
    if is_upright and (window.width, window.height) == size and left == floor(left) and top == floor(top):
        box = _Box(floor(left), floor(top), floor(left) + size.width, floor(top) + size.height)
        return _cut(picture, box).copy()
    if is_upright and (window.width, window.height) == size:
        return _moved(picture, left, top, size)
    if window.width <= size.width and window.height <= size.height:
        return _taken(picture, window, size)
    if not is_upright:
        picture, window = _upright(picture, window, size)
    return _shrunk(picture, window, size)


def _moved(picture: Pixels, left: float, top: float, size: Size) -> Pixels:
    """The picture moved by parts of a pixel, all of its pixels by the same."""
    box = _Box(floor(left), floor(top), floor(left) + size.width, floor(top) + size.height)
    more = _Box(box.left - _LOBES, box.top - _LOBES, box.right + _LOBES, box.bottom + _LOBES)
    anchor = (_LOBES - 1, _LOBES - 1)
    moved = cv2.sepFilter2D(_cut(picture, more), -1, _weights(left - box.left), _weights(top - box.top), None, anchor)
    return moved[_LOBES:-_LOBES, _LOBES:-_LOBES].astype(np.uint8)


def _weights(part: float) -> NDArray[np.float64]:
    """How much each pixel in a row counts for a position that lies by a part of a pixel after the third of them.

    These are Lanczos's, with what keeps their centre of gravity where it belongs: without it a picture that moves
    evenly would run ahead and fall behind by a fortieth of a pixel.
    """
    away = np.arange(1 - _LOBES, 1 + _LOBES) - part
    weights: NDArray[np.float64] = np.sinc(away) * np.sinc(away / _LOBES)
    weights /= weights.sum()
    nearness = 1 - np.abs(away) / _LOBES
    tilt = nearness * (away - (nearness * away).sum() / nearness.sum())
    weights -= tilt * (weights * away).sum() / (tilt * away).sum()
    return weights


def _taken(picture: Pixels, window: Window, size: Size) -> Pixels:
    """The picture at the positions of the pixels that come out, each of them exact; not for making it smaller."""
    along, across = cos(radians(window.angle)), sin(radians(window.angle))
    turn = np.array([[along, -across], [across, along]])
    x, y = window.center_x, window.center_y
    half_x, half_y = np.abs(turn) @ [window.width / 2, window.height / 2] + 2
    box = _Box(floor(x - half_x), floor(y - half_y), ceil(x + half_x), ceil(y + half_y))
    fine = cv2.resize(_cut(picture, box), None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_CUBIC)
    # From the middle of a pixel that comes out to the middle of one of the fine picture; both count from 0.5.
    step = turn * [window.width / size.width, window.height / size.height]
    first = np.array([x - box.left, y - box.top]) + step @ [(1 - size.width) / 2, (1 - size.height) / 2]
    matrix = np.column_stack([_FINER * step, _FINER * first - 0.5])
    taken = cv2.warpAffine(
        fine, matrix, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return taken.astype(np.uint8, copy=False)


def _upright(picture: Pixels, window: Window, size: Size) -> tuple[Pixels, Window]:
    """The surroundings of a turned window, turned back around its centre, and the window as it lies in them."""
    reach = _reach(window, size)
    whole = Size(ceil(window.width) + 2 * reach, ceil(window.height) + 2 * reach)
    around = window._replace(width=float(whole.width), height=float(whole.height))
    return _taken(picture, around, whole), Window(whole.width / 2, whole.height / 2, window.width, window.height)


def _shrunk(picture: Pixels, window: Window, size: Size) -> Pixels:
    """The picture under an upright window made smaller, in one direction at least, without moiré."""
    reach = _reach(window, size)
    left, top = window.center_x - window.width / 2, window.center_y - window.height / 2
    right, bottom = left + window.width, top + window.height
    box = _Box(floor(left) - reach, floor(top) - reach, ceil(right) + reach, ceil(bottom) + reach)
    inside = (left - box.left, top - box.top, right - box.left, bottom - box.top)
    return np.array(Image.fromarray(_cut(picture, box)).resize(size, Image.Resampling.LANCZOS, inside))


def _reach(window: Window, size: Size) -> int:
    """How far beyond a window resampling looks, in whole pixels."""
    return ceil(_LOBES * max(1.0, window.width / size.width, window.height / size.height)) + 1


def _cut(picture: Pixels, box: _Box) -> Pixels:
    """The pixels in a box; those outside the picture are its nearest ones."""
    height, width = picture.shape[:2]
    if box.left >= 0 and box.top >= 0 and box.right <= width and box.bottom <= height:
        return picture[box.top : box.bottom, box.left : box.right]
    rows = np.clip(np.arange(box.top, box.bottom), 0, height - 1)
    columns = np.clip(np.arange(box.left, box.right), 0, width - 1)
    return picture[rows[:, None], columns]
