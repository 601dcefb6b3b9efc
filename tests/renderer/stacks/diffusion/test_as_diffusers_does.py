"""The own loop against diffusers' pipelines, bit for bit, on the same small models.

An upgrade of diffusers that changes anything shows here.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    AnimateDiffSDXLPipeline,
    MotionAdapter,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from torch import Tensor

from anime_compiler.model.prompt import EMPTY_PROMPT, Phrase, Prompt
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from renderer.adapters.curved import Frames
from renderer.stacks.diffusion.attention import text_kept
from renderer.stacks.diffusion.conditions import conditions
from renderer.stacks.diffusion.denoise import Course, denoise
from renderer.stacks.diffusion.guess import FrameGuess, Guidance, PictureGuess, Window, batches_of, windows_over
from renderer.stacks.diffusion.networks import in_own_memory
from renderer.stacks.diffusion.noise import generator
from renderer.stacks.diffusion.schedule import base_settings, scheduler_for
from renderer.stacks.diffusion.text import as_arrays, load_text_encoders
from renderer.stacks.diffusion.unets import load_adapter, load_unet, with_motion
from renderer.values import Embeds
from tests.renderer.tiny.shelf import models_folder

PROMPT, NEGATIVE = "1girl, blue hair, rooftop", "blurry, text"
CPU = torch.device("cpu")
SIZE = Size(64, 48)
BETAS = ops.Betas("scaled_linear", 0.00085, 0.02)
CASES = [("LCM", 1.0), ("LCM", 1.7), ("DPM++ 2M Karras", 6.0), ("Euler", 5.0), ("DDIM", 5.0)]
_LOADED: dict[str, Any] = {}


def nothing(done: int, of: int, latents: Tensor) -> None:
    """Nobody looks."""


def said(text: str) -> Prompt:
    return Prompt(((Phrase(text),),)) if text else EMPTY_PROMPT


def embeds(base: str, positive: str = PROMPT, negative: str = NEGATIVE) -> Embeds:
    key = f"{base} text"
    if key not in _LOADED:
        _LOADED[key] = load_text_encoders(models_folder() / base, base.startswith("sdxl"), torch.float32, CPU)
    return Embeds(as_arrays(_LOADED[key], said(positive), said(negative)))


def stock(pipeline: Any) -> Any:
    """A pipeline of diffusers, with its weights aligned as ours are."""
    pipeline.set_progress_bar_config(disable=True)
    in_own_memory(pipeline.unet)
    for name in ("text_encoder", "text_encoder_2"):
        if getattr(pipeline, name, None) is not None:
            in_own_memory(getattr(pipeline, name))
    return pipeline


def loaded(key: str, load: Callable[[], Any]) -> Any:
    if key not in _LOADED:
        _LOADED[key] = load()
    return _LOADED[key]


def our_unet(base: str) -> Any:
    folder = models_folder() / base
    return loaded(base, lambda: load_unet(folder, base.startswith("sdxl"), torch.float32, CPU))


def ours(base: str, scheduler: str, guidance: float, negative: str = NEGATIVE) -> Tensor:
    """Latents of a still, by the own loop."""
    unet, folder = our_unet(base), models_folder() / base
    told = conditions([embeds(base, PROMPT, negative)], torch.ones(1, 1), SIZE.width, SIZE.height, CPU, torch.float32)
    course_scheduler = scheduler_for(base_settings(folder), scheduler, "", None)
    course_scheduler.set_timesteps(4)
    dice = generator(5)
    noise = torch.randn((1, 4, SIZE.height // 8, SIZE.width // 8), generator=dice)
    takes_dice = scheduler in ("LCM", "Euler", "DDIM")
    course = Course(course_scheduler, course_scheduler.timesteps, dice if takes_dice else None)
    how = Guidance(guidance)
    guess = PictureGuess(unet, batches_of(told, how, torch.arange(1), None, lookers=1), how)
    with text_kept(unet):
        return denoise(noise * course_scheduler.init_noise_sigma, guess, course, nothing)


@pytest.mark.parametrize("base", ["sdxl-base-1.0", "sd2-768", "sd2-base"])
@pytest.mark.parametrize(("scheduler", "guidance"), CASES)
def test_a_still_is_that_of_the_stock_pipeline(base: str, scheduler: str, guidance: float) -> None:
    kind = StableDiffusionXLPipeline if base.startswith("sdxl") else StableDiffusionPipeline
    pipeline = loaded(f"{base} pipeline", lambda: stock(kind.from_pretrained(models_folder() / base)))
    pipeline.scheduler = scheduler_for(base_settings(models_folder() / base), scheduler, "", None)
    theirs = pipeline(
        PROMPT,
        negative_prompt=NEGATIVE,
        width=64,
        height=48,
        num_inference_steps=4,
        guidance_scale=guidance,
        generator=generator(5),
        output_type="latent",
    ).images
    assert torch.equal(ours(base, scheduler, guidance), theirs)


def test_no_negative_prompt_is_what_it_is_for_the_stock_pipeline() -> None:
    folder = models_folder() / "sdxl-base-1.0"
    pipeline = loaded("sdxl-base-1.0 pipeline", lambda: stock(StableDiffusionXLPipeline.from_pretrained(folder)))
    pipeline.scheduler = scheduler_for(base_settings(folder), "Euler", "", None)
    theirs = pipeline(
        PROMPT,
        width=64,
        height=48,
        num_inference_steps=4,
        guidance_scale=5.0,
        generator=generator(5),
        output_type="latent",
    ).images
    assert torch.equal(ours("sdxl-base-1.0", "Euler", 5.0, negative=""), theirs)


def our_motion() -> Any:
    adapter = load_adapter(models_folder() / "animatediff-sdxl-beta", torch.float32, CPU)
    return loaded("motion", lambda: with_motion(our_unet("sdxl-base-1.0"), adapter))


def our_frames(scheduler: str, guidance: float, frames: int = 8) -> Tensor:
    """Latents of a segment, by the own loop."""
    folder = models_folder() / "sdxl-base-1.0"
    told = conditions([embeds("sdxl-base-1.0")], torch.ones(frames, 1), 64, 48, CPU, torch.float32)
    course_scheduler = scheduler_for(base_settings(folder), scheduler, "", BETAS)
    course_scheduler.set_timesteps(4)
    dice = generator(5)
    noise = torch.randn((1, 4, frames, 6, 8), generator=dice)
    takes_dice = scheduler in ("LCM", "Euler", "DDIM")
    course = Course(course_scheduler, course_scheduler.timesteps, dice if takes_dice else None)
    view = Frames(frames)
    how = Guidance(guidance)
    windows = tuple(Window(some, batches_of(told, how, some, None, lookers=1)) for some in windows_over(frames, 16, 12))
    guess = FrameGuess(our_motion(), windows, how, view)
    with text_kept(our_motion()):
        return denoise(noise * course_scheduler.init_noise_sigma, guess, course, nothing)


def stock_motion(is_mended: bool = True) -> Any:
    """diffusers' motion pipeline; with the embedding of the pooled text that it loses put back, or as it is."""
    folder = models_folder() / "sdxl-base-1.0"
    adapter = MotionAdapter.from_pretrained(models_folder() / "animatediff-sdxl-beta")
    pipeline = AnimateDiffSDXLPipeline.from_pretrained(folder, motion_adapter=adapter, local_files_only=True)
    if is_mended:
        flat = UNet2DConditionModel.from_pretrained(folder / "unet")
        pipeline.unet.add_embedding.load_state_dict(flat.add_embedding.state_dict())
    return stock(pipeline)


