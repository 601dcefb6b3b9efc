"""What a network is told beside the noise: text for each row, the whole of it in one vector, sizes.

Rows are pictures or frames. With guidance each comes twice, and all negative ones stand before all positive ones.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from renderer.stacks.diffusion.text import padded
from renderer.values import Embeds


class Side(NamedTuple):
    """One side of guidance: text for each row, and the whole of it for each row."""

    tokens: Tensor  # (rows, length, width)
    pooled: Tensor | None  # (rows, width)

    def of(self, rows: Tensor) -> "Side":
        """The side of some of the rows."""
        return Side(self.tokens[rows], None if self.pooled is None else self.pooled[rows])


class Conditions(NamedTuple):
    """Both sides of guidance, and SDXL's six numbers of size and crop."""

    positive: Side
    negative: Side
    numbers: Tensor | None  # (6,)


def conditions(
    texts: Sequence[Embeds], shares: Tensor, width: int, height: int, device: torch.device, dtype: torch.dtype
) -> Conditions:
    """Conditions of rows: `shares` (rows, texts) says how much of each text a row has."""
    sides = []
    for which, filler in (("tokens", "filler"), ("negative", "negative_filler")):
        length = max(len(text.tensors[name]) for text in texts for name in ("tokens", "negative"))
        every = [_padded(text, which, filler, length) for text in texts]
        name = "pooled" if which == "tokens" else "negative_pooled"
        wholes = [torch.from_numpy(text.tensors[name]) for text in texts if name in text.tensors]
        pooled = _mixed(torch.stack(wholes), shares).to(device, dtype) if wholes else None
        sides.append(Side(_mixed(torch.stack(every), shares).to(device, dtype), pooled))
    numbers = torch.tensor([height, width, 0, 0, height, width], dtype=dtype, device=device)
    return Conditions(sides[0], sides[1], None if sides[0].pooled is None else numbers)


def _padded(text: Embeds, which: str, filler: str, length: int) -> Tensor:
    filled = text.tensors.get(filler, text.tensors["filler"])
    return padded(torch.from_numpy(text.tensors[which]), length, torch.from_numpy(filled))


def _mixed(texts: Tensor, shares: Tensor) -> Tensor:
    """Texts mixed for each row. A row that has one text alone has exactly that text."""
    rows = torch.einsum("rt,t...->r...", shares.to(texts), texts)
    for row, share in enumerate(shares):
        if share.max() == 1:
            rows[row] = texts[int(share.argmax())]
    return rows
