"""Networks with their repeated blocks compiled: some minutes at first, and then each step is quicker.

diffusers compiles by lists of its own, which leave the resnets out and know nothing of motion; these are ours. What was
compiled is kept in the cache folder, for this torch and this device, so it is done once for a machine.
"""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, Final

import torch
from diffusers.models.attention import BasicTransformerBlock
from diffusers.models.resnet import ResnetBlock2D
from diffusers.models.unets.unet_motion_model import AnimateDiffTransformer3D
from torch import nn

from renderer.errors import StackNotHere
from renderer.store.files import make_folder, replace_file
from renderer.store.place import folder_of_user

BLOCKS: Final = (AnimateDiffTransformer3D, BasicTransformerBlock, ResnetBlock2D)
_SHAPES: Final = 64  # of blocks that a network has; torch gives up after eight
_LEAVE: Final = "or leave --compile out"


class Compiler:
    """Compiles blocks on a device, and keeps what came of it."""

    def __init__(self, device: torch.device, cache: Path | None) -> None:
        _insist_on_tools(device)
        self._file = cache / f"{_name(device)}.bin" if cache else None
        self._is_loaded = False
        self._kept = 0  # graphs

    def compile(self, network: nn.Module) -> None:
        """Have the blocks of a network compiled when they are first run."""
        if not self._is_loaded:
            self._is_loaded = True
            self._load()
        compile_blocks(network)

    def keep(self) -> None:
        """Write what was compiled since the last time, if anything was."""
        graphs = _graphs()
        if self._file is None or graphs == self._kept:
            return
        self._kept = graphs
        artifacts = torch.compiler.save_cache_artifacts()
        if artifacts is not None:
            make_folder(self._file.parent, 0o700)
            replace_file(self._file, artifacts[0], 0o600)

    def _load(self) -> None:
        if self._file is not None and self._file.is_file():
            torch.compiler.load_cache_artifacts(self._file.read_bytes())


def compile_blocks(network: nn.Module) -> None:
    """Mark the blocks of a network; those within another are compiled with it."""
    import torch._dynamo.config as settings

    settings.recompile_limit = max(settings.recompile_limit, _SHAPES)
    marked = list(blocks_of(network))
    assert marked, "a network without any block is none of ours"
    for block in marked:
        block.compile(dynamic=False)


def blocks_of(network: nn.Module) -> Iterator[nn.Module]:
    """The outermost blocks of our kinds."""
    if isinstance(network, BLOCKS):
        yield network
        return
    for child in network.children():
        yield from blocks_of(child)


@contextmanager
def as_written() -> Iterator[None]:
    """Within this nothing compiled is used: hooks inside blocks, which change layers frame by frame, would be lost."""
    with torch.compiler.set_stance("force_eager"):
        yield


@contextmanager
def as_compiled() -> Iterator[None]:
    """Within this compiled blocks are run, which compiles them at first; where that fails it is no bug of ours."""
    from torch._dynamo.exc import TorchDynamoException

    try:
        yield
    except TorchDynamoException as error:
        cause = getattr(error, "inner_exception", error)
        said = (str(cause).strip().splitlines() or [type(cause).__name__])[0][:200]
        raise StackNotHere(f"blocks could not be compiled here: {said}", "leave --compile out") from error


def cache_folder() -> Path | None:
    """Where compiled blocks are kept; nowhere without a home folder."""
    return folder_of_user("ANIMEC_COMPILED", "compiled")


def _name(device: torch.device) -> str:
    """What the compiled blocks are for: they fit nothing else."""
    card = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() + platform.machine()
    return sha256(f"{torch.__version__} {platform.python_version()} {device.type} {card}".encode()).hexdigest()[:16]


def _graphs() -> int:
    from torch._dynamo.utils import counters

    stats: Any = counters["stats"]
    return int(stats["unique_graphs"])


def _insist_on_tools(device: torch.device) -> None:
    if device.type == "cuda" and find_spec("triton") is None:
        raise StackNotHere(
            "`--compile` needs triton on a card, which is not installed", f"pip install triton, {_LEAVE}"
        )
    if device.type == "cpu" and not any(map(which, (os.environ.get("CXX", "g++"), "clang++"))):
        raise StackNotHere("`--compile` needs a C++ compiler on a CPU, and there is none", f"install g++, {_LEAVE}")
