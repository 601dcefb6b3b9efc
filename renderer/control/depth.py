"""Depth maps by networks of transformers: DPT and Depth Anything, from a local folder.

What such networks want to see is prepared here. The classes of transformers that do it come in two editions, one of
which needs torchvision; it is little enough to do without either.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional
from transformers import AutoModelForDepthEstimation

from renderer.control.quiet import quiet
from renderer.errors import BadModel, BrokenPicture
from renderer.values import Pixels

_AGAIN: Final = "fetch it again, whole: `animec models fetch`"
_KINDS: Final = ("dpt", "depth_anything")
_NEVER_USED: Final = "fusion_stage.layers.0.residual_layer1."  # of a layer that gets no residual: files leave it out
_NOT_USED_HERE: Final = ".pooler."  # files of the backbones alone have one
_SMALLEST: Final = 1e-6


class Preparation(NamedTuple):
    """How a picture is prepared for a network."""

    height: int
    width: int
    keeps_form: bool
    multiple: int
    mean: tuple[float, ...]
    std: tuple[float, ...]

    def size_for(self, picture: Pixels) -> tuple[int, int]:
        """Width and height in which a picture is shown: one of the two fits, the one that changes it less."""
        if not self.keeps_form:
            return self.width, self.height
        height, width = picture.shape[:2]
        share = min((self.height / height, self.width / width), key=lambda one: abs(1 - one))
        return self._rounded(width * share), self._rounded(height * share)

    def _rounded(self, side: float) -> int:
        return max(1, round(side / self.multiple)) * self.multiple


class DepthNetwork(NamedTuple):
    """A network that tells depth, and how pictures are shown to it."""

    network: Any
    preparation: Preparation
    is_distance: bool  # it tells how far things are, and not how near

    @torch.no_grad()
    def depth(self, picture: Pixels) -> Pixels:
        """The depth of a picture; what is nearest is white, what is farthest black."""
        shown = prepared(picture, self.preparation)[None].to(self.network.device, self.network.dtype)
        told: Tensor = self.network(pixel_values=shown).predicted_depth.float()
        if not told.isfinite().all():
            raise BrokenPicture("the depth network gave numbers that are none (NaN or infinite)", _AGAIN)
        near = 1 / told.clamp(min=_SMALLEST) if self.is_distance else told
        near = functional.interpolate(near[None], picture.shape[:2], mode="bicubic", align_corners=False)[0, 0]
        far, span = near.min(), near.max() - near.min()
        grey = (near - far) / span if span > _SMALLEST else torch.zeros_like(near)
        pixels: Pixels = (grey * 255).round().to(torch.uint8).cpu().numpy()
        return np.repeat(pixels[:, :, None], 3, axis=2)


def load_depth(folder: Path, device: torch.device) -> DepthNetwork:
    """A network that tells depth. Nothing of it is left at random."""
    with quiet():
        try:
            network, report = AutoModelForDepthEstimation.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, output_loading_info=True, dtype=torch.float32
            )
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise BadModel(f"the annotator `{folder.name}` cannot be loaded: {lines[0][:200]}", _AGAIN) from error
    kind = network.config.model_type
    if kind not in _KINDS:
        raise BadModel(f"the annotator `{folder.name}` is a `{kind}`, and not one of {', '.join(_KINDS)}", None)
    _audit(report, folder.name)
    is_distance = getattr(network.config, "depth_estimation_type", "relative") == "metric"
    return DepthNetwork(
        network.eval().requires_grad_(False).to(device), preparation_of(folder, network.config), is_distance
    )


def prepared(picture: Pixels, how: Preparation) -> Tensor:
    """A picture as a network wants to see it; (3, height, width)."""
    small = Image.fromarray(picture).resize(how.size_for(picture), Image.Resampling.BICUBIC)
    values = torch.from_numpy(np.array(small)).permute(2, 0, 1).float() / 255
    mean, std = torch.tensor(how.mean)[:, None, None], torch.tensor(how.std)[:, None, None]
    return (values - mean) / std


def preparation_of(folder: Path, config: Any) -> Preparation:
    """How pictures are prepared: as the folder says, else as networks of this kind usually want it."""
    told = _told(folder)
    inner = config.backbone_config
    is_free = inner is not None and not getattr(config, "is_hybrid", False)  # others read squares only
    patch = int((inner if is_free else config).patch_size)
    side = int((inner if is_free else config).image_size)
    size = told.get("size", side)
    high, wide = (size.get("height", side), size.get("width", side)) if isinstance(size, dict) else (size, size)
    keeps = is_free and bool(told.get("keep_aspect_ratio", True))
    is_imagenet = config.model_type == "depth_anything"
    return Preparation(
        height=int(high) if is_free else side,
        width=int(wide) if is_free else side,
        keeps_form=keeps,
        multiple=max(patch, int(told.get("ensure_multiple_of") or 1)),
        mean=tuple(told.get("image_mean") or ((0.485, 0.456, 0.406) if is_imagenet else (0.5, 0.5, 0.5))),
        std=tuple(told.get("image_std") or ((0.229, 0.224, 0.225) if is_imagenet else (0.5, 0.5, 0.5))),
    )


def _told(folder: Path) -> Mapping[str, Any]:
    file = folder / "preprocessor_config.json"
    try:
        told = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (OSError, ValueError) as error:
        raise BadModel(f"`{file.name}` of the annotator `{folder.name}` cannot be read", _AGAIN) from error
    if not isinstance(told, dict):
        raise BadModel(f"`{file.name}` of the annotator `{folder.name}` is no map", _AGAIN)
    return told


def _audit(report: Mapping[str, Any], name: str) -> None:
    missing = sorted(key for key in report["missing_keys"] if _NEVER_USED not in key)
    left = sorted(key for key in report["unexpected_keys"] if _NOT_USED_HERE not in key)
    for words, keys in (("lacks", missing), ("holds, and should not,", left)):
        if keys:
            listed = ", ".join(keys[:3]) + (", …" if len(keys) > 3 else "")
            raise BadModel(f"the annotator `{name}` {words} {len(keys)} weights: {listed}", _AGAIN)
