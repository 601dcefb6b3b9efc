"""Where a network looks for each of the first words of a prompt: attention of a layer in its middle, as pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from renderer.values import Pixels

_WORDS: Final = 6
_WIDTH: Final = 128  # of a map, or somewhat less
_LAYERS: Final = (".attn2", "attentions")  # attends to the text, in a layer for pictures
_MIDDLE: Final = "up_blocks.1."  # in SDXL half as wide as the latents, in Stable Diffusion 2 a fourth


class Looks:
    """What the layer was given last."""

    def __init__(self) -> None:
        self._seen: tuple[nn.Module, Tensor, Tensor] | None = None

    def hook(self, attention: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Before the layer is run."""
        text = named.get("encoder_hidden_states")
        hidden = given[0] if given else named.get("hidden_states")
        if isinstance(text, Tensor) and isinstance(hidden, Tensor):
            self._seen = (attention, hidden, text)

    @torch.no_grad()
    def picture(self, latents: Tensor) -> Pixels | None:
        """Maps of the first words side by side, the start of the text left out: of the first picture, or of the middle
        frame. With guidance the side of the prompt comes last, so rows are counted from the end."""
        if self._seen is None:
            return None
        attention, hidden, text = self._seen
        rows = latents.shape[2] if latents.ndim == 5 else len(latents)
        row = len(hidden) - rows + (rows // 2 if latents.ndim == 5 else 0)
        weights = _weights(attention, hidden[max(0, row)], text[max(0, row)])
        height, width = _sides(len(weights), *latents.shape[-2:])
        maps = weights[:, 1 : 1 + _WORDS].T.reshape(-1, height, width)
        shown = (255 * maps / maps.amax((1, 2), keepdim=True).clamp(min=1e-9)).byte().cpu().numpy()
        larger = max(1, _WIDTH // width)
        tall = shown.repeat(larger, 1).repeat(larger, 2)
        beside = np.concatenate([np.pad(one, 2) for one in tall], axis=1)
        return np.repeat(beside[..., None], 3, axis=2)


@contextmanager
def looking(unet: Any) -> Iterator[Looks]:
    """Watch the layer for as long as this lasts."""
    looks, layer = Looks(), middle_layer(unet)
    handle = layer.register_forward_pre_hook(looks.hook, with_kwargs=True) if layer is not None else None
    try:
        yield looks
    finally:
        if handle is not None:
            handle.remove()


def middle_layer(unet: Any) -> nn.Module | None:
    """A layer that attends to the text where pictures are small but not smallest; nothing where none attends."""
    layers = {
        path: module
        for path, module in unet.named_modules()
        if path.endswith(_LAYERS[0]) and _LAYERS[1] in path and "motion_modules" not in path
    }
    chosen = [path for path in layers if path.startswith(_MIDDLE)] or [*layers][len(layers) // 2 :]
    return layers[chosen[0]] if chosen else None


def _weights(attention: Any, hidden: Tensor, text: Tensor) -> Tensor:
    """(places, tokens): how much each place takes from each token, in the mean over the heads."""
    query, key = (
        functional.linear(one, to.weight, to.bias).float().view(len(one), attention.heads, -1).transpose(0, 1)
        for one, to in ((hidden, attention.to_q), (text, attention.to_k))
    )
    mean: Tensor = (query @ key.transpose(1, 2) * query.shape[-1] ** -0.5).softmax(-1).mean(0)
    return mean


def _sides(places: int, height: int, width: int) -> tuple[int, int]:
    """Height and width of a layer with so many places: those of the latents, halved some times and rounded up."""
    while height * width > places:
        height, width = -(-height // 2), -(-width // 2)
    assert height * width == places
    return height, width
