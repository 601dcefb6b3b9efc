"""Many pictures on one sheet."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import skia

from pocket.world.picture import Pixels


def grid(pictures: Sequence[Pixels], columns: int, gap: int = 2) -> Pixels:
    """Pictures of one size side by side on white, row by row."""
    height, width = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, 3), 255, np.uint8)
    for index, pixels in enumerate(pictures):
        top, left = index // columns * (height + gap), index % columns * (width + gap)
        sheet[top : top + height, left : left + width] = pixels
    return sheet


def save(pixels: Pixels, file: Path) -> None:
    """Write a PNG file."""
    opaque = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    skia.Image.fromarray(np.ascontiguousarray(opaque), skia.kRGBA_8888_ColorType).save(str(file), skia.kPNG)
