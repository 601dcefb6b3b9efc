"""Whole checkpoints in one file, under the names in which bases were first published, made of small models."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from tests.renderer.tiny.models import CHANNELS

Tensors: TypeAlias = dict[str, Tensor]

_UNET: Final = (
    (r"time_embedding\.linear_1", "time_embed.0"),
    (r"time_embedding\.linear_2", "time_embed.2"),
    (r"add_embedding\.linear_1", "label_emb.0.0"),
    (r"add_embedding\.linear_2", "label_emb.0.2"),
    (r"conv_in", "input_blocks.0.0"),
    (r"conv_norm_out", "out.0"),
    (r"conv_out", "out.2"),
)
_RESNET: Final = (
    ("norm1", "in_layers.0"),
    ("conv1", "in_layers.2"),
    ("norm2", "out_layers.0"),
    ("conv2", "out_layers.3"),
    ("time_emb_proj", "emb_layers.1"),
    ("conv_shortcut", "skip_connection"),
)
_VAE: Final = (
    (r"down_blocks\.(\d)\.resnets", r"down.\1.block"),
    (r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample"),
    (r"mid_block\.resnets\.0", "mid.block_1"),
    (r"mid_block\.resnets\.1", "mid.block_2"),
    (r"mid_block\.attentions\.0", "mid.attn_1"),
    (r"group_norm", "norm"),
    (r"to_([qkv])", r"\1"),
    (r"to_out\.0", "proj_out"),
    (r"conv_norm_out", "norm_out"),
    (r"conv_shortcut", "nin_shortcut"),
)
_MOTION: Final = (
    (".attn1.", ".attention_blocks.0."),
    (".attn2.", ".attention_blocks.1."),
    (".norm1.", ".norms.0."),
    (".norm2.", ".norms.1."),
    (".norm3.", ".ff_norm."),
)
_CLIP: Final = (
    (r"text_model\.encoder\.layers\.", "transformer.resblocks."),
    (r"layer_norm1", "ln_1"),
    (r"layer_norm2", "ln_2"),
    (r"fc1", "c_fc"),
    (r"fc2", "c_proj"),
    (r"self_attn", "attn"),
    (r"text_model\.final_layer_norm", "ln_final"),
    (r"text_model\.embeddings\.token_embedding", "token_embedding"),
    (r"text_model\.embeddings\.position_embedding\.weight", "positional_embedding"),
    (r"text_projection\.weight", "text_projection"),
)


def write_single_file(file: Path, folder: Path, change: Mapping[str, Tensor | None] | None = None) -> Path:
    """A base in one file, from its folder; `change` adds tensors, or takes them away."""
    is_xl = (folder / "text_encoder_2").is_dir()
    tensors = {f"model.diffusion_model.{name}": value for name, value in _unet(_read(folder / "unet")).items()}
    tensors |= {f"first_stage_model.{name}": value for name, value in _vae(_read(folder / "vae")).items()}
    first = _with_prefix(_read(folder / "text_encoder"))
    if is_xl:
        tensors |= {f"conditioner.embedders.0.transformer.{name}": value for name, value in first.items()}
        second = _with_prefix(_read(folder / "text_encoder_2"))
        tensors |= {f"conditioner.embedders.1.model.{name}": value for name, value in _open_clip(second).items()}
        tensors["conditioner.embedders.1.model.logit_scale"] = torch.tensor(1.0)
    else:
        tensors |= {f"cond_stage_model.model.{name}": value for name, value in _open_clip(first).items()}
        tensors["cond_stage_model.model.text_projection"] = torch.ones(16, 16)
        tensors["cond_stage_model.model.transformer.resblocks.2.ln_1.weight"] = torch.ones(16)
        tensors["alphas_cumprod"] = torch.ones(1000)
    for name, value in (change or {}).items():
        if value is None:
            del tensors[name]
        else:
            tensors[name] = value
    save_file({name: value.clone(memory_format=torch.contiguous_format) for name, value in tensors.items()}, file)
    return file


def vae_as_first_published(tensors: Mapping[str, Tensor]) -> Tensors:
    """The weights of a VAE under their first names."""
    return _vae({**tensors})


def motion_as_first_published(tensors: Mapping[str, Tensor]) -> Tensors:
    """Motion layers under their first names: positions stand in each layer of attention."""
    made: Tensors = {}
    for name, value in tensors.items():
        old = name
        for ours, theirs in _MOTION:
            old = old.replace(ours, theirs)
        deep = re.sub(r"(motion_modules\.\d)\.", r"\1.temporal_transformer.", old)
        if deep.endswith("pos_embed.pe"):
            for side in "01":
                made[deep.replace("pos_embed.pe", f"attention_blocks.{side}.pos_encoder.pe")] = value
        else:
            made[deep] = value
    return made


def _read(part: Path) -> Tensors:
    (file,) = part.glob("*.safetensors")
    tensors: Tensors = load_file(file)
    return tensors


def _with_prefix(tensors: Tensors) -> Tensors:
    known = ("text_model.", "text_projection.")
    return {name if name.startswith(known) else f"text_model.{name}": value for name, value in tensors.items()}


def _unet(tensors: Tensors) -> Tensors:
    return {_unet_name(name): value for name, value in tensors.items()}


def _unet_name(name: str) -> str:
    for old, new in _UNET:
        if re.match(old, name):
            return re.sub(old, new, name, count=1)
    levels, layers = len(CHANNELS), 1
    down = re.match(r"down_blocks\.(\d)\.(resnets|attentions|downsamplers)\.(\d)\.(.*)", name)
    up = re.match(r"up_blocks\.(\d)\.(resnets|attentions|upsamplers)\.(\d)\.(.*)", name)
    mid = re.match(r"mid_block\.(resnets|attentions)\.(\d)\.(.*)", name)
    if down:
        block, kind, layer, rest = int(down[1]), down[2], int(down[3]), down[4]
        number = 1 + block * (layers + 1) + (layers if kind == "downsamplers" else layer)
        if kind == "downsamplers":
            return f"input_blocks.{number}.0.op.{rest.removeprefix('conv.')}"
        return f"input_blocks.{number}.{_in_block(kind, rest)}"
    if up:
        block, kind, layer, rest = int(up[1]), up[2], int(up[3]), up[4]
        number = block * (layers + 1) + (layers if kind == "upsamplers" else layer)
        if kind == "upsamplers":
            has_attention = block < levels - 1
            return f"output_blocks.{number}.{2 if has_attention else 1}.{rest}"
        return f"output_blocks.{number}.{_in_block(kind, rest)}"
    assert mid, name
    if mid[1] == "attentions":
        return f"middle_block.1.{mid[3]}"
    return f"middle_block.{2 * int(mid[2])}.{_in_block('resnets', mid[3])[2:]}"


def _in_block(kind: str, rest: str) -> str:
    if kind == "attentions":
        return f"1.{rest}"
    for old, new in _RESNET:
        if rest.startswith(f"{old}."):
            return f"0.{new}.{rest.removeprefix(f'{old}.')}"
    raise AssertionError(rest)


def _vae(tensors: Tensors) -> Tensors:
    made = {}
    for name, value in tensors.items():
        old = re.sub(r"up_blocks\.(\d)\.resnets", lambda found: f"up.{3 - int(found[1])}.block", name)
        old = re.sub(r"up_blocks\.(\d)\.upsamplers\.0", lambda found: f"up.{3 - int(found[1])}.upsample", old)
        for ours, theirs in _VAE:
            old = re.sub(ours, theirs, old)
        made[old] = value[:, :, None, None] if "mid.attn_1" in old and value.ndim == 2 else value
    return made


def _open_clip(tensors: Tensors) -> Tensors:
    made: Tensors = {}
    for name, value in tensors.items():
        old: Any = name
        for ours, theirs in _CLIP:
            old = re.sub(ours, theirs, old)
        if old.endswith(("q_proj.weight", "q_proj.bias")):
            three = [tensors[name.replace("q_proj", f"{side}_proj")] for side in "qkv"]
            made[old.replace(".q_proj.", ".in_proj_")] = torch.cat(three)
        elif "k_proj" not in old and "v_proj" not in old:
            made[old] = value.T if old == "text_projection" else value
    return made
