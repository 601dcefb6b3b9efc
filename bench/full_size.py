"""One small segment through networks of the real size: SDXL's UNet with its motion layers, random weights in bf16.

python -m bench.full_size                 needs 8 GB of memory, and minutes
python -m bench.full_size --control       with a ControlNet: 3 GB more

16 frames of 128x128, one step with guidance, through the loop of the product. It says that the wiring holds at full
size, and how much memory it takes; at this size of picture its time says little.
"""

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, Final

import torch
from diffusers import ControlNetModel, LCMScheduler, MotionAdapter, UNet2DConditionModel
from torch import nn

from renderer.adapters.curved import Frames
from renderer.control.hints import hint_track
from renderer.control.quiet import quiet
from renderer.control.steer import ControlSpec, Steering
from renderer.stacks.diffusion.attention import text_kept
from renderer.stacks.diffusion.conditions import Conditions, Side
from renderer.stacks.diffusion.denoise import Course, denoise
from renderer.stacks.diffusion.guess import FrameGuess, Guidance, Window, batches_of
from renderer.stacks.diffusion.noise import generator, segment_noise
from renderer.stacks.diffusion.unets import with_motion
from renderer.stacks.machine import peak_of_process

FRAMES, SIZE = 16, 128
_LEVELS: Final = (320, 640, 1280)
_SDXL: Final[Mapping[str, Any]] = {
    "block_out_channels": _LEVELS,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "transformer_layers_per_block": (1, 2, 10),
    "attention_head_dim": (5, 10, 20),
    "cross_attention_dim": 2048,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816,
}


def unet() -> Any:
    """SDXL's, without weights."""
    ups = ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D")
    with torch.device("meta"):
        return UNet2DConditionModel(sample_size=128, up_block_types=ups, **_SDXL)


def motion_adapter() -> Any:
    """The motion layers of AnimateDiff's SDXL beta, without weights."""
    with torch.device("meta"):
        return MotionAdapter(
            block_out_channels=_LEVELS,
            motion_layers_per_block=2,
            motion_num_attention_heads=8,
            motion_norm_num_groups=32,
            motion_max_seq_length=32,
            use_motion_mid_block=False,
        )


def controlnet() -> Any:
    """A ControlNet for it, without weights."""
    with torch.device("meta"):
        return ControlNetModel(**_SDXL)


def parameters(network: nn.Module) -> int:
    """How many weights a network has."""
    return sum(one.numel() for one in network.parameters())


def main() -> None:
    """Build, run, tell."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    began = time.monotonic()
    flat, adapter = _filled(unet(), 1), _filled(motion_adapter(), 2)
    print(f"UNet {parameters(flat):,}, motion {parameters(adapter):,} weights", flush=True)
    network = with_motion(flat, adapter)
    del flat, adapter
    steering = _steering() if options.control else None
    print(f"built in {time.monotonic() - began:.0f} s; peak {peak_of_process() / 1e9:.1f} GB", flush=True)
    began, worked = time.monotonic(), time.process_time()
    latents = _segment(network, steering)
    spread = f"mean {latents.mean():.3f}, deviation {latents.std():.3f}"
    print(f"latents {tuple(latents.shape)}, all finite, {spread}")
    took = f"{time.monotonic() - began:.0f} s on the clock, {time.process_time() - worked:.0f} s of processor"
    print(f"one step with guidance: {took}; peak {peak_of_process() / 1e9:.1f} GB")


def _filled(network: Any, seed: int) -> Any:
    """Random weights in bf16, as small as keeps numbers in their range, drawn where they stand."""
    with quiet():
        filled: Any = network.to(torch.bfloat16).to_empty(device="cpu").eval().requires_grad_(False)
    dice = torch.Generator().manual_seed(seed)
    for parameter in filled.parameters():
        if parameter.ndim > 1:
            parameter.normal_(std=parameter[0].numel() ** -0.5, generator=dice)
        else:
            parameter.fill_(1.0)
    for path, module in filled.named_modules():
        if getattr(module, "bias", None) is not None:
            module.bias.zero_()
        for name, buffer in module.named_buffers(recurse=False):
            assert name == "pe", f"{path}.{name} is not known"
            buffer.normal_(std=0.02, generator=dice)
    return filled


def _steering() -> Steering:
    track = hint_track([torch.zeros(SIZE, SIZE, 3, dtype=torch.uint8).numpy() + 90], [0], FRAMES, SIZE, SIZE, "depth")
    spec = ControlSpec(_filled(controlnet(), 3), "controlnet", -1, track, torch.ones(FRAMES), 0.0, 1.0)
    return Steering([spec])


def _segment(network: Any, steering: Steering | None) -> torch.Tensor:
    dice = generator(7)
    sides = [
        Side(
            torch.randn(1, 77, 2048, generator=dice).expand(FRAMES, -1, -1).bfloat16(),
            torch.randn(1, 1280, generator=dice).expand(FRAMES, -1).bfloat16(),
        )
        for _ in range(2)
    ]
    told = Conditions(sides[0], sides[1], torch.tensor([SIZE, SIZE, 0, 0, SIZE, SIZE], dtype=torch.bfloat16))
    guidance, frames = Guidance(1.7), torch.arange(FRAMES)
    window = Window(frames, batches_of(told, guidance, frames, None, lookers=1))
    guess = FrameGuess(network, (window,), guidance, Frames(FRAMES), steering)
    scheduler = LCMScheduler(beta_start=0.00085, beta_end=0.02, beta_schedule="linear")
    scheduler.set_timesteps(1)
    noise = segment_noise(7, FRAMES, SIZE, SIZE)
    with text_kept(network):
        return denoise(noise, guess, Course(scheduler, scheduler.timesteps, dice), lambda *_: None)


if __name__ == "__main__":
    main()
