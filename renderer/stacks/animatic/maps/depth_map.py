"""A sketch of depth: near is bright. The ground comes nearer downwards, and people stand nearest."""

import cv2
import numpy as np

from renderer.stacks.animatic.drawing.brush import pixels_of
from renderer.stacks.animatic.maps.figures import figures_in
from renderer.values import Pixels


def depth_map(picture: Pixels) -> Pixels:
    """Depth guessed from height and from contrast against the haze; whoever is found stands before it all."""
    height = picture.shape[0]
    calm = cv2.medianBlur(picture, 5)
    grey = cv2.cvtColor(calm, cv2.COLOR_RGB2GRAY).astype(np.float32)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    haze = np.median(grey[int(height * 0.35) : int(height * 0.6)])
    apart = np.clip(np.abs(grey - haze) / 110, 0, 1)
    saturated = cv2.cvtColor(calm, cv2.COLOR_RGB2HSV)[:, :, 1].astype(np.float32) / 255
    depth = 14 + 150 * rows**1.6 + 40 * apart * (0.25 + 0.75 * rows) + 20 * saturated * rows
    for figure in figures_in(picture):
        before = cv2.GaussianBlur(figure.seen, (0, 0), 0.8).astype(np.float32) / 255
        reach = max(3, round(0.5 * figure.unit))
        round_body = cv2.blur(cv2.blur(figure.seen, (reach, reach)), (reach, reach)).astype(np.float32) / 255
        depth = depth * (1 - before) + (176 + 62 * round_body) * before
    smooth = cv2.GaussianBlur(np.clip(depth, 0, 255).astype(np.uint8), (0, 0), max(0.6, height / 700))
    return pixels_of(cv2.cvtColor(smooth, cv2.COLOR_GRAY2RGB))
