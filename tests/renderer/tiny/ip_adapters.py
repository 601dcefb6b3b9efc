"""IP-Adapters of both kinds with random weights, and a CLIP that looks at pictures, in the layouts of the real ones."""

from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

from tests.renderer.tiny.models import seeded

SEEN: Final = 16  # width of what the encoder sees in each patch
SUMMED: Final = 12  # and of its summary
SIDE: Final = 32  # of the pictures that it takes
_TOKENS: Final = 4
_HEAD: Final = 64  # of the real ones, and not to be had smaller
_LAYERS: Final = 4


def image_encoder(seed: int = 7) -> Any:
    """A CLIP that looks at pictures."""
    config = CLIPVisionConfig(
        hidden_size=SEEN,
        intermediate_size=2 * SEEN,
        projection_dim=SUMMED,
        num_hidden_layers=3,
        num_attention_heads=2,
        image_size=SIDE,
        patch_size=8,
    )
    return seeded(lambda: CLIPVisionModelWithProjection(config), seed)


def write_ip_adapter(path: Path, unet: Any, kind: str, seed: int = 8) -> Path:
    """An IP-Adapter, `plain` or `plus`, for a UNet."""
    dice = torch.Generator().manual_seed(seed)

    def some(*shape: int) -> Tensor:
        return torch.randn(shape, generator=dice) / float(shape[-1] ** 0.5)

    width = unet.config.cross_attention_dim
    tensors = _plain(some, width) if kind == "plain" else _plus(some, width)
    reading = [name for name in unet.attn_processors if "attn2" in name and "motion_modules" not in name]
    for number, name in enumerate(reading):
        out = unet.get_submodule(name.removesuffix(".processor")).to_k.out_features
        for side in ("to_k_ip", "to_v_ip"):
            tensors[f"ip_adapter.{2 * number + 1}.{side}.weight"] = some(out, width)
    save_file(tensors, path)
    return path


def _plain(some: Any, width: int) -> dict[str, Tensor]:
    return {
        "image_proj.proj.weight": some(_TOKENS * width, SUMMED),
        "image_proj.proj.bias": some(_TOKENS * width),
        "image_proj.norm.weight": 1 + some(width),
        "image_proj.norm.bias": some(width),
    }


def _plus(some: Any, width: int) -> dict[str, Tensor]:
    inner = 24
    made = {
        "latents": some(1, _TOKENS, inner),
        "proj_in.weight": some(inner, SEEN),
        "proj_in.bias": some(inner),
        "proj_out.weight": some(width, inner),
        "proj_out.bias": some(width),
        "norm_out.weight": 1 + some(width),
        "norm_out.bias": some(width),
    }
    for layer in range(_LAYERS):
        looks, thinks = f"layers.{layer}.0", f"layers.{layer}.1"
        for norm in (f"{looks}.norm1", f"{looks}.norm2", f"{thinks}.0"):
            made[f"{norm}.weight"], made[f"{norm}.bias"] = 1 + some(inner), some(inner)
        made[f"{looks}.to_q.weight"] = some(_HEAD, inner)
        made[f"{looks}.to_kv.weight"] = some(2 * _HEAD, inner)
        made[f"{looks}.to_out.weight"] = some(inner, _HEAD)
        made[f"{thinks}.1.weight"], made[f"{thinks}.3.weight"] = some(4 * inner, inner), some(inner, 4 * inner)
    return {f"image_proj.{name}": tensor for name, tensor in made.items()}
