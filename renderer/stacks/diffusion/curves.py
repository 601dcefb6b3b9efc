"""Numbers over the frames of a segment: how much of each text, how strong each LoRA."""

from collections.abc import Sequence

import torch
from torch import Tensor

from anime_compiler.model.storyboard import Curve
from anime_compiler.plan import ops
from renderer.curves import between_points, value_at


def values_of(curve: Curve, frames: int) -> Tensor:
    """The value of a curve at each frame."""
    return torch.tensor([value_at(curve, frame) for frame in range(frames)])


def shares_of(travel: Sequence[tuple[int, str]], frames: int) -> Tensor:
    """How much of each text each frame has: prompts travel from one to the next."""
    shares = torch.zeros(frames, len(travel))
    for frame in range(frames):
        one, other, share = between_points(travel, frame)
        shares[frame, one] += 1 - share
        shares[frame, other] += share
    return shares


def at_rest(loras: Sequence[ops.Lora]) -> tuple[tuple[str, float], ...]:
    """LoRAs whose weight never changes, with it: these become part of the weights."""
    return tuple((lora.model, lora.weight.points[0].value) for lora in loras if lora.weight.is_constant)


def at_first(loras: Sequence[ops.Lora]) -> tuple[tuple[str, float], ...]:
    """All LoRAs with their weights at the first frame, which is the one of a still."""
    return tuple((lora.model, value_at(lora.weight, 0)) for lora in loras)


def with_speed(how: ops.Denoising, loras: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    """LoRAs together with the one that makes do with few steps, where there is one."""
    return (*loras, (how.lcm, 1.0)) if how.lcm else loras


def moving(loras: Sequence[ops.Lora], frames: int) -> list[tuple[str, Tensor]]:
    """LoRAs whose weight changes, with it at each frame."""
    return [(lora.model, values_of(lora.weight, frames)) for lora in loras if not lora.weight.is_constant]
