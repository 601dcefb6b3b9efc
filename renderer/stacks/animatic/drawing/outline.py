"""Outlines of shapes, as rows of x and y: given as text, moved, rounded, and thickened into limbs."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
Outline: TypeAlias = Sequence[tuple[float, float]] | Points


@lru_cache(1024)
def points(text: str) -> Points:
    """An outline as SVG writes it: pairs of x and y. Not to be written to."""
    pairs = np.array([pair.split(",") for pair in text.split()], np.float64)
    pairs.setflags(write=False)
    return pairs


def at(outline: Outline, x: float, y: float, wide: float, tall: float | None = None) -> Points:
    """An outline moved to a place after it has been made so wide, and so tall if that is another factor."""
    factors = np.array((wide, wide if tall is None else tall))
    placed: Points = np.asarray(outline, np.float64) * factors + np.array((x, y))
    return placed


def oval(x: float, y: float, width: float, height: float, turn: float = 0.0) -> Points:
    """The outline of an ellipse by its half axes; `turn` is in degrees."""
    outline: Points = _circle() * np.array((width, height))
    if turn:
        outline = outline @ turned(turn)
    placed: Points = outline + np.array((x, y))
    return placed


def turned(degrees: float) -> Points:
    """The matrix that turns rows of x and y clockwise on the screen."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[cos, sin], [-sin, cos]])


def smooth(outline: Outline, is_closed: bool = True, steps: int = 8) -> Points:
    """A line through the points without corners."""
    given = np.asarray(outline, np.float64)
    count = len(given)
    spans = np.arange(count if is_closed else count - 1)[:, None] + np.arange(-1, 3)
    near = given[spans % count if is_closed else np.clip(spans, 0, count - 1)]
    line: Points = np.einsum("sk,nkd->nsd", _weights(steps), near).reshape(-1, 2)
    return line if is_closed else np.concatenate([line, given[-1:]])


def tube(joints: Outline, widths: Sequence[float]) -> Points:
    """The outline of a limb: a bent line of changing width with round ends."""
    line = smooth(joints, is_closed=False, steps=6)
    half = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths)
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]
    out = np.stack([-ahead[:, 1], ahead[:, 0]], 1) * half[:, None]
    turns = np.radians((50, 0, -50))[:, None]
    end = line[-1] + np.cos(turns) * ahead[-1] * half[-1] + np.sin(turns) * out[-1]
    start = line[0] - np.cos(turns) * ahead[0] * half[0] - np.sin(turns) * out[0]
    return np.concatenate([line + out, end, (line - out)[::-1], start])


@lru_cache(1)
def _circle() -> Points:
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], 1)


@lru_cache(8)
def _weights(steps: int) -> Points:
    """How much each of four neighbouring points counts along the way between the middle ones (Catmull-Rom)."""
    along = np.arange(steps)[:, None] / steps
    matrix = np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]]) / 2
    weights: Points = along ** np.arange(4) @ matrix
    return weights
