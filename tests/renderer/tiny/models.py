"""Small models with random weights, saved in the very folder layouts and file formats of the real ones.

They say nothing about pictures. Wiring, shapes, names of keys, exactness and reproducibility are the same at any size.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import torch
from diffusers import (
    AutoencoderKL,
    ControlNetModel,
    DDIMScheduler,
    EulerDiscreteScheduler,
    MotionAdapter,
    UNet2DConditionModel,
)
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

# In CLIP's layout, with a vocabulary of our own.
TOKENIZERS: Final = Path(__file__).parents[3] / "pocket/weights/pocket-base"
WIDTH: Final = 16  # of a text encoder
CHANNELS: Final = (16, 32, 32)


def seeded(make: Callable[[], nn.Module], seed: int, scale: float = 1.0) -> Any:
    """A network whose weights follow from a seed; none of them is zero, so that every part of it counts."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = make()
        for parameter in network.parameters():
            if not parameter.any():
                nn.init.normal_(parameter, std=0.05 * scale)
    return network.eval()


def write_sdxl(folder: Path, seed: int = 1) -> Path:
    """Stable Diffusion XL base: `unet/`, `vae/`, two text encoders and tokenizers, `scheduler/`, `model_index.json`."""
    words = _words(folder)
    sdxl_unet(seed).save_pretrained(folder / "unet")
    vae(seed).save_pretrained(folder / "vae")
    for name, kind in (("text_encoder", CLIPTextModel), ("text_encoder_2", CLIPTextModelWithProjection)):
        _text_encoder(kind, words, seed + len(name)).save_pretrained(folder / name)
    EulerDiscreteScheduler(**_NOISE, steps_offset=1, timestep_spacing="leading").save_pretrained(folder / "scheduler")
    kinds = {
        "text_encoder": ["transformers", "CLIPTextModel"],
        "text_encoder_2": ["transformers", "CLIPTextModelWithProjection"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "tokenizer_2": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        "scheduler": ["diffusers", "EulerDiscreteScheduler"],
    }
    _index(folder, {"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": True, **kinds})
    return folder


def write_sd2(folder: Path, prediction: str = "v_prediction", seed: int = 2) -> Path:
    """Stable Diffusion 2: one text encoder, linear projections, and for the 768 model what it predicts is v."""
    words = _words(folder)
    sd2_unet(seed).save_pretrained(folder / "unet")
    vae(seed, scaling=0.18215).save_pretrained(folder / "vae")
    _text_encoder(CLIPTextModel, words, seed).save_pretrained(folder / "text_encoder")
    scheduler = DDIMScheduler(
        **_NOISE, clip_sample=False, set_alpha_to_one=False, steps_offset=1, prediction_type=prediction
    )
    scheduler.save_pretrained(folder / "scheduler")
    kinds = {
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        "scheduler": ["diffusers", "DDIMScheduler"],
        "safety_checker": [None, None],
        "feature_extractor": [None, None],
    }
    _index(folder, {"_class_name": "StableDiffusionPipeline", "requires_safety_checker": False, **kinds})
    return folder


def write_motion(folder: Path, channels: tuple[int, ...] = CHANNELS, seed: int = 3) -> Path:
    """An AnimateDiff motion adapter of SDXL's kind: no motion in the middle block, 32 positions."""
    motion(channels, seed).save_pretrained(folder)
    return folder


def write_controlnet(folder: Path, unet: UNet2DConditionModel, seed: int = 4) -> Path:
    """A ControlNet for a UNet."""
    controlnet(unet, seed).save_pretrained(folder)
    return folder


def sdxl_unet(seed: int = 1) -> Any:
    """SDXL's layout: no attention at the first level, size and pooled text added to the time."""
    return seeded(lambda: UNet2DConditionModel(**_SDXL), seed)


def sd2_unet(seed: int = 2) -> Any:
    """Stable Diffusion 2's layout: attention at every level but the last, its heads by level."""
    return seeded(
        lambda: UNet2DConditionModel(
            sample_size=8,
            block_out_channels=CHANNELS,
            down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
            layers_per_block=1,
            attention_head_dim=(2, 4, 4),
            cross_attention_dim=WIDTH,
            use_linear_projection=True,
            norm_num_groups=4,
        ),
        seed,
    )


def vae(seed: int = 1, scaling: float = 0.13025, upcast: bool = True) -> Any:
    """A VAE that shrinks eight times."""
    return seeded(
        lambda: AutoencoderKL(
            block_out_channels=(8, 8, 16, 16),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=1,
            latent_channels=4,
            norm_num_groups=4,
            sample_size=64,
            scaling_factor=scaling,
            force_upcast=upcast,
        ),
        seed,
    )


def motion(channels: tuple[int, ...] = CHANNELS, seed: int = 3) -> Any:
    """The motion layers alone."""
    return seeded(
        lambda: MotionAdapter(
            block_out_channels=channels,
            motion_layers_per_block=1,
            motion_num_attention_heads=2,
            motion_norm_num_groups=4,
            motion_max_seq_length=32,
            use_motion_mid_block=False,
        ),
        seed,
    )


def controlnet(unet: UNet2DConditionModel, seed: int = 4) -> Any:
    """A ControlNet whose closing convolutions are not zero any more, as after training."""
    return seeded(lambda: ControlNetModel.from_unet(unet, load_weights_from_unet=False), seed)


_NOISE: Final[Mapping[str, Any]] = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
_SDXL: Final[Mapping[str, Any]] = {
    "sample_size": 8,
    "block_out_channels": CHANNELS,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "layers_per_block": 1,
    "transformer_layers_per_block": (1, 1, 2),
    "attention_head_dim": (2, 4, 4),
    "cross_attention_dim": 2 * WIDTH,
    "use_linear_projection": True,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": WIDTH + 6 * 8,
    "norm_num_groups": 4,
}


def _text_encoder(kind: type[nn.Module], words: CLIPTokenizer, seed: int) -> Any:
    config = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        projection_dim=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=77,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        pad_token_id=words.pad_token_id,
    )

    def make() -> nn.Module:
        encoder: Any = kind(config)
        nn.init.normal_(encoder.get_input_embeddings().weight, std=0.5)  # words have to differ
        made: nn.Module = encoder
        return made

    return seeded(make, seed)


def _words(folder: Path) -> CLIPTokenizer:
    for name in ("tokenizer", "tokenizer_2"):
        copytree(TOKENIZERS / name, folder / name, dirs_exist_ok=True)
    words: CLIPTokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer", local_files_only=True)
    return words


def _index(folder: Path, index: Mapping[str, Any]) -> None:
    (folder / "model_index.json").write_text(json.dumps(index))
