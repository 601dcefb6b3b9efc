"""What a safetensors file says of itself at its beginning: names, shapes and places of its tensors.

Read without any library and without trust. A file that is cut off, or whose header promises what the file cannot
hold, is refused here, before anything of its size is allocated.
"""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from renderer.errors import BadModel

_MOST_HEADER: Final = 1 << 24  # real ones have a million bytes, or some more of notes on training
_MOST_TENSORS: Final = 1 << 18
_MOST_DIMENSIONS: Final = 16
_BITS: Final = {
    **dict.fromkeys(("F64", "I64", "U64", "C64"), 64),
    **dict.fromkeys(("F32", "I32", "U32"), 32),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 16),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("F6_E2M3", "F6_E3M2"), 6),
    "F4": 4,
}
_WHOLE: Final = "fetch or copy it again, whole"


class Tensor(NamedTuple):
    """A tensor of a file: how its numbers are written, and its shape."""

    dtype: str
    shape: tuple[int, ...]


class Header(NamedTuple):
    """What a file holds."""

    tensors: Mapping[str, Tensor]
    metadata: Mapping[str, str]

    def dtypes(self) -> dict[str, int]:
        """How many tensors there are of each format, the most frequent first."""
        counts: dict[str, int] = {}
        for tensor in self.tensors.values():
            counts[tensor.dtype] = counts.get(tensor.dtype, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def read_header(file: Path) -> Header:
    """The header of a safetensors file; `BadModel` where it is none, or not whole."""
    try:
        with file.open("rb") as opened:
            size = opened.seek(0, 2)
            opened.seek(0)
            text, data = _text(opened, size), size - opened.tell()
        return _header(text, data)
    except OSError as error:
        raise BadModel(f"`{file}` cannot be read: {error.strerror}", "look at its permissions, and its disk") from error
    except _NoHeaderError as error:
        raise BadModel(f"`{file}` {error}", _WHOLE) from error


class _NoHeaderError(Exception):
    """What is wrong with a file."""


def _text(opened: BinaryIO, size: int) -> bytes:
    if size < 8:
        raise _NoHeaderError("is no safetensors file: it is almost empty")
    length = int.from_bytes(opened.read(8), "little")
    if length > _MOST_HEADER:
        raise _NoHeaderError("is no safetensors file: its header would be larger than that of any model")
    if 8 + length > size:
        raise _NoHeaderError("is not whole: it ends within its header")
    return opened.read(length)


def _header(text: bytes, data: int) -> Header:
    try:
        written = json.loads(text)
    except (ValueError, RecursionError):
        raise _NoHeaderError("is no safetensors file: its header cannot be read") from None
    if not isinstance(written, dict) or len(written) > _MOST_TENSORS:
        raise _NoHeaderError("is no safetensors file: its header is no map of tensors")
    metadata = written.pop("__metadata__", {})
    placed = [(name, *_tensor(name, about)) for name, about in written.items()]
    end = 0
    for name, _, begins, ends in sorted(placed, key=lambda row: row[2:]):
        if begins != end:
            raise _NoHeaderError(f"is damaged: the place of `{name[:80]}` is not where the tensor before it ends")
        end = ends
    if end > data:
        raise _NoHeaderError(f"is not whole: {end - data} bytes are missing")
    if end < data:
        raise _NoHeaderError(f"is damaged: {data - end} bytes at its end belong to nothing")
    told = metadata.items() if isinstance(metadata, dict) else ()
    return Header({name: tensor for name, tensor, _, _ in placed}, {str(key): str(value) for key, value in told})


def _tensor(name: str, about: Any) -> tuple[Tensor, int, int]:
    """A tensor and where its numbers begin and end; its shape and its place have to be of one size."""
    try:
        dtype, shape, (begins, ends) = about["dtype"], about["shape"], about["data_offsets"]
        bits = _BITS[dtype]
    except (TypeError, KeyError, ValueError):
        raise _NoHeaderError(f"is damaged: what it says of `{name[:80]}` cannot be understood") from None
    numbers = [*shape, begins, ends] if isinstance(shape, list) and len(shape) <= _MOST_DIMENSIONS else [None]
    if not all(type(number) is int and 0 <= number < 1 << 48 for number in numbers):
        raise _NoHeaderError(f"is damaged: `{name[:80]}` has no shape that a tensor can have")
    if math.prod(shape) * bits != (ends - begins) * 8:
        raise _NoHeaderError(f"is damaged: `{name[:80]}` is not as large as its shape says")
    return Tensor(dtype, tuple(shape)), begins, ends
