"""Limbs and sleeves: tubes around three joints with a soft bend in the middle, open where they join the body."""

from functools import lru_cache
from math import acos, cos, hypot, sin, tan
from typing import Final, NamedTuple

import skia

from pocket.world import paths
from pocket.world.paths import Point

_STATIONS: Final = (0.0, 0.14, 0.3, 0.5, 0.75, 1.0)
_BACK: Final = 0.17  # how far a raised arm reaches into the shoulder
_CAP: Final = 0.12  # how far a shoulder is rounded above a hanging arm


class Tube(NamedTuple):
    """A tube, the side of it away from the light, and its outline without the end that joins the body."""

    path: skia.Path
    shade: skia.Path
    edge: skia.Path


@lru_cache(2048)
def tube(
    points: tuple[Point, ...],
    widths: tuple[float, float, float],
    start: float,
    end: float,
    outward: int = 1,
    skipped: int = 0,
) -> Tube:
    """A tube between two shares of a limb's length, or its end only, without the first `skipped` stations.

    `outward` is the side of the picture on which the limb grows.
    """
    left, right = _sides(points, widths, start, end)
    (_, (dx, dy)), (tip, (ex, ey)) = along(points, start), along(points, end)
    over = sum((b[0] - a[0]) * 0.4 * outward - (b[1] - a[1]) for a, b in zip(left[:2], right[:2], strict=True)) > 0
    shade = _dark_side(left, right, skipped, tapered=start == 0)
    left, right = left[skipped:], right[skipped:]
    upper, lower = (_thinned(right), _thinned(left)) if over else (_thinned(left), _thinned(right))
    cap = _CAP * max(0.0, dy) if start == 0 and not skipped else 0.0
    bulge = (tip[0] + ex * 0.04, tip[1] + ey * 0.04)
    first, second = (lower[0][0] - dx * cap, lower[0][1] - dy * cap), (upper[0][0] - dx * cap, upper[0][1] - dy * cap)
    path = paths.curve(upper)
    path.quadTo(*bulge, *lower[-1])
    _extend(path, paths.curve(lower[::-1]))
    path.cubicTo(*first, *second, *upper[0])
    path.close()
    cap_end = None if not cap else (lower[0], first, second)
    return Tube(path, shade, _edge(upper, lower, bulge, cap_end, (dx, dy), start == 0 and not skipped))


def _edge(
    upper: list[Point],
    lower: list[Point],
    bulge: Point,
    cap: tuple[Point, Point, Point] | None,
    ahead: Point,
    joined: bool,
) -> skia.Path:
    """The outline of a tube without the end that is `joined` to the body, or open there."""
    edge = skia.Path()
    hanging = cap is not None and ahead[1] > 0.5
    if cap is not None and hanging:
        below, first, second = cap
        edge.moveTo(*_mean(_mean(below, upper[0]), _mean(first, second), _mean(first, second), _mean(first, second)))
        edge.cubicTo(*_mean(first, second, second, upper[0]), *_mean(second, upper[0]), *upper[0])
        _extend(edge, paths.curve(upper))
    elif joined:
        edge.moveTo(upper[0][0] - ahead[0] * 0.05, upper[0][1] - ahead[1] * 0.05)  # meets the line of the shoulder
        _extend(edge, paths.curve(upper))
    else:
        edge = paths.curve(upper)
    edge.quadTo(*bulge, *lower[-1])
    # Under a hanging arm the line begins at the armpit, under a raised one a little inside the body: a fold.
    fold = [] if hanging else [_mean(lower[0], lower[1]) if joined else lower[0]]
    _extend(edge, paths.curve([*lower[:0:-1], *fold]))
    return edge


def _thinned(side: list[Point]) -> list[Point]:
    """A side without points that nearly coincide with the one before, as on the inside of a sharp bend."""
    kept = side[:1]
    for point in side[1:]:
        if hypot(point[0] - kept[-1][0], point[1] - kept[-1][1]) > 0.05:
            kept.append(point)
    return kept if len(kept) > 1 else side


def _extend(path: skia.Path, more: skia.Path) -> None:
    path.addPath(more, skia.Path.AddPathMode.kExtend_AddPathMode)


