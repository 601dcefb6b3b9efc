"""Noise from seeds: always drawn on the CPU, so that every device begins from the same."""

from collections.abc import Sequence

import torch
from torch import Tensor


def generator(seed: int) -> torch.Generator:
    """The dice of a seed; any whole number will do."""
    return torch.Generator().manual_seed(seed % (1 << 63))


def still_noise(seeds: Sequence[int], scene_seed: int, shared: float, height: int, width: int) -> Tensor:
    """Noise for pictures: a share of it, by variance, is that of their scene, so that the scene's stills agree."""
    shape = (1, 4, height // 8, width // 8)
    own = torch.cat([torch.randn(shape, generator=generator(seed)) for seed in seeds])
    if not shared:
        return own
    scene = torch.randn(shape, generator=generator(scene_seed))
    return float((1 - shared) ** 0.5) * own + float(shared**0.5) * scene


def segment_noise(seed: int, frames: int, height: int, width: int) -> Tensor:
    """Noise for frames of motion, in the order of dimensions that motion networks have."""
    return torch.randn((1, 4, frames, height // 8, width // 8), generator=generator(seed))
