"""Projected text is kept, gives the same bits, and leaves no trace."""

from typing import Any

import pytest
import torch
from torch import Tensor

from renderer.stacks.diffusion.attention import text_kept
from tests.renderer.tiny import models


def asked(unet: Any, text: Tensor) -> Tensor:
    rows = len(text)
    given = {"text_embeds": torch.ones(rows, models.WIDTH), "time_ids": torch.ones(rows, 6)}
    sample = torch.randn(rows, 4, 6, 8, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        out: Tensor = unet(sample, 500, text, added_cond_kwargs=given, return_dict=False)[0]
    return out


def texts(*seeds: int) -> Tensor:
    return torch.stack(
        [torch.randn(77, 2 * models.WIDTH, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    )


@pytest.mark.parametrize("has_room", [True, False])
def test_it_is_the_same_to_the_last_bit_and_leaves_no_trace(has_room: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    monkeypatch.setattr("renderer.stacks.diffusion.attention._has_room", lambda _device: has_room)
    unet = models.sdxl_unet()
    for text in (texts(1, 2), texts(3, 3, 3, 3), texts(1, 2, 1)):
        free = asked(unet, text)
        before = dict(unet.attn_processors)
        with text_kept(unet):
            assert torch.equal(asked(unet, text), free)
            assert torch.equal(asked(unet, text), free)
        assert unet.attn_processors == before
        assert torch.equal(asked(unet, text), free)


def test_a_row_of_text_is_projected_once_for_all_rows_and_steps() -> None:
    unet = models.sdxl_unet()
    rows: list[int] = []
    keys = unet.mid_block.attentions[0].transformer_blocks[0].attn2.to_k
    keys.register_forward_hook(lambda _module, given, _out: rows.append(len(given[0])))
    with text_kept(unet):
        text = texts(1, 1, 2, 2)
        for _ in range(3):
            asked(unet, text)
        asked(unet, texts(4))
    assert rows == [2, 1]
    asked(unet, texts(1, 1, 2, 2))
    assert rows[-1] == 4
