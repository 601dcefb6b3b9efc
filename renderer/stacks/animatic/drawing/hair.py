"""Hair: behind the head, over the face, in tails and tufts, and the light on it."""

from math import cos, radians, sin, sqrt

import numpy as np

from renderer.stacks.animatic.drawing.brush import fill, stroke
from renderer.stacks.animatic.drawing.colour import mixed
from renderer.stacks.animatic.drawing.outline import at, oval, points, smooth, tube
from renderer.stacks.animatic.drawing.skull import HALF_HEIGHT, HALF_WIDTH, MIDDLE, Head

_SHORT = 0.62  # hair no longer than this leaves the neck free
_TIED = {
    "ponytail": ((180.0, -0.28),),
    "braid": ((180.0, 0.1),),
    "bun": ((180.0, -0.34),),
    "twintails": ((-100.0, -0.18), (100.0, -0.18)),
}
# Lower edges over the face, as longitudes and heights from one temple to the other.
_FRINGES = {
    "loose": points(
        "-92,0.1 -70,0.42 -57,0.04 -46,-0.06 -34,0.02 -24,-0.16 -6,0 6,-0.17 24,0 36,-0.14 50,0.03 58,0.02 70,0.42 "
        "92,0.1"
    ),
    "blunt": points(
        "-92,0.16 -76,0.45 -62,0.36 -55,-0.02 -46,-0.075 -30,-0.05 -14,-0.08 4,-0.05 18,-0.08 34,-0.05 46,-0.075 "
        "55,-0.02 62,0.36 76,0.45 92,0.16"
    ),
    "swept": points(
        "-92,0.06 -76,0.2 -62,-0.04 -50,-0.15 -34,-0.04 -20,-0.17 2,-0.03 14,-0.18 34,-0.05 46,-0.15 62,-0.03 76,0.2 "
        "92,0.06"
    ),
}
_NAPE = points(
    "0.4,-0.38 0.505,-0.05 0.49,0.62 0.37,1.04 0.16,1.16 0,1.06 -0.16,1.16 -0.37,1.04 -0.49,0.62 -0.505,-0.05 "
    "-0.4,-0.38"
)
_TUFTS = ((-172, 0.20), (-146, 0.32), (-118, 0.30), (-90, 0.36), (-62, 0.27), (-36, 0.33), (-10, 0.2))
_GLEAMS = ((-58.0, -14.0, 0.06), (-9.0, 26.0, 0.075), (31.0, 42.0, 0.045))


def draw_back_hair(head: Head) -> None:
    """Hair that falls behind the shoulders, or over them where the back is seen."""
    person = head.person
    draw_tails(head, is_behind=True)
    if person.hair_length <= _SHORT or person.hair_style in _TIED:
        _nape(head, min(0.5, person.hair_length) if person.hair_style == "loose" else 0.40)
        return
    long, drift = person.hair_length, 0.22 * head.gust * min(1.5, person.hair_length)
    wide = 0.52 + 0.06 * min(2.0, long)
    half = [
        (0.44, -0.35),
        (wide - 0.02, 0.15),
        (wide + 0.03, long * 0.6),
        (wide - 0.06, long - 0.04),
        (0.21, long + 0.08),
    ]
    outline = np.array([*half, (0.0, long - 0.02), *((-x, y) for x, y in reversed(half)), (0.0, -0.5)])
    down = np.clip(outline[:, 1] / long, 0, 1)
    outline[:, 0] += drift * down**2 - 0.16 * head.side * (0.4 + 0.6 * down)
    head.solid(smooth(outline), person.hair, 0.14)
    for x in (-0.26, 0.05, 0.3):
        shift = -0.16 * head.side
        strand = [(x + shift * 0.6, 0.35), (x * 1.05 + shift + drift * 0.4, long * 0.62)]
        line = smooth([*strand, (x * 1.1 + shift + drift, long - 0.12)], is_closed=False)
        stroke(head.canvas, line, 0.022, head.hair(is_shaded=True), 0.55)


def _nape(head: Head, low: float) -> None:
    """Short hair around the neck."""
    outline = _NAPE.copy()
    is_low = outline[:, 1] > 0.2
    outline[is_low, 1] *= low
    shift = -0.10 * head.side
    outline[:, 0] += np.where(outline[:, 1] > -0.2, shift, 0.2 * shift) + 0.06 * head.gust * is_low
    if abs(head.turn) <= 100:
        fill(head.canvas, smooth(outline), head.hair(is_shaded=True))
        return
    head.solid(smooth(outline), head.person.hair, 0.10)
    for x in (-0.24, -0.05, 0.16, 0.3):
        strand = smooth([(x * 0.7 + shift, -0.18), (x + shift, 0.12), (x * 1.02 + shift, low - 0.04)], is_closed=False)
        stroke(head.canvas, strand, 0.018, head.hair(is_shaded=True), 0.6)


