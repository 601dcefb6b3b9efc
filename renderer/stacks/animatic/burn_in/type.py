"""Setting text: what is shown for characters that cannot be seen, how wide words are, and where lines break.

Words are set in the font inside Pillow, which has 111 characters. A word with any other is set in those inside OpenCV,
which have letters for most scripts, and a question mark for the rest.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from renderer.stacks.animatic.drawing.brush import blend, pixels_of
from renderer.stacks.animatic.drawing.colour import Rgb
from renderer.values import Pixels

ELLIPSIS = "…"
_MOST = 1600  # characters of a text that are looked at: more never fit
_FINER = 3  # OpenCV sets each letter on a whole pixel; so words are written larger, and made smaller
_OTHER_SIZE = 0.92  # of OpenCV's letters, which are larger than Pillow's


class Style(NamedTuple):
    """How a word is set."""

    size: int
    colour: Rgb
    is_bold: bool = False


class Word(NamedTuple):
    """Letters in one style; a word may be made of several that stand together."""

    text: str
    style: Style
    starts: bool = True  # there is a space before it


class Placed(NamedTuple):
    """A word with its place on its line."""

    text: str
    style: Style
    x: int


@lru_cache(64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


@lru_cache(4096)
def _has(letter: str) -> bool:
    """Whether Pillow's font draws a letter by a shape of its own."""
    font = _font(32)
    drawn, missing = font.getmask(letter), font.getmask("\uffff")
    return letter == " " or drawn.size != missing.size or bytes(drawn) != bytes(missing)


@lru_cache(4096)
def _is_plain(text: str) -> bool:
    return all(map(_has, text))


def shown(text: str) -> str:
    """A text as it can be seen: spaces are spaces, and what has no shape of its own is written as an escape."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text[:_MOST])))


def _letter(letter: str) -> str:
    if letter.isspace():
        return " "
    # OpenCV breaks down, with all of the program, at half a surrogate pair; so it never gets a text as it comes.
    return letter if letter.isprintable() else letter.encode("unicode_escape", "surrogatepass").decode("ascii")


@lru_cache(8192)
def width_of(text: str, size: int, is_bold: bool = False) -> int:
    """The width of a text in pixels."""
    if _is_plain(text):
        return int(np.ceil(_font(size).getlength(text))) + (1 if is_bold else 0)
    large, weight = _other(size, is_bold)
    return -(-int(cv2.getTextSize((0, 0), text, (0, 0), cv2.FontFace("sans"), large, weight)[2]) // _FINER)


def _other(size: int, is_bold: bool) -> tuple[int, int]:
    """Size and weight of OpenCV's letters beside Pillow's."""
    return round(_OTHER_SIZE * _FINER * size), 600 if is_bold else 400


@lru_cache(2048)
def _stamp(text: str, size: int, is_bold: bool) -> tuple[Pixels, int]:
    """A text as a mask, and how far its top lies below the top of the line."""
    font = _font(size)
    if not _is_plain(text):
        return _other_stamp(text, size, is_bold), 0
    stroke = size * 0.024 if is_bold else 0.0
    _, top, right, bottom = font.getbbox(text, stroke_width=stroke)
    image = Image.new("L", (max(1, int(np.ceil(right)) + 2), max(1, int(np.ceil(bottom - top)) + 2)))
    ImageDraw.Draw(image).text((0, -int(top) + 1), text, 255, font, stroke_width=stroke)
    mask = np.asarray(image)
    mask.setflags(write=False)
    return mask, int(top) - 1


def _other_stamp(text: str, size: int, is_bold: bool) -> Pixels:
    """A text in OpenCV's letters, on the line that Pillow's stand on."""
    ascent, _ = _font(size).getmetrics()
    large, weight = _other(size, is_bold)
    fine = np.zeros((_FINER * (2 * size), _FINER * (width_of(text, size, is_bold) + size)), np.uint8)
    cv2.putText(fine, text, (0, _FINER * ascent), (255,), cv2.FontFace("sans"), large, weight)
    height, width = fine.shape
    return pixels_of(cv2.resize(fine, (width // _FINER, height // _FINER), interpolation=cv2.INTER_AREA))


def put(pixels: Pixels, x: float, y: float, text: str, style: Style, opacity: float = 1.0) -> int:
    """Write a text with the top of its line at a place; gives the x at which it ends."""
    if not text:
        return round(x)
    mask, below = _stamp(text, style.size, style.is_bold)
    blend(pixels, mask, round(x), round(y) + below, style.colour, opacity)
    return round(x) + width_of(text, style.size, style.is_bold)


def put_right(pixels: Pixels, x: float, y: float, text: str, style: Style) -> int:
    """Write a text that ends at a place; gives the x at which it starts."""
    start = round(x) - width_of(text, style.size, style.is_bold)
    put(pixels, start, y, text, style)
    return start


def fitted(text: str, room: int, style: Style) -> str:
    """A text cut to a width, with an ellipsis if something is cut."""
    if width_of(text, style.size, style.is_bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        is_short = width_of(text[:middle].rstrip() + ELLIPSIS, style.size, style.is_bold) <= room
        low, high = (middle, high) if is_short else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS if low else ""


def lines_of(words: Sequence[Word], room: int) -> list[list[Placed]]:
    """Words in lines, each as full as it may be."""
    lines: list[list[Placed]] = []
    end = room + 1
    for word in _short(words, room):
        style = word.style
        gap = width_of(" ", style.size) if word.starts else 0
        wide = width_of(word.text, style.size, style.is_bold)
        if end + gap + wide > room:
            lines.append([])
            end = gap = 0
        lines[-1].append(Placed(word.text, style, end + gap))
        end += gap + wide
    return lines


def cut(lines: list[list[Placed]], most: int, room: int) -> list[list[Placed]]:
    """So many lines at most; an ellipsis stands for what is left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1][:]
    while last:
        word = last.pop()
        text = fitted(word.text.rstrip(",") + ELLIPSIS, room - word.x, word.style)
        if text:
            return [*lines[: most - 1], [*last, Placed(text, word.style, word.x)]]
    return lines[:most]


def _short(words: Sequence[Word], room: int) -> list[Word]:
    """Words of which none is wider than a line."""
    short: list[Word] = []
    for word in words:
        text, starts = word.text, word.starts
        while text and width_of(text, word.style.size, word.style.is_bold) > room:
            at = max(1, len(text) * room // width_of(text, word.style.size, word.style.is_bold) - 1)
            short.append(Word(text[:at], word.style, starts))
            text, starts = text[at:], False
        if text:
            short.append(Word(text, word.style, starts))
    return short