def along(points: tuple[Point, ...], share: float) -> tuple[Point, Point]:
    """A point on the way along three joints, smooth around the middle one, and the direction there."""
    (ax, ay), (bx, by), (cx, cy) = points
    if share < 0.34 or share > 0.66:
        (px, py), (qx, qy), local = (
            ((ax, ay), (bx, by), share * 2) if share < 0.5 else ((bx, by), (cx, cy), share * 2 - 1)
        )
        x, y, dx, dy = px + (qx - px) * local, py + (qy - py) * local, qx - px, qy - py
    else:
        local = (share - 0.34) / 0.32
        px, py, qx, qy = ax + (bx - ax) * 0.68, ay + (by - ay) * 0.68, bx + (cx - bx) * 0.32, by + (cy - by) * 0.32
        one, two, three = (1 - local) ** 2, 2 * local * (1 - local), local**2
        x, y = px * one + bx * two + qx * three, py * one + by * two + qy * three
        dx, dy = (bx - px) * (1 - local) + (qx - bx) * local, (by - py) * (1 - local) + (qy - by) * local
    length = hypot(dx, dy) or 1.0
    return (x, y), (dx / length, dy / length)


def _sides(
    points: tuple[Point, ...], widths: tuple[float, float, float], start: float, end: float
) -> tuple[list[Point], list[Point]]:
    """Points along both sides of a tube; a raised arm reaches a little into the shoulder."""
    left, right = [], []
    half, turn, bones = _bend(points)
    for station in _STATIONS:
        share = start + (end - start) * station
        (x, y), (dx, dy) = along(points, share)
        back = 0.0
        if share == 0.0:
            back = _BACK * max(0.0, min(1.0, 1 - dy))
            x, y = x - dx * back, y - dy * back
        first, last, local = (widths[0], widths[1], share * 2) if share < 0.5 else (widths[1], widths[2], share * 2 - 1)
        width = (first + (last - first) * local) * (1 - back)
        inside = _inside(share, width, half, bones)
        wide_left, wide_right = (inside, width) if turn < 0 else (width, inside)
        left.append((x + dy * wide_left, y - dx * wide_left))
        right.append((x - dy * wide_right, y + dx * wide_right))
    return left, right


def _inside(share: float, width: float, half: float, bones: tuple[float, float]) -> float:
    """How far the inner side of a bend lies from the middle: nowhere beyond the line that halves the bend."""
    if abs(share - 0.5) < 0.06:
        near = 0.46 * min(bones) * tan(half)
        pull = 0.16 * (bones[0] + bones[1]) / 2 * cos(half)
        return max(0.02, min(width, near) / sin(half) - pull)
    bone, away = (bones[0], 1 - share * 2) if share < 0.5 else (bones[1], share * 2 - 1)
    return min(width, bone * away * tan(half))


def _bend(points: tuple[Point, ...]) -> tuple[float, float, tuple[float, float]]:
    """Half the angle between the bones, to which side they bend, and their lengths."""
    (ax, ay), (bx, by), (cx, cy) = points
    first, second = hypot(bx - ax, by - ay) or 1.0, hypot(cx - bx, cy - by) or 1.0
    cosine = ((bx - ax) * (cx - bx) + (by - ay) * (cy - by)) / (first * second)
    half = max(0.3, min(1.55, acos(max(-1.0, min(1.0, -cosine))) / 2))
    return half, (bx - ax) * (cy - by) - (by - ay) * (cx - bx), (first, second)


def _dark_side(left: list[Point], right: list[Point], skipped: int, tapered: bool) -> skia.Path:
    """The strip of a tube that faces right or down."""
    away = sum((b[0] - a[0]) * 0.5 + b[1] - a[1] for a, b in zip(left, right, strict=True))
    dark, light = (right, left) if away > 0 else (left, right)
    inner = [(d[0] * 0.64 + a[0] * 0.36, d[1] * 0.64 + a[1] * 0.36) for d, a in zip(dark, light, strict=True)]
    if tapered:
        inner[1] = dark[1]  # it begins as a point, so that it does not cut off at the shoulder
        skipped = max(1, skipped)
    dark, inner = dark[skipped:], inner[skipped:]
    path = paths.curve(dark)
    _extend(path, paths.curve(inner[::-1]))
    path.close()
    return path


def _mean(*points: Point) -> Point:
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)
