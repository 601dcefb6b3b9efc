"""Hints: which map a frame is steered by, and how near the frame is to it.

Maps stand at some frames only, and often outside of the segment, where a neighbour begins. A frame takes the nearest
one, and what it counts falls to nothing midway to the next: so nobody sees one map take the place of another.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import cv2
import numpy as np
import torch
from torch import Tensor

from anime_compiler.errors import CompilerBug
from renderer.control.pose import thickened
from renderer.errors import BrokenPicture
from renderer.values import Pixels

_LATENT: Final = 8  # pixels in a latent, both ways


class HintTrack(NamedTuple):
    """The maps that frames are steered by, each once, and for each frame which one and how near it is."""

    pixels: Tensor  # (maps, 3, height, width), 0 to 1
    map_of_frame: Tensor  # (frames,), whole numbers
    nearness: Tensor  # (frames,), 0 to 1

    def thickened(self) -> "HintTrack":
        """The track with the limbs of its poses as thick as some ControlNets have learned them."""
        maps = [thickened(np.ascontiguousarray(one)) for one in self._as_pictures()]
        return self._replace(pixels=_stacked(maps))

    def _as_pictures(self) -> Pixels:
        pictures: Pixels = (self.pixels * 255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
        return pictures


def hint_track(
    maps: Sequence[Pixels], at: Sequence[int], frames: int, width: int, height: int, kind: str = ""
) -> HintTrack:
    """The hints of a segment: maps in the size of its canvas, standing `at` frames that may lie outside."""
    _insist(maps, at, width, height)
    nearest, nearness = zip(*(_nearest(at, frame) for frame in range(frames)), strict=True)
    used: dict[bytes, int] = {}
    pictures: list[Pixels] = []
    numbers = []
    for number in nearest:
        name = maps[number].tobytes()
        if name not in used:
            used[name] = len(pictures)
            pictures.append(fitted(maps[number], width, height, kind))
        numbers.append(used[name])
    return HintTrack(_stacked(pictures), torch.tensor(numbers), torch.tensor(nearness))


def fitted(picture: Pixels, width: int, height: int, kind: str) -> Pixels:
    """A map in another size. What is too much of it on two sides is cut off: stretched limbs would be other limbs."""
    own_height, own_width = picture.shape[:2]
    share = min(own_width / width, own_height / height)
    wide, high = round(share * width), round(share * height)
    left, top = (own_width - wide) // 2, (own_height - high) // 2
    cut = picture[top : top + high, left : left + wide]
    larger = cv2.INTER_NEAREST if kind == "openpose" else cv2.INTER_CUBIC  # no colour lies between those of two limbs
    way = cv2.INTER_AREA if share > 1 else larger
    return np.asarray(cv2.resize(np.ascontiguousarray(cut), (width, height), interpolation=way), np.uint8)


def _nearest(at: Sequence[int], frame: int) -> tuple[int, float]:
    """The number of the nearest map, and how near it is; the earlier one midway."""
    number = min(range(len(at)), key=lambda one: (abs(at[one] - frame), one))
    away = abs(at[number] - frame)
    beyond = number + (1 if frame > at[number] else -1)
    if away == 0 or not 0 <= beyond < len(at):
        return number, 1.0
    return number, 1 - away / (abs(at[beyond] - at[number]) / 2)


def _stacked(pictures: Sequence[Pixels]) -> Tensor:
    # In the order that networks have by themselves: they compute other last bits in another.
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous().float() / 255


def _insist(maps: Sequence[Pixels], at: Sequence[int], width: int, height: int) -> None:
    if not maps or len(maps) != len(at):
        raise CompilerBug(f"{len(maps)} control maps stand at {len(at)} frames")
    if any(one >= other for one, other in pairwise(at)):
        raise CompilerBug(f"control maps stand at frames {', '.join(map(str, at))}, which do not rise")
    if width % _LATENT or height % _LATENT:
        raise CompilerBug(f"a canvas of {width}x{height} cannot be steered: its sides are not multiples of {_LATENT}")
    for number, one in enumerate(maps):
        if one.dtype != np.uint8 or one.ndim != 3 or one.shape[2] != 3 or not one.size:
            raise BrokenPicture(f"control map {number + 1} of {len(maps)} is no RGB picture: {one.dtype} {one.shape}")
