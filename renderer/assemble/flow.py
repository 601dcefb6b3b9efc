"""Frames in between, by how things move: more frames a second than were generated.

The motion between two frames is found by OpenCV's dense inverse search, in both directions. A frame in between takes
each of its pixels from both, carried along; where the two disagree, something is covered or uncovered there, and the
frame that is nearer in time shows it alone. So nothing is ever a ghost of itself, except where there is no motion to be
found, as at a cut: there the picture dissolves.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.assemble.dissolve import mixed
from renderer.values import Pixels

_Flow = NDArray[np.float32]

_AGREE, _DISAGREE = 12, 40  # levels; from the first on the two frames are mixed less, from the second not at all
_AROUND: Final = (5, 5)  # pixels: an edge that is off by one is no disagreement of its own
_NOTHING: Final = np.empty((0, 0), np.float32)
# Share of the picture that may disagree. Drawn films stay below 0.25, however fast they move, and cuts are above 0.85.
_HOPELESS: Final = 0.5


class _Motion(NamedTuple):
    """Where each pixel of the first of two frames is in the second, and the other way round."""

    onward: _Flow
    back: _Flow


def in_between(frames: Pixels, count: int, threads: int = 1) -> Pixels:
    """As many frames as are asked for, over the same time; a frame that falls on one of those given is that one.

    After the last frame given things go on moving as they did before it.
    """
    given = len(frames)
    assert given
    assert count > 0
    # The flow depends on the number of pieces in which OpenCV works on it, which is that of its threads. So it gets
    # one, and pairs of frames are worked on side by side.
    cv2.setNumThreads(1)
    moments = [Fraction(number * given, count) for number in range(count)]
    made = np.empty((count, *frames.shape[1:]), np.uint8)

    def fill(first: int) -> None:
        numbers = [number for number, moment in enumerate(moments) if moment // 1 == first]
        parts = [float(moments[number] - first) for number in numbers]
        for number, picture in zip(numbers, _pictures_after(frames, first, parts), strict=True):
            made[number] = picture

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(given)))
    return made


def _pictures_after(frames: Pixels, first: int, parts: list[float]) -> Iterator[Pixels]:
    """The pictures at parts of the way from one frame to the one after it."""
    last = len(frames) - 1
    start = min(first, last - 1)  # what follows the last frame is told from the pair before it
    motion = _motion(frames[start], frames[start + 1]) if any(parts) and last else None
    for part in parts:
        if not part or motion is None:
            yield frames[first]
        elif first == last:
            yield _after(frames[start], frames[last], motion, part)
        else:
            yield _between(frames[first], frames[first + 1], motion, part)


def _motion(before: Pixels, after: Pixels) -> _Motion:
    """The motion between two frames."""
    search = cv2.DISOpticalFlow.create(cv2.DISOpticalFlow_PRESET_MEDIUM)
    first, second = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (before, after))
    onward = search.calc(first, second, _NOTHING).astype(np.float32, copy=False)
    return _Motion(onward, search.calc(second, first, _NOTHING).astype(np.float32, copy=False))


def _between(before: Pixels, after: Pixels, motion: _Motion, part: float) -> Pixels:
    """The picture at a part of the way between two frames."""
    # The motion at a pixel of a picture that is not there yet, taken to be what it is at the same place in both frames.
    rest = 1 - part
    from_before = _carried(before, part * part * motion.back - part * rest * motion.onward)
    from_after = _carried(after, rest * rest * motion.onward - part * rest * motion.back)
    apart = cv2.blur(cv2.absdiff(from_before, from_after).max(axis=2), _AROUND).astype(np.float32)
    disagree = np.clip((apart - _AGREE) / (_DISAGREE - _AGREE), 0, 1)
    if (disagree > 0.5).mean() > _HOPELESS:
        return mixed(before, after, part)
    weight = (1 - disagree) * np.float32(rest) + disagree * np.float32(part < 0.5)
    return cv2.blendLinear(from_before, from_after, weight, 1 - weight).astype(np.uint8, copy=False)


def _after(before: Pixels, last: Pixels, motion: _Motion, part: float) -> Pixels:
    """The picture at a part of a step after the last of two frames; the last one itself where no motion is found."""
    foretold = _carried(before, motion.back)
    apart = cv2.blur(cv2.absdiff(foretold, last).max(axis=2), _AROUND)
    return last if (apart > _DISAGREE).mean() > _HOPELESS else _carried(last, part * motion.back)


def _carried(picture: Pixels, whence: _Flow) -> Pixels:
    """The picture whose pixels come from somewhere else in another one; the flow tells from how far away."""
    there: _Flow = _places(*picture.shape[:2]) + whence
    carried: Pixels = cv2.remap(picture, there, _NOTHING, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(
        np.uint8, copy=False
    )
    return carried


@lru_cache(4)
def _places(height: int, width: int) -> _Flow:
    """Each pixel's own place, as x and y."""
    return np.stack(np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)), axis=-1)
