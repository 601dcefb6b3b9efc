"""Latents as a small picture, without a decoder: good enough to see where it goes, and free."""

from typing import Final

import torch
from torch import Tensor

from renderer.stacks.diffusion.decode import pixels_of
from renderer.values import Pixels

# How much of red, green and blue each channel of SDXL's latents stands for, to first order.
_COLOURS: Final = torch.tensor(
    [[0.35, 0.35, 0.33], [-0.06, 0.05, 0.14], [0.12, 0.11, -0.28], [-0.16, -0.13, -0.24]],
)


def latent_preview(latents: Tensor) -> Pixels:
    """The first picture, or the middle frame, an eighth as wide as it will be."""
    one = latents[0, :, latents.shape[2] // 2] if latents.ndim == 5 else latents[0]
    values = torch.einsum("chw,cr->rhw", one.detach().float().cpu(), _COLOURS)
    shown: Pixels = pixels_of(values[None] / max(1.0, float(values.abs().amax())))[0]
    return shown
