"""Plain attention gives what the usual processor gives."""

import torch

from pocket.train.denoiser import Shape, new_unet
from pocket.train.numerics import PlainAttention

TINY = Shape(channels=(32, 32, 64), transformers=(1, 1, 1), text_layers=2)


def test_plain_attention_is_the_usual_attention() -> None:
    torch.manual_seed(0)
    unet = new_unet(TINY).eval()
    noisy, told = torch.randn(2, 4, 16, 16), torch.randn(2, 77, 128)
    more = {"text_embeds": torch.randn(2, 64), "time_ids": torch.randn(2, 6)}
    with torch.no_grad():
        usual = unet(noisy, torch.tensor([5, 900]), told, added_cond_kwargs=more).sample
        unet.set_attn_processor(PlainAttention())
        plain = unet(noisy, torch.tensor([5, 900]), told, added_cond_kwargs=more).sample
    assert torch.allclose(usual, plain, atol=1e-5)
    assert usual.std() > 0.01
