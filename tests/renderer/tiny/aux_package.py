"""What stands in for controlnet_aux, with its names and small networks: it cannot be installed beside every torch."""

import sys
from types import ModuleType
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from torch import Tensor, nn

from renderer.values import Pixels


class ControlNetHED_Apache2(nn.Module):  # noqa: N801 - their name
    def __init__(self) -> None:
        super().__init__()
        self.block1 = nn.ModuleDict({"projection": nn.Conv2d(3, 1, 1)})

    def forward(self, picture: Tensor) -> Tensor:
        out: Tensor = self.block1["projection"](picture)
        return out


class HEDdetector:
    """Gives the size and switch that it was asked for as the grey of a picture in the package's own sizes."""

    def __init__(self, network: Any) -> None:
        self.network = network

    def __call__(self, picture: Pixels, detect_resolution: int, image_resolution: int, **told: Any) -> Pixels:
        assert told["output_type"] == "np"
        assert detect_resolution == image_resolution == min(picture.shape[:2])
        share = image_resolution / min(picture.shape[:2])
        height, width = (max(64, round(side * share / 64) * 64) for side in picture.shape[:2])
        grey = 200 if told.get("scribble") else 100
        with torch.no_grad():
            grey += int(self.network(torch.ones(1, 3, 1, 1)).abs().clamp(max=9))
        return np.full((height, width, 3), grey, np.uint8)


class UnetGenerator(nn.Module):
    def __init__(self, inward: int, outward: int, downs: int, width: int, norm_layer: Any, use_dropout: bool) -> None:
        super().__init__()
        assert (inward, outward, downs, width, use_dropout) == (3, 1, 8, 64, False)
        assert isinstance(norm_layer(4), nn.InstanceNorm2d)
        self.model = nn.Module()
        self.model.model = nn.Sequential(nn.Conv2d(3, 1, 1))


class LineartAnimeDetector:
    def __init__(self, network: Any) -> None:
        self.network = network

    def __call__(self, picture: Pixels, **told: Any) -> Pixels:
        assert isinstance(self.network, UnetGenerator)
        return np.asarray(cv2.resize(picture, (64, 64)), np.uint8)


class _Stage(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.model0 = nn.Module()
        self.model0.conv5_5_CPM_L1 = nn.Conv2d(3, 1, 1)


class Body:
    model: Any

    def __init__(self, path: str) -> None:
        raise AssertionError(f"it read the pickle {path}")


class OpenposeDetector:
    def __init__(self, body: Body) -> None:
        self.body = body

    def __call__(self, picture: Pixels, **told: Any) -> Pixels:
        assert isinstance(self.body.model, _Stage)
        drawn = np.zeros((64, 64, 3), np.uint8)
        drawn[20:24] = (255, 0, 85)
        return drawn


def put_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it imported as controlnet_aux for the time of a test."""
    modules: dict[str, dict[str, Any]] = {
        "": {},
        ".hed": {"ControlNetHED_Apache2": ControlNetHED_Apache2, "HEDdetector": HEDdetector},
        ".lineart_anime": {"UnetGenerator": UnetGenerator, "LineartAnimeDetector": LineartAnimeDetector},
        ".open_pose": {"Body": Body, "OpenposeDetector": OpenposeDetector},
        ".open_pose.model": {"bodypose_model": _Stage},
    }
    for name, content in modules.items():
        module = ModuleType(f"controlnet_aux{name}")
        module.__path__ = []
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, module.__name__, module)


def weights_of(kind: str) -> dict[str, Tensor]:
    """Weights for an annotator, as its file has them."""
    with torch.random.fork_rng():
        torch.manual_seed(19)
        if kind == "openpose":
            return {name.split(".", 1)[1]: value for name, value in _Stage().state_dict().items()}
        if kind == "lineart":
            made = UnetGenerator(3, 1, 8, 64, nn.InstanceNorm2d, False)
            return {f"module.{name}": value for name, value in made.state_dict().items()}
        return ControlNetHED_Apache2().state_dict()
