"""The weights that ship: the stock pipeline loads them, they are small, and prompts steer them."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from diffusers import AutoencoderKL, StableDiffusionXLPipeline

FAMILY = Path(__file__).parents[2] / "pocket" / "weights"
WEIGHTS = FAMILY / "pocket-base"
LARGEST = 35_000_000


@pytest.fixture(scope="module")
def pipeline() -> StableDiffusionXLPipeline:
    loaded: StableDiffusionXLPipeline = StableDiffusionXLPipeline.from_pretrained(
        WEIGHTS, dtype=torch.float32, local_files_only=True
    )
    loaded.set_progress_bar_config(disable=True)
    return loaded


def drawn(
    pipeline: StableDiffusionXLPipeline, prompt: str, seed: int = 0, width: int = 256, height: int = 256
) -> npt.NDArray[np.float32]:
    pixels: npt.NDArray[np.float32] = pipeline(
        prompt,
        width=width,
        height=height,
        num_inference_steps=10,
        guidance_scale=4.0,
        guidance_rescale=0.7,
        generator=torch.Generator().manual_seed(seed),
        output_type="np",
    ).images[0]
    return pixels


def test_the_family_is_small() -> None:
    size = sum(file.stat().st_size for file in FAMILY.rglob("*") if file.is_file())
    assert size < LARGEST


def test_nothing_but_safetensors_and_text() -> None:
    kinds = {file.suffix for file in FAMILY.rglob("*") if file.is_file()}
    assert kinds <= {".safetensors", ".json", ".txt", ".md"}


@pytest.mark.parametrize(("width", "height"), [(256, 256), (320, 192), (192, 320)])
def test_every_shape_makes_a_picture(pipeline: StableDiffusionXLPipeline, width: int, height: int) -> None:
    pixels = drawn(pipeline, "1girl, short blue hair, beach, day", width=width, height=height)
    assert pixels.shape == (height, width, 3)
    assert np.isfinite(pixels).all()
    assert pixels.std() > 0.1


def test_night_is_darker_than_day(pipeline: StableDiffusionXLPipeline) -> None:
    for place in ("beach", "mountains", "park"):
        day, night = (drawn(pipeline, f"no humans, {place}, {time}, clear") for time in ("day", "night"))
        assert day.mean() > night.mean() + 0.15, place


def test_the_same_seed_gives_the_same_picture(pipeline: StableDiffusionXLPipeline) -> None:
    one, again, other = (drawn(pipeline, "1girl, pink twintails, park, day", seed) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_the_vae_gives_pictures_back() -> None:
    from pocket.train import pictures, vae

    network = AutoencoderKL.from_pretrained(WEIGHTS / "vae")
    images = pictures.held_out(6)
    assert vae.psnr(vae.restore(network, images), images) > 24
