import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from renderer.assemble.png import png_bytes, read_back, write_all
from renderer.errors import NotVerified
from tests.renderer.assemble.patterns import noise

TEXTS = {"parameters": "a girl, sunset\nSteps: 4, Seed: 7", "animec": '{"key": "é", "prompt": "\\u5915"}'}


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def kinds(data: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(data):
        found.append(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4])
    return found


def test_a_picture_comes_back_as_it_was_with_its_texts(tmp_path: Path) -> None:
    picture = noise(1)[0]
    (tmp_path / "a.png").write_bytes(png_bytes(picture, TEXTS))
    back = read_back(tmp_path / "a.png")
    assert np.array_equal(back.pixels, picture)
    assert back.texts == TEXTS


def test_a_file_holds_nothing_but_its_header_texts_and_pixels() -> None:
    found = kinds(png_bytes(noise(1)[0], TEXTS))
    assert found[:3] == [b"IHDR", b"tEXt", b"tEXt"]
    assert set(found[3:-1]) == {b"IDAT"}
    assert found[-1] == b"IEND"


def test_the_same_picture_and_texts_give_the_same_bytes() -> None:
    assert png_bytes(noise(1)[0], TEXTS) == png_bytes(noise(1)[0].copy(), dict(TEXTS))
    assert png_bytes(noise(1)[0], TEXTS) != png_bytes(noise(1)[0], {})


@pytest.mark.parametrize("text", ["夕焼け", "naïve – “quoted”", "", "x" * 300_000, "two\nlines\ttab", "\x1b[31m%s -vf"])
def test_any_text_travels(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.png").write_bytes(png_bytes(noise(1)[0], {"parameters": text}))
    assert read_back(tmp_path / "a.png").texts == {"parameters": text}


@pytest.mark.parametrize(("text", "told"), [("a\0b", "a\ufffdb"), ("a\ud800b", "a?b")])
def test_what_no_png_can_say_is_replaced(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "a.png").write_bytes(png_bytes(noise(1)[0], {"parameters": text}))
    assert read_back(tmp_path / "a.png").texts == {"parameters": told}


@pytest.mark.parametrize("key", ["", "k" * 80, "a\0b", "line\nbreak"])
def test_keys_are_short_and_can_be_printed(key: str) -> None:
    with pytest.raises(AssertionError):
        png_bytes(noise(1)[0], {key: "x"})


def test_pictures_are_written_alike_by_any_number_of_threads(tmp_path: Path) -> None:
    written = []
    for threads in (1, 3):
        folder = tmp_path / str(threads)
        folder.mkdir()
        pictures = noise(7)
        write_all(((folder / f"{n}.png", picture, {"animec": str(n)}) for n, picture in enumerate(pictures)), threads)
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert len(written[0]) == 7


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_all([(tmp_path / "nowhere" / "a.png", noise(1)[0], {})], 2)


def huge(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


def saved(image: Image.Image, form: str) -> bytes:
    file = BytesIO()
    image.save(file, form)
    return file.getvalue()


GOOD = png_bytes(noise(1)[0], {})
NO_PICTURES = {
    "nothing": b"",
    "text": b"not a picture",
    "cut off": GOOD[: len(GOOD) // 2],
    "without an end": GOOD[:40],
    "damaged": GOOD[:2000] + b"\0\0\0\0" + GOOD[2004:],
    "larger than any frame": huge(60_000, 60_000),
    "larger than may be looked at": huge(9_000, 9_000),
    "of nothing": huge(0, 10),
    "grey": saved(Image.new("L", (8, 8)), "PNG"),
    "with a palette": saved(Image.new("P", (8, 8)), "PNG"),
    "JPEG": saved(Image.new("RGB", (8, 8)), "JPEG"),
}


@pytest.mark.parametrize("name", NO_PICTURES)
def test_what_is_no_frame_is_refused_with_a_cure(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.png").write_bytes(NO_PICTURES[name])
    with pytest.raises(NotVerified, match=r"`a\.png` cannot be read back: it is .*") as refused:
        read_back(tmp_path / "a.png")
    assert refused.value.cure


def test_a_text_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    bomb = chunk(b"zTXt", b"parameters\0\0" + zlib.compress(bytes(50 << 20)))
    (tmp_path / "a.png").write_bytes(GOOD[:33] + bomb + GOOD[33:])
    with pytest.raises(NotVerified):
        read_back(tmp_path / "a.png")


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_back(tmp_path / "a.png")
