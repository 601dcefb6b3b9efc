"""A VAE, or motion layers, in one file with no settings beside it, under the names of diffusers or the first published.

How many levels and layers there are, and how wide, is read off the shapes. What shapes do not tell is what all
published models of a family have; where they differ, the file is refused and asked for its settings.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import torch
from diffusers import AutoencoderKL, MotionAdapter
from diffusers.models.embeddings import SinusoidalPositionalEmbedding
from torch import Tensor

from renderer.control.filled import filled, tensors_in
from renderer.errors import BadModel
from renderer.stacks.diffusion.networks import in_own_memory
from renderer.stacks.diffusion.single_file import NotWholeError, translated

_CONFIGS: Final = Path(__file__).parent / "configs"
_VAE: Final = "first_stage_model."
_NOT_OF_A_VAE: Final = ("loss.", "model_ema.")  # what training keeps, and no network reads
_OLDER: Final = {"query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"}  # older names of attention
_OF_SHAPES: Final = "the shapes of its own weights"
_HEADS, _GROUPS = 8, 32  # of all motion layers that were published; shapes do not tell them
_MOTION: Final = (
    (".temporal_transformer", ""),
    (".attention_blocks.0.", ".attn1."),
    (".attention_blocks.1.", ".attn2."),
    (".norms.0.", ".norm1."),
    (".norms.1.", ".norm2."),
    (".ff_norm.", ".norm3."),
)
_PLACES: Final = re.compile(r"\.(?:attn[12]\.pos_encoder|pos_embed)\.pe\Z")
_CLOSE: Final = 0.01  # positions are at most 1, and half precision rounds them


def lone_vae(file: Path, family: str, dtype: torch.dtype, device: torch.device) -> Any:
    """A VAE of a family of bases. What it makes of numbers is not in its shapes, so the family's settings say it.

    Whether half precision overflows in it cannot be told either, so it says of itself what the family's own does.
    """
    settings = _CONFIGS / family / "vae" / "config.json"
    if not settings.is_file():
        raise _unsettled(file, f"how a VAE for `{family}` scales latents")
    told: dict[str, Any] = json.loads(settings.read_text(encoding="utf-8"))
    tensors = _of_a_vae(tensors_in(file, file.name), file.name)
    network = filled(AutoencoderKL, {**told, **_vae_settings(tensors, file.name)}, tensors, file.name, _OF_SHAPES)
    if dtype is torch.float16 and network.config.force_upcast:
        dtype = torch.float32
    return _ready(network, dtype, device)


def lone_motion(file: Path, dtype: torch.dtype, device: torch.device) -> Any:
    """Motion layers."""
    tensors = {_motion_name(name): value for name, value in tensors_in(file, file.name).items()}
    places = {name: value for name, value in tensors.items() if _PLACES.search(name)}
    rest = {name: value for name, value in tensors.items() if name not in places}
    widths = _widths(rest, r"down_blocks\.(\d+)\.motion_modules\.0\.norm\.weight", file.name)
    length = _length(places, file)
    settings = {
        "block_out_channels": widths,
        "motion_layers_per_block": _count(rest, r"down_blocks\.0\.motion_modules\.(\d+)\."),
        "motion_transformer_layers_per_block": _count(
            rest, r"down_blocks\.0\.motion_modules\.0\.transformer_blocks\.(\d+)\."
        ),
        "motion_num_attention_heads": _HEADS,
        "motion_norm_num_groups": _GROUPS,
        "motion_max_seq_length": length,
        "use_motion_mid_block": any(name.startswith("mid_block.") for name in rest),
    }
    whole = {**rest, **_positions(rest, length)}
    return _ready(filled(MotionAdapter, settings, whole, file.name, _OF_SHAPES), dtype, device)


def _unsettled(file: Path, what: str) -> BadModel:
    cure = "keep it in a folder with the model's name, as `diffusion_pytorch_model.safetensors` with its `config.json`"
    return BadModel(f"{what} cannot be told from `{file.name}` alone", cure)


def _ready(network: Any, dtype: torch.dtype, device: torch.device) -> Any:
    made = network.to(dtype).eval().requires_grad_(False).to(device)
    if device.type == "cpu":
        in_own_memory(made)
    return made


def _of_a_vae(tensors: dict[str, Tensor], name: str) -> dict[str, Tensor]:
    """The tensors under the names of diffusers."""
    short = {key.removeprefix(_VAE): value for key, value in tensors.items()}
    short = {key: value for key, value in short.items() if not key.startswith(_NOT_OF_A_VAE)}
    if not any(key.startswith("encoder.down.") for key in short):
        return {re.sub(r"(?<=attentions\.0\.)(\w+)", _newer, key): value for key, value in short.items()}
    levels = _count(short, r"encoder\.down\.(\d+)\.")
    settings = {"down_block_types": ["DownEncoderBlock2D"] * levels, "up_block_types": ["UpDecoderBlock2D"] * levels}
    try:
        made, _ = translated("vae", "", settings, short, "")
    except NotWholeError as error:
        raise BadModel(f"`{name}` cannot be read as a VAE: {error}", "it is of another model, or not whole") from error
    return made


def _newer(found: re.Match[str]) -> str:
    return _OLDER.get(found[1], found[1])


def _vae_settings(tensors: Mapping[str, Tensor], name: str) -> dict[str, Any]:
    """What shapes tell of a VAE."""
    widths = _widths(tensors, r"encoder\.down_blocks\.(\d+)\.resnets\.0\.conv1\.weight", name)
    ends = [tensors.get(f"{end}.weight") for end in ("encoder.conv_in", "decoder.conv_out", "decoder.conv_in")]
    if any(end is None or end.ndim != 4 for end in ends):
        raise BadModel(f"`{name}` lacks a side of a VAE", "take one that has an encoder and a decoder")
    taken, given, latent = (end.shape for end in ends if end is not None)
    return {
        "block_out_channels": widths,
        "down_block_types": ["DownEncoderBlock2D"] * len(widths),
        "up_block_types": ["UpDecoderBlock2D"] * len(widths),
        "layers_per_block": _count(tensors, r"encoder\.down_blocks\.0\.resnets\.(\d+)\."),
        "in_channels": taken[1],
        "out_channels": given[0],
        "latent_channels": latent[1],
        "use_quant_conv": "quant_conv.weight" in tensors,
        "use_post_quant_conv": "post_quant_conv.weight" in tensors,
    }


def _motion_name(name: str) -> str:
    for old, new in _MOTION:
        name = name.replace(old, new)
    return name


def _length(places: Mapping[str, Tensor], file: Path) -> int:
    """How many frames motion layers know: as many as they have positions, which are the usual ones."""
    lengths = {value.shape[1] for value in places.values() if value.ndim == 3}
    if len(lengths) != 1:
        raise _unsettled(file, "for how many frames it was trained")
    (length,) = lengths
    for value in places.values():
        usual = SinusoidalPositionalEmbedding(value.shape[-1], length).pe
        if value.shape != usual.shape or not torch.allclose(value.float(), usual, atol=_CLOSE):
            raise BadModel(f"`{file.name}` has positions of its own, and not the usual waves", "take another adapter")
    return int(length)


def _positions(tensors: Mapping[str, Tensor], length: int) -> dict[str, Tensor]:
    """The positions of each block, as wide as the block is: one for both of its layers of attention."""
    blocks = {
        name.partition(".norm1.")[0]: len(value) for name, value in tensors.items() if name.endswith(".norm1.bias")
    }
    return {f"{block}.pos_embed.pe": SinusoidalPositionalEmbedding(width, length).pe for block, width in blocks.items()}


def _widths(tensors: Mapping[str, Tensor], pattern: str, name: str) -> list[int]:
    """How wide the levels are, in their order."""
    found = {int(match[1]): len(value) for key, value in tensors.items() if (match := re.fullmatch(pattern, key))}
    if not found or sorted(found) != [*range(len(found))]:
        raise BadModel(f"`{name}` holds nothing of what its name says", "it is of another model, or not whole")
    return [found[level] for level in range(len(found))]


def _count(names: Iterable[str], pattern: str) -> int:
    """How many there are of what a pattern counts."""
    return len({match[1] for name in names if (match := re.match(pattern, name))})
