"""Edges by Canny's method: classical, by OpenCV, with no weights."""

from typing import Final

import cv2
import numpy as np

from renderer.values import Pixels

# How strong an edge is that goes on from another, and one that stands by itself. Networks are used to these two.
LOW: Final = 100
HIGH: Final = 200


def canny(picture: Pixels) -> Pixels:
    """The edges of a picture, white on black."""
    edges = np.asarray(cv2.Canny(np.ascontiguousarray(picture), LOW, HIGH), np.uint8)
    return np.repeat(edges[:, :, None], 3, axis=2)
