"""The head as a turned solid: rings one above the other, each an ellipse, and where their points are seen at a yaw.

Longitude 0 is the middle of the face, 90 the side on the picture's right when the face looks at the viewer.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Ring(NamedTuple):
    """A level cut through a head: its height, half width, how far its middle lies forward, and half depth."""

    y: float
    width: float
    middle: float
    depth: float


class Turn(NamedTuple):
    """A yaw, ready for use."""

    yaw: float
    sin: float
    cos: float


def turn_of(yaw: float) -> Turn:
    """A yaw in steps of a quarter degree, too small to be seen, so that outlines can be kept and used again."""
    steps = round(yaw * 4) / 4
    around = (steps + 180) % 360 - 180
    return Turn(around, math.sin(math.radians(around)), math.cos(math.radians(around)))


def seen(ring: Ring, longitude: float, turn: Turn) -> tuple[float, float]:
    """Where a point of a ring is seen: x, and its angle to the viewer; points beyond the rim stay on the rim."""
    across, along = ring.width * turn.cos, ring.depth * turn.sin
    angle = longitude + math.degrees(math.atan2(along, across))
    held = max(-90.0, min(90.0, angle))
    return ring.middle * turn.sin + math.hypot(across, along) * math.sin(math.radians(held)), angle


def rim(ring: Ring, turn: Turn) -> tuple[float, float]:
    """The leftmost and the rightmost x of a ring."""
    middle, reach = ring.middle * turn.sin, math.hypot(ring.width * turn.cos, ring.depth * turn.sin)
    return middle - reach, middle + reach


def ring_at(rings: Sequence[Ring], y: float) -> Ring:
    """The ring at a height between those of a table."""
    index = bisect_right(rings, y, key=lambda ring: ring.y)
    if index == 0:
        return rings[0]._replace(y=y)
    if index == len(rings):
        return rings[-1]._replace(y=y)
    low, high = rings[index - 1], rings[index]
    share = (y - low.y) / (high.y - low.y)
    return Ring(*(one + (other - one) * share for one, other in zip(low, high, strict=True)))


def smooth(low: float, high: float, value: float) -> float:
    """0 below `low`, 1 above `high`, and a soft step between."""
    share = max(0.0, min(1.0, (value - low) / (high - low)))
    return share * share * (3 - 2 * share)


def back_off(turn: Turn) -> float:
    """A factor for the edges of the face that hides it wholly from behind, where both its sides would just show."""
    return 1.0 - 0.32 * smooth(100, 158, abs(turn.yaw))
