"""SDXL and its motion adapter in a tenth of their widths, with random weights, in the folder layouts of the real ones.

The layout is that of SDXL: which blocks attend, how deep each transformer is, how the VAE is built. So time is spread
over the layers as at full size, to first order, and a clip takes seconds on one core.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, MotionAdapter, StableDiffusionXLPipeline
from diffusers import UNet2DConditionModel as Unet
from safetensors.torch import save_file
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

from bench.measure import REPOSITORY

_WORDS: Final = REPOSITORY / "pocket" / "weights" / "tokenizer"  # in CLIP's layout
_TEXT: Final = (80, 128)  # widths of the text encoders: of 768 and 1280
_RANK: Final = 8


def write_models(folder: Path, channels: int) -> None:
    """Models of so many channels at the first level, where SDXL has 320, and a LoRA, under names of the catalogue."""
    torch.manual_seed(1)
    levels = (channels, 2 * channels, 4 * channels)
    unet = _unet(levels)
    words = CLIPTokenizer.from_pretrained(_WORDS, local_files_only=True)
    StableDiffusionXLPipeline(
        vae=_vae(channels),
        text_encoder=_text(CLIPTextModel, words, _TEXT[0]),
        text_encoder_2=_text(CLIPTextModelWithProjection, words, _TEXT[1]),
        tokenizer=words,
        tokenizer_2=words,
        unet=unet,
        scheduler=EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear"),
        add_watermarker=False,
    ).save_pretrained(folder / "sdxl-base-1.0")
    _motion(levels).save_pretrained(folder / "animatediff-sdxl-beta")
    save_file(_lora(unet), folder / "pastel-anime-xl.safetensors")


def _unet(levels: tuple[int, ...]) -> Any:
    return _drawn(
        lambda: Unet(
            sample_size=24,
            block_out_channels=levels,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(1, 1, 2),  # numbers of heads: they are as wide as SDXL's, and fewer
            cross_attention_dim=sum(_TEXT),
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=32,
            projection_class_embeddings_input_dim=_TEXT[1] + 6 * 32,
            norm_num_groups=8,
        )
    )


def _motion(levels: tuple[int, ...]) -> Any:
    return _drawn(
        lambda: MotionAdapter(
            block_out_channels=levels,
            motion_layers_per_block=2,
            motion_num_attention_heads=1,
            motion_norm_num_groups=8,
            motion_max_seq_length=32,
            use_motion_mid_block=False,
        )
    )


def _vae(channels: int) -> Any:
    small = max(16, 8 * (channels * 2 // 40))  # 128 of 320
    return _drawn(
        lambda: AutoencoderKL(
            block_out_channels=(small, 2 * small, 4 * small, 4 * small),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            latent_channels=4,
            norm_num_groups=8,
            scaling_factor=0.13025,
            force_upcast=False,
        )
    )


def _text(kind: Any, words: Any, width: int) -> Any:
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=width,
        intermediate_size=4 * width,
        projection_dim=width,
        num_hidden_layers=4,
        num_attention_heads=4,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )
    return _drawn(lambda: kind(config))


def _drawn(make: Callable[[], nn.Module]) -> Any:
    """A network with no weight at zero: what adds nothing could be left out by somebody clever."""
    network = make()
    for parameter in network.parameters():
        if not parameter.any():
            nn.init.normal_(parameter, std=0.02)
    return network.eval()


def _lora(unet: nn.Module) -> dict[str, torch.Tensor]:
    """In diffusers' form, for the layers of transformers."""
    tensors = {}
    for path, layer in unet.named_modules():
        if isinstance(layer, nn.Linear) and ".attentions." in path:
            tensors[f"unet.{path}.lora_A.weight"] = torch.randn(_RANK, layer.in_features) / layer.in_features**0.5
            tensors[f"unet.{path}.lora_B.weight"] = torch.randn(layer.out_features, _RANK) / 50
    return tensors