def stock_frames(pipeline: Any, scheduler: str, guidance: float, frames: int = 8) -> Tensor:
    pipeline.scheduler = scheduler_for(base_settings(models_folder() / "sdxl-base-1.0"), scheduler, "", BETAS)
    made: Tensor = pipeline(
        PROMPT,
        negative_prompt=NEGATIVE,
        num_frames=frames,
        width=64,
        height=48,
        num_inference_steps=4,
        guidance_scale=guidance,
        generator=generator(5),
        output_type="latent",
    ).frames
    return made


@pytest.mark.parametrize(("scheduler", "guidance"), CASES)
def test_motion_is_that_of_the_stock_pipeline_with_its_embedding_mended(scheduler: str, guidance: float) -> None:
    pipeline = loaded("motion pipeline", stock_motion)
    assert torch.equal(our_frames(scheduler, guidance), stock_frames(pipeline, scheduler, guidance))


def test_the_stock_motion_network_loses_the_embedding_of_the_pooled_text_and_ours_does_not() -> None:
    flat = our_unet("sdxl-base-1.0").add_embedding.state_dict()
    stock = stock_motion(is_mended=False).unet.add_embedding.state_dict()
    assert not any(torch.equal(stock[name], flat[name]) for name in flat)
    kept = our_motion().add_embedding.state_dict()
    assert all(torch.equal(kept[name], flat[name]) for name in flat)


def test_every_weight_of_the_motion_network_is_its_source_s_and_shares_its_memory() -> None:
    flat = our_unet("sdxl-base-1.0").state_dict()
    adapter = load_adapter(models_folder() / "animatediff-sdxl-beta", torch.float32, CPU).state_dict()
    motion = our_motion().state_dict()
    assert motion.keys() == flat.keys() | adapter.keys()
    assert all(torch.equal(motion[name], weight) for name, weight in {**flat, **adapter}.items())
    assert all(motion[name].data_ptr() == weight.data_ptr() for name, weight in flat.items())


def test_pictures_and_frames_are_numbers() -> None:
    for latents in (ours("sd2-base", "DDIM", 5.0), our_frames("LCM", 1.0)):
        assert np.isfinite(latents.numpy()).all()
        assert latents.std() > 0.1
