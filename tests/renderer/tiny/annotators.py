"""Small annotators and networks that steer, with random weights, in the layouts of the real ones."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from diffusers import ControlNetUnionModel, T2IAdapter
from safetensors.torch import save_file
from transformers import (
    DepthAnythingConfig,
    DepthAnythingForDepthEstimation,
    Dinov2Config,
    DPTConfig,
    DPTForDepthEstimation,
)

from tests.renderer.tiny.models import CHANNELS, WIDTH, seeded

LEVELS: Final = (*CHANNELS, CHANNELS[-1])


def deep_t2i_adapter(kind: str = "full_adapter_xl", grey: bool = False, seed: int = 16) -> Any:
    """A T2I-Adapter of which something is left for the middle, as is of SDXL's; others count by eight pixels."""
    return seeded(
        lambda: T2IAdapter(
            in_channels=1 if grey else 3,
            channels=list(LEVELS if kind == "full_adapter_xl" else CHANNELS),
            num_res_blocks=1,
            downscale_factor=16 if kind == "full_adapter_xl" else 8,
            adapter_type=kind,
        ),
        seed,
    )


def union(seed: int = 15, kinds: int = 6) -> Any:
    """A union ControlNet for SDXL: what it sees of a map is as wide as its first level."""
    return seeded(
        lambda: ControlNetUnionModel(
            block_out_channels=CHANNELS,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            layers_per_block=1,
            transformer_layers_per_block=(1, 1, 2),
            attention_head_dim=(2, 4, 4),
            cross_attention_dim=2 * WIDTH,
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=WIDTH + 6 * 8,
            norm_num_groups=4,
            conditioning_embedding_out_channels=(8, 8, 16, 16),
            num_control_type=kinds,
            num_trans_channel=CHANNELS[0],
            num_trans_head=4,
            num_proj_channel=CHANNELS[0],
        ),
        seed,
    )


def written(network: Any, folder: Path) -> Path:
    """A network in a folder."""
    network.save_pretrained(folder)
    return folder


def write_dpt(folder: Path, seed: int = 17) -> Path:
    """DPT by itself: it reads squares of 32 pixels, in patches of eight."""
    config = DPTConfig(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        intermediate_size=32,
        image_size=32,
        patch_size=8,
        backbone_out_indices=[0, 1, 2, 3],
        neck_hidden_sizes=[8, 8, 16, 16],
        fusion_hidden_size=8,
    )
    return _saved(DPTForDepthEstimation, config, folder, seed)


def write_depth_anything(folder: Path, metric: bool = False, told: Mapping[str, Any] | None = None) -> Path:
    """Depth Anything: it reads any form of picture, in patches of 14. `told` is what its folder says of preparing."""
    backbone = Dinov2Config(
        hidden_size=16,
        num_hidden_layers=4,
        num_attention_heads=2,
        image_size=56,
        patch_size=14,
        out_indices=[1, 2, 3, 4],
        reshape_hidden_states=False,
        apply_layernorm=True,
    )
    config = DepthAnythingConfig(
        backbone_config=backbone,
        patch_size=14,
        reassemble_hidden_size=16,
        neck_hidden_sizes=[4, 8, 16, 16],
        fusion_hidden_size=8,
        head_hidden_size=4,
        depth_estimation_type="metric" if metric else "relative",
        max_depth=20 if metric else 1,
    )
    _saved(DepthAnythingForDepthEstimation, config, folder, 18)
    if told is not None:
        (folder / "preprocessor_config.json").write_text(json.dumps(told))
    return folder


def _saved(kind: Any, config: Any, folder: Path, seed: int) -> Path:
    network = seeded(lambda: kind(config), seed)
    network.head.requires_grad_(False)
    for parameter in network.head.parameters():
        parameter.abs_()  # depth of no place is nothing
    folder.mkdir(exist_ok=True)
    save_file({name: value.clone() for name, value in network.state_dict().items()}, folder / "model.safetensors")
    config.save_pretrained(folder)
    return folder
