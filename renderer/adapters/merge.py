"""LoRAs of constant weight, added to the weights of a network: after that they cost nothing.

There is no way back. Subtracting what was added does not give the same numbers again, so whoever wants another set of
LoRAs reads the network from its file again.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from renderer.adapters.audit import Fitted, fitted
from renderer.adapters.lora_file import Layer, LoraFile
from renderer.adapters.names import Adaptable


class Used(NamedTuple):
    """A LoRA that was merged, and how many layers of the network it changes."""

    name: str
    weight: float
    layers: int


class MergeReport(NamedTuple):
    """What was merged into a part of a model, and how many of its layers have other numbers now.

    Half precision can be too coarse for a faint LoRA: where `changed` is nothing, it had no effect.
    """

    part: str
    used: tuple[Used, ...]
    changed: int


@torch.no_grad()
def merge(network: nn.Module, part: str, uses: Sequence[tuple[LoraFile, float]]) -> MergeReport:
    """Add LoRAs, each times its weight, to a part of a model: `unet`, `text_encoder` or `text_encoder_2`.

    All that is added to a layer is summed in single precision, in an order that does not depend on that of `uses`, and
    rounded once. A file that is given twice is added twice; weight 0 leaves each bit as it was. Read the network from
    its file again to have it without them.
    """
    ordered = sorted(uses, key=lambda use: (use[0].name, str(use[0].path), use[1]))
    fits = [(fitted(lora, part, network), weight) for lora, weight in ordered]  # all are judged before any is added
    changed = sum(_add(layers) for layers in _by_module(fits).values())
    used = tuple(Used(lora.name, weight, len(fit)) for (lora, weight), (fit, _) in zip(ordered, fits, strict=True))
    return MergeReport(part, used, changed)


def _by_module(fits: Sequence[tuple[Sequence[Fitted], float]]) -> Mapping[str, list[tuple[Fitted, float]]]:
    sharing: dict[str, list[tuple[Fitted, float]]] = {}
    for fit, weight in fits:
        for one in fit if weight else ():
            sharing.setdefault(one.path, []).append((one, weight))
    return sharing


def _add(layers: Sequence[tuple[Fitted, float]]) -> bool:
    """Add to one layer; whether any of its numbers is another now."""
    weight = layers[0][0].module.weight
    total = torch.zeros(weight.shape, dtype=torch.float32, device=weight.device)
    for one, strength in layers:
        total += strength * _delta(one.layer, one.module)
    merged = (weight.float() + total).to(weight.dtype)
    changed = not torch.equal(merged, weight)
    weight.copy_(merged)
    return changed


def _delta(layer: Layer, module: Adaptable) -> Tensor:
    device = module.weight.device
    down, up = (side.to(device, torch.float32).flatten(1) for side in (layer.down, layer.up))
    return layer.scale * (up @ down).view(module.weight.shape)
