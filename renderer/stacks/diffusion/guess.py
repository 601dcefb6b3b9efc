"""What a network says of noisy latents: for pictures, and for frames under one window or several.

Both ask for all sides of guidance in one batch, as diffusers does, or one after the other where memory is short. What a
batch is told is laid out once, so that it is the same tensor at every step and what follows from it can be kept.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from renderer.adapters.curved import Frames
from renderer.control.between_blocks import adapter_features
from renderer.control.steer import Residuals, Steering
from renderer.stacks.diffusion.conditions import Conditions
from renderer.stacks.diffusion.pooled_by_frame import pooled_by_frame

_NOTHING = Residuals(None, None, None)


class Guidance(NamedTuple):
    """How strongly the prompt counts against the negative one, and whether both are computed in one batch."""

    scale: float
    rescale: float = 0.0
    together: bool = True

    def mixed(self, sides: Sequence[Tensor]) -> Tensor:
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


class Batch(NamedTuple):
    """What a network is told in one go: of one side of guidance, or of both."""

    sides: int
    tokens: Tensor  # (rows, length, width)
    pooled: Tensor | None  # (rows, width)
    numbers: Tensor | None  # (rows, 6)
    likeness: Tensor | None  # of an IP-Adapter


def batches_of(
    told: Conditions, guidance: Guidance, rows: Tensor, likeness: tuple[Tensor, Tensor] | None, lookers: int
) -> tuple[Batch, ...]:
    """The batches of some rows. `lookers` is how many rows of a side look at a likeness each for itself."""
    has_both = guidance.scale > 1  # without guidance the negative side has no effect, and is left out
    sides = [told.negative.of(rows), told.positive.of(rows)] if has_both else [told.positive.of(rows)]
    looks = (list(likeness[::-1]) if has_both else [likeness[0]]) if likeness else []
    groups = [range(len(sides))] if guidance.together else [range(side, side + 1) for side in range(len(sides))]
    batches = []
    for group in groups:
        tokens = torch.cat([sides[side].tokens for side in group])
        wholes = [whole for side in group if (whole := sides[side].pooled) is not None]
        numbers = None if told.numbers is None else told.numbers.expand(len(tokens), -1)
        seen = [looks[side].expand(lookers, *looks[side].shape[1:]) for side in group] if looks else []
        batches.append(
            Batch(
                len(group),
                tokens,
                torch.cat(wholes) if wholes else None,
                numbers,
                torch.cat(seen) if seen else None,
            )
        )
    return tuple(batches)


class PictureGuess(NamedTuple):
    """Predictions for pictures, one row each."""

    unet: Any
    batches: tuple[Batch, ...]
    guidance: Guidance
    steering: Steering | None = None

    def __call__(self, latents: Tensor, time: Tensor, progress: float) -> Tensor:
        sides = [side for batch in self.batches for side in self._ask(latents, time, progress, batch)]
        return self.guidance.mixed(sides)

    def _ask(self, latents: Tensor, time: Tensor, progress: float, batch: Batch) -> tuple[Tensor, ...]:
        sample = torch.cat([latents] * batch.sides).to(self.unet.dtype)
        frames = torch.zeros(len(latents), dtype=torch.long, device=latents.device)
        steered = _steered(self.steering, sample, time, batch, frames, progress)
        arguments = _residuals(steered)
        if steered.adapter is not None:
            arguments["down_intrablock_additional_residuals"] = [*steered.adapter]
        more = _more(batch, slice(None))
        out: Tensor = self.unet(sample, time, batch.tokens, added_cond_kwargs=more, return_dict=False, **arguments)[0]
        return out.to(latents.dtype).chunk(batch.sides)


class Window(NamedTuple):
    """Frames that a motion network sees at once, and what it is told of them."""

    frames: Tensor
    batches: tuple[Batch, ...]


class FrameGuess(NamedTuple):
    """Predictions for the frames of a segment, window by window."""

    unet: Any
    windows: tuple[Window, ...]
    guidance: Guidance
    view: Frames
    steering: Steering | None = None

    def __call__(self, latents: Tensor, time: Tensor, progress: float) -> Tensor:
        if len(self.windows) == 1:
            return self._window(latents, time, progress, self.windows[0])
        total, weights = torch.zeros_like(latents), torch.zeros(latents.shape[2], device=latents.device)
        for window in self.windows:
            weight, frames = _triangle(len(window.frames)).to(latents.device), window.frames
            total[:, :, frames] += self._window(latents[:, :, frames], time, progress, window) * weight[:, None, None]
            weights[frames] += weight
        return total / weights[:, None, None]

    def _window(self, latents: Tensor, time: Tensor, progress: float, window: Window) -> Tensor:
        self.view.now = window.frames
        asked = (self._ask(latents, time, progress, batch, window.frames) for batch in window.batches)
        return self.guidance.mixed([side for sides in asked for side in sides])

    def _ask(self, latents: Tensor, time: Tensor, progress: float, batch: Batch, frames: Tensor) -> tuple[Tensor, ...]:
        sample = torch.cat([latents] * batch.sides).to(self.unet.dtype)
        flat = sample.permute(0, 2, 1, 3, 4).flatten(0, 1)
        steered = _steered(self.steering, flat, time, batch, frames, progress)
        more = _more(batch, slice(None, None, len(frames)))  # one for each side; see `pooled_by_frame`
        with (
            pooled_by_frame(self.unet, time, batch.pooled, batch.numbers, len(frames)),
            adapter_features(self.unet, steered.adapter),
        ):
            out: Tensor = self.unet(
                sample, time, batch.tokens, added_cond_kwargs=more, return_dict=False, **_residuals(steered)
            )[0]
        return out.to(latents.dtype).chunk(batch.sides)


def _more(batch: Batch, rows: slice) -> dict[str, Any] | None:
    """What a network is told beside the text, of some rows."""
    more: dict[str, Any] = {}
    if batch.pooled is not None and batch.numbers is not None:
        more = {"text_embeds": batch.pooled[rows], "time_ids": batch.numbers[rows]}
    if batch.likeness is not None:
        more["image_embeds"] = [batch.likeness]
    return more or None


def _steered(
    steering: Steering | None, sample: Tensor, time: Tensor, batch: Batch, frames: Tensor, progress: float
) -> Residuals:
    if steering is None:
        return _NOTHING
    return steering.residuals(sample, time, batch.tokens, batch.pooled, batch.numbers, frames, progress)


def _residuals(steered: Residuals) -> dict[str, Any]:
    if steered.down is None:
        return {}
    return {"down_block_additional_residuals": tuple(steered.down), "mid_block_additional_residual": steered.mid}


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
