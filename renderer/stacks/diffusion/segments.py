"""Frames of motion: 16 at a time, carried from one segment to the next, steered, with prompts that travel."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor

from anime_compiler.plan import ops
from renderer.adapters.curved import Frames, curved, scaled_motion
from renderer.control.hints import hint_track
from renderer.control.steer import ControlSpec, Steering
from renderer.errors import BadModel
from renderer.stacks.diffusion.attention import text_kept
from renderer.stacks.diffusion.compiled import as_written
from renderer.stacks.diffusion.conditions import conditions
from renderer.stacks.diffusion.curves import at_rest, moving, shares_of, values_of, with_speed
from renderer.stacks.diffusion.denoise import Known, denoise
from renderer.stacks.diffusion.diagnose import watched_denoising
from renderer.stacks.diffusion.guess import FrameGuess, Window, batches_of, windows_over
from renderer.stacks.diffusion.likeness import likeness_of
from renderer.stacks.diffusion.models import Models, Network
from renderer.stacks.diffusion.noise import generator, segment_noise
from renderer.stacks.diffusion.stills import course_of
from renderer.stacks.diffusion.unets import most_frames
from renderer.stacks.stack import Steps
from renderer.values import Embeds, Latents, Pictures

LATENTS: Final = "latents"  # the name under which they are kept: (1, 4, frames, height, width), fp32


class Given(NamedTuple):
    """What a segment is given by other nodes."""

    texts: Sequence[Embeds]
    maps: Sequence[Pictures]
    carried: Latents | None
    anchor: Latents | None
    identity: Sequence[Pictures]


def segment(models: Models, op: ops.Segment, given: Given, steps: Steps) -> Latents:
    """The clean latents of a segment."""
    how = op.denoising
    models.resident.enter("motion", "unet")
    network = models.motion(op, with_speed(how, at_rest(how.loras)), at_rest(op.motion_loras))
    unet = network.unet
    if op.window > most_frames(unet):
        message = f"a window of {op.window} frames is longer than the {most_frames(unet)} that `{op.module}` knows"
        raise BadModel(message, "give `chain.length` less")
    noise = segment_noise(op.seed, op.frames, how.size.height, how.size.width).to(models.device)
    scheduler = models.scheduler(how, op.betas)
    course = course_of(scheduler, how, generator(op.seed), models.device)
    view = Frames(op.frames)
    with _adapted(models, unet, op, view):
        guess = _guess(models, network, op, given, view)
        known = _known(op, given.carried, noise)
        with watched_denoising(models.diagnose, models.networks(unet), steps) as on_step:
            latents = denoise(noise * scheduler.init_noise_sigma, guess, course, on_step, known)
    return Latents({LATENTS: _anchored(latents, op, given.anchor).cpu().numpy()})


@contextmanager
def _adapted(models: Models, unet: Any, op: ops.Segment, view: Frames) -> Iterator[None]:
    """LoRAs on a curve, the liveliness of the motion, and what can be kept from step to step, as long as this lasts."""
    scale = values_of(op.scale, op.frames)
    on_curves = moving(op.denoising.loras, op.frames) + moving(op.motion_loras, op.frames)
    with ExitStack() as stack:
        if models.compiler is not None and (on_curves or (scale != 1).any()):
            stack.enter_context(as_written())
        if on_curves:
            files = [(models.lora(name, op.denoising.base), weights.to(models.device)) for name, weights in on_curves]
            stack.enter_context(curved(unet, files, view))  # changes the projections of text frame by frame
        else:
            stack.enter_context(text_kept(unet))
        stack.enter_context(scaled_motion(unet, scale.to(models.device), view))
        yield


def _guess(models: Models, network: Network, op: ops.Segment, given: Given, view: Frames) -> FrameGuess:
    how = op.denoising
    dtype = models.dtype(how.precision)
    shares = shares_of(op.travel, op.frames)
    told = conditions(given.texts, shares, how.size.width, how.size.height, models.device, dtype)
    likeness = likeness_of(models, network, op.identity, given.identity, how.precision)
    guidance = models.guidance(how.guidance)
    windows = tuple(
        Window(frames.to(models.device), batches_of(told, guidance, frames, likeness, lookers=1))
        for frames in windows_over(op.frames, op.window, op.stride)
    )
    return FrameGuess(network.unet, windows, guidance, view, _steering(models, network.unet, op, given.maps))


def _steering(models: Models, unet: Any, op: ops.Segment, maps: Sequence[Pictures]) -> Steering | None:
    """The ControlNets of a segment with their maps, each with as many as it says."""
    specs, size, used = [], op.denoising.size, 0
    for control in op.controls:
        own = [one.pixels[0] for one in maps[used : used + len(control.frames)]]
        used += len(own)
        network = models.control(control.model, op.denoising.precision, unet)
        track = hint_track(own, control.frames, op.frames, size.width, size.height, control.kind)
        weight = values_of(control.weight, op.frames)
        kind = models.control_kind(control.model)
        thick = control.kind == "openpose" and models.wants_thick_limbs(control.model)
        specs.append(ControlSpec(network, kind, control.mode, track, weight, control.after, control.until, thick))
    return Steering(specs) if specs else None


def _known(op: ops.Segment, carried: Latents | None, noise: Tensor) -> Known | None:
    """The frames that the segment before this one has made."""
    if carried is None or not op.overlap:
        return None
    before = torch.from_numpy(carried.tensors[LATENTS]).to(noise)
    return Known(before[:, :, op.carried_at : op.carried_at + op.overlap], noise[:, :, : op.overlap])


def _anchored(latents: Tensor, op: ops.Segment, anchor: Latents | None) -> Tensor:
    """Latents whose mean and spread in each channel are drawn to those of the shot's first segment.

    Small shifts of colour would add up from segment to segment. Known frames stay as they are.
    """
    if anchor is None or not op.anchor:
        return latents
    first = torch.from_numpy(anchor.tensors[LATENTS]).to(latents)
    axes = (0, 2, 3, 4)
    new = latents[:, :, op.overlap :]
    mean, spread = new.mean(axes, keepdim=True), new.std(axes, keepdim=True)
    wanted = first.std(axes, keepdim=True) / spread
    drawn = (new - mean) * wanted + first.mean(axes, keepdim=True)
    return torch.cat([latents[:, :, : op.overlap], new.lerp(drawn, op.anchor)], dim=2)
