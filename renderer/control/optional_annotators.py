"""Line art, soft edges and CMU's poses, by the networks of the optional package controlnet_aux.

This is the one place that imports it, and only when such a map is asked for. It brings torchvision, and a torchvision
that was built for another torch breaks everything that imports it; that is found out here and said by its name. The
package's own way of loading reads pickles and may download; here weights come from the models folder, as safetensors.
"""

import importlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from renderer.control.errors import AnnotatorMissing
from renderer.errors import BadModel
from renderer.values import Pixels

_PACKAGE: Final = "controlnet_aux"
_EXTRA: Final = "pip install 'animec[aux]'"
_PREFIXES: Final = ("state_dict.", "module.")  # of files from training on several cards
_Weights = Mapping[str, Tensor]


class Known(NamedTuple):
    """An annotator of the package: what its weights are known by, what it makes, and how it is put together."""

    title: str
    sign: str  # a weight that its file has, and no other's
    kinds: tuple[str, ...]
    put_together: Callable[[_Weights, torch.device], Any]


def annotate(kind: str, picture: Pixels, detector: Any) -> Pixels:
    """A map by an annotator, in the size of the picture."""
    height, width = picture.shape[:2]
    side = min(height, width)  # it looks at a picture, and draws, in about its own size
    told = {"scribble": True} if kind == "scribble" else {}
    drawn = detector(picture, detect_resolution=side, image_resolution=side, output_type="np", **told)
    way = cv2.INTER_NEAREST if kind == "openpose" else cv2.INTER_AREA if drawn.shape[0] > height else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(drawn, (width, height), interpolation=way), np.uint8)


def load_annotator(kind: str, file: Path, device: torch.device) -> Any:
    """An annotator of the package, by the weights in a file."""
    try:
        weights = {_plain(name): value for name, value in load_file(file).items()}
    except (OSError, SafetensorError) as error:
        raise BadModel(f"the annotator `{file.name}` cannot be read as safetensors", _convert(file)) from error
    known = next((one for one in _ALL if one.sign in weights), None)
    if known is None:
        raise BadModel(f"`{file.name}` is no annotator that animec knows", "see `animec models` for those it knows")
    if kind not in known.kinds:
        raise BadModel(
            f"`{file.name}` is {known.title}, and makes no `{kind}` maps", f"it makes `{known.kinds[0]}` maps"
        )
    try:
        with torch.no_grad():
            return known.put_together(weights, device)
    except (RuntimeError, KeyError) as error:
        message = f"`{file.name}` is not all of {known.title}: {str(error).strip().splitlines()[-1].strip()[:200]}"
        raise BadModel(message, "fetch it again, whole: `animec models fetch`") from error


def _plain(name: str) -> str:
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _convert(file: Path) -> str:
    return f"animec models convert {file} {file.with_suffix('.safetensors')}"


def _module(name: str) -> Any:
    """A module of the package."""
    try:
        return importlib.import_module(f"{_PACKAGE}.{name}")
    except Exception as error:  # a broken torchvision shows itself in any of them
        raise _why(error) from error


def _why(error: Exception) -> AnnotatorMissing:
    """What keeps the package from working, which often is not what the error says."""
    if isinstance(error, ModuleNotFoundError) and error.name == _PACKAGE:
        cure = f"{_EXTRA}; it brings torchvision, which has to be the build that matches torch {torch.__version__}"
        return AnnotatorMissing(f"these maps are made by the package `{_PACKAGE}`, which is not installed", cure)
    try:
        importlib.import_module("torchvision")
    except ModuleNotFoundError:
        message = f"the package `{_PACKAGE}` needs torchvision, which is not installed"
        return AnnotatorMissing(message, f"install the build of torchvision that matches torch {torch.__version__}")
    except Exception as broken:  # as above
        message = f"torchvision does not match torch {torch.__version__}, which breaks `{_PACKAGE}`: {_first(broken)}"
        return AnnotatorMissing(message, "install the build of torchvision that matches it, or remove torchvision")
    return AnnotatorMissing(
        f"the package `{_PACKAGE}` cannot be imported: {_first(error)}", f"install it again: {_EXTRA}"
    )


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _filled(network: nn.Module, weights: _Weights, device: torch.device) -> Any:
    network.load_state_dict(dict(weights), strict=True)
    return network.float().eval().requires_grad_(False).to(device)


def _anime_lines(weights: _Weights, device: torch.device) -> Any:
    module = _module("lineart_anime")
    norm = partial(nn.InstanceNorm2d, affine=False, track_running_stats=False)
    network = module.UnetGenerator(3, 1, 8, 64, norm_layer=norm, use_dropout=False)
    return module.LineartAnimeDetector(_filled(network, weights, device))


def _lines(weights: _Weights, device: torch.device) -> Any:
    module = _module("lineart")
    network = _filled(module.Generator(3, 1, 3), weights, device)
    return module.LineartDetector(network, network)


def _soft_edges(weights: _Weights, device: torch.device) -> Any:
    module = _module("hed")
    return module.HEDdetector(_filled(module.ControlNetHED_Apache2(), weights, device))


def _fine_edges(weights: _Weights, device: torch.device) -> Any:
    network = _module("pidi.model").pidinet()
    return _module("pidi").PidiNetDetector(_filled(network, weights, device))


def _bodies(weights: _Weights, device: torch.device) -> Any:
    module = _module("open_pose")
    network = _module("open_pose.model").bodypose_model()
    named = {name: weights[name.split(".", 1)[1]] for name in network.state_dict()}  # the file has no names of stages
    body = module.Body.__new__(module.Body)  # its constructor reads a pickle
    body.model = _filled(network, named, device)
    return module.OpenposeDetector(body)


_ALL: Final = (
    Known("anime line art", "model.model.0.weight", ("lineart",), _anime_lines),
    Known("line art", "model0.1.weight", ("lineart",), _lines),
    Known("HED", "block1.projection.weight", ("softedge", "scribble"), _soft_edges),
    Known("PiDiNet", "conv_reduces.0.conv.weight", ("softedge", "scribble"), _fine_edges),
    Known("OpenPose", "conv5_5_CPM_L1.weight", ("openpose",), _bodies),
)
