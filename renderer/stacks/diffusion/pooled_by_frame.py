"""The pooled text of each frame, for motion networks that take one for all frames.

Prompts travel over the frames of a segment; their token vectors are given frame by frame, but the pooled vector of SDXL
is added to the time once for all frames. Where it differs between frames, this puts the sum of each frame into the
place of the one for all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor


@contextmanager
def pooled_by_frame(
    unet: Any, time: Tensor, pooled: Tensor | None, numbers: Tensor | None, frames: int
) -> Iterator[None]:
    """Within this, each row of the network has its own pooled text; nothing is touched where a side's rows agree."""
    if pooled is None or numbers is None or _agrees(pooled, frames):
        yield
        return
    sums = _sums(unet, time, pooled, numbers)

    def replaced(_block: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, Any]:
        if "temb" in named:
            return arguments, {**named, "temb": sums}
        return (arguments[0], sums, *arguments[2:]), named

    blocks = [*unet.down_blocks, *([unet.mid_block] if unet.mid_block is not None else []), *unet.up_blocks]
    hooks = [block.register_forward_pre_hook(replaced, with_kwargs=True) for block in blocks]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _agrees(pooled: Tensor, frames: int) -> bool:
    sides = pooled.view(-1, frames, pooled.shape[-1])
    return bool((sides == sides[:, :1]).all())


def _sums(unet: Any, time: Tensor, pooled: Tensor, numbers: Tensor) -> Tensor:
    """Time and pooled text of each row, as the network adds them up."""
    times = time.to(pooled.device).expand(len(pooled))
    by_time = unet.time_embedding(unet.time_proj(times).to(pooled.dtype))
    sizes = unet.add_time_proj(numbers.flatten()).reshape(len(pooled), -1).to(pooled.dtype)
    total: Tensor = by_time + unet.add_embedding(torch.cat([pooled, sizes], dim=-1).to(by_time.dtype))
    return total
