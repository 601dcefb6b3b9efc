"""What networks that steer are asked in tests: maps in the smallest sizes, and noise that never changes."""

from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from renderer.control.hints import HintTrack, hint_track
from renderer.control.steer import Asked, ControlSpec, Residuals, Steering
from renderer.values import Pixels
from tests.renderer.tiny.models import WIDTH

SIDE: Final = 64
FRAMES: Final = 5


def noisy_map(seed: int, width: int = SIDE, height: int = SIDE) -> Pixels:
    """A map that is like no other."""
    return np.random.default_rng(seed + 100).integers(0, 256, (height, width, 3), np.uint8)


def track(*at: int, frames: int = FRAMES, side: int = SIDE) -> HintTrack:
    """Hints that stand at some frames, each another."""
    return hint_track([noisy_map(frame) for frame in at], at, frames, side, side)


def spec(network: Any, kind: str = "controlnet", **changes: Any) -> ControlSpec:
    """A network that steers all frames at full strength by one map."""
    told: dict[str, Any] = {
        "mode": 0 if kind == "controlnet_union" else -1,
        "track": track(0),
        "after": 0.0,
        "until": 1.0,
    }
    told["weight"] = torch.ones(len(changes.get("track", told["track"]).nearness))
    return ControlSpec(network=network, kind=kind, **{**told, **changes})


def asked(rows: int = FRAMES, is_xl: bool = True, side: int = SIDE) -> Asked:
    """Noise and text for rows."""
    dice = torch.Generator().manual_seed(3)

    def some(*sizes: int) -> Tensor:
        return torch.randn(sizes, generator=dice)

    sample, text = some(rows, 4, side // 8, side // 8), some(rows, 7, WIDTH * (2 if is_xl else 1))
    pooled, sizes = (some(rows, WIDTH), torch.ones(rows, 6)) if is_xl else (None, None)
    return Asked(sample, torch.tensor(500), text, pooled, sizes)


def rows_of(given: Asked, *rows: int) -> Asked:
    """Some of the rows, in that order."""
    sample, text = given.sample[list(rows)], given.text[list(rows)]
    pooled = None if given.pooled is None else given.pooled[list(rows)]
    sizes = None if given.sizes is None else given.sizes[list(rows)]
    return Asked(sample, given.time, text, pooled, sizes)


def residuals(*specs: ControlSpec, frames: Tensor | None = None, progress: float = 0.0, **more: Any) -> Residuals:
    """What networks add for frames, all of them where none are named."""
    frames = torch.arange(FRAMES) if frames is None else frames
    return Steering(specs).residuals(*asked(more.pop("rows", len(frames)), **more), frames, progress)


@torch.no_grad()
def predicted(unet: Any, given: Asked, steered: Residuals | None = None) -> Tensor:
    """What a picture network makes of it."""
    added = None if given.pooled is None else {"text_embeds": given.pooled, "time_ids": given.sizes}
    more: dict[str, Any] = {}
    if steered and steered.down:
        more = {"down_block_additional_residuals": steered.down, "mid_block_additional_residual": steered.mid}
    if steered and steered.adapter:
        more["down_intrablock_additional_residuals"] = steered.adapter
    out: Tensor = unet(given.sample, given.time, given.text, added_cond_kwargs=added, return_dict=False, **more)[0]
    return out
