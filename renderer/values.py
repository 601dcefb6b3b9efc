"""The values on the edges of a plan while it is executed, and how each is kept in the store.

None of these can be made of an author's bytes: they come out of operations only, and an operation reads its inputs from
the store by the key of the node that made them.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

Pixels: TypeAlias = NDArray[np.uint8]
Array: TypeAlias = NDArray[Any]

_NAME = "value.safetensors"


class Embeds(NamedTuple):
    """Encoded text, as the stack has it."""

    tensors: Mapping[str, Array]


class Pictures(NamedTuple):
    """Pictures in RGB: a still or a map is one, a turnaround or a run of frames several; (count, height, width, 3)."""

    pixels: Pixels


class Latents(NamedTuple):
    """A segment before it is decoded, as the stack has it."""

    tensors: Mapping[str, Array]


class Film(NamedTuple):
    """A film as files, by the names that they have in the store."""

    files: Mapping[str, Path]


Value: TypeAlias = Embeds | Pictures | Latents | Film
_KINDS: dict[str, type[Embeds] | type[Latents]] = {"embeds": Embeds, "latents": Latents}


def parts_of(value: Value, names: Sequence[str] = (_NAME,)) -> Mapping[str, bytes | Path]:
    """A value as the parts that are kept of it; pictures in as many parts as there are names."""
    match value:
        case Film(files=files):
            return files
        case Pictures(pixels=pixels):
            some = zip(names, np.split(pixels, len(names)), strict=True)
            return {name: _packed("pictures", {"pixels": each}) for name, each in some}
        case Embeds(tensors=tensors):
            return {_NAME: _packed("embeds", tensors)}
        case Latents(tensors=tensors):
            return {_NAME: _packed("latents", tensors)}


def value_in(parts: Mapping[str, bytes]) -> Value:
    """The value of which these parts were kept. A film is never read back whole; its files are copied out."""
    if _NAME not in parts:
        return Pictures(np.concatenate([load(parts[name])["pixels"] for name in sorted(parts)]))
    data = parts[_NAME]
    tensors = load(data)
    kind = _kind_of(data)
    return Pictures(tensors["pixels"]) if kind == "pictures" else _KINDS[kind](tensors)


def _packed(kind: str, tensors: Mapping[str, Array]) -> bytes:
    # One entry of metadata only: several would be written in an order that changes from run to run.
    packed: bytes = save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, {"animec": kind})
    return packed


def _kind_of(data: bytes) -> str:
    length = int.from_bytes(data[:8], "little")
    kind: str = json.loads(data[8 : 8 + length])["__metadata__"]["animec"]
    return kind
