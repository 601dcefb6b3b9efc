"""How well a VAE keeps pictures: noise, edges and faces."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from diffusers import AutoencoderKL
from torch import Tensor

from pocket.measure import heads
from pocket.train import pictures, vae
from pocket.world import picture, sample
from pocket.world.scene import Scene

Size = tuple[int, int]

SIZES: Final[tuple[Size, ...]] = ((256, 256), (128, 128), (320, 192))
LEAST: Final = 8  # pixels: a head of which less is in the picture is left out


class Fidelity(NamedTuple):
    """What is left of drawings of one size after a passage through a VAE."""

    size: Size
    drawings: int
    psnr: float  # decibels
    face_psnr: float  # of the square around the head
    faces: int
    edge_error: float  # how far edges are off, as a share of the edges there are


def measure(network: AutoencoderKL, seeds: range, size: Size) -> Fidelity:
    """Draw held-out scenes, pass them through, and compare."""
    scenes = [sample.scene(seed) for seed in seeds]
    images = pictures.to_tensor([picture.draw(scene, size) for scene in scenes])
    return compare(vae.restore(network, images), images, scenes)


def compare(restored: Tensor, images: Tensor, scenes: Sequence[Scene]) -> Fidelity:
    """How far restored pictures are from the drawings of some scenes."""
    size = images.shape[3], images.shape[2]
    faces = [
        vae.psnr(one[None, :, top:bottom, left:right], other[None, :, top:bottom, left:right])
        for one, other, scene in zip(restored, images, scenes, strict=True)
        for left, top, right, bottom in [heads.box_of(scene, size) or (0, 0, 0, 0)]
        if right - left >= LEAST and bottom - top >= LEAST
    ]
    face_psnr = sum(faces) / len(faces) if faces else float("nan")
    return Fidelity(size, len(images), vae.psnr(restored, images), face_psnr, len(faces), edge_error(restored, images))


def edge_error(restored: Tensor, images: Tensor) -> float:
    """The mean difference of edges' strengths, as a share of the originals' mean strength."""
    found, wanted = _edges(restored), _edges(images)
    return float(((found - wanted).abs().mean(dim=(1, 2, 3)) / wanted.mean(dim=(1, 2, 3))).mean())


def _edges(images: Tensor) -> Tensor:
    """The strength of edges in brightness, by Sobel."""
    grey = (images * torch.tensor([0.299, 0.587, 0.114])[:, None, None]).sum(dim=1, keepdim=True)
    across = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
    kernels = torch.stack([across, across.T])[:, None]
    slopes = F.conv2d(grey, kernels)
    return slopes.square().sum(dim=1, keepdim=True).sqrt()
