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


class _Text(NamedTuple):
    """The rows of a text that differ, and for each row which of them it is."""

    rows: Tensor
    different: Tensor
    places: Tensor


class _Texts:
    """The texts of a network, looked through once for all its layers.

    A text is known by where it stands: it is kept, so nothing else comes there.
    """

    def __init__(self) -> None:
        self._seen: list[_Text] = []

    def of(self, rows: Tensor) -> _Text:
        for text in self._seen:
            if _is_same(text.rows, rows):
                return text
        self._seen.append(_looked_through(rows))
        return self._seen[-1]


class _Kept(NamedTuple):
    """Projected text, for the very rows that it was projected from."""

    rows: Tensor
    keys: Tensor
    values: Tensor
    places: Tensor | slice


class _Keeping:
    """Cross-attention of one layer, as the stock processor computes it."""

    def __init__(self, texts: _Texts) -> None:
        self._texts = texts
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

    @torch.compiler.disable  # type: ignore[untyped-decorator]  # where a text stands is no constant
    def _projected(self, attention: Any, text: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of a text, a row for each of its rows."""
        kept = next((one for one in self._kept if _is_same(one.rows, text)), None)
        if kept is None:
            looked = self._texts.of(text)
            keys, values = (self._split(attention, to(looked.different)) for to in (attention.to_k, attention.to_v))
            kept = _Kept(text, keys, values, looked.places)
            if _has_room(text.device):
                kept = _Kept(text, keys[looked.places], values[looked.places], slice(None))
            self._kept.append(kept)
        return kept.keys[kept.places], kept.values[kept.places]

    @staticmethod
    def _split(attention: Any, rows: Tensor) -> Tensor:
        return rows.view(len(rows), rows.shape[1], attention.heads, -1).transpose(1, 2)


def _has_room(device: torch.device) -> bool:
    """Whether a row is kept for each row of text. On a card memory is dear and copies are cheap: only those that differ
    are kept there, which for 16 frames of SDXL with guidance saves most of 0.8 GB."""
    return device.type == "cpu"


def _is_same(kept: Tensor, text: Tensor) -> bool:
    return kept.data_ptr() == text.data_ptr() and kept.shape == text.shape


def _looked_through(text: Tensor) -> _Text:
    chosen: list[int] = []
    places = []
    for number, row in enumerate(text):
        same = next((place for place, one in enumerate(chosen) if torch.equal(text[one], row)), None)
        places.append(len(chosen) if same is None else same)
        if same is None:
            chosen.append(number)
    return _Text(text, text[chosen], torch.tensor(places, device=text.device))


@contextmanager
def text_kept(unet: Any) -> Iterator[None]:
    """Keep projected text while this lasts. Layers that look at pictures, or are not stock, are left as they are."""
    before, texts = dict(unet.attn_processors), _Texts()
    keeping = {
        name: _Keeping(texts) if name.endswith(".attn2.processor") and _reads_text(name, one) else one
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
