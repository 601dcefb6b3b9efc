"""A film at a glance: a row of frames for each shot, with its times and prompts."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

import cv2
import numpy as np

from anime_compiler.model.timecode import Size
from renderer.assemble.lettering import (
    BODY,
    GROUND,
    HEADLINE,
    NAME,
    NOTE,
    lines_of,
    width_of,
    write,
    write_lines,
)
from renderer.values import Pixels

_WIDTH: Final = 1920
_MARGIN: Final = 80
_GAP: Final = 16
_HEIGHT: Final = 300  # of a frame, about
_COLUMNS: Final = (4, 8)  # the fewest and the most
MOST_ROWS: Final = 40
_MOST_LINES: Final = 3  # of a prompt
_RULE: Final = (52, 54, 60)


class SheetFrame(NamedTuple):
    """A frame on a sheet: its thumbnail, its time, its number, and the prompt that it shows."""

    picture: Pixels
    time: str
    number: str
    prompt: str


class SheetRow(NamedTuple):
    """A shot on a sheet."""

    name: str
    about: str
    frames: Sequence[SheetFrame]


class _Caption(NamedTuple):
    """A prompt under the frames that show it, from one column on."""

    column: int
    lines: list[str]


def columns(size: Size) -> int:
    """How many frames of a film stand in a row."""
    wanted = (_WIDTH - 2 * _MARGIN + _GAP) / (_HEIGHT * size.width / size.height + _GAP)
    return min(max(round(wanted), _COLUMNS[0]), _COLUMNS[1])


def thumbnail(picture: Pixels) -> Pixels:
    """A frame as large as it stands on a sheet."""
    height, width = picture.shape[:2]
    cell = _cell(Size(width, height))
    return cv2.resize(picture, cell, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def contact_sheet(title: str, about: str, rows: Sequence[SheetRow], size: Size, left_out: int = 0) -> Pixels:
    """The sheet of a film whose frames are of a size; it says how many more shots there are than rows."""
    cell = _cell(size)
    captions = [_captions(row, cell) for row in rows]
    heights = [_row_height(cell, placed) for placed in captions]
    top = _MARGIN + HEADLINE.line + NOTE.line + 40
    more = [f"and {left_out} more shots"] if left_out else []
    bottom = top + sum(heights) + NOTE.line * len(more) + _MARGIN - 40
    sheet = np.full((bottom, _WIDTH, 3), GROUND, np.uint8)
    write_lines(sheet, lines_of(title, HEADLINE, _WIDTH - 2 * _MARGIN, 1), _MARGIN, _MARGIN + HEADLINE.size, HEADLINE)
    write(sheet, about, _MARGIN, _MARGIN + HEADLINE.line + NOTE.size, NOTE)
    for row, placed, height in zip(rows, captions, heights, strict=True):
        _draw_row(sheet, row, placed, top, cell)
        top += height
    write_lines(sheet, more, _MARGIN, top + NOTE.size, NOTE)
    return sheet


def _cell(size: Size) -> Size:
    """How large a frame is on the sheet."""
    number = columns(size)
    width = (_WIDTH - 2 * _MARGIN - (number - 1) * _GAP) // number
    return Size(width, max(1, round(width * size.height / size.width)))


def _captions(row: SheetRow, cell: Size) -> list[_Caption]:
    """The prompts of a row, each once, as wide as the frames that show it."""
    captions, column = [], 0
    for prompt, frames in groupby(row.frames, key=lambda frame: frame.prompt):
        number = len([*frames])
        room = number * (cell.width + _GAP) - 2 * _GAP
        captions.append(_Caption(column, lines_of(prompt, BODY, room, _MOST_LINES)))
        column += number
    return captions


def _row_height(cell: Size, captions: Sequence[_Caption]) -> int:
    text = max((len(caption.lines) for caption in captions), default=0) * BODY.line
    return NAME.line + 24 + cell.height + 12 + NOTE.line + 6 + text + 56


def _draw_row(sheet: Pixels, row: SheetRow, captions: Sequence[_Caption], top: int, cell: Size) -> None:
    right = _WIDTH - _MARGIN
    y = top + NAME.size
    write_lines(sheet, lines_of(row.name, NAME, right - _MARGIN - width_of(row.about, NOTE) - 40, 1), _MARGIN, y, NAME)
    write(sheet, row.about, right, y, NOTE, "right")
    y = top + NAME.line + 6
    sheet[y, _MARGIN:right] = _RULE
    y += 18
    for column, frame in enumerate(row.frames):
        x = _MARGIN + column * (cell.width + _GAP)
        sheet[y : y + cell.height, x : x + cell.width] = frame.picture
        below = y + cell.height + 12 + NOTE.size
        write(sheet, frame.time, x, below, BODY)
        write(sheet, frame.number, x + cell.width, below, NOTE, "right")
    y += cell.height + 12 + NOTE.line + 6 + BODY.size
    for caption in captions:
        write_lines(sheet, caption.lines, _MARGIN + caption.column * (cell.width + _GAP), y, BODY)