def draw_tails(head: Head, is_behind: bool) -> None:
    """Tails and buns; each lies behind the head or before it, by where it is fixed."""
    person = head.person
    for longitude, y in _TIED.get(person.hair_style, ()):
        angle = radians(longitude + head.turn)
        if (cos(angle) < 0.05) != is_behind:
            continue
        out, drift = sin(angle), 0.34 * head.gust
        x = 0.46 * out
        if person.hair_style == "bun":
            head.solid(oval(x, y - 0.10, 0.24, 0.22), person.hair, 0.06)
            continue
        long = max(1.0, person.hair_length)
        line = [
            (x, y),
            (x + out * 0.34 + drift * 0.2, y + 0.16 * long),
            (x + out * 0.36 + drift * 0.7, y + 0.55 * long),
        ]
        tail = tube([*line, (x + out * 0.2 + drift * 1.2, y + long)], [0.10, 0.20, 0.22, 0.17, 0.02])
        head.solid(tail, person.hair, 0.08)
        if person.hair_style != "braid":
            ribbon = head.light.of(mixed(person.cloth, (200.0, 70.0, 80.0), 0.5))
            fill(head.canvas, oval(x + out * 0.04, y, 0.10, 0.11), ribbon)


def draw_cap(head: Head) -> None:
    """The hair on the skull, which the face is laid on."""
    head.solid(oval(-0.03 * head.side, MIDDLE, HALF_WIDTH, HALF_HEIGHT), head.person.hair, 0.13)


def draw_fringe(head: Head) -> None:
    """The hair that falls into the face, with a step of shade under it, and the light on the crown."""
    person = head.person
    if abs(head.turn) < 165:
        low = _fringe_edge(head)
        along = np.linspace(low[-1, 0], low[0, 0], 16)
        round_top = [sqrt(max(0.0, 1 - (x / (HALF_WIDTH + 0.01)) ** 2)) for x in along]
        crown = np.stack([along, MIDDLE - (HALF_HEIGHT + 0.012) * np.array(round_top)], 1)
        if abs(head.turn) < 100:
            inner = low[2:-2]
            under = np.concatenate([at(inner, 0, 0.05, 1), at(inner[::-1], 0, -0.1, 1)])
            fill(head.canvas, under, head.light.skin(person.skin, is_shaded=True), 0.8)
        fill(head.canvas, np.concatenate([low, crown]), head.hair())
        for number in range(3, len(low) - 3, 3):
            x, y = low[number]
            stroke(head.canvas, [(x, y - 0.02), (x * 0.7, y * 0.4 - 0.22)], 0.016, head.hair(is_shaded=True), 0.5)
    _gleam(head)
    if person.hair_style == "spiky":
        _tufts(head)


def _fringe_edge(head: Head) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """The lower edge of the fringe as it is seen; what lies beyond the edge of the ball draws back behind it."""
    person = head.person
    is_blunt = 0.4 <= person.hair_length <= 0.9 and person.hair_style == "loose"
    is_swept = person.kind in ("boy", "man") or person.hair_style in ("spiky", "bun")
    edge = _FRINGES["swept" if is_swept else "blunt" if is_blunt else "loose"]
    low = head.seen(edge) * (1.07, 1.0)
    beyond = np.clip((np.abs(edge[:, 0] + head.turn) - 88) / 30, 0, 1)
    low[:, 1] -= beyond * np.maximum(0.0, low[:, 1] - 0.02)
    low[:, 0] += np.sign(low[:, 0]) * 0.022 * np.minimum(1.0, 2 * beyond)
    low[:, 0] += 0.05 * head.gust * np.clip((low[:, 1] + 0.1) * 2, 0, 1)
    return low


def _gleam(head: Head) -> None:
    """The bright band that smooth hair has, broken by strands."""
    bright = mixed(head.hair(), head.light.graded(head.light.key), 0.30)
    turn = head.turn * 0.3 + 14 * head.light.side
    for start, stop, thick in _GLEAMS:
        angles = np.radians(np.clip(np.linspace(start, stop, 6) + turn, -82, 82))
        upper = np.stack([0.45 * np.sin(angles), -0.20 - 0.17 * np.cos(angles)], 1)
        lower = upper + np.stack([np.zeros(6), thick * np.array((0.1, 0.9, 0.5, 1.1, 0.7, 0.1))], 1)
        fill(head.canvas, np.concatenate([upper, lower[::-1]]), bright, 0.8)


def _tufts(head: Head) -> None:
    """Hair that stands off the head."""
    for number, (angle, long) in enumerate(_TUFTS):
        turn = radians(angle)
        x, y = 0.45 * cos(turn), -0.08 + 0.43 * sin(turn)
        lean = turn + 0.35 * head.light.side + 0.12 * head.gust
        wide = (-0.17 * sin(turn), 0.17 * cos(turn))
        root = at(((1, 1), (-1, -1)), x * 0.7, y * 0.7, *wide)
        tip = (x + long * cos(lean), y + long * sin(lean))
        is_shaded = number < 2 and head.light.side > 0
        fill(head.canvas, [tuple(root[0]), tip, tuple(root[1])], head.hair(is_shaded=is_shaded))
