"""Pictures as PNG files that say in text what they were made from; `verify/png.py` reads them back."""

import struct
import zlib
from collections.abc import Mapping
from typing import Final

import cv2

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


def png_bytes(picture: Pixels, texts: Mapping[str, str]) -> bytes:
    """A picture as a PNG file with texts; the same bytes for the same picture and texts."""
    is_encoded, encoded = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), _FAST)
    assert is_encoded
    data = encoded.tobytes()
    return data[:_AFTER_HEADER] + b"".join(_text_chunk(*text) for text in texts.items()) + data[_AFTER_HEADER:]


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
