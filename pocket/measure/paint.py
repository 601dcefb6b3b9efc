"""Pictures from a folder of weights, made with the stock pipeline and nothing of the project's own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import torch
from diffusers import StableDiffusionXLPipeline
from torch import Tensor

RESCALE: Final = 0.7  # of guidance: without it, guidance burns the colours
BATCH: Final = 8


class Manner(NamedTuple):
    """How pictures are made."""

    size: tuple[int, int] = (256, 256)
    steps: int = 20
    guidance: float = 4.0


def load(folder: Path) -> StableDiffusionXLPipeline:
    """The pipeline in a folder, in fp32."""
    pipeline = StableDiffusionXLPipeline.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def pictures(
    pipeline: StableDiffusionXLPipeline, prompts: Sequence[str], seeds: Sequence[int], manner: Manner
) -> Tensor:
    """A picture for each prompt, from the generator seed beside it, from -1 to 1 in steps of a byte."""
    width, height = manner.size
    made = []
    for start in range(0, len(prompts), BATCH):
        out = pipeline(
            list(prompts[start : start + BATCH]),
            generator=[torch.Generator().manual_seed(seed) for seed in seeds[start : start + BATCH]],
            width=width,
            height=height,
            num_inference_steps=manner.steps,
            guidance_scale=manner.guidance,
            guidance_rescale=RESCALE,
            output_type="pt",
        )
        made.append(out.images.float().cpu())
    return (torch.cat(made) * 255).round() / 127.5 - 1
