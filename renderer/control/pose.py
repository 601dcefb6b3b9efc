"""Poses as ControlNets have learned them.

Annotators draw limbs about nine pixels thick whatever the size of the picture. Some ControlNets were trained on limbs
that grow with it, in steps by the longer side, and follow thin ones poorly.
"""

from typing import Final

import cv2
import numpy as np

from renderer.values import Pixels

_HALF: Final = 4  # half of a limb's thickness, and the radius of a joint, as annotators draw them
_STEPS: Final = (500, 1000, 2000, 3000, 4000, 5000)  # longer sides from which limbs are one more time as thick
_COLOURED: Final = 32  # apart, of the strongest and the weakest channel: faces are drawn in white and stay as they are
_BRIGHT: Final = 128  # of the strongest channel: what is darker is the smooth edge of a limb


def thickened(pose: Pixels) -> Pixels:
    """A pose with limbs as thick as some ControlNets have learned them. No colour in it is new."""
    strongest = pose.max(axis=2)
    coloured = (strongest.astype(np.int16) - pose.min(axis=2) >= _COLOURED) & (strongest >= _BRIGHT)
    reach = _HALF * sum(max(pose.shape[:2]) >= step for step in _STEPS)
    if not reach or not coloured.any():
        return pose
    away, nearest = cv2.distanceTransformWithLabels(
        (~coloured).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    colours = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
    colours[nearest[coloured]] = pose[coloured]
    grows = (np.asarray(away) <= reach) & (strongest < _BRIGHT)
    return np.where(grows[:, :, None], colours[nearest], pose)
