"""Safetensors files of any shape, written without torch, and plans that name models."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from anime_compiler.model.timecode import Size
from anime_compiler.plan.render_plan import PlanModel, RenderPlan

Shapes: TypeAlias = Mapping[str, tuple[int, ...]]
SOME: Shapes = {"weight": (2, 3)}
WIDTHS = {"sdxl": 2048, "sd2": 1024, "sd15": 768}
ATTENTION = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight"


def write(file: Path, shapes: Shapes = SOME, fill: int = 0) -> Path:
    """A file in half precision of which every byte is `fill`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        begin = end
        for_numbers = 2
        for side in shape:
            for_numbers *= side
        end += for_numbers
        header[name] = {"dtype": "F16", "shape": list(shape), "data_offsets": [begin, end]}
    file.write_bytes(framed(json.dumps(header).encode()) + bytes([fill]) * end)
    return file


def framed(header: bytes) -> bytes:
    """A header with its length before it."""
    return len(header).to_bytes(8, "little") + header


def reading(family: str) -> Shapes:
    """What an attention layer of a family reads texts with."""
    return {ATTENTION: (4, WIDTHS[family])}


def model(name: str, kind: str = "lora_style", family: str = "sdxl", repo: str = "", file: str = "") -> PlanModel:
    return PlanModel(name, name, kind, family, repo, file, "", "", "", "", "")


def plan_of(*models: PlanModel) -> RenderPlan:
    return RenderPlan("a.yaml", "a", "A", "open", (), "sdxl", 8, Size(64, 64), 8, models, (), ())
