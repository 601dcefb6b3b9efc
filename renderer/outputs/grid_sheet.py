"""The pictures of a sweep on a sheet: of one size, with labels as people read them, and not too small."""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np

from renderer.assemble.lettering import GROUND
from renderer.assemble.prompt_grid import Axis, prompt_grid
from renderer.values import Pixels

_MOST_ACROSS = 8  # pictures in a band, where there is only one row of them
_Named: TypeAlias = tuple[str, Sequence[str]]  # an axis: its path, and its values as they were written


def grid_sheet(title: str, about: str, columns: _Named, rows: _Named, pictures: Sequence[Sequence[Pixels]]) -> Pixels:
    """A grid of pictures row by row; a single long row is broken into several bands, one below the other."""
    of_one_size = _of_one_size(pictures)
    across, down = _axis(columns), _axis(rows)
    if down.name or len(across.labels) <= _MOST_ACROSS:
        return prompt_grid(title, about, across, down, of_one_size)
    (row,) = of_one_size
    bands = -(-len(row) // _MOST_ACROSS)
    length = -(-len(row) // bands)
    blank = [np.full_like(row[0], GROUND)]
    sheets = []
    for start in range(0, len(row), length):
        shown, labels = row[start : start + length], across.labels[start : start + length]
        lacking = length - len(shown)
        heads = (title, about) if not start else ("", "")
        axis = Axis(across.name, [*labels, *[""] * lacking])
        sheets.append(prompt_grid(*heads, axis, down, [[*shown, *blank * lacking]]))
    return np.concatenate(sheets)


def _axis(named: _Named) -> Axis:
    """An axis whose labels lack the quotes that a comma in a value asks for."""
    name, values = named
    return Axis(name, [value[1:-1] if _is_quoted(value) else value for value in values])


def _is_quoted(value: str) -> bool:
    return len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"


def _of_one_size(rows: Sequence[Sequence[Pixels]]) -> list[list[Pixels]]:
    """Pictures as they are; where the size is varied, each as large as it can be in the room of the largest."""
    height = max(picture.shape[0] for row in rows for picture in row)
    width = max(picture.shape[1] for row in rows for picture in row)
    return [[_placed(picture, width, height) for picture in row] for row in rows]


def _placed(picture: Pixels, width: int, height: int) -> Pixels:
    """A picture in the middle of its room; what is left of that looks like the sheet."""
    if picture.shape == (height, width, 3):
        return picture
    scale = min(width / picture.shape[1], height / picture.shape[0])
    size = round(picture.shape[1] * scale), round(picture.shape[0] * scale)
    room = np.full((height, width, 3), GROUND, np.uint8)
    left, above = (width - size[0]) // 2, (height - size[1]) // 2
    room[above : above + size[1], left : left + size[0]] = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    return room
