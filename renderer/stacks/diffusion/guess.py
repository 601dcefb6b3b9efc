"""What a network says of noisy latents: for pictures, and for frames under one window or several.

Both ask for all sides of guidance in one batch, as diffusers does, or one after the other where memory is short.
"""

from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import torch
from torch import Tensor

from renderer.adapters.curved import Frames
from renderer.control.between_blocks import adapter_features
from renderer.control.steer import Residuals, Steering
from renderer.stacks.diffusion.conditions import Conditions, Side
from renderer.stacks.diffusion.pooled_by_frame import pooled_by_frame

_NOTHING = Residuals(None, None, None)


class Guidance(NamedTuple):
    """How strongly the prompt counts against the negative one, and whether both are computed in one batch."""

    scale: float
    rescale: float = 0.0
    together: bool = True

    def mixed(self, sides: list[Tensor]) -> Tensor:
        """One prediction out of both sides'."""
        if len(sides) == 1:
            return sides[0]
        negative, positive = sides
        guess = negative + self.scale * (positive - negative)
        if self.rescale:
            axes = list(range(1, guess.ndim))
            share = positive.std(dim=axes, keepdim=True) / guess.std(dim=axes, keepdim=True)
            guess = self.rescale * (guess * share) + (1 - self.rescale) * guess
        return guess


class PictureGuess(NamedTuple):
    """Predictions for pictures, one row each."""

    unet: Any
    conditions: Conditions
    guidance: Guidance
    likeness: tuple[Tensor, Tensor] | None = None  # of an IP-Adapter: positive and negative
    steering: Steering | None = None

    def __call__(self, latents: Tensor, time: Tensor, progress: float) -> Tensor:
        sides = self.conditions.sides(self.guidance.scale)
        if self.guidance.together:
            return self.guidance.mixed([*self._ask(latents, time, progress, sides).chunk(len(sides))])
        return self.guidance.mixed([self._ask(latents, time, progress, [side]) for side in sides])

    def _ask(self, latents: Tensor, time: Tensor, progress: float, sides: list[Side]) -> Tensor:
        sample = torch.cat([latents] * len(sides)).to(self.unet.dtype)
        rows = _rows(sides, self.conditions)
        more: dict[str, Any] = {}
        if rows.numbers is not None:
            more = {"text_embeds": rows.pooled, "time_ids": rows.numbers}
        if self.likeness is not None:
            more["image_embeds"] = [_likeness_of(self.likeness, sides, self.conditions, len(latents))]
        frames = torch.zeros(len(latents), dtype=torch.long, device=latents.device)
        steered = _steered(self.steering, sample, time, rows, frames, progress)
        out: Tensor = self.unet(
            sample, time, rows.tokens, added_cond_kwargs=more or None, return_dict=False, **_as_arguments(steered)
        )[0]
        return out.to(latents.dtype)


class FrameGuess(NamedTuple):
    """Predictions for the frames of a segment, window by window."""

    unet: Any
    conditions: Conditions
    guidance: Guidance
    windows: tuple[Tensor, ...]  # the frame numbers under each
    view: Frames
    likeness: tuple[Tensor, Tensor] | None = None
    steering: Steering | None = None

    def __call__(self, latents: Tensor, time: Tensor, progress: float) -> Tensor:
        if len(self.windows) == 1:
            return self._window(latents, time, progress, self.windows[0])
        total, weights = torch.zeros_like(latents), torch.zeros(latents.shape[2], device=latents.device)
        for window in self.windows:
            weight = _triangle(len(window)).to(latents.device)
            total[:, :, window] += self._window(latents[:, :, window], time, progress, window) * weight[:, None, None]
            weights[window] += weight
        return total / weights[:, None, None]

    def _window(self, latents: Tensor, time: Tensor, progress: float, window: Tensor) -> Tensor:
        self.view.now = window
        sides = [side.of(window) for side in self.conditions.sides(self.guidance.scale)]
        if self.guidance.together:
            return self.guidance.mixed([*self._ask(latents, time, progress, sides, window).chunk(len(sides))])
        return self.guidance.mixed([self._ask(latents, time, progress, [side], window) for side in sides])

    def _ask(self, latents: Tensor, time: Tensor, progress: float, sides: list[Side], window: Tensor) -> Tensor:
        sample = torch.cat([latents] * len(sides)).to(self.unet.dtype)
        rows = _rows(sides, self.conditions)
        flat = sample.permute(0, 2, 1, 3, 4).flatten(0, 1)
        steered = _steered(self.steering, flat, time, rows, window, progress)
        more: dict[str, Any] = {}
        whole: AbstractContextManager[None] = pooled_by_frame(self.unet, time, rows, len(window))
        if rows.numbers is not None and rows.pooled is not None:
            firsts = slice(None, None, len(window))  # one for each side; by frame it is told where it differs
            more = {"text_embeds": rows.pooled[firsts], "time_ids": rows.numbers[firsts]}
        if self.likeness is not None:
            more["image_embeds"] = [_likeness_of(self.likeness, sides, self.conditions, 1)]
        arguments = _as_arguments(steered, has_door=False)
        with whole, adapter_features(self.unet, steered.adapter):
            out: Tensor = self.unet(
                sample, time, rows.tokens, added_cond_kwargs=more or None, return_dict=False, **arguments
            )[0]
        return out.to(latents.dtype)


class Rows(NamedTuple):
    """Conditions of all rows of a batch, side by side."""

    tokens: Tensor
    pooled: Tensor | None
    numbers: Tensor | None


def _rows(sides: list[Side], conditions: Conditions) -> Rows:
    tokens = torch.cat([side.tokens for side in sides])
    wholes = [side.pooled for side in sides if side.pooled is not None]
    if not wholes or conditions.numbers is None:
        return Rows(tokens, None, None)
    return Rows(tokens, torch.cat(wholes), conditions.numbers.expand(len(tokens), -1))


def _likeness_of(likeness: tuple[Tensor, Tensor], sides: list[Side], conditions: Conditions, rows: int) -> Tensor:
    """The likeness for each row of a batch; the negative side has its own."""
    positive, negative = likeness
    both = len(sides) == 2
    chosen = [negative, positive] if both else [negative if sides[0] is conditions.negative else positive]
    return torch.cat([one.expand(rows, *one.shape[1:]) for one in chosen])


def _steered(
    steering: Steering | None, sample: Tensor, time: Tensor, rows: Rows, frames: Tensor, progress: float
) -> Residuals:
    if steering is None:
        return _NOTHING
    return steering.residuals(sample, time, rows.tokens, rows.pooled, rows.numbers, frames, progress)


def _as_arguments(steered: Residuals, has_door: bool = True) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if steered.down is not None:
        arguments["down_block_additional_residuals"] = tuple(steered.down)
        arguments["mid_block_additional_residual"] = steered.mid
    if steered.adapter is not None and has_door:
        arguments["down_intrablock_additional_residuals"] = [*steered.adapter]
    return arguments


def _triangle(length: int) -> Tensor:
    """Weights of a window's frames: its middle counts most, because it sees the most on both sides."""
    places = torch.arange(length, dtype=torch.float32)
    return torch.minimum(places + 1, length - places)


def windows_over(frames: int, length: int, stride: int) -> tuple[Tensor, ...]:
    """Frame numbers under each window; the last one ends with the last frame."""
    if frames <= length:
        return (torch.arange(frames),)
    starts = [*range(0, frames - length, stride), frames - length]
    return tuple(torch.arange(start, start + length) for start in starts)
