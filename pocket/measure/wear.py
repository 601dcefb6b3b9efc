"""Wear: what a VAE and a diffusion model do to fine detail, imitated, so that the judge learns to look past it."""

import math
from collections.abc import Callable
from random import Random
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor

GROUP: Final = 8  # pictures that are worn in the same way
SHIFT: Final = 5  # pixels
BLOCK: Final = 8
GAIN: Final = 0.02  # how far a channel's brightness is changed; colours of the vocabulary differ by much more


def worn(images: Tensor, dice: Random) -> tuple[Tensor, Tensor]:
    """Pictures worn group by group, and how far each was moved across and down, in pixels."""
    parts, moves = [], []
    for group in torch.split(images, GROUP):
        move = dice.randint(-SHIFT, SHIFT), dice.randint(-SHIFT, SHIFT)
        noise = torch.Generator().manual_seed(dice.getrandbits(40))
        soft = dice.choice(KINDS)(moved(group, *move), dice)
        parts.append(_noisy(_tinted(soft, noise), dice, noise).clamp(-1, 1))
        moves += [move] * len(group)
    return torch.cat(parts), torch.tensor(moves, dtype=torch.float32)


def moved(images: Tensor, across: int, down: int) -> Tensor:
    """Pictures moved by whole pixels; the border is drawn out."""
    height, width = images.shape[2:]
    wide = F.pad(images, (SHIFT,) * 4, mode="replicate")
    return wide[:, :, SHIFT - down : SHIFT - down + height, SHIFT - across : SHIFT - across + width]


def blurred(images: Tensor, sigma: float) -> Tensor:
    """A Gaussian blur."""
    reach = math.ceil(2 * sigma)
    weights = torch.exp(-(torch.arange(-reach, reach + 1) ** 2) / (2 * sigma * sigma))
    kernel = (weights / weights.sum()).expand(images.shape[1], 1, 1, -1)
    padded = F.pad(images, (reach,) * 4, mode="replicate")
    across = F.conv2d(padded, kernel, groups=images.shape[1])
    return F.conv2d(across, kernel.transpose(2, 3), groups=images.shape[1])


def shrunk(images: Tensor, share: float) -> Tensor:
    """Made smaller and large again."""
    size = tuple(round(side * share) for side in images.shape[2:])
    small = F.interpolate(images, size, mode="bilinear", align_corners=False, antialias=True)
    return F.interpolate(small, images.shape[2:], mode="bilinear", align_corners=False)


def quantised(images: Tensor, strength: float) -> Tensor:
    """Fine waves in blocks of eight pixels made coarse or dropped, as a JPEG file or a latent of a block does."""
    height, width = (side // BLOCK * BLOCK for side in images.shape[2:])
    waves = _waves()
    blocks = images[:, :, :height, :width].reshape(*images.shape[:2], height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    tones = torch.einsum("ui,bcyixj,vj->bcyuxv", waves, blocks, waves)
    order = torch.arange(BLOCK)
    steps = strength * (1 + order[:, None] + order[None, :])[:, None, :]
    coarse = (tones / steps).round() * steps
    out = images.clone()
    out[:, :, :height, :width] = torch.einsum("ui,bcyuxv,vj->bcyixj", waves, coarse, waves).flatten(4, 5).flatten(2, 3)
    return out


def _waves() -> Tensor:
    """The cosine transform of a row of a block."""
    order = torch.arange(BLOCK, dtype=torch.float32)
    waves = torch.cos(math.pi / BLOCK * (order[None, :] + 0.5) * order[:, None]) * math.sqrt(2 / BLOCK)
    waves[0] /= math.sqrt(2)
    return waves


def _tinted(images: Tensor, noise: torch.Generator) -> Tensor:
    gains = 1 + GAIN * torch.randn(len(images), 3, 1, 1, generator=noise)
    return images * gains + GAIN * torch.randn(len(images), 3, 1, 1, generator=noise)


def _noisy(images: Tensor, dice: Random, noise: torch.Generator) -> Tensor:
    """Grain, fine or coarse."""
    grain = dice.choice((0, 0, 1, 4))
    if not grain:
        return images
    batch, channels, height, width = images.shape
    coarse = torch.randn(batch, channels, height // grain, width // grain, generator=noise)
    return images + dice.uniform(0.01, 0.06) * F.interpolate(coarse, (height, width), mode="nearest")


KINDS: Final[tuple[Callable[[Tensor, Random], Tensor], ...]] = (
    lambda images, _: images,
    lambda images, dice: blurred(images, dice.uniform(0.6, 1.7)),
    lambda images, dice: shrunk(images, dice.uniform(0.4, 0.8)),
    lambda images, dice: quantised(images, dice.uniform(0.02, 0.12)),
    lambda images, dice: blurred(quantised(images, dice.uniform(0.02, 0.08)), dice.uniform(0.5, 1.0)),
)
