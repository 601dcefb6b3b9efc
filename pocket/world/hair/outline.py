"""The outlines of hair on a turned head."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import skia

from pocket.world import face, paths
from pocket.world.hair.cut import CUTS, Cut, Strand
from pocket.world.paths import Point
from pocket.world.skull import Turn, back_off, rim, ring_at, seen, smooth


def _strands(path: skia.Path, points: Sequence[Point]) -> None:
    """Go on through tips and the valleys between them; every strand is full and ends in a point."""
    for (x, y), (to_x, to_y) in pairwise(points):
        if to_y > y:
            path.quadTo(x + (to_x - x) * 0.2, y + (to_y - y) * 0.58, to_x, to_y)
        else:
            path.quadTo(x + (to_x - x) * 0.8, y + (to_y - y) * 0.42, to_x, to_y)


def _side(cut: Cut, side: int, turn: Turn, bangs: float, pressed: bool) -> tuple[list[Point], list[Point]]:
    """One side of the helmet from the crown down: its outside, and the edge of its opening, as far down as it is seen.

    Where the edge has turned beyond the rim there is no hair left on this side: both end at that height, or where the
    `bangs` end that are still seen.
    """
    off = back_off(turn) * side
    start = cut.edge[0 if side > 0 else -1]
    edge, last, end = [], (89.9, min(start[1] - 0.06, bangs)), cut.rings[-1].y
    for longitude, y, hang in ((side * start[0], start[1], start[1]), *cut.sides):
        x, angle = seen(ring_at(cut.rings, hang), longitude * off, turn)
        if angle * side > 90:
            end = min(end, last[1] + (y - last[1]) * (90 - last[0]) / (angle * side - last[0]))
            break
        hidden = smooth(4, 16, angle * side - longitude) if angle * side > -90 else 1.0
        edge.append((x, y + (min(y, hang) - y) * hidden))  # a lock that turns away shrinks, or it would be a mere line
        last = (angle * side, hang)
    return _outside(cut, side, turn, end, pressed), edge


def _outside(cut: Cut, side: int, turn: Turn, end: float, pressed: bool) -> list[Point]:
    """The outside of one side down to a height."""
    which = 0 if side < 0 else 1
    if not cut.spikes:
        outside = [(rim(ring, turn)[which], ring.y) for ring in cut.rings if ring.y < end - 0.01]
        return [*outside, (rim(ring_at(cut.rings, end), turn)[which], end)]
    flat = smooth(0.08, 0.5, side * turn.sin)  # spikes lie down before a profile
    points = []
    for x, y in reversed(cut.spikes):
        low = min(y, end)
        share = 1.0 if pressed and y < -0.3 else flat * smooth(-0.45, -0.2, y)
        bare = rim(ring_at(cut.rings, low), turn)[which]
        wild = side * x - 0.06 * turn.sin
        points.append((wild + (bare - wild) * share, max(-0.6, low) if share == 1.0 else y + (low - y) * share))
    return points


@lru_cache(16384)
def helmet(style: str, turn: Turn, pressed: bool) -> skia.Path:
    """All hair on the skull, with the opening for the face; a hat presses spikes down."""
    cut = CUTS[style]
    if abs(turn.yaw) > 160:
        return _cap(cut, turn, pressed)
    bangs = _bangs(cut, turn)
    right, up = _side(cut, 1, turn, bangs[0][1], pressed)
    left, down = _side(cut, -1, turn, bangs[-1][1], pressed)
    path = _round(cut, left, right)
    path.addPath(paths.curve([right[-1], *reversed(up[1:]), bangs[0]], 0.8), skia.Path.kExtend_AddPathMode)
    _strands(path, bangs)
    path.addPath(paths.curve([bangs[-1], *down[1:], left[-1]], 0.8), skia.Path.kExtend_AddPathMode)
    path.close()
    return path


def _cap(cut: Cut, turn: Turn, pressed: bool) -> skia.Path:
    """The helmet from behind, where nothing is seen of its opening."""
    left, right = (_outside(cut, side, turn, cut.rings[-1].y, pressed) for side in (-1, 1))
    path = _round(cut, left, right)
    if cut.spikes:
        _strands(path, [right[-1], *_NAPE, left[-1]])
    path.close()
    return path


def _round(cut: Cut, left: list[Point], right: list[Point]) -> skia.Path:
    """From the lower end of the left side over the crown to that of the right."""
    if not cut.spikes:
        return paths.curve([*reversed(left), *right[1:]])
    path = skia.Path()
    path.moveTo(*left[-1])
    _spikes(path, [*reversed(left), *right[1:]])
    return path


_NAPE: Final = ((0.27, 0.44), (0.15, 0.34), (0.0, 0.47), (-0.15, 0.34), (-0.27, 0.44))  # points below the spikes


@lru_cache(16384)
def helmet_shade(style: str, turn: Turn, pressed: bool) -> skia.Path:
    """The part of the helmet away from the light."""
    return cut_to(SHADE, helmet(style, turn, pressed))


def cut_to(path: skia.Path, area: skia.Path) -> skia.Path:
    """The part of a path inside an area, made once so that drawing needs no clip."""
    cut: skia.Path | None = skia.Op(path, area, skia.PathOp.kIntersect_PathOp)
    return skia.Path() if cut is None else cut


SHADE: Final = paths.curve([(0.36, -0.9), (0.3, -0.5), (0.4, -0.2), (0.44, 0.2), (0.42, 1.7), (0.9, 1.7), (0.9, -0.9)])


def _bangs(cut: Cut, turn: Turn) -> list[Point]:
    """The lower edge of the bangs as seen, from right to left; of what lies beyond a rim, only the first point."""
    off = back_off(turn)
    spots = [(*seen(ring_at(cut.rings, y), longitude * off, turn), y) for longitude, y in cut.edge]
    first = max((index for index, spot in enumerate(spots) if spot[1] > 90), default=0)
    last = min((index for index, spot in enumerate(spots) if spot[1] < -90), default=len(spots) - 1)
    return [(x, y) for x, _, y in (spots[first : last + 1] or spots[:1])]


def _spikes(path: skia.Path, points: Sequence[Point]) -> None:
    for (x, y), (to_x, to_y) in pairwise(points):
        mid_x, mid_y = (x + to_x) / 2, (y + to_y) / 2
        path.quadTo(mid_x * 1.05, mid_y + 0.05, to_x, to_y)


@lru_cache(16384)
def face_shade(style: str, turn: Turn) -> skia.Path:
    """What the bangs darken on the face: their own shape, a little lower."""
    skin = face.outline(turn, face.EDGE, CUTS[style].jaw)
    if skin is None:
        return skia.Path()
    bangs = _bangs(CUTS[style], turn)
    path = skia.Path()
    path.moveTo(-0.8, -0.6)
    path.lineTo(0.8, -0.6)
    path.lineTo(bangs[0][0] + 0.1, bangs[0][1] + 0.06)
    _strands(path, [(x - 0.012, y + 0.06) for x, y in bangs])
    path.close()
    return cut_to(path, skin)


@lru_cache(4096)
def shine(turn: Turn, low: float) -> skia.Path:
    """The glossy band around the crown; light stands still, so it moves only a little with the head."""
    x = turn.sin * 0.06
    band = [(-0.37, 0.1), (-0.24, -0.02), (-0.06, -0.075), (0.1, -0.075), (0.11, -0.005), (-0.05, 0.0), (-0.22, 0.055)]
    path = paths.blob([(x + px, low + py) for px, py in band], 0.8)
    dash = [(0.165, -0.06), (0.26, -0.025), (0.25, 0.035), (0.17, 0.005)]
    path.addPath(paths.blob([(x + px, low + py) for px, py in dash], 0.8))
    return path


def ribbon(line: Sequence[Strand]) -> skia.Path:
    """A strand around its middle line, open at the root."""
    left, right = [], []
    last = len(line) - 1
    for index, (x, y, half) in enumerate(line):
        before, after = line[max(index - 1, 0)], line[min(index + 1, last)]
        run, fall = after[0] - before[0], after[1] - before[1]
        length = math.hypot(run, fall) or 1.0
        left.append((x + fall / length * half, y - run / length * half))
        right.append((x - fall / length * half, y + run / length * half))
    return paths.curve([*left[:-1], (line[-1][0], line[-1][1]), *reversed(right[:-1])])


def tail(line: Sequence[Strand], x: float, y: float, out: float, sway: float) -> skia.Path:
    """A tail from a tie at (x, y), pointing outwards by `out` (-1..1) and blown aside."""
    length = line[-1][1]
    lift = 0.35 + 0.65 * abs(out)
    moved = []
    for across, down, half in line:
        bend = max(0.0, down / length)
        moved.append((x + across * out + sway * 0.3 * bend * bend, y + (down * lift if down < 0 else down), half))
    return ribbon(moved)


def back(style: str, turn: Turn, sway: float) -> skia.Path | None:
    """What hangs behind head and body, swaying more towards its end."""
    cut = CUTS[style]
    if not cut.back:
        return None
    first, last = cut.back[0].y, cut.back[-1].y
    left, right = [], []
    for ring in cut.back:
        bend = ((ring.y - first) / (last - first)) ** 2 * sway * 0.3 if cut.fringe else 0.0
        one, other = rim(ring, turn)
        left.append((one + bend, ring.y))
        right.append((other + bend, ring.y))
    if not cut.fringe:
        return paths.curve([*left, *reversed(right)])
    path = paths.curve(left)
    _fringe(path, left[-1], right[-1], cut.fringe)
    path.addPath(paths.curve([*reversed(right)]), skia.Path.kExtend_AddPathMode)
    return path


def _fringe(path: skia.Path, start: Point, end: Point, deep: float) -> None:
    """Five strands along the bottom."""
    wide = end[0] - start[0]
    points = [start]
    for share, drop in ((0.12, 0.7), (0.25, 0.1), (0.36, 1.0), (0.48, 0.2), (0.62, 1.05), (0.74, 0.1), (0.88, 0.7)):
        points.append((start[0] + wide * share, start[1] + deep * drop))
    _strands(path, [*points, end])
