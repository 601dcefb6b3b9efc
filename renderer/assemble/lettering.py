"""Words on sheets: how they look, how they are broken into lines, and how they get there.

The letters are those inside OpenCV, which has them for nearly every script; the ones that come with Pillow are of 111
kinds, without as much as an accent.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import cv2
import numpy as np

from anime_compiler.diagnostics.render_text import one_line as without_line_ends
from renderer.values import Pixels

GROUND: Final = (20, 21, 24)
_FACE: Final = "sans"
_MANY: Final = 4000  # letters; more are cut off before anything looks at them
_END: Final = "…"
_FINER: Final = 3  # OpenCV sets each letter on a whole pixel; so words are written larger, and made smaller


class Style(NamedTuple):
    """How words look: their size in pixels, their weight from 100 to 900, and their colour."""

    size: int
    weight: int
    colour: tuple[int, int, int]

    @property
    def line(self) -> int:
        """From one line to the next, in pixels."""
        return round(self.size * 1.4)


HEADLINE: Final = Style(40, 600, (238, 239, 242))
NAME: Final = Style(26, 600, (226, 228, 232))
BODY: Final = Style(18, 400, (186, 189, 196))
NOTE: Final = Style(18, 400, (128, 132, 141))


def one_line(text: str, most: int = _MANY) -> str:
    """A text without what cannot be seen or would break a line, and without its end where it is too long."""
    return without_line_ends(text[:most])


def width_of(text: str, style: Style) -> int:
    """How much room a line takes."""
    # OpenCV breaks down, with all of the program, at half a surrogate pair; so it never gets a text as it comes.
    line, face = one_line(text), cv2.FontFace(_FACE)
    return -(-int(cv2.getTextSize((0, 0), line, (0, 0), face, _FINER * style.size, style.weight)[2]) // _FINER)


def lines_of(text: str, style: Style, width: int, most: int) -> list[str]:
    """A text in lines of a width, so many at most; what does not fit is left out, and a sign tells so."""
    lines = [*_lines(one_line(text), style, width)]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + _END, style) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(" ,.;:") + _END]


def _lines(text: str, style: Style, width: int) -> Iterator[str]:
    """Lines broken between words, or where a word alone is too long, or is of a script without spaces, inside it."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, style) <= width:
            line = longer
            continue
        if line and width_of(word, style) <= width:
            yield line
            line = word
            continue
        line = longer
        while width_of(line, style) > width and len(line) > 1:
            fits = _fitting(line, style, width)
            yield line[:fits].rstrip()
            line = line[fits:].lstrip()
    if line:
        yield line


def _fitting(line: str, style: Style, width: int) -> int:
    """How many letters of a line fit; at least one."""
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(line[:middle], style) <= width else (low, middle - 1)
    return low


def write(sheet: Pixels, text: str, x: int, y: int, style: Style, align: str = "left") -> None:
    """Write one line on a sheet; `y` is where its letters stand, `x` its left, its middle or its right."""
    width = width_of(text, style)
    x -= round({"left": 0.0, "middle": 0.5, "right": 1.0}[align] * width)
    top, left = y - round(1.2 * style.size), x - style.size  # a letter may hang over a little on every side
    fine = np.zeros((_FINER * 2 * style.size, _FINER * (width + 2 * style.size)), np.uint8)
    start = (_FINER * style.size, _FINER * (y - top))
    cv2.putText(fine, one_line(text), start, (255,), cv2.FontFace(_FACE), _FINER * style.size, style.weight)
    ink = cv2.resize(fine, None, fx=1 / _FINER, fy=1 / _FINER, interpolation=cv2.INTER_AREA)
    rows, columns = slice(max(0, -top), sheet.shape[0] - top), slice(max(0, -left), sheet.shape[1] - left)
    cover = ink[rows, columns, None].astype(np.float32) / 255
    part = sheet[max(0, top) :, max(0, left) :][: cover.shape[0], : cover.shape[1]]
    part[:] = np.rint(part + cover * (np.array(style.colour, np.float32) - part))


def write_lines(sheet: Pixels, lines: list[str], x: int, y: int, style: Style, align: str = "left") -> None:
    """Write lines one under the other; `y` is where the letters of the first stand."""
    for number, line in enumerate(lines):
        write(sheet, line, x, y + number * style.line, style, align)
