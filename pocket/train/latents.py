"""Pictures drawn and encoded once, so that the denoiser's training does not wait for them.

A folder of latents holds, for each size, one array of latents and the seeds they were drawn from. Everything else about
a picture (its captions, where its face is) follows from its seed.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from diffusers import AutoencoderKL
from torch.multiprocessing.spawn import spawn

from pocket.train import pictures
from pocket.train.loop import lower_priority
from pocket.train.numerics import autocast
from pocket.world import picture, sample
from pocket.world.scene import Scene

FIRST_SEED: Final = sample.HELD_OUT.stop
SHRINK: Final = 8
FACE_WEIGHT: Final = 3.0  # how much more an error on the face counts
HEAD_WIDTH: Final = 0.95  # of the area that counts so, in heads
BATCH: Final = 8

Size = tuple[int, int]


class Latents(NamedTuple):
    """The latents of the pictures of one size."""

    size: Size
    values: npt.NDArray[np.float16]  # picture, channel, row, column
    first_seed: int

    def scene(self, index: int) -> Scene:
        """The scene that was drawn."""
        return sample.scene(self.first_seed + index)


def encode(vae_folder: Path, folder: Path, size: Size, count: int, workers: int, style: str = "cel") -> None:
    """Draw and encode that many pictures of a size; what an earlier call has made stays."""
    folder.mkdir(parents=True, exist_ok=True)
    share = -(-count // workers)
    arguments = (vae_folder, folder, size, share, count, style)
    if workers == 1:
        _encode_share(0, *arguments)
    else:
        spawn(_encode_share, arguments, nprocs=workers)  # type: ignore[no-untyped-call]
    (folder / f"{_name(size)}.json").write_text(json.dumps({"size": size, "first_seed": FIRST_SEED, "parts": workers}))


def read(folder: Path, size: Size) -> Latents:
    """The latents of a size."""
    facts = json.loads((folder / f"{_name(size)}.json").read_text())
    parts = [np.load(_part(folder, size, part), mmap_mode="r") for part in range(facts["parts"])]
    return Latents(size, np.concatenate(parts), facts["first_seed"])


def face_weights(scenes: Sequence[Scene], size: Size) -> torch.Tensor:
    """For each scene a map of how much an error counts at each latent; the mean of each map is 1."""
    width, height = size
    rows = (torch.arange(height // SHRINK) + 0.5) * SHRINK
    columns = (torch.arange(width // SHRINK) + 0.5) * SHRINK
    maps = torch.ones(len(scenes), 1, len(rows), len(columns))
    for weights, scene in zip(maps, scenes, strict=True):
        if scene.character is not None:
            x, y, head, _ = picture.frame(scene, size)
            reach = head * HEAD_WIDTH / 2
            near = ((rows[:, None] - y).abs() < reach) & ((columns[None, :] - x).abs() < reach)
            weights[0][near] = FACE_WEIGHT
    return maps / maps.mean(dim=(1, 2, 3), keepdim=True)


def _encode_share(rank: int, vae_folder: Path, folder: Path, size: Size, share: int, count: int, style: str) -> None:
    """One process's share of the pictures."""
    torch.set_num_threads(1)
    lower_priority()
    file = _part(folder, size, rank)
    if file.exists():
        return
    vae = AutoencoderKL.from_pretrained(vae_folder).eval()
    seeds = range(FIRST_SEED + rank * share, FIRST_SEED + min(count, (rank + 1) * share))
    out = np.zeros((len(seeds), 4, size[1] // SHRINK, size[0] // SHRINK), np.float16)
    for start in range(0, len(seeds), BATCH):
        batch = [picture.draw(sample.scene(seed, style), size) for seed in seeds[start : start + BATCH]]
        with torch.no_grad(), autocast("cpu"):
            latents = vae.encode(pictures.to_tensor(batch)).latent_dist.mode()
        out[start : start + len(batch)] = latents.float().numpy()
    np.save(file.with_suffix(".tmp.npy"), out)
    file.with_suffix(".tmp.npy").replace(file)


def _name(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


def _part(folder: Path, size: Size, part: int) -> Path:
    return folder / f"{_name(size)}.{part}.npy"
