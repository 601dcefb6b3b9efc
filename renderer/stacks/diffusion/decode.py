"""Latents to pictures, one at a time: no more memory than for one, and no picture that depends on its neighbours.

A VAE that overflows in half precision is run in fp32. Latents that are no numbers are refused; a picture that comes out
as none is decoded once more in fp32, and if that does not help the render fails: nothing becomes black without a word.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from diffusers import AutoencoderKL
from torch import Tensor

from renderer.errors import BrokenPicture
from renderer.stacks.diffusion.finite import all_finite
from renderer.stacks.diffusion.networks import load
from renderer.values import Pixels

Remark = Callable[[str], None]
AGAIN: Final = "decoded again in fp32: half precision gave numbers that are none"


def load_vae(path: Path, part: str, dtype: torch.dtype, device: torch.device) -> Any:
    """A VAE. One that says of itself that it needs full precision gets it wherever fp16 is asked for."""
    vae = load(AutoencoderKL, path, part, dtype, device)
    if dtype is torch.float16 and vae.config.force_upcast:
        vae = load(AutoencoderKL, path, part, torch.float32, device)
    return vae


@torch.no_grad()
def decode(vae: Any, latents: Tensor, is_tiled: bool, remark: Remark) -> Pixels:
    """Pictures of latents (count, 4, height, width)."""
    if not all_finite(latents):
        raise BrokenPicture("latents hold numbers that are none", "render the segment again: animec store verify")
    vae.enable_tiling() if is_tiled else vae.disable_tiling()
    return np.concatenate([_picture(vae, one[None], remark) for one in latents])


@torch.no_grad()
def encode(vae: Any, picture: Pixels) -> Tensor:
    """The latents of one picture, without chance: the middle of what the VAE thinks possible."""
    values = torch.from_numpy(picture).permute(2, 0, 1)[None].to(vae.device, torch.float32) / 127.5 - 1
    latents: Tensor = vae.encode(values.to(vae.dtype)).latent_dist.mode().float()
    shift = getattr(vae.config, "shift_factor", None) or 0.0
    encoded: Tensor = (latents - shift) * vae.config.scaling_factor
    return encoded


def _picture(vae: Any, latents: Tensor, remark: Remark) -> Pixels:
    values = _decoded(vae, latents)
    if not all_finite(values) and vae.dtype is not torch.float32:
        remark(AGAIN)
        before = vae.dtype
        values = _decoded(vae.to(torch.float32), latents)
        vae.to(before)
    if not all_finite(values):
        raise BrokenPicture("the VAE gave numbers that are none", "try another VAE, or --set profile.precision=fp32")
    return pixels_of(values)


def _decoded(vae: Any, latents: Tensor) -> Tensor:
    shift = getattr(vae.config, "shift_factor", None) or 0.0
    scaled = latents.to(vae.device, torch.float32) / vae.config.scaling_factor + shift
    values: Tensor = vae.decode(scaled.to(vae.dtype), return_dict=False)[0].float()
    return values


def pixels_of(values: Tensor) -> Pixels:
    """Values from -1 to 1 as bytes, rounded as diffusers rounds them."""
    shown = (values * 0.5 + 0.5).clamp(0, 1).permute(0, 2, 3, 1).cpu().numpy()
    pixels: Pixels = (shown * 255).round().astype(np.uint8)
    return pixels
