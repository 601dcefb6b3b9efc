"""Pictures as animec writes them are read, and nothing else is."""

import struct
import zlib

import cv2
import numpy as np
import pytest

from renderer.assemble.png import png_bytes
from renderer.errors import NotVerified
from renderer.verify.png import picture_in

PIXELS = np.random.default_rng(1).integers(0, 255, (24, 40, 3), dtype=np.uint8)
TEXTS = {"parameters": "1girl, café\nSteps: 4", "animec": '{"prompt": "海"}'}
DATA = png_bytes(PIXELS, TEXTS)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_pixels_and_texts_come_back() -> None:
    picture = picture_in(DATA, "a.png")
    assert np.array_equal(picture.pixels, PIXELS)
    assert picture.texts == TEXTS


def test_a_picture_without_texts_says_nothing() -> None:
    assert picture_in(png_bytes(PIXELS, {}), "a.png").texts == {}


def _encoded(*options: int, channels: int = 3, dtype: type = np.uint8) -> bytes:
    return cv2.imencode(".png", np.zeros((8, 8, channels), dtype), options)[1].tobytes()


REPACKED = zlib.compress(b"".join(b"\0" + row.tobytes() for row in PIXELS) + b"and a picture behind it")
HEADER = chunk(b"IHDR", struct.pack(">II", 40, 24) + b"\x08\x02\0\0\0")
HOSTILE = {
    "nothing": b"",
    "another kind of file": b"GIF89a" + DATA,
    "half of it": DATA[: len(DATA) // 2],
    "without its end": DATA[:-12],
    "something behind its end": DATA + b"more",
    "a second picture": DATA + DATA,
    "a chunk that nobody knows": DATA[:33] + chunk(b"prVt", b"x") + DATA[33:],
    "a profile": DATA[:33] + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"x")) + DATA[33:],
    "a text twice": DATA[:33] + chunk(b"tEXt", b"animec\0{}") + DATA[33:],
    "a text that is packed": DATA[:33] + chunk(b"iTXt", b"x\0\1\0\0\0" + zlib.compress(b"x")) + DATA[33:],
    "a text that is none": DATA[:33] + chunk(b"iTXt", b"x\0\0\0\0\0\xff") + DATA[33:],
    "a bit that has changed": DATA[:200] + bytes([DATA[200] ^ 1]) + DATA[201:],
    "with transparency": _encoded(channels=4),
    "in grey": _encoded(channels=1),
    "with sixteen bits": _encoded(dtype=np.uint16),
    "larger than any": DATA[:8] + chunk(b"IHDR", struct.pack(">II", 1 << 30, 1 << 30) + b"\x08\x02\0\0\0") + DATA[33:],
    "of no size": DATA[:8] + chunk(b"IHDR", struct.pack(">II", 0, 0) + b"\x08\x02\0\0\0") + DATA[33:],
    "a header that is cut": DATA[:8] + chunk(b"IHDR", b"\0") + DATA[33:],
    "something packed behind its pixels": DATA[:8] + HEADER + chunk(b"IDAT", REPACKED) + chunk(b"IEND", b""),
    "pixels that are no pixels": DATA[:8] + HEADER + chunk(b"IDAT", b"nothing") + chunk(b"IEND", b""),
    "a bomb": DATA[:8] + HEADER + chunk(b"IDAT", zlib.compress(bytes(10**7))) + chunk(b"IEND", b""),
    "a length that leads far out": DATA[:33] + struct.pack(">I", 1 << 31) + DATA[37:],
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_animec_would_not_have_written_is_refused(data: bytes) -> None:
    with pytest.raises(NotVerified, match=r"`a\.png` is no picture of a render"):
        picture_in(data, "a.png")
