"""Outlines from a few points."""

from collections.abc import Sequence

import skia

Point = tuple[float, float]


def blob(points: Sequence[Point], tension: float = 1.0) -> skia.Path:
    """A closed smooth curve through all points."""
    path, count = skia.Path(), len(points)
    path.moveTo(*points[0])
    for index in range(count):
        _bend(path, points[index - 1], points[index], points[(index + 1) % count], points[(index + 2) % count], tension)
    path.close()
    return path


def curve(points: Sequence[Point], tension: float = 1.0) -> skia.Path:
    """An open smooth curve through all points."""
    path, last = skia.Path(), len(points) - 1
    path.moveTo(*points[0])
    for index in range(last):
        before, after = points[max(index - 1, 0)], points[min(index + 2, last)]
        _bend(path, before, points[index], points[index + 1], after, tension)
    return path


def polygon(points: Sequence[Point]) -> skia.Path:
    """A closed shape with straight sides."""
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in points], True)
    return path


def oval(x: float, y: float, width: float, height: float) -> skia.Path:
    """An ellipse around (x, y)."""
    return skia.Path.Oval(skia.Rect(x - width / 2, y - height / 2, x + width / 2, y + height / 2))


def box(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> skia.Path:
    """A rectangle, with round corners if asked for."""
    rect = skia.Rect(left, top, right, bottom)
    return skia.Path.RRect(rect, corner, corner) if corner else skia.Path.Rect(rect)


def _bend(path: skia.Path, before: Point, start: Point, end: Point, after: Point, tension: float) -> None:
    """The piece of a Catmull-Rom curve from `start` to `end`."""
    pull = tension / 6
    path.cubicTo(
        start[0] + (end[0] - before[0]) * pull,
        start[1] + (end[1] - before[1]) * pull,
        end[0] - (after[0] - start[0]) * pull,
        end[1] - (after[1] - start[1]) * pull,
        end[0],
        end[1],
    )
