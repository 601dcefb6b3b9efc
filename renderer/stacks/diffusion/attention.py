"""Attention to the text, with what does not change from step to step computed once.

A network projects its text at every layer, every step, for every frame. The text is the same at each step, and mostly
the same for all frames. Within `text_kept` each layer projects each different row of text once and keeps it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from torch import Tensor
from torch.nn import functional

_STOCK = (AttnProcessor, AttnProcessor2_0)


class _Kept(NamedTuple):
    """Projected text, for the very rows that it was projected from."""

    rows: Tensor
    keys: Tensor
    values: Tensor


class _Keeping:
    """Cross-attention of one layer, as the stock processor computes it."""

    def __init__(self) -> None:
        self._kept: list[_Kept] = []

    def __call__(
        self,
        attention: Any,
        hidden: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        **_: Any,
    ) -> Tensor:
        assert encoder_hidden_states is not None
        keys, values = self._projected(attention, encoder_hidden_states)
        batch, length, _width = hidden.shape
        query = self._split(attention, attention.to_q(hidden))
        out = functional.scaled_dot_product_attention(query, keys, values, attn_mask=attention_mask)
        out = out.transpose(1, 2).reshape(batch, length, -1).to(query.dtype)
        mixed: Tensor = attention.to_out[1](attention.to_out[0](out))
        return mixed

    def _projected(self, attention: Any, text: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of a text, which is known by where it stands: it is kept, so nothing else comes there."""
        for kept in self._kept:
            if kept.rows.data_ptr() == text.data_ptr() and kept.rows.shape == text.shape:
                return kept.keys, kept.values
        different, places = _different(text)
        keys, values = (self._split(attention, to(different))[places] for to in (attention.to_k, attention.to_v))
        self._kept.append(_Kept(text, keys, values))
        return keys, values

    @staticmethod
    def _split(attention: Any, rows: Tensor) -> Tensor:
        return rows.view(len(rows), rows.shape[1], attention.heads, -1).transpose(1, 2)


def _different(text: Tensor) -> tuple[Tensor, Tensor]:
    """The rows that differ, in their order, and for each row which of them it is."""
    chosen: list[int] = []
    places = []
    for number, row in enumerate(text):
        same = next((place for place, one in enumerate(chosen) if torch.equal(text[one], row)), None)
        places.append(len(chosen) if same is None else same)
        if same is None:
            chosen.append(number)
    return text[chosen], torch.tensor(places, device=text.device)


@contextmanager
def text_kept(unet: Any) -> Iterator[None]:
    """Keep projected text while this lasts. Layers that look at pictures, or are not stock, are left as they are."""
    before = dict(unet.attn_processors)
    keeping = {
        name: _Keeping() if name.endswith(".attn2.processor") and _reads_text(name, one) else one
        for name, one in before.items()
    }
    unet.set_attn_processor(keeping)
    try:
        yield
    finally:
        unet.set_attn_processor(before)


def _reads_text(name: str, processor: Any) -> bool:
    """Whether a layer attends to the text: in motion layers the second attention looks at frames, too."""
    return "motion_modules" not in name and isinstance(processor, _STOCK)
