"""Pictures as PNG files that say in text what they were made from, and back."""

import struct
import zlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError
from PIL.PngImagePlugin import PngImageFile

from renderer.errors import NotVerified
from renderer.values import Pixels

# Runs of equal bytes after each row was written as its differences: a fourth of the time that Pillow takes for files no
# larger than its own, on drawn frames as on such with grain.
_FAST: Final = (
    cv2.IMWRITE_PNG_COMPRESSION,
    1,
    cv2.IMWRITE_PNG_STRATEGY,
    cv2.IMWRITE_PNG_STRATEGY_RLE,
    cv2.IMWRITE_PNG_FILTER,
    cv2.IMWRITE_PNG_FILTER_SUB,
)
_AFTER_HEADER: Final = 33  # the signature, and the chunk that every PNG starts with
_MOST_BYTES: Final = 256 << 20
_MOST_PIXELS: Final = 64 << 20


class PictureFile(NamedTuple):
    """What a PNG file holds: its pixels, and its texts by their keys."""

    pixels: Pixels
    texts: Mapping[str, str]


def png_bytes(picture: Pixels, texts: Mapping[str, str]) -> bytes:
    """A picture as a PNG file with texts; the same bytes for the same picture and texts."""
    is_encoded, encoded = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), _FAST)
    assert is_encoded
    data = encoded.tobytes()
    return data[:_AFTER_HEADER] + b"".join(_text_chunk(*text) for text in texts.items()) + data[_AFTER_HEADER:]


def write_all(files: Iterable[tuple[Path, Pixels, Mapping[str, str]]], threads: int) -> None:
    """Write pictures with their texts, several at a time; what is in the files does not depend on how many."""

    def write(file: tuple[Path, Pixels, Mapping[str, str]]) -> None:
        path, picture, texts = file
        path.write_bytes(png_bytes(picture, texts))

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(write, files):
            pass


def read_back(path: Path) -> PictureFile:
    """What a PNG file holds; refused if it is no PNG of three colours, damaged, or larger than any frame of a film."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise _unreadable(path, f"it is larger than {_MOST_BYTES >> 20} MiB")
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            # The size stands at the beginning, and nothing is unpacked before it has been looked at.
            if image.width * image.height > _MOST_PIXELS or image.mode != "RGB" or not isinstance(image, PngImageFile):
                raise _unreadable(path, f"it is of {image.width}x{image.height} pixels and mode {image.mode}")
            pixels = np.array(image)
            return PictureFile(pixels, {key: str(text) for key, text in image.text.items()})
    except (Image.DecompressionBombError, UnidentifiedImageError, ValueError, SyntaxError, EOFError) as error:
        raise _unreadable(path, "it is damaged, or no PNG") from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _unreadable(path, "it is damaged") from error  # how Pillow says so of pixels


def _unreadable(path: Path, reason: str) -> NotVerified:
    return NotVerified(f"`{path.name}` cannot be read back: {reason}", "render again; what is still whole is kept")


def _text_chunk(key: str, text: str) -> bytes:
    """A text as a chunk: in Latin-1 where that is enough, since every program reads it, or else in UTF-8."""
    name = key.encode("latin-1")
    assert 0 < len(name) < 80
    assert key.isprintable()
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        return _chunk(b"tEXt", name + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _chunk(b"iTXt", name + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
