"""How the arithmetic of training is done: in bf16, everything that is kept in fp32."""

import torch
from diffusers.models.attention_processor import Attention
from torch import Tensor


def autocast(device: str) -> torch.autocast:
    """Arithmetic in bf16: on a CPU that has it about twice as fast as in fp32."""
    return torch.autocast(device, torch.bfloat16)


class PlainAttention:
    """Attention by two matrix products, without masks and dropout.

    It computes what the usual processor does. On a CPU the backward pass of the fused one is three to ten times slower
    in bf16, which made a fifth of a whole training step.
    """

    def __call__(
        self, attention: Attention, hidden: Tensor, encoder_hidden_states: Tensor | None = None, **_: object
    ) -> Tensor:
        told = hidden if encoder_hidden_states is None else encoder_hidden_states
        batch, length, _width = hidden.shape
        heads = attention.heads

        def split(rows: Tensor) -> Tensor:
            return rows.view(batch, rows.shape[1], heads, -1).transpose(1, 2).flatten(0, 1)

        query, key, value = (
            split(rows) for rows in (attention.to_q(hidden), attention.to_k(told), attention.to_v(told))
        )
        weights = torch.bmm(query * query.shape[-1] ** -0.5, key.transpose(1, 2)).softmax(dim=-1)
        mixed = torch.bmm(weights, value).view(batch, heads, length, -1).transpose(1, 2).reshape(batch, length, -1)
        out: Tensor = attention.to_out[0](mixed)
        return out
