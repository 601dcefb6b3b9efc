"""Control maps of a board, from its pixels alone and in the colours that the community's maps have.

They are sketches: lines, depth and poses are guessed by image processing from a flat drawing, so that an animatic has
maps of every kind in their places. No model is at work, and nothing is steered by them.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from cv2.typing import MatLike

from renderer.stacks.animatic.drawing.brush import pixels_of
from renderer.stacks.animatic.maps.depth_map import depth_map
from renderer.stacks.animatic.maps.pose_map import pose_map
from renderer.values import Pixels


def map_of(kind: str, picture: Pixels) -> Pixels:
    """The map of a kind; a kind that is not known gives lines."""
    return _KINDS.get(kind, _lineart)(picture)


def _in_grey(grey: MatLike) -> Pixels:
    return pixels_of(cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB))


def _edges(picture: Pixels) -> Pixels:
    """Where flat colours meet, in any of the three channels."""
    steps = cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    strongest = cv2.max(cv2.max(steps[:, :, 0], steps[:, :, 1]), steps[:, :, 2])
    return pixels_of(cv2.subtract(cv2.convertScaleAbs(strongest, alpha=4.0), np.full_like(strongest, 36)))


def _canny(picture: Pixels) -> Pixels:
    return _in_grey(cv2.Canny(picture, 60, 140))


def _lineart(picture: Pixels) -> Pixels:
    return _in_grey(cv2.GaussianBlur(_edges(picture), (0, 0), 0.6))


def _softedge(picture: Pixels) -> Pixels:
    edges = _edges(picture)
    wide = cv2.GaussianBlur(edges, (0, 0), max(1.0, min(picture.shape[:2]) / 280))
    return _in_grey(cv2.addWeighted(edges, 0.35, wide, 1.2, 0))


def _scribble(picture: Pixels) -> Pixels:
    reach = max(2, min(picture.shape[:2]) // 150)
    edges = cv2.Canny(cv2.medianBlur(picture, 2 * (reach // 2) + 3), 50, 120)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    return _in_grey(cv2.dilate(edges, pen))


def _tile(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    return pixels_of(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))


_KINDS: Mapping[str, Callable[[Pixels], Pixels]] = {
    "openpose": pose_map,
    "depth": depth_map,
    "canny": _canny,
    "lineart": _lineart,
    "softedge": _softedge,
    "scribble": _scribble,
    "tile": _tile,
}
KINDS = tuple(_KINDS)
