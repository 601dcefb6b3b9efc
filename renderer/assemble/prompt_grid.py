"""Pictures in rows and columns with their labels: what one setting does, and what another."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np

from anime_compiler.model.timecode import Size
from renderer.assemble.lettering import GROUND, HEADLINE, NOTE, Style, lines_of, write_lines
from renderer.values import Pixels

_LABEL: Final = Style(22, 500, (214, 217, 222))
_MARGIN: Final = 80
_GAP: Final = 12
_SIDE: Final = 320  # from the labels of rows to the pictures
_AIR: Final = 32
_CELL: Final = 512  # the longer side of a picture, where there is room
_NARROW: Final = 720  # a sheet is never narrower than that, so that a title has room
_MOST: Final = 6000  # pixels of pictures in a row, and in a column
_MOST_LINES: Final = 6
_EMPTY: Final = (32, 34, 38)

Row = Sequence[Pixels | None]


class Axis(NamedTuple):
    """What changes along a side of a grid, and a label for each step."""

    name: str
    labels: Sequence[str]


class _Layout(NamedTuple):
    """The words of a grid in lines, and where its pictures are."""

    title: list[str]
    about: list[str]
    heads: list[list[str]]
    sides: list[list[str]]
    cell: Size
    left: int
    top: int
    size: Size


def prompt_grid(title: str, about: str, across: Axis, down: Axis, pictures: Sequence[Row]) -> Pixels:
    """A grid of pictures, row by row, all of one size; where one is missing its place is left empty."""
    layout = _lay_out(title, about, across, down, pictures)
    sheet = np.full((layout.size.height, layout.size.width, 3), GROUND, np.uint8)
    below = _MARGIN + len(layout.title) * HEADLINE.line
    write_lines(sheet, layout.title, _MARGIN, _MARGIN + HEADLINE.size, HEADLINE)
    write_lines(sheet, layout.about, _MARGIN, below + NOTE.size, NOTE)
    most = max(map(len, layout.heads))
    names = layout.top - _AIR // 2 - most * _LABEL.line - 10
    write_lines(sheet, lines_of(across.name, NOTE, layout.size.width - layout.left, 1), layout.left, names, NOTE)
    write_lines(sheet, lines_of(down.name, NOTE, _SIDE - _AIR, 1), _MARGIN, names, NOTE)
    for column, lines in enumerate(layout.heads):
        x = layout.left + column * (layout.cell.width + _GAP)
        first = layout.top - _AIR // 2 - len(lines) * _LABEL.line + _LABEL.size
        write_lines(sheet, lines, x, first, _LABEL)
    for number, row in enumerate(pictures):
        y = layout.top + number * (layout.cell.height + _GAP)
        write_lines(sheet, layout.sides[number], _MARGIN, y + _LABEL.size, _LABEL)
        for column, picture in enumerate(row):
            x = layout.left + column * (layout.cell.width + _GAP)
            sheet[y : y + layout.cell.height, x : x + layout.cell.width] = _shown(picture, layout.cell)
    return sheet


def _lay_out(title: str, about: str, across: Axis, down: Axis, pictures: Sequence[Row]) -> _Layout:
    assert len(pictures) == len(down.labels)
    assert all(len(row) == len(across.labels) for row in pictures)
    cell = _cell(pictures)
    left = _MARGIN + (_SIDE if down.name or any(down.labels) else 0)
    width = max(left + len(across.labels) * (cell.width + _GAP) - _GAP, _NARROW) + _MARGIN
    title_lines = lines_of(title, HEADLINE, width - 2 * _MARGIN, 2)
    about_lines = lines_of(about, NOTE, width - 2 * _MARGIN, 3)
    heads = [lines_of(label, _LABEL, cell.width - 8, _MOST_LINES) for label in across.labels]
    lines = cell.height // _LABEL.line
    top = _MARGIN + len(title_lines) * HEADLINE.line + len(about_lines) * NOTE.line + _AIR
    top += NOTE.line + 10 + max(map(len, heads)) * _LABEL.line + _AIR // 2
    height = top + len(down.labels) * (cell.height + _GAP) - _GAP + _MARGIN
    sides = [lines_of(label, _LABEL, _SIDE - _AIR, max(1, lines)) for label in down.labels]
    return _Layout(title_lines, about_lines, heads, sides, cell, left, top, Size(width, height))


def _cell(pictures: Sequence[Row]) -> Size:
    """How large a picture is on the sheet: never larger than it is."""
    height, width = next(picture.shape[:2] for row in pictures for picture in row if picture is not None)
    across, down = len(pictures[0]), len(pictures)
    scale = min(1.0, _CELL / max(width, height), _MOST / (across * width), _MOST / (down * height))
    return Size(max(1, round(width * scale)), max(1, round(height * scale)))


def _shown(picture: Pixels | None, cell: Size) -> Pixels:
    if picture is None:
        return np.full((cell.height, cell.width, 3), _EMPTY, np.uint8)
    return cv2.resize(picture, cell, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
