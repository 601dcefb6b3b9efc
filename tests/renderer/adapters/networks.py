"""Small networks, and what comes out of them for inputs that never change."""

from typing import Any, Final

import torch
from diffusers import UNetMotionModel
from torch import Tensor
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from tests.renderer.tiny.models import WIDTH, motion, sdxl_unet, seeded

FRAMES: Final = 4


def motion_unet(seed: int = 1) -> Any:
    """A UNet of SDXL's kind with motion; all of its weights are known."""
    flat = sdxl_unet(seed)
    unet = UNetMotionModel.from_unet2d(flat, motion())
    unet.add_embedding.load_state_dict(flat.add_embedding.state_dict())
    return unet.eval()


@torch.no_grad()
def seen(unet: Any, branches: int = 1, frames: int = FRAMES, **more: Any) -> Tensor:
    """What a UNet predicts, with motion or without; (branches, 4, frames, 8, 8), frames only where it has motion."""
    dice = torch.Generator().manual_seed(5)
    has_motion = isinstance(unet, UNetMotionModel)
    sizes = (branches, 4, frames, 8, 8) if has_motion else (branches, 4, 8, 8)
    sample = torch.randn(sizes, generator=dice)
    rows = branches * frames if has_motion else branches
    text = torch.randn(rows, 7, 2 * WIDTH, generator=dice)
    added = {"text_embeds": torch.randn(branches, WIDTH, generator=dice), "time_ids": torch.ones(branches, 6)} | more
    out: Tensor = unet(sample, torch.tensor(300), text, added_cond_kwargs=added, return_dict=False)[0]
    return out


@torch.no_grad()
def read(encoder: Any) -> Tensor:
    """What a text encoder makes of some words."""
    states: tuple[Tensor, ...] = encoder(torch.arange(7)[None] + 20, output_hidden_states=True).hidden_states
    return torch.cat(states)


def text_encoder(part: str) -> Any:
    """A text encoder of SDXL, the first or the second."""
    config = CLIPTextConfig(
        vocab_size=64,
        bos_token_id=62,
        eos_token_id=63,
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
    )
    kind = CLIPTextModel if part == "text_encoder" else CLIPTextModelWithProjection
    return seeded(lambda: kind(config), len(part))
