"""Where the head is in a picture, and the cut-out around it.

Places count from the middle of the picture, in shares of its height times `HEIGHT`: pixels of a picture of that height.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

from pocket.world import picture, rig
from pocket.world.scene import Scene

HEIGHT: Final = 256


class Cut(NamedTuple):
    """A square around a head: pixels across, heads across, and how many heads its middle is below the head's."""

    pixels: int
    span: float
    lower: float


CUTS: Final = {
    "head": Cut(96, 1.8, 0.08),  # hats, ears and scarves are in it
    "face": Cut(80, 0.95, 0.12),  # eyes and mouth, twice as large
    "body": Cut(96, 3.2, 0.75),  # arms, collar and skirt
}


class Head(NamedTuple):
    """The middle of a head and its height."""

    x: float
    y: float
    height: float


def head_of(scene: Scene, size: tuple[int, int]) -> Head | None:
    """Where the head of a scene's character is in a picture of that size."""
    if scene.character is None:
        return None
    width, height = size
    frame = picture.frame(scene, size)
    x, y = frame.pixel(0.0, rig.sinking(scene.character, scene.motion, scene.t))
    unit = HEIGHT / height
    return Head((x - width / 2) * unit, (y - height / 2) * unit, frame.head * unit)


def box_of(scene: Scene, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the head in a picture of that size, in pixels."""
    head = head_of(scene, size)
    if head is None:
        return None
    width, height = size
    unit, half = height / HEIGHT, head.height / 2
    left, right = (round(width / 2 + unit * (head.x + side * half)) for side in (-1, 1))
    top, bottom = (round(height / 2 + unit * (head.y + side * half)) for side in (-1, 1))
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def head_table(scenes: Sequence[Scene], size: tuple[int, int]) -> Tensor:
    """x, y and height of every scene's head; where nobody is, the middle of the picture and height 0."""
    heads = [head_of(scene, size) or Head(0.0, 0.0, 0.0) for scene in scenes]
    return torch.tensor([list(head) for head in heads])


def cut_out(images: Tensor, heads: Tensor, cut: Cut) -> Tensor:
    """The squares around heads, all of one size; sampled twice as finely and averaged, so that nothing flickers."""
    fineness = 2 * cut.pixels
    steps = (torch.arange(fineness) + 0.5) / fineness - 0.5
    reach = heads[:, 2:] * cut.span
    across = heads[:, 0:1] + reach * steps
    down = heads[:, 1:2] + heads[:, 2:] * cut.lower + reach * steps
    columns = (2 * across / (HEIGHT * images.shape[3] / images.shape[2]))[:, None, :].expand(-1, fineness, -1)
    rows = (2 * down / HEIGHT)[:, :, None].expand(-1, -1, fineness)
    fine = F.grid_sample(images, torch.stack([columns, rows], dim=-1), padding_mode="border", align_corners=False)
    return F.avg_pool2d(fine, 2)
