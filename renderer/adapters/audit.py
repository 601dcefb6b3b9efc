"""Whether a LoRA was made for a network: all of its layers are there, in the same shapes, or it is refused.

Elsewhere a LoRA of which half the layers fit is used with half of its effect, and one of which none fits with none.
What comes out looks like a weak LoRA, and nobody finds out.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from torch import nn

from renderer.adapters.errors import BadAdapter
from renderer.adapters.lora_file import FAMILIES, Layer, LoraFile, shape
from renderer.adapters.names import TEXT_PARTS, UNET, Adaptable, layers_of

_OTHER: Final = "take a LoRA for the base of this storyboard, or the base that it was made for"


class Fitted(NamedTuple):
    """A layer of a LoRA, and the layer of a network that it is beside."""

    path: str
    module: Adaptable
    layer: Layer


class Fit(NamedTuple):
    """How many layers of a LoRA have a place in a model, by part, and how many are for parts that it does not have."""

    used: Mapping[str, int]
    left: Mapping[str, int]


def audit(lora: LoraFile, networks: Mapping[str, nn.Module]) -> Fit:
    """Refuse a LoRA unless all of it has a place in a model, but for text encoders that the model does not have.

    `networks` are the parts of a model: `unet`, `text_encoder`, `text_encoder_2`.
    """
    used = {part: len(fitted(lora, part, network)) for part, network in networks.items()}
    left = {part: len(layers) for part, layers in lora.parts.items() if part not in networks}
    if UNET in left or not sum(used.values()):
        raise _counted(lora, sum(used.values()), sum(map(len, lora.parts.values())))
    assert set(left) <= set(TEXT_PARTS)
    return Fit(used, left)


def insist_useful(lora: LoraFile, parts: Collection[str]) -> Mapping[str, int]:
    """Refuse a LoRA that has nothing for any part of a model; how many layers it has for parts that the model lacks.

    Merging judges each part by itself, and a LoRA may be silent on it. This is for whoever never has all parts in
    memory at once, as `audit` wants them.
    """
    left = {part: len(layers) for part, layers in lora.parts.items() if part not in parts}
    if len(left) == len(lora.parts):
        raise _counted(lora, 0, sum(left.values()))
    return left


def fitted(lora: LoraFile, part: str, network: nn.Module) -> tuple[Fitted, ...]:
    """The layers of a LoRA for a part of a model, each with its place; nothing if it has none for this part."""
    layers = lora.parts.get(part, {})
    places = layers_of(network, part)
    found = tuple(Fitted(*places[flat], layer) for flat, layer in layers.items() if flat in places)
    if len(found) < len(layers):
        raise _counted(lora, len(found), len(layers))
    for one in found:
        if not _agree(one.layer, one.module):
            raise _misshapen(lora, one)
    family = FAMILIES.get(_text_width(network)) if part == UNET else None
    if layers and family and lora.family and family != lora.family:
        raise BadAdapter(f"the LoRA `{lora.name}` was made for {lora.family}, and this model is {family}", _OTHER)
    return found


def _agree(layer: Layer, module: Adaptable) -> bool:
    # A convolution of one pixel and a linear layer are the same sum: files hold either for the other.
    inward, outward = tuple(layer.down.shape[1:]), layer.up.shape[0]
    wanted = tuple(module.weight.shape[1:])
    return outward == module.weight.shape[0] and _pixelless(inward) == _pixelless(wanted)


def _pixelless(sizes: tuple[int, ...]) -> tuple[int, ...]:
    return sizes[:1] if sizes[1:] == (1, 1) else sizes


def _text_width(network: nn.Module) -> int:
    config = getattr(network, "config", None)
    width = getattr(config, "cross_attention_dim", 0)
    return width if isinstance(width, int) else 0


def _counted(lora: LoraFile, fit: int, of: int) -> BadAdapter:
    maker = f", most likely {lora.family}" if lora.family else ""
    what = f"this model has {fit} of the {of} layers of the LoRA `{lora.name}`"
    return BadAdapter(f"{what}: it was made for another{maker}", _OTHER)


def _misshapen(lora: LoraFile, one: Fitted) -> BadAdapter:
    maker = f" ({lora.family} by its width)" if lora.family else ""
    made = "x".join(map(str, (one.layer.up.shape[0], *one.layer.down.shape[1:])))
    what = f"`{one.path}` is {made} there and {shape(one.module.weight)} here"
    return BadAdapter(f"the LoRA `{lora.name}` was made for another model{maker}: {what}", _OTHER)
