"""LoRA files with random weights, in each of the forms in which real ones are found."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import torch
from safetensors.torch import save_file
from torch import Tensor, nn


class Sum(NamedTuple):
    """What a LoRA adds to a layer, before its alpha over its rank."""

    down: Tensor
    up: Tensor
    alpha: float | None


Sums: TypeAlias = Mapping[str, Sum]  # by the path of the module
Tensors: TypeAlias = dict[str, Tensor]
Form: TypeAlias = Callable[[Sums], Tensors]

_PREFIX: Final = {"unet": "lora_unet_", "text_encoder": "lora_te1_", "text_encoder_2": "lora_te2_"}
_COMFY: Final = {
    "unet": "diffusion_model.",
    "text_encoder": "text_encoders.clip_l.transformer.text_model.",
    "text_encoder_2": "text_encoders.clip_g.transformer.text_model.",
}
_PUBLISHED: Final = {
    "conv_in": "input_blocks.0.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
}
_RESNET: Final = {
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}


def sums(network: nn.Module, wanted: str = "", seed: int = 11, rank: int = 4, alpha: float | None = 2.0) -> Sums:
    """Random sums for the layers of a network whose path holds one of the wanted words, or for all of its layers."""
    dice = torch.Generator().manual_seed(seed)
    made = {}
    for path, layer in network.named_modules():
        if isinstance(layer, nn.Linear | nn.Conv2d) and any(word in path for word in wanted.split() or [""]):
            out, *into = layer.weight.shape
            down = torch.randn(rank, *into, generator=dice) / (into[0] * rank) ** 0.5
            up = torch.randn(out, rank, *(1 for _ in into[1:]), generator=dice) / 4
            made[path] = Sum(down, up, alpha)
    assert made
    return made


def kohya(made: Sums, part: str = "unet", prefix: str = "") -> Tensors:
    """With a dot to nothing but the tensors: `lora_unet_down_blocks_…`, `lora_te1_text_model_…`."""
    return _written(
        made, lambda path: (prefix or _PREFIX[part]) + _text(path, part).replace(".", "_"), "lora_down lora_up"
    )


def kohya_published(made: Sums, levels: int = 3, layers: int = 1) -> Tensors:
    """With the names of the networks that SDXL was published with: `lora_unet_input_blocks_4_1_…`."""
    return _written(
        made, lambda path: "lora_unet_" + published(path, levels, layers).replace(".", "_"), "lora_down lora_up"
    )


def comfy(made: Sums, part: str = "unet", levels: int = 3, layers: int = 1) -> Tensors:
    """As ComfyUI saves them: published names with their dots."""
    if part == "unet":
        return _written(made, lambda path: _COMFY[part] + published(path, levels, layers), "lora_down lora_up")
    return _written(made, lambda path: _COMFY[part] + path.removeprefix("text_model."), "lora_down lora_up")


def peft(made: Sums, part: str = "unet") -> Tensors:
    """As diffusers saves them today: `unet.….lora_A.weight`, without alpha."""
    return _written(_bare(made), lambda path: f"{part}.{path}", "lora_A lora_B")


def diffusers(made: Sums, part: str = "unet") -> Tensors:
    """As diffusers saved them a while ago: `unet.….lora.down.weight`, without alpha."""
    return _written(_bare(made), lambda path: f"{part}.{path}", "lora.down lora.up")


def processor(made: Sums, prefix: str = "unet.") -> Tensors:
    """As diffusers saved them at first, attention only: `….attn1.processor.to_q_lora.down.weight`."""

    def spelt(path: str) -> str:
        attention, name = path.removesuffix(".0").rsplit(".", 1)
        return f"{prefix}{attention}.processor.{name}_lora"

    return _written(_bare(made), spelt, "down up")


def old_text(made: Sums, part: str) -> Tensors:
    """Text encoders as diffusers saved them at first: `text_encoder.….to_q_lora.down.weight`."""

    def spelt(path: str) -> str:
        attention, name = path.rsplit(".", 1)
        return f"{part}.{_text(attention, part)}.to_{name.removesuffix('_proj')}_lora"

    return _written(_bare(made), spelt, "down up")


def text_layers(made: Sums, part: str) -> Tensors:
    """Text encoders as diffusers saved them a while ago: `….q_proj.lora_linear_layer.down.weight`."""
    return _written(_bare(made), lambda path: f"{part}.{_text(path, part)}.lora_linear_layer", "down up")


def animatediff(made: Sums) -> Tensors:
    """The attention of motion as AnimateDiff itself saves it."""

    def spelt(path: str) -> str:
        path = path.replace(".transformer_blocks.", ".temporal_transformer.transformer_blocks.")
        path = path.replace(".attn1.", ".attention_blocks.0.processor.").replace(
            ".attn2.", ".attention_blocks.1.processor."
        )
        return path.removesuffix(".0") + "_lora" if "processor" in path else path

    return _written(_bare(made), spelt, "down up")


def published(path: str, levels: int, layers: int) -> str:
    """The name that a layer of a UNet had when it was published, found by counting through all blocks."""
    for ours, theirs in _counted(levels, layers):
        if path == ours or path.startswith(ours + "."):
            rest = path.removeprefix(ours)
            return theirs + ("." + _RESNET[rest[1:]] if rest[1:] in _RESNET else rest)
    return _PUBLISHED[path]


def write(path: Path, tensors: Tensors, metadata: Mapping[str, str] | None = None) -> Path:
    """A file of these tensors."""
    save_file(tensors, path, dict(metadata or {}))
    return path


def _counted(levels: int, layers: int) -> Iterable[tuple[str, str]]:
    number = 1
    for block in range(levels):
        for layer in range(layers):
            yield f"down_blocks.{block}.resnets.{layer}", f"input_blocks.{number}.0"
            yield f"down_blocks.{block}.attentions.{layer}", f"input_blocks.{number}.1"
            number += 1
        yield f"down_blocks.{block}.downsamplers.0.conv", f"input_blocks.{number}.0.op"
        number += 1
    yield "mid_block.resnets.0", "middle_block.0"
    yield "mid_block.attentions.0", "middle_block.1"
    yield "mid_block.resnets.1", "middle_block.2"
    for number in range(levels * (layers + 1)):
        block, layer = divmod(number, layers + 1)
        yield f"up_blocks.{block}.resnets.{layer}", f"output_blocks.{number}.0"
        yield f"up_blocks.{block}.attentions.{layer}", f"output_blocks.{number}.1"
        if layer == layers:
            yield f"up_blocks.{block}.upsamplers.0.conv", f"output_blocks.{number}.2.conv"


def _text(path: str, part: str) -> str:
    """Files keep the encoder in `text_model`, wherever the network at hand has it."""
    return path if part == "unet" else "text_model." + path.removeprefix("text_model.")


def _bare(made: Sums) -> Sums:
    return {path: one._replace(alpha=None) for path, one in made.items()}


def _written(made: Sums, spelt: Callable[[str], str], sides: str) -> Tensors:
    down, up = sides.split()
    tensors: dict[str, Any] = {}
    for path, one in made.items():
        tensors[f"{spelt(path)}.{down}.weight"] = one.down
        tensors[f"{spelt(path)}.{up}.weight"] = one.up
        if one.alpha is not None:
            tensors[f"{spelt(path)}.alpha"] = torch.tensor(one.alpha)
    return tensors
