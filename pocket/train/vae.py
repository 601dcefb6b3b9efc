"""The VAE: pictures to latents an eighth as wide, and back."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from diffusers import AutoencoderKL
from torch import Tensor, nn

from pocket.train import pictures
from pocket.train.loop import Turn
from pocket.train.numerics import autocast
from pocket.world import sheet

CROP: Final = 96
CROPS: Final = 8  # in a batch; as many pixels as one whole picture of 256
SQUARED: Final = 10.0  # weight of the squared error, which is what PSNR counts
KL: Final = 1e-4
ERROR: Final = 0.5  # the strongest errors that a decoder of fixed latents learns to see through
HELD_OUT: Final = 16  # pictures that are looked at
BAKED: Final = 48  # pictures that the latents' statistics are taken of


def new_vae() -> AutoencoderKL:
    """A VAE that begins as a plain shrinking and enlarging of the picture, which training then refines.

    Without mid attention it is convolutional throughout: trained on crops, it works at every size.
    """
    vae = AutoencoderKL(
        block_out_channels=(16, 32, 64, 128),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=2,
        mid_block_add_attention=False,
        scaling_factor=1.0,
        force_upcast=False,
        sample_size=256,
    )
    for name, module in vae.named_modules():
        if name.endswith("conv2"):
            module.weight.data *= 0.1
        elif name.endswith("conv_shortcut"):
            nn.init.orthogonal_(module.weight)
        elif "downsamplers" in name and isinstance(module, nn.Conv2d):
            _pass_on(module, {(row, column): 0.25 for row in (0, 1) for column in (0, 1)})
        elif "upsamplers" in name and isinstance(module, nn.Conv2d):
            rows = {0: 0.25, 1: 0.5, 2: 0.25}
            _pass_on(module, {(row, column): a * b for row, a in rows.items() for column, b in rows.items()})
    nn.init.eye_(vae.quant_conv.weight.data[:, :, 0, 0])
    nn.init.eye_(vae.post_quant_conv.weight.data[:, :, 0, 0])
    vae.quant_conv.bias.data[:] = torch.tensor([0.0] * 4 + [-4.0] * 4)
    vae.post_quant_conv.bias.data.zero_()
    return vae


def _pass_on(convolution: nn.Conv2d, kernel: Mapping[tuple[int, int], float]) -> None:
    """Make a convolution apply one small kernel to each channel by itself."""
    convolution.weight.data *= 0.05
    for channel in range(convolution.out_channels):
        for (row, column), weight in kernel.items():
            convolution.weight.data[channel, channel, row, column] += weight


class VaeStage:
    """Training of the VAE on pictures drawn for each step; of a baked one only the decoder: its latents last.

    The decoder of a baked one learns to see through errors, too. What a denoiser makes is never quite the latents of a
    drawing, and to a decoder that knows nothing else its small errors are a pattern like broken glass.
    """

    def __init__(self, device: str = "cpu", baked: Path | None = None) -> None:
        self.device, self.is_baked = device, baked is not None
        self.vae: AutoencoderKL = (new_vae() if baked is None else AutoencoderKL.from_pretrained(baked)).to(device)
        self.trained = {"vae": self.vae} if baked is None else decoding_part(self.vae)
        self.vae.requires_grad_(False)
        for network in self.trained.values():
            network.requires_grad_(True)

    def networks(self) -> Mapping[str, nn.Module]:
        return self.trained

    def loss(self, turn: Turn) -> Tensor:
        dice = Random(f"vae {turn.step} {turn.rank}")
        whole = turn.step % 4 == 3
        if whole:
            batch = [pictures.training_picture(dice)]
        else:
            batch = [crop for _ in range(CROPS // 2) for crop in pictures.training_crops(dice, CROP)]
        images = pictures.to_tensor(batch).to(self.device, memory_format=torch.channels_last)
        with autocast(self.device):
            moments = self.vae.quant_conv(self.vae.encoder(images)).float()
            mean, log_variance = moments.chunk(2, dim=1)
            log_variance = log_variance.clamp(-20, 10)
            noise = torch.randn(mean.shape, generator=torch.Generator().manual_seed(dice.getrandbits(40)))
            latents = mean + (0.5 * log_variance).exp() * noise.to(self.device)
            if self.is_baked:
                latents = latents + errors(latents.shape, dice).to(latents)
            restored = self.vae.decoder(self.vae.post_quant_conv(latents)).float()
        spread: Tensor = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
        return restoration_loss(restored, images) + KL * spread

    def look(self, folder: Path, step: int) -> Mapping[str, float]:
        images = pictures.held_out(HELD_OUT)
        restored = restore(self.vae, images)
        rows = [*pictures.to_pixels(images[:8]), *pictures.to_pixels(restored[:8])]
        sheet.save(sheet.grid(rows, columns=4), folder / f"{step:07}.png")
        return {"psnr_256": psnr(restored, images)}


def errors(shape: torch.Size, dice: Random) -> Tensor:
    """Errors of latents like those that a denoiser leaves: none in half of the pictures, else more or less strong."""
    strengths = [dice.uniform(0, ERROR) if dice.random() < 0.5 else 0.0 for _ in range(shape[0])]
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(dice.getrandbits(40)))
    return noise * torch.tensor(strengths)[:, None, None, None]


def decoding_part(vae: AutoencoderKL) -> dict[str, nn.Module]:
    """What turns latents into pictures."""
    return {"post_quant_conv": vae.post_quant_conv, "decoder": vae.decoder}


def restoration_loss(restored: Tensor, images: Tensor) -> Tensor:
    """How far a restored picture is from the original: in values, in coarse tones, and in edges."""
    error = restored - images
    coarse = sum((F.avg_pool2d(error, size).abs().mean() for size in (4, 8)), torch.zeros(()))
    edges = (error[..., 1:] - error[..., :-1]).abs().mean() + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    loss: Tensor = error.abs().mean() + SQUARED * error.square().mean() + 0.5 * coarse + 0.25 * edges
    return loss


def restore(vae: AutoencoderKL, images: Tensor) -> Tensor:
    """Pictures through the VAE and back, one at a time."""
    with torch.no_grad():
        return torch.cat([vae.decode(vae.encode(image[None]).latent_dist.mode()).sample for image in images]).clamp(
            -1, 1
        )


def psnr(restored: Tensor, images: Tensor) -> float:
    """Peak signal to noise in decibels, the mean over the pictures."""
    errors = ((restored - images) / 2).square().mean(dim=(1, 2, 3))
    return float((-10 * torch.log10(errors)).mean())


def bake(vae: AutoencoderKL, count: int = BAKED) -> None:
    """Fold the latents' mean and spread into the convolutions around them: pictures stay the same."""
    images = pictures.held_out(count)
    with torch.no_grad():
        latents = torch.cat([vae.encode(image[None]).latent_dist.mode() for image in images])
        mean, spread = latents.mean(dim=(0, 2, 3)), latents.std(dim=(0, 2, 3))
        into, out_of = vae.quant_conv, vae.post_quant_conv
        into.weight.data[:4] /= spread[:, None, None, None]
        into.bias.data[:4] = (into.bias.data[:4] - mean) / spread
        into.bias.data[4:] -= 2 * spread.log()
        out_of.bias.data += torch.einsum("oi,i->o", out_of.weight.data[:, :, 0, 0], mean)
        out_of.weight.data *= spread[None, :, None, None]
