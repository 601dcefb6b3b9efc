"""Small moving pictures of a film, for pages and messages: WebP where it is shown, GIF where nothing else is."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PIL import Image

from renderer.values import Pixels

_WIDTH: Final = 384
_MOST: Final = 72  # pictures, nine seconds at the usual rate; of longer films only some are shown
_LOOKED_AT: Final = 16  # pictures that the colours of a GIF are chosen from
_COLOURS: Final = 255  # and one for what stays as it was in the picture before
# What is added to the levels before colours are chosen, so that a sky has no steps. It stays where it is, and is too
# little to be seen on an even colour; what errors that are passed on leave there would crawl from picture to picture.
_WEAVE: Final = np.array([[-3, 0, -2, 1], [2, -1, 3, 0], [-2, 1, -3, 1], [3, 0, 2, -1]], np.int16)


def shown(frames: int) -> range:
    """Which frames of a film are shown."""
    return range(0, frames, -(-frames // _MOST))


def small(picture: Pixels) -> Pixels:
    """A frame as it is shown; never larger than it is."""
    height, width = picture.shape[:2]
    if width <= _WIDTH:
        return picture
    return cv2.resize(picture, (_WIDTH, max(1, round(height * _WIDTH / width))), interpolation=cv2.INTER_AREA).astype(
        np.uint8, copy=False
    )


def write_webp(path: Path, pictures: Sequence[Pixels], frames: int, fps: int) -> None:
    """The pictures that are shown of a film of so many frames, moving, as WebP."""
    first, *others = (Image.fromarray(picture) for picture in pictures)
    moments = _durations(frames, fps, 1)
    # One key frame is enough for what is watched from the start; it saves trying others.
    how = {"duration": moments, "loop": 0, "quality": 75, "method": 2, "kmin": 0, "kmax": 0}
    first.save(path, "WEBP", save_all=True, append_images=others, **how)


def write_gif(path: Path, pictures: Sequence[Pixels], frames: int, fps: int) -> None:
    """The same as GIF, with one palette for all of it, so that nothing flickers."""
    looked_at = pictures[:: -(-len(pictures) // _LOOKED_AT)]
    together = Image.fromarray(np.concatenate([picture[::2, ::2] for picture in looked_at]))
    palette = together.quantize(_COLOURS, Image.Quantize.FASTOCTREE)
    rows, columns = (-(-length // len(_WEAVE)) for length in pictures[0].shape[:2])
    weave = np.tile(_WEAVE, (rows, columns))[: pictures[0].shape[0], : pictures[0].shape[1], None]
    first, *others = (
        Image.fromarray(np.clip(picture + weave, 0, 255).astype(np.uint8)).quantize(
            palette=palette, dither=Image.Dither.NONE
        )
        for picture in pictures
    )
    moments = _durations(frames, fps, 10)
    first.save(path, "GIF", save_all=True, append_images=others, duration=moments, loop=0, optimize=False)


def _durations(frames: int, fps: int, unit: int) -> list[int]:
    """How long each picture stays, in milliseconds that are whole units; what is rounded does not add up."""
    starts = [round(frame * 1000 / fps / unit) * unit for frame in (*shown(frames), frames)]
    return [after - start for start, after in pairwise(starts)]
