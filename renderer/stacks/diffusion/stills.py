"""Stills: pictures of a prompt, alone, several together, on top of another still, or views around somebody."""

from collections.abc import Sequence
from inspect import signature
from typing import Any

import torch
from torch import Tensor

from anime_compiler.plan import ops
from renderer.stacks.diffusion.attention import text_kept
from renderer.stacks.diffusion.conditions import conditions
from renderer.stacks.diffusion.curves import at_first, with_speed
from renderer.stacks.diffusion.decode import decode, encode
from renderer.stacks.diffusion.denoise import Course, denoise
from renderer.stacks.diffusion.diagnose import watched_decoding, watched_denoising
from renderer.stacks.diffusion.guess import PictureGuess, batches_of
from renderer.stacks.diffusion.likeness import likeness_of
from renderer.stacks.diffusion.models import Models, Network
from renderer.stacks.diffusion.noise import generator, still_noise
from renderer.stacks.diffusion.views import views_see_each_other
from renderer.stacks.stack import Steps
from renderer.values import Embeds, Pictures, Pixels


def keyframe(
    models: Models, op: ops.Keyframe, text: Embeds, first: Pictures | None, identity: Sequence[Pictures], steps: Steps
) -> Pictures:
    """The pictures of a prompt."""
    how = op.denoising
    network, vae = _networks(models, how, op.identity.model)
    noise = still_noise(op.seeds, op.scene_seed, op.shared, how.size.height, how.size.width)
    likeness = likeness_of(models, network, op.identity, identity, how.precision)
    start = encode(vae, first.pixels[0]) if first is not None else None
    dice = [generator(seed) for seed in op.seeds]
    guess = _guess(models, network.unet, how, [text] * len(op.seeds), likeness)
    latents = _denoised(models, how, guess, noise, start, op.redraw, dice, steps)
    return Pictures(_decoded(models, vae, latents, how, steps))


def turnaround(models: Models, op: ops.Turnaround, texts: Sequence[Embeds], steps: Steps) -> Pictures:
    """Views around a character: they share their noise and see each other, so that all show the same person."""
    how = op.denoising
    (unet, _), vae = _networks(models, how, "")
    noise = still_noise([op.seed], 0, 0.0, how.size.height, how.size.width).expand(op.views, -1, -1, -1)
    dice = [generator(op.seed) for _ in range(op.views)]
    guess = _guess(models, unet, how, texts, None)
    with views_see_each_other(unet, op.views):
        latents = _denoised(models, how, guess, noise.clone(), None, 0.0, dice, steps)
    return Pictures(_decoded(models, vae, latents, how, steps))


def _networks(models: Models, how: ops.Denoising, likeness: str) -> tuple[Network, Any]:
    models.resident.enter("stills", "unet", "vae")
    return models.unet(how, with_speed(how, at_first(how.loras)), likeness), models.vae(
        how.base, how.vae, how.precision
    )


def _guess(
    models: Models, unet: Any, how: ops.Denoising, texts: Sequence[Embeds], likeness: tuple[Tensor, Tensor] | None
) -> PictureGuess:
    """Predictions for as many pictures as there are texts."""
    told = conditions(
        texts,
        torch.eye(len(texts)),
        how.size.width,
        how.size.height,
        models.device,
        models.dtype(how.precision),
    )
    guidance, rows = models.guidance(how.guidance), len(texts)
    return PictureGuess(unet, batches_of(told, guidance, torch.arange(rows), likeness, lookers=rows), guidance)


def _denoised(
    models: Models,
    how: ops.Denoising,
    guess: PictureGuess,
    noise: Tensor,
    start: Tensor | None,
    redraw: float,
    dice: list[torch.Generator],
    steps: Steps,
) -> Tensor:
    """Latents of pictures, from noise alone or from a start that is partly drawn anew."""
    scheduler = models.scheduler(how)
    course = course_of(
        scheduler, how, dice if len(dice) > 1 else dice[0], models.device, 1.0 if start is None else redraw
    )
    noise = noise.to(models.device)
    if start is None:
        latents = noise * scheduler.init_noise_sigma
    else:
        latents = scheduler.add_noise(start.expand_as(noise).to(models.device), noise, course.times[:1])

    watched = watched_denoising(models.diagnose, models.networks(guess.unet), steps)
    with text_kept(guess.unet), watched as on_step:
        return denoise(latents, guess, course, on_step)


def _decoded(models: Models, vae: Any, latents: Tensor, how: ops.Denoising, steps: Steps) -> Pixels:
    with watched_decoding(models.diagnose, vae, steps):
        return decode(vae, latents, how.tiled, steps.remark)


def course_of(scheduler: Any, how: ops.Denoising, dice: Any, device: torch.device, share: float = 1.0) -> Course:
    """The way of a picture: all steps, or only the last share of them where it begins from another picture."""
    scheduler.set_timesteps(how.steps, device=device)
    times, skipped = scheduler.timesteps, 0
    if share < 1:
        skipped = min(how.steps - 1, how.steps - max(1, int(how.steps * share)))
        times = times[skipped:]
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(skipped)
    takes_dice = "generator" in signature(scheduler.step).parameters
    return Course(scheduler, times, dice if takes_dice else None)
