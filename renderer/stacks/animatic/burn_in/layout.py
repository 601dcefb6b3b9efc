"""Where everything stands on a frame: by its size alone, in pixels."""

from typing import NamedTuple


class Area(NamedTuple):
    """A rectangle."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Layout(NamedTuple):
    """The parts of what is written over a frame; a part for which there is no room is missing."""

    base: int  # the size of ordinary text
    pad: int
    head: Area | None  # the strip at the top
    foot: Area  # the band at the bottom, which holds all that follows
    text: Area | None
    lines: int  # of the prompt
    table: Area | None  # what the shot is made with
    camera: Area | None
    track: Area | None  # the shot's own timeline
    film: Area  # the film's

    @property
    def small(self) -> int:
        """The size of text that accompanies."""
        return max(9, round(0.84 * self.base))

    def row(self, number: int) -> float:
        """The top of a row of the table, or of the text beside it."""
        return self.foot.top + 0.5 * self.base + number * 1.3 * self.small


_ROWS = 4
_FEW_PIXELS = 230  # below, there is room for the essentials only


def layout_for(width: int, height: int, has_camera: bool) -> Layout:
    """The layout of frames of a size."""
    if min(width, height) < _FEW_PIXELS:
        return _smallest(width, height)
    base = min(40, max(10, round(min(width, 1.25 * height) / 52)))
    pad = round(0.75 * base)
    film = Area(0, height - max(3, round(0.32 * base)), width, height)
    track = Area(pad, film.top - round(1.95 * base), width - pad, film.top - round(0.2 * base))
    rows = _ROWS if height >= 34 * base else _ROWS - 1
    row_high = 1.3 * max(9, round(0.84 * base))
    top = track.top - round(rows * row_high + 0.3 * base)
    foot = Area(0, top - round(0.5 * base), width, height)
    low = top + round(rows * row_high)
    right = width - pad
    camera = None
    if has_camera and width >= 24 * base:
        camera = Area(right - round(1.3 * (low - top)), top, right, low)
        right = camera.left - pad
    table = None
    if width >= 42 * base:
        table = Area(right - min(round(18 * base), round(0.31 * width)), top, right, low)
        right = table.left - 2 * pad
    head = Area(0, 0, width, round(1.95 * base))
    return Layout(base, pad, head, foot, Area(pad, top, right, low), rows - 1, table, camera, track, film)


def _smallest(width: int, height: int) -> Layout:
    base = max(8, min(10, width // 13, height // 12))
    film = Area(0, height - 3, width, height)
    foot = Area(0, max(0, film.top - round(1.5 * base)), width, height)
    return Layout(base, 4, None, foot, None, 0, None, None, None, film)
