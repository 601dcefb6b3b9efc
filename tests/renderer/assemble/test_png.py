import numpy as np
import pytest

from renderer.assemble.png import png_bytes
from renderer.verify.png import picture_in
from tests.renderer.assemble.patterns import noise

TEXTS = {"parameters": "a girl, sunset\nSteps: 4, Seed: 7", "animec": '{"key": "é", "prompt": "\\u5915"}'}


def kinds(data: bytes) -> list[bytes]:
    found, at = [], 8
    while at < len(data):
        found.append(data[at + 4 : at + 8])
        at += 12 + int.from_bytes(data[at : at + 4])
    return found


def test_a_picture_comes_back_as_it_was_with_its_texts() -> None:
    picture = noise(1)[0]
    back = picture_in(png_bytes(picture, TEXTS), "a.png")
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
def test_any_text_travels(text: str) -> None:
    assert picture_in(png_bytes(noise(1)[0], {"parameters": text}), "a.png").texts == {"parameters": text}


@pytest.mark.parametrize(("text", "told"), [("a\0b", "a\ufffdb"), ("a\ud800b", "a?b")])
def test_what_no_png_can_say_is_replaced(text: str, told: str) -> None:
    assert picture_in(png_bytes(noise(1)[0], {"parameters": text}), "a.png").texts == {"parameters": told}


@pytest.mark.parametrize("key", ["", "k" * 80, "a\0b", "line\nbreak"])
def test_keys_are_short_and_can_be_printed(key: str) -> None:
    with pytest.raises(AssertionError):
        png_bytes(noise(1)[0], {key: "x"})
