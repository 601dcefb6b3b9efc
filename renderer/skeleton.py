"""The skeleton of pose maps: the 18 points of the COCO body and the 17 bones between them, each in its colour.

Networks that steer by poses know limbs by these colours, so everything that draws a pose draws it here.
"""

from collections.abc import Sequence
from math import hypot
from typing import Final, TypeAlias

import cv2
import numpy as np

from renderer.values import Pixels

Point: TypeAlias = tuple[float, float]
POINTS: Final = 18  # nose, neck, right arm, left arm, right leg, left leg, then right and left eye, right and left ear
_BONES: Final = "1-2 1-5 2-3 3-4 5-6 6-7 1-8 8-9 9-10 1-11 11-12 12-13 1-0 0-14 14-16 0-15 15-17"
_COLOURS: Final = (
    "FF0000 FF5500 FFAA00 FFFF00 AAFF00 55FF00 00FF00 00FF55 00FFAA 00FFFF 00AAFF 0055FF 0000FF 5500FF AA00FF FF00FF "
    "FF00AA FF0055"
)
_BONE_LIGHT: Final = 0.6  # bones are darker than the points that they join


def draw_skeleton(picture: Pixels, joints: Sequence[Point | None], thick: float, smooth: bool = True) -> None:
    """Draw a skeleton into a picture; `thick` is half of a bone's. Points that are not known are left out."""
    colours = [tuple(float(part) for part in bytes.fromhex(code)) for code in _COLOURS.split()]
    line = cv2.LINE_AA if smooth else cv2.LINE_8
    for bone, colour in zip(_BONES.split(), colours, strict=False):
        start, end = (joints[int(number)] for number in bone.split("-"))
        if start is None or end is None:
            continue
        (x0, y0), (x1, y1) = start, end
        long, angle = hypot(x1 - x0, y1 - y0), float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
        middle = (round((x0 + x1) / 2), round((y0 + y1) / 2))
        axes = (max(1, round(long / 2)), max(1, round(thick)))
        cv2.ellipse(picture, middle, axes, angle, 0, 360, [part * _BONE_LIGHT for part in colour], -1, line)
    for joint, colour in zip(joints, colours, strict=True):
        if joint is not None:
            cv2.circle(picture, (round(joint[0]), round(joint[1])), max(1, round(thick)), colour, -1, line)
