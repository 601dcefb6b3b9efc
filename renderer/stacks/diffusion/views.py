"""Views that see each other: within this, all pictures of one side of guidance attend to one another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from diffusers.models.attention_processor import AttnProcessor2_0
from torch import Tensor


class _AcrossViews:
    """Self-attention over the tokens of all views at once; around the stock processor."""

    def __init__(self, views: int) -> None:
        self.views, self.stock = views, AttnProcessor2_0()

    def __call__(self, attention: Any, hidden: Tensor, *rest: Any, **named: Any) -> Tensor:
        joined = hidden.reshape(len(hidden) // self.views, -1, hidden.shape[-1])
        out: Tensor = self.stock(attention, joined, *rest, **named)
        return out.reshape(hidden.shape)


@contextmanager
def views_see_each_other(unet: Any, views: int) -> Iterator[None]:
    """Changes how the network attends while it lasts, and leaves no trace."""
    before = dict(unet.attn_processors)
    across = _AcrossViews(views)
    unet.set_attn_processor({name: across if ".attn1." in name else one for name, one in before.items()})
    try:
        yield
    finally:
        unet.set_attn_processor(before)
