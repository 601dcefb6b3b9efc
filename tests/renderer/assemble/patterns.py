"""Pictures and films to test with, and how far pictures are apart."""

from math import inf, log10

import numpy as np

from anime_compiler.model.timecode import Size
from renderer.values import Pixels

SMALL = Size(96, 64)


def noise(count: int, size: Size = SMALL, seed: int = 0) -> Pixels:
    """Pictures of which no two pixels agree."""
    return np.random.default_rng(seed).integers(0, 256, (count, size.height, size.width, 3), dtype=np.uint8)


def ball(x: float, y: float, size: Size = SMALL, radius: float = 12) -> Pixels:
    """A striped ball with its centre at a place, before a soft chequered ground: what a drawn frame has of edges."""
    rows, columns = np.mgrid[: size.height, : size.width] + 0.5
    ground = 130 + 60 * np.sin(columns / 5) * np.sin(rows / 7)
    stripes = 120 + 100 * np.sin((columns - x) / 2 + (rows - y) / 3)
    inside = np.clip(radius - np.hypot(columns - x, rows - y) + 0.5, 0, 1)[..., None]
    background = np.stack([ground, 0.7 * ground, 255 - ground], axis=-1)
    foreground = np.stack([stripes, 255 - stripes, np.full_like(stripes, 40)], axis=-1)
    both: Pixels = np.rint(background * (1 - inside) + foreground * inside).astype(np.uint8)
    return both


def rolling(count: int, step: float = 2.5, size: Size = SMALL) -> Pixels:
    """A film in which the ball goes to the right, so many pixels a frame."""
    return np.stack([ball(20 + step * number, 30, size) for number in range(count)])


def decibels(first: Pixels, second: Pixels) -> float:
    """How near two pictures are."""
    apart = float(np.mean((first.astype(np.float64) - second) ** 2))
    return 10 * log10(255 * 255 / apart) if apart else inf
