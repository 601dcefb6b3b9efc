"""The colour of the hair without a judge: the hair colour that, in the light of the scene, most pixels are near to.

Outfits are not measured so: many have parts in other colours, and the right answer came out in 6 of 10 drawings only.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import torch
from torch import Tensor

from pocket.world import light, picture
from pocket.world.easel import graded, rgb
from pocket.world.picture import FRAMINGS
from pocket.world.scene import Scene
from pocket.world.vocabulary import HAIR_COLOURS

LABEL: Final = "hair colour, by pixels"
NEAR: Final = 30.0  # bytes: how far a pixel may be from a colour that it counts for
COVERED: Final = frozenset({"straw hat"})  # what hides the crown
NONE: Final = -1  # stands for no colour that any pixel is near to


class Crown(NamedTuple):
    """Where the crown is, in heads from the head's middle."""

    left: float
    right: float
    top: float
    bottom: float


CROWN: Final = Crown(-0.25, 0.25, -0.42, -0.18)


def tally(images: Tensor, scenes: Sequence[Scene]) -> tuple[int, int]:
    """In how many pictures the crown has the scene's hair colour, and in how many a crown can be seen."""
    shown = [
        hair_colour(image, scene) == list(HAIR_COLOURS).index(scene.character.hair_colour)
        for image, scene in zip(images, scenes, strict=True)
        if scene.character is not None and scene.character.accessory not in COVERED
    ]
    return sum(shown), len(shown)


def hair_colour(image: Tensor, scene: Scene) -> int:
    """The number of the hair colour that most pixels of the crown are near to."""
    pixels = (_crown(image, scene).flatten(1).T + 1) * 127.5
    grade = light.of(scene).on_figure
    colours = torch.tensor([rgb(graded(thing.rgb, grade)) for thing in HAIR_COLOURS.values()], dtype=torch.float32)
    distances = torch.cdist(pixels, colours)
    nearest = distances.argmin(dim=1)[distances.min(dim=1).values < NEAR]
    return int(nearest.bincount(minlength=len(colours)).argmax()) if len(nearest) else NONE


def _crown(image: Tensor, scene: Scene) -> Tensor:
    """The crown of the usual spot: where exactly the head stands, a prompt does not say."""
    height, width = image.shape[1:]
    framing, unit = FRAMINGS[scene.framing], picture.unit_of((width, height))
    middle_x, middle_y = width / 2 + unit * framing.at[0], height / 2 + unit * framing.at[1]
    rows = [max(0, round(middle_y + unit * framing.head * edge)) for edge in (CROWN.top, CROWN.bottom)]
    columns = [max(0, round(middle_x + unit * framing.head * edge)) for edge in (CROWN.left, CROWN.right)]
    return image[:, rows[0] : rows[1], columns[0] : columns[1]]
