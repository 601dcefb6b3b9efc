"""Pictures of the world as tensors, and which of them are for training and which are held out."""

from collections.abc import Sequence
from random import Random
from typing import Final

import numpy as np
import torch
from torch import Tensor

from pocket.world import picture, sample
from pocket.world.picture import Pixels
from pocket.world.scene import Scene

SIZES: Final = ((256, 256), (256, 256), (256, 256), (128, 128), (320, 192), (192, 320))


def training_seed(dice: Random) -> int:
    """A seed that is not held out."""
    return dice.randrange(sample.HELD_OUT.stop, 2**40)


def training_picture(dice: Random) -> Pixels:
    """A whole picture for training."""
    return picture.draw(sample.scene(training_seed(dice)))


def training_crops(dice: Random, side: int) -> list[Pixels]:
    """Two squares out of a picture, one of them around the face: drawing takes longer than cutting."""
    scene = sample.scene(training_seed(dice))
    width, height = dice.choice(SIZES)
    pixels = picture.draw(scene, (width, height))
    middles = [(dice.uniform(0, width), dice.uniform(0, height)) for _ in range(2)]
    if scene.character is not None:
        x, y = face_middle(scene, (width, height))
        reach = height / 5
        middles[0] = x + dice.uniform(-reach, reach), y + dice.uniform(-reach, reach)
    crops = []
    for x, y in middles:
        left = min(max(round(x - side / 2), 0), width - side)
        top = min(max(round(y - side / 2), 0), height - side)
        crops.append(pixels[top : top + side, left : left + side])
    return crops


def face_middle(scene: Scene, size: tuple[int, int]) -> tuple[float, float]:
    """Where the middle of the head is in a picture, in pixels."""
    frame = picture.frame(scene, size)
    return frame.x, frame.y


def held_out(count: int, size: tuple[int, int] = (256, 256)) -> Tensor:
    """The first of the pictures that no training sees."""
    return to_tensor([picture.draw(sample.scene(seed), size) for seed in range(count)])


def to_tensor(batch: Sequence[Pixels]) -> Tensor:
    """Bytes to numbers from -1 to 1, channels first."""
    return torch.from_numpy(np.stack(batch)).permute(0, 3, 1, 2).float() / 127.5 - 1


def to_pixels(images: Tensor) -> list[Pixels]:
    """Numbers from -1 to 1 to bytes."""
    rounded = ((images.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)
    return list(rounded.permute(0, 2, 3, 1).numpy())
