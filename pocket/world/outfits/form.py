"""Round forms that cloth lies on: ellipses one above the other, seen from any side, and patches laid around them."""

from bisect import bisect_left
from collections.abc import Sequence
from math import asin, atan2, cos, pi, radians, sin, sqrt
from typing import Final, NamedTuple

import skia

from pocket.world import paths
from pocket.world.paths import Point


class Ring(NamedTuple):
    """A level of a form: half its width, half its depth."""

    y: float
    width: float
    depth: float


class Form(NamedTuple):
    """A round form turned by `yaw` degrees, its lower part blown aside by `sway`."""

    rings: tuple[Ring, ...]
    yaw: float = 0.0
    sway: float = 0.0

    def ring(self, y: float) -> Ring:
        """The level at y; beyond the first and last it stays as they are."""
        rings = self.rings
        index = bisect_left(rings, y, key=_level)
        if index == 0 or index == len(rings):
            return rings[max(index - 1, 0)]
        above, below = rings[index - 1], rings[index]
        share = (y - above.y) / (below.y - above.y)
        return Ring(
            y, above.width + (below.width - above.width) * share, above.depth + (below.depth - above.depth) * share
        )

    def edge(self, y: float, side: float) -> Point:
        """A point between the left (-1) and right (1) edge of the silhouette."""
        ring, angle = self.ring(y), radians(self.yaw)
        return side * sqrt((ring.width * cos(angle)) ** 2 + (ring.depth * sin(angle)) ** 2) + self._blown(y), y

    def trunk(self, top: float, bottom: float, *, dip: float = 0.05, neck: float = 0.0) -> skia.Path:
        """The silhouette between two levels; the hem hangs by `dip` in the middle, the upper edge by `neck`."""
        levels = [top, *(ring.y for ring in self.rings if top + 0.01 < ring.y < bottom - 0.01), bottom]
        path = paths.curve([self.edge(y, 1) for y in levels])
        left = paths.curve([self.edge(y, -1) for y in reversed(levels)])
        corner, (x, y) = self.edge(bottom, -1), self.edge(bottom, 0)
        path.cubicTo(x + (x - corner[0]) * 0.5, y + dip, x - (x - corner[0]) * 0.5, y + dip, *corner)
        path.addPath(left, skia.Path.AddPathMode.kExtend_AddPathMode)
        if neck:
            path.quadTo(self.edge(top, 0)[0], top + neck * 2, *self.edge(top, 1))
        path.close()
        return path

    def shadow(self, top: float, bottom: float, start: float = 0.45) -> skia.Path:
        """The strip of a silhouette that lies away from the light, a little beyond its edge."""
        levels = [top, *(ring.y for ring in self.rings if top + 0.01 < ring.y < bottom - 0.01), bottom + 0.1]
        inner = [self.edge(y, start) for y in levels]
        path = paths.curve(inner)
        path.lineTo(inner[-1][0] + 1.0, inner[-1][1])
        path.lineTo(inner[0][0] + 1.0, inner[0][1])
        path.close()
        return path

    def laid(self, points: Sequence[Point], back: bool = False) -> list[Point] | None:
        """Points given on the front (or back, both as one faces it), as they are seen; None if all are turned away."""
        centre = (self.yaw + (180 if back else 0) + 180) % 360 - 180
        out, shown = [], False
        for x, y in points:
            ring = self.ring(y)
            around = asin(max(-1.0, min(1.0, x / ring.width)))
            angle = radians(centre)
            across, through = ring.width * cos(angle), ring.depth * sin(angle)
            turned = around + _nearest(atan2(through, across), angle)
            shown = shown or abs(turned) < pi / 2 - 0.12
            seen = max(-pi / 2, min(pi / 2, turned))
            out.append((sqrt(across * across + through * through) * sin(seen) + self._blown(y), y))
        return out if shown else None

    def patch(self, points: Sequence[Point], *, back: bool = False, smooth: bool = False) -> skia.Path | None:
        """An area laid on the form."""
        seen = self.laid(points, back)
        return None if seen is None else (paths.blob(seen) if smooth else paths.polygon(seen))

    def seam(self, points: Sequence[Point], *, back: bool = False) -> skia.Path | None:
        """An open line laid on the form, as far as it is in sight."""
        seen = [point for point in points if self.laid([point], back) is not None]
        found = self.laid(seen, back) if len(seen) > 1 else None
        return None if found is None else paths.curve(found)

    def _blown(self, y: float) -> float:
        return self.sway * 0.11 * max(0.0, y - _WAIST)


_WAIST: Final = 1.15


def _level(ring: Ring) -> float:
    return ring.y


def _nearest(angle: float, to: float) -> float:
    """An angle in radians, moved by whole turns next to another."""
    return angle + 2 * pi * round((to - angle) / (2 * pi))


TRUNK: Final = {
    "girl": (
        Ring(0.56, 0.13, 0.12),
        Ring(0.61, 0.22, 0.14),
        Ring(0.67, 0.32, 0.16),
        Ring(0.74, 0.355, 0.18),
        Ring(0.9, 0.31, 0.2),
        Ring(1.16, 0.255, 0.17),
        Ring(1.45, 0.32, 0.21),
        Ring(1.7, 0.34, 0.24),
    ),
    "boy": (
        Ring(0.56, 0.14, 0.13),
        Ring(0.61, 0.25, 0.15),
        Ring(0.67, 0.35, 0.17),
        Ring(0.74, 0.385, 0.185),
        Ring(0.9, 0.34, 0.2),
        Ring(1.16, 0.295, 0.18),
        Ring(1.45, 0.31, 0.2),
        Ring(1.7, 0.32, 0.21),
    ),
}
