"""A PNG file as animec writes it, read strictly: what is no such file, or holds more than it shows, is refused."""

import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.errors import NotVerified

_MAGIC = b"\x89PNG\r\n\x1a\n"
_KNOWN = {b"IHDR", b"tEXt", b"iTXt", b"IDAT", b"IEND"}
_RGB = b"\x08\x02\x00\x00\x00"  # eight bits, red, green and blue, written line after line
_MOST_PIXELS = 1 << 27


class Picture(NamedTuple):
    """What a PNG file shows, and what it says about itself."""

    pixels: NDArray[np.uint8]
    texts: Mapping[str, str]


def picture_in(data: bytes, path: str) -> Picture:
    """The picture in a PNG file; `NotVerified` for a file that animec would not have written."""
    try:
        chunks = [*_chunks(data)]
        texts = dict(_text(kind, body) for kind, body in chunks if kind in (b"tEXt", b"iTXt"))
        kinds = [kind for kind, _ in chunks]
        if set(kinds) - _KNOWN or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or kinds.count(b"IHDR") != 1:
            raise ValueError("it holds what no picture of a render holds")
        if len(texts) != kinds.count(b"tEXt") + kinds.count(b"iTXt"):
            raise ValueError("it says something about itself twice")
        width, height = (int.from_bytes(chunks[0][1][at : at + 4]) for at in (0, 4))
        if chunks[0][1][8:] != _RGB or not 0 < width * height <= _MOST_PIXELS:
            raise ValueError("it is of another kind, or too large")
        _refuse_more_than_it_shows(b"".join(body for kind, body in chunks if kind == b"IDAT"), width, height)
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except (ValueError, IndexError, zlib.error, cv2.error) as error:
        raise NotVerified(f"`{path}` is no picture of a render: {error}") from None
    if decoded is None or decoded.shape != (height, width, 3):
        raise NotVerified(f"`{path}` is no picture of a render: its pixels cannot be read")
    return Picture(decoded.astype(np.uint8, copy=False), texts)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every chunk, its checksum right, with nothing between or behind them."""
    if not data.startswith(_MAGIC):
        raise ValueError("it is no PNG file")
    at, kind = len(_MAGIC), b""
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        kind, body, check = data[at + 4 : at + 8], data[at + 8 : at + 8 + length], data[at + 8 + length :][:4]
        if kind == b"IEND" and at + 12 + length != len(data):
            raise ValueError("something stands behind its end")
        if len(check) != 4 or zlib.crc32(kind + body) != int.from_bytes(check):
            raise ValueError("it is damaged")
        yield kind, body
        at += 12 + length
    if kind != b"IEND":
        raise ValueError("it breaks off")


def _refuse_more_than_it_shows(packed: bytes, width: int, height: int) -> None:
    """Nothing is packed behind the pixels, where no viewer would look."""
    stream, wanted = zlib.decompressobj(), height * (1 + 3 * width)
    if len(stream.decompress(packed, wanted + 1)) != wanted or not stream.eof or stream.unused_data:
        raise ValueError("it holds less or more than its pixels")


def _text(kind: bytes, body: bytes) -> tuple[str, str]:
    """Keyword and text of a chunk that is not compressed."""
    keyword, _, rest = body.partition(b"\0")
    if kind == b"tEXt":
        return keyword.decode("latin-1"), rest.decode("latin-1")
    if rest[:2] != b"\0\0":
        raise ValueError("it holds a text that is compressed")
    _, _, rest = rest[2:].partition(b"\0")
    _, _, text = rest.partition(b"\0")
    return keyword.decode("latin-1"), text.decode()
