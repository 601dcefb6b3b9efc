"""What is wrong in the diffusers that is installed, shown on its own code, and right here.

The lost embedding of the pooled text is in `test_as_diffusers_does.py`; the torchvision that breaks every import is
looked for by `animec doctor`, and `test_packaging.py` keeps it out.
"""

from typing import Any

import numpy as np
import pytest
import torch
from diffusers.models.attention import FreeNoiseTransformerBlock
from torch import nn

from anime_compiler.plan import ops
from renderer.adapters.curved import Frames
from renderer.errors import BrokenPicture
from renderer.stacks.diffusion.decode import AGAIN, decode, load_vae
from renderer.stacks.diffusion.guess import Batch, FrameGuess, Guidance, Window, windows_over
from renderer.values import Latents
from tests.renderer.stacks.diffusion.test_as_diffusers_does import stock_frames, stock_motion
from tests.renderer.stacks.diffusion.works import Quiet, denoising, embeds, keyframe, stack
from tests.renderer.tiny.shelf import models_folder

CPU = torch.device("cpu")


def test_half_precision_motion_is_decoded() -> None:
    stock = stock_motion()
    stock.vae.to(torch.float16)
    latents = torch.randn(1, 4, 2, 6, 8).half()
    stock.upcast_vae()
    with pytest.raises(RuntimeError, match="type"):
        stock.decode_latents(latents.to(next(iter(stock.vae.post_quant_conv.parameters())).dtype))
    vae = load_vae(models_folder() / "sdxl-base-1.0", "vae", torch.float16, CPU)
    assert vae.dtype is torch.float32  # it says of itself that it overflows
    made = decode(vae, latents[0].transpose(0, 1), is_tiled=False, remark=Quiet().remark)
    assert made.shape == (2, 48, 64, 3)


def test_pictures_in_one_batch_are_told_their_own_sizes() -> None:
    alone = [
        stack().keyframe(keyframe(seeds=(seed,), denoising=denoising(guidance=3.0)), embeds(), None, (), Quiet())
        for seed in (1, 2)
    ]
    both = stack().keyframe(keyframe(seeds=(1, 2), denoising=denoising(guidance=3.0)), embeds(), None, (), Quiet())
    for one, together in zip(alone, both.pixels, strict=True):
        assert np.abs(one.pixels[0].astype(int) - together.astype(int)).max() <= 1


def test_numbers_that_are_none_never_become_a_black_picture() -> None:
    stock = stock_motion()
    stock.unet.conv_out.bias.data[:] = float("nan")
    assert stock_frames(stock, "DDIM", 1.0, frames=2).isnan().any()  # and no word of it
    black = torch.full((1, 4, 2, 6, 8), float("nan"))
    op = ops.Decode("sdxl-base-1.0", "", "fp32", False, 0, 2)
    with pytest.raises(BrokenPicture):
        stack().decode(op, Latents({"latents": black.numpy()}), Quiet())


class _Overflowing(nn.Module):
    """A VAE that gives numbers in full precision only."""

    config = type("Config", (), {"scaling_factor": 1.0, "shift_factor": None})()

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1, dtype=torch.float16))

    @property
    def dtype(self) -> torch.dtype:
        return self.weight.dtype

    @property
    def device(self) -> torch.device:
        return CPU

    def disable_tiling(self) -> None:
        """It never tiles."""

    def decode(self, latents: torch.Tensor, return_dict: bool) -> tuple[torch.Tensor]:
        assert not return_dict
        shown = torch.zeros(1, 3, 8, 8)
        return (shown if self.dtype is torch.float32 else shown * float("nan"),)


def test_a_decoder_that_overflows_is_run_again_in_full_precision_and_it_is_said() -> None:
    heard, vae = Quiet(), _Overflowing()
    made = decode(vae, torch.zeros(1, 4, 1, 1), is_tiled=False, remark=heard.remark)
    assert made.shape == (1, 8, 8, 3)
    assert heard.remarks == [AGAIN]
    assert vae.dtype is torch.float16


def _nothing_doing(block: nn.Module) -> None:
    """Make a transformer block give back what it is given."""
    for name, parameter in block.named_parameters():
        if "to_out" in name or "ff.net.2" in name:
            nn.init.zeros_(parameter)


class _Echo:
    """A network that predicts what it is given."""

    dtype = torch.float32
    down_blocks: tuple[nn.Module, ...] = ()
    mid_block = None

    def __call__(self, sample: torch.Tensor, *_: Any, **__: Any) -> tuple[torch.Tensor]:
        return (sample,)


@pytest.mark.parametrize("frames", [16, 20, 27, 30])
def test_windows_weigh_every_frame_fully(frames: int) -> None:
    block = FreeNoiseTransformerBlock(
        8, 2, 4, cross_attention_dim=8, context_length=16, context_stride=4, weighting_scheme="pyramid"
    )
    _nothing_doing(block)
    given = torch.rand(2, frames, 8) + 1
    with torch.no_grad():
        theirs = (block(given, encoder_hidden_states=torch.zeros(2, 3, 8)) - given).abs().max()
    is_whole = frames == 16 or (frames - 16) % 4 == 0
    assert (theirs < 1e-5) == is_whole  # what is left over at the end is weighed wrong
    batch = Batch(1, torch.zeros(16, 1, 1), None, None, None)
    windows = tuple(Window(window, (batch,)) for window in windows_over(frames, 16, 4))
    latents = torch.rand(1, 4, frames, 2, 2) + 1
    ours = FrameGuess(_Echo(), windows, Guidance(1.0), Frames(frames))(latents, torch.tensor(1), 0.0)
    assert (ours - latents).abs().max() < 1e-5
