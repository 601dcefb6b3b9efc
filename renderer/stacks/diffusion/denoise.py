"""The one loop that turns noise into latents, for stills and for motion alike.

Without known frames and at the stock settings it computes, bit for bit, what diffusers' own pipelines compute; tests
hold the two against each other. What it adds: frames that are known beforehand, and a look at every step for numbers
that are none, because those would become black pictures later without a word.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias

import torch
from torch import Tensor

from renderer.errors import BrokenPicture
from renderer.stacks.diffusion.finite import all_finite

OnStep: TypeAlias = Callable[[int, int, Tensor], None]


class Guess(Protocol):
    """What a network predicts."""

    def __call__(self, latents: Tensor, time: Tensor, progress: float) -> Tensor:
        """Of latents at a time, so far along the way (0 to 1)."""
        ...


class Known(NamedTuple):
    """Frames at the start that are known: clean latents, and the noise under which they are hidden until their step."""

    clean: Tensor
    noise: Tensor


class Course(NamedTuple):
    """A scheduler whose times are set, the times that are left, and dice for schedulers that throw some."""

    scheduler: Any
    times: Tensor
    dice: torch.Generator | Sequence[torch.Generator] | None = None


@torch.no_grad()
def denoise(latents: Tensor, guess: Guess, course: Course, on_step: OnStep, known: Known | None = None) -> Tensor:
    """Latents from noise, or from noisy latents, along a course. They begin as strong as its scheduler asks for."""
    scheduler, times = course.scheduler, course.times
    more = {} if course.dice is None else {"generator": course.dice}
    for number, time in enumerate(times):
        if known is not None and number == 0:
            latents = _with_known(latents, known, scheduler, time)
        predicted = guess(scheduler.scale_model_input(latents, time), time, number / len(times))
        latents = scheduler.step(predicted, time, latents, **more, return_dict=False)[0]
        if known is not None:
            latents = _with_known(latents, known, scheduler, times[number + 1] if number + 1 < len(times) else None)
        _insist_finite(latents, number, len(times))
        on_step(number + 1, len(times), latents)
    return latents


def _with_known(latents: Tensor, known: Known, scheduler: Any, time: Tensor | None) -> Tensor:
    """The known frames in their place, as noisy as the others are at this time; in the end as they are."""
    count = known.clean.shape[2]
    frames = known.clean
    if time is not None:
        frames = scheduler.add_noise(known.clean, known.noise, time[None].to(latents.device))
    return torch.cat([frames.to(latents), latents[:, :, count:]], dim=2)


def _insist_finite(latents: Tensor, number: int, of: int) -> None:
    if not all_finite(latents):
        cure = "render with fp32 or bf16, or find the module with `animec render --diagnose`"
        raise BrokenPicture(f"step {number + 1} of {of} gave numbers that are none (NaN or infinite)", cure)
