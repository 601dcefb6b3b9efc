"""Latents to pictures: tiles where they are asked for, and each picture by itself."""

import numpy as np
import torch

from renderer.stacks.diffusion.decode import decode, encode, load_vae
from tests.renderer.stacks.diffusion.works import Quiet
from tests.renderer.tiny.shelf import models_folder

CPU = torch.device("cpu")


def test_tiles_change_a_large_picture_a_little_and_leave_no_trace() -> None:
    torch.set_num_threads(1)
    vae = load_vae(models_folder() / "sdxl-base-1.0", "vae", torch.float32, CPU)
    latents = torch.randn(1, 4, 16, 24, generator=torch.Generator().manual_seed(1))
    whole, tiled, again = (decode(vae, latents, is_tiled, Quiet().remark) for is_tiled in (False, True, False))
    assert whole.shape == tiled.shape == (1, 128, 192, 3)
    assert not np.array_equal(whole, tiled)
    assert np.array_equal(whole, again)
    small = torch.randn(1, 4, 6, 8, generator=torch.Generator().manual_seed(1))  # of one tile
    assert np.array_equal(decode(vae, small, True, Quiet().remark), decode(vae, small, False, Quiet().remark))


def test_a_picture_does_not_depend_on_those_beside_it() -> None:
    vae = load_vae(models_folder() / "sdxl-base-1.0", "vae", torch.float32, CPU)
    latents = torch.randn(3, 4, 6, 8, generator=torch.Generator().manual_seed(1))
    together = decode(vae, latents, False, Quiet().remark)
    for number, one in enumerate(latents):
        assert np.array_equal(decode(vae, one[None], False, Quiet().remark)[0], together[number])


def test_a_picture_encoded_is_latents_of_the_strength_that_networks_know() -> None:
    vae = load_vae(models_folder() / "sdxl-base-1.0", "vae", torch.float32, CPU)
    picture = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
    values = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1
    with torch.no_grad():
        stock = vae.encode(values).latent_dist.mode() * vae.config.scaling_factor
    assert torch.equal(encode(vae, picture), stock)
