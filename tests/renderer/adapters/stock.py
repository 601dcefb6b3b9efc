"""What diffusers and peft make of the same files: the judges of our reading and merging."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from diffusers import AnimateDiffSDXLPipeline, StableDiffusionXLPipeline

from tests.renderer.adapters.networks import motion_unet


class Pipelines(NamedTuple):
    """Of one base: for stills, and for motion."""

    stills: Any
    motion: Any


def pipelines(folder: Path) -> Pipelines:
    """The stock pipelines of an SDXL folder."""
    stills = StableDiffusionXLPipeline.from_pretrained(folder, local_files_only=True)
    stills.set_progress_bar_config(disable=True)
    parts = {name: part for name, part in stills.components.items() if name != "unet"}
    return Pipelines(stills, AnimateDiffSDXLPipeline(**parts, unet=motion_unet(), motion_adapter=None))


@contextmanager
def loaded(pipeline: Any, uses: Sequence[tuple[Path, float]]) -> Iterator[Any]:
    """A pipeline with LoRAs, and without them afterwards."""
    names = [f"a{number}" for number in range(len(uses))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft warns of several LoRAs at once, which is what it is for
        for name, (path, _) in zip(names, uses, strict=True):
            pipeline.load_lora_weights(path.parent, weight_name=path.name, adapter_name=name)
        pipeline.set_adapters(names, [weight for _, weight in uses])
    try:
        yield pipeline
    finally:
        pipeline.unload_lora_weights()
