"""What makers of LoRA files call the layers of a network, brought to one spelling.

That spelling is the path of the module with `_` for each dot. The files of kohya have no other, so that only the
network itself can tell `to_out_0` from `to.out.0`; its own modules, spelt the same way, are the table to look it up in.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeAlias

from torch import nn

UNET: Final = "unet"
TEXT_PARTS: Final = ("text_encoder", "text_encoder_2")

Adaptable: TypeAlias = nn.Linear | nn.Conv2d


class LayerName(NamedTuple):
    """A layer of a part of a model."""

    part: str
    flat: str


# In front of a path, the part that it leads into: kohya, diffusers and ComfyUI, with their older habits.
_PREFIXES: Final[Mapping[str, str]] = {
    "lora_unet_": UNET,
    "lora_te_": "text_encoder",
    "lora_te1_": "text_encoder",
    "lora_te2_": "text_encoder_2",
    "unet.": UNET,
    "text_encoder.": "text_encoder",
    "text_encoder_2.": "text_encoder_2",
    "diffusion_model.": UNET,
    "model.diffusion_model.": UNET,
    "text_encoders.clip_l.transformer.": "text_encoder",
    "text_encoders.clip_h.transformer.": "text_encoder",
    "text_encoders.clip_g.transformer.": "text_encoder_2",
    "clip_l.transformer.": "text_encoder",
    "clip_h.transformer.": "text_encoder",
    "clip_g.transformer.": "text_encoder_2",
}
# Motion LoRAs and attention processors were saved without any.
_BARE: Final = ("down_blocks.", "mid_block.", "up_blocks.", "conv_", "time_embedding.", "add_embedding.")

_OLD_TEXT: Final[Mapping[str, str]] = {"to_q": "q_proj", "to_k": "k_proj", "to_v": "v_proj", "to_out": "out_proj"}
# AnimateDiff's own names of its motion layers.
_OLD_MOTION: Final[Mapping[str, str]] = {
    "_temporal_transformer_": "_",
    "_attention_blocks_0_": "_attn1_",
    "_attention_blocks_1_": "_attn2_",
}
# The names of the networks that SDXL was published with. Layers of blocks are numbered through there.
_PUBLISHED: Final[Mapping[str, str]] = {
    "input_blocks_0_0": "conv_in",
    "out_2": "conv_out",
    "time_embed_0": "time_embedding_linear_1",
    "time_embed_2": "time_embedding_linear_2",
    "label_emb_0_0": "add_embedding_linear_1",
    "label_emb_0_2": "add_embedding_linear_2",
}
_IN_A_RESNET: Final[Mapping[str, str]] = {
    "in_layers_2": "conv1",
    "emb_layers_1": "time_emb_proj",
    "out_layers_3": "conv2",
    "skip_connection": "conv_shortcut",
}
_OUTER: Final = re.compile(r"(input|output)_blocks_(\d+)_(\d)_(.+)")
_MIDDLE: Final = re.compile(r"middle_block_([012])_(.+)")


def layer_name(path: str, unet_layers: int) -> LayerName | None:
    """The layer that a path in a file means; nothing where it is no path into a part that we know.

    `unet_layers` is the number of layers in a block of the UNet: the published names count through all blocks.
    """
    prefix = max((one for one in _PREFIXES if path.startswith(one)), key=len, default="")
    if not prefix and not path.startswith(_BARE):
        return None
    part = _PREFIXES[prefix] if prefix else UNET
    flat = path.removeprefix(prefix).replace(".", "_")
    return LayerName(part, _unet_name(flat, unet_layers) if part == UNET else _text_name(flat))


def layers_of(network: nn.Module, part: str) -> Mapping[str, tuple[str, Adaptable]]:
    """The layers of a network that a LoRA can change, by the spelling of this module: the real path, and the layer."""
    layers = ((path, one) for path, one in network.named_modules() if isinstance(one, Adaptable))
    return {_spelt(path, part): (path, layer) for path, layer in layers}


def _spelt(path: str, part: str) -> str:
    flat = path.replace(".", "_")
    return flat if part == UNET else _text_name(flat)


def _text_name(flat: str) -> str:
    # Some versions of transformers keep the encoder in `text_model`, some do not.
    flat = flat.removeprefix("text_model_")
    for old, new in _OLD_TEXT.items():
        if flat.endswith(f"_self_attn_{old}"):
            return flat.removesuffix(old) + new
    return flat


def _unet_name(flat: str, layers: int) -> str:
    flat = re.sub(r"_processor(?=_|$)", "", flat)
    for old, new in _OLD_MOTION.items():
        flat = flat.replace(old, new)
    if flat.endswith("_to_out"):
        flat += "_0"
    if flat in _PUBLISHED:
        return _PUBLISHED[flat]
    if found := _MIDDLE.fullmatch(flat):
        number, rest = int(found[1]), found[2]
        return f"mid_block_attentions_0_{rest}" if number == 1 else f"mid_block_resnets_{number // 2}_{_inner(rest)}"
    if found := _OUTER.fullmatch(flat):
        return _outer_name(found[1], int(found[2]), int(found[3]), found[4], layers)
    return flat


def _outer_name(side: str, number: int, kind: int, rest: str, layers: int) -> str:
    """A layer of a block on the way down, whose first number is the opening convolution's, or on the way up."""
    block, layer = divmod(number - 1 if side == "input" else number, layers + 1)
    where = f"{'down' if side == 'input' else 'up'}_blocks_{block}"
    if rest == "op":
        return f"{where}_downsamplers_0_conv"
    if rest == "conv":  # which number it has depends on whether the block has attention
        return f"{where}_upsamplers_0_conv"
    if kind == 0:
        return f"{where}_resnets_{layer}_{_inner(rest)}"
    return f"{where}_attentions_{layer}_{rest}"


def _inner(rest: str) -> str:
    return _IN_A_RESNET.get(rest, rest)
