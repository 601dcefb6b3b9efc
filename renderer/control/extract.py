"""Control maps, out of generated pictures alone: a picture comes as pixels from another node, and never from a file."""

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import torch

from anime_compiler.errors import CompilerBug
from renderer.control.canny import canny
from renderer.control.errors import AnnotatorMissing
from renderer.control.quality import remark_on
from renderer.errors import BrokenPicture
from renderer.values import Pixels

KINDS: Final = ("openpose", "depth", "lineart", "canny", "softedge", "scribble", "tile")
_ONNX: Final = ".onnx"

# Gives what is in a slot, and loads it where it is not there, or was made of something else.
Keep: TypeAlias = Callable[[str, Hashable, Callable[[], Any]], Any]


class ControlMap(NamedTuple):
    """A map, and what is to be said about it; nothing if it is fine."""

    pixels: Pixels
    remark: str


def extract(
    kind: str, picture: Pixels, annotator: Path | None, device: torch.device, keep: Keep | None = None
) -> ControlMap:
    """The map of a kind of a picture, in its size.

    `annotator` is where the weights are of what makes it. They are read anew for each map, unless `keep` keeps them.
    """
    if kind not in KINDS:
        raise CompilerBug(f"there are no control maps of the kind `{kind}`")
    if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3 or not picture.size:
        raise BrokenPicture(f"a `{kind}` map was to be made of what is no RGB picture: {picture.dtype} {picture.shape}")
    pixels = _made(kind, np.ascontiguousarray(picture), annotator, device, keep or _load_each_time)
    return ControlMap(pixels, remark_on(kind, pixels))


def _made(kind: str, picture: Pixels, annotator: Path | None, device: torch.device, keep: Keep) -> Pixels:
    if kind == "canny":
        return canny(picture)
    if kind == "tile":
        return picture.copy()
    if annotator is None:
        raise AnnotatorMissing(f"there is nothing here that makes `{kind}` maps", "name an annotator with weights")
    file = _file(annotator)
    slot, made_of = f"annotator {kind}", (str(file), str(device))
    if kind == "depth":
        from renderer.control.depth import load_depth

        return keep(slot, made_of, lambda: load_depth(file, device)).depth(picture)  # type: ignore[no-any-return]
    if kind == "openpose" and file.suffix == _ONNX:
        from renderer.control.dwpose import load_dwpose

        return keep(slot, made_of, lambda: load_dwpose(file)).pose(picture)  # type: ignore[no-any-return]
    from renderer.control.optional_annotators import annotate, load_annotator

    return annotate(kind, picture, keep(slot, made_of, lambda: load_annotator(kind, file, device)))


def _file(annotator: Path) -> Path:
    """The file of an annotator that is in a folder by itself; a folder in transformers' layout as it is."""
    if annotator.is_file() or (annotator / "config.json").is_file():
        return annotator
    files = [file for file in sorted(annotator.glob("*")) if file.suffix in (_ONNX, ".safetensors")]
    whole = [file for file in files if not file.name.startswith("yolox")]  # DWPose's finder of people is not used
    return whole[0] if len(whole) == 1 else annotator


def _load_each_time(_: str, __: Hashable, load: Callable[[], Any]) -> Any:
    return load()
