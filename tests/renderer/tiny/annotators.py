"""Small annotators and networks that steer, with random weights, in the layouts of the real ones."""

from pathlib import Path
from typing import Any, Final

from diffusers import ControlNetUnionModel, T2IAdapter

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
