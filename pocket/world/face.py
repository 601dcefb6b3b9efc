"""The face: skin, eyes, brows, mouth. An expression is a row of numbers, so that blinking and talking lie between."""

import math
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import skia

from pocket.world import paths
from pocket.world.easel import INK, Easel, mix, scaled
from pocket.world.paths import Point
from pocket.world.scene import Character
from pocket.world.skull import Ring, Turn, back_off, ring_at, seen, smooth
from pocket.world.vocabulary import EYE_COLOURS, HAIR_COLOURS

EDGE: Final = 80.0  # the longitude at which skin ends above the ears, under the hair
SKIN: Final = 0xFFE4D2
SHADOW: Final = 0xEDB49C  # of the bangs: warm, not the bluish dark of other shades
BLUSH: Final = 0xF27B78
WHITE: Final = 0xFFFDFB
TEAR: Final = 0x9FDCF8
MOUTH: Final = 0x9A2F3C
TONGUE: Final = 0xF0838A

RINGS: Final = (
    Ring(-0.45, 0.30, 0.00, 0.36),
    Ring(-0.25, 0.42, 0.02, 0.44),
    Ring(-0.05, 0.445, 0.03, 0.44),
    Ring(0.06, 0.445, 0.03, 0.425),
    Ring(0.14, 0.44, 0.04, 0.425),
    Ring(0.20, 0.43, 0.05, 0.42),
    Ring(0.26, 0.405, 0.07, 0.385),
    Ring(0.33, 0.345, 0.12, 0.325),
    Ring(0.40, 0.25, 0.17, 0.245),
    Ring(0.46, 0.14, 0.22, 0.16),
    Ring(0.492, 0.055, 0.25, 0.07),
)
_NOSE: Final = {0.06: -0.012, 0.14: 0.02, 0.20: 0.055, 0.26: 0.0}  # what a profile adds to the rings, by height


class Expression(NamedTuple):
    """What a feeling does to eyes, brows and mouth; lengths are in heads."""

    lids: float = 1.0  # how far open
    slant: float = 0.0  # of the upper lid: positive is lower at the nose
    under: float = 0.0  # how far the lower lid is raised
    iris: float = 1.0
    tall: float = 1.0
    brow: float = 0.0  # how far raised
    frown: float = 0.0  # slope of the brow in degrees: positive is lower at the nose
    width: float = 0.06  # half of the mouth
    bend: float = 0.0  # positive smiles
    gape: float = 0.0
    wave: float = 0.0
    blush: float = 0.3
    tears: bool = False


EXPRESSIONS: Final = {
    "neutral": Expression(brow=0.006, frown=-9),
    "smiling": Expression(under=0.1, brow=0.016, frown=-13, width=0.105, bend=0.034, blush=0.5),
    "laughing": Expression(under=0.32, brow=0.035, frown=-7, width=0.135, bend=0.018, gape=0.15, blush=0.55),
    "angry": Expression(lids=0.86, slant=0.55, iris=0.92, brow=-0.04, frown=26, width=0.085, bend=-0.034, blush=0.2),
    "sad": Expression(lids=0.84, slant=-0.42, brow=0.02, frown=-27, width=0.08, wave=0.02, blush=0.3, tears=True),
    "surprised": Expression(tall=1.1, iris=0.66, brow=0.06, frown=-6, width=0.05, gape=0.13, blush=0.2),
    "eyes closed": Expression(lids=0.0, brow=-0.005, frown=-3, width=0.055, bend=0.012, blush=0.4),
}


class Eye(NamedTuple):
    """The outlines of one eye around its middle, the nose on its left."""

    white: skia.Path
    iris: skia.Path
    top: skia.Path
    glow: skia.Path
    pupil: skia.Path
    lash: skia.Path
    under: skia.Path
    lids: float  # how far open


def _between(closed: float, opened: float, share: float) -> float:
    return closed + (opened - closed) * share


def _lid(lids: float, slant: float, tall: float) -> list[Point]:
    """The upper lid from the nose outwards."""
    rows = ((-0.102, 0.05, -0.035), (-0.055, 0.098, -0.128), (0.03, 0.108, -0.148), (0.106, 0.045, -0.05))
    return [(x, _between(shut, wide * tall, lids) - slant * (x - 0.02) * lids) for x, shut, wide in rows]


def _lash(lid: list[Point], lids: float, girl: bool) -> skia.Path:
    """The bold upper lash, thicker outwards; girls have its tail."""
    thick = (1.0 if girl else 0.78) * (0.85 + 0.15 * lids)
    (ix, iy), (ax, ay), (bx, by), (ox, oy) = lid
    lash = paths.curve(lid)
    tail = (ox + 0.045, oy - 0.028) if girl else (ox + 0.016, oy - 0.004)
    back = [tail, (ox + 0.008, oy - 0.042 * thick), (bx + 0.008, by - 0.05 * thick), (ax - 0.006, ay - 0.04 * thick)]
    lash.addPath(paths.curve([*back, (ix - 0.012, iy + 0.004)]), skia.Path.kExtend_AddPathMode)
    lash.close()
    return lash


@lru_cache(2048)
def _eye(feeling: Expression, lids: float, girl: bool) -> Eye:
    """An eye; the iris is cut to the opening here, once, so that drawing needs no clip."""
    lid = _lid(lids, feeling.slant, feeling.tall)
    floor = 0.145 * feeling.tall - feeling.under * 0.17
    low = [(0.091, floor * 0.5), (0.056, floor * 0.95), (0.0, floor), (-0.05, floor * 0.95), (-0.087, floor * 0.45)]
    low = [(x, max(y, _lid_height(lid, x) + 0.004)) for x, y in low]
    white = paths.curve(lid)
    white.addPath(paths.curve([lid[-1], *low, lid[0]]), skia.Path.kExtend_AddPathMode)
    white.close()
    wide, high, middle = 0.172 * feeling.iris, 0.282 * feeling.iris, 0.0 if feeling.iris < 0.8 else 0.004
    iris = _cut(paths.oval(0.0, middle, wide, high), white)
    glow = _cut(paths.oval(0.0, middle + high * 0.3, wide * 0.68, high * 0.32), iris)
    return Eye(
        white=white,
        iris=iris,
        top=_cut(paths.oval(0.0, middle - high * 0.42, wide * 1.5, high * 0.78), iris),
        glow=glow,
        pupil=_cut(paths.oval(0.0, middle - high * 0.02, wide * 0.36, high * 0.4), iris),
        lash=_lash(lid, lids, girl),
        under=paths.curve(low[1:4]),
        lids=lids,
    )


def _lid_height(lid: list[Point], x: float) -> float:
    """The height of a lid over x."""
    for (left, one), (right, other) in pairwise(lid):
        if x <= right:
            return one + (other - one) * (x - left) / (right - left)
    return lid[-1][1]


def _cut(path: skia.Path, area: skia.Path) -> skia.Path:
    """The part of a path inside an area."""
    cut: skia.Path | None = skia.Op(path, area, skia.PathOp.kIntersect_PathOp)
    return skia.Path() if cut is None else cut


def moved(path: skia.Path, x: float, y: float, across: float = 1.0, slope: float = 0.0, tall: float = 1.0) -> skia.Path:
    """A path put at (x, y), squeezed sideways (negative mirrors), then sloped by degrees."""
    sine, cosine = math.sin(math.radians(slope)), math.cos(math.radians(slope))
    matrix, out = skia.Matrix.MakeAll(across * cosine, -sine, x, across * sine, tall * cosine, y, 0, 0, 1), skia.Path()
    path.transform(matrix, out)
    return out


class Spot(NamedTuple):
    """Where a feature is seen and how it is squeezed by the turn."""

    x: float
    across: float
    angle: float


@lru_cache(16384)
def spot(longitude: float, y: float, turn: Turn) -> Spot:
    """A place on the face; the front of the face is flatter than a ball, so it is squeezed less than one."""
    ring, longitude = ring_at(RINGS, y), longitude * (1 - 0.12 * smooth(0.1, 0.7, abs(turn.sin)))
    x, angle = seen(ring._replace(middle=ring.middle + 0.11, depth=ring.depth - 0.125), longitude, turn)
    plain = math.cos(math.radians(max(-90.0, min(90.0, angle)))) / math.cos(math.radians(longitude))
    return Spot(x, min(1.06, max(plain, 0.0) ** 0.75), angle)


@lru_cache(4096)
def outline(turn: Turn, edge: float, jaw: float) -> skia.Path | None:
    """The skin of the face, from one edge (longitude) of the hair to the other, `jaw` is the edge below the ears."""
    left, right = [], []
    lean = smooth(0.45, 1.0, abs(turn.sin))
    for ring in RINGS:
        limit = (edge if ring.y < 0.1 else jaw) * back_off(turn)
        one, first = seen(ring, -limit, turn)
        other, last = seen(ring, limit, turn)
        if first > 88 or last < -88:
            continue
        nose = _NOSE.get(ring.y, 0.0) * lean
        cheek = (0.016 if ring.y > 0.15 else -0.012) * abs(turn.sin * turn.cos) * 2 if 0.0 < ring.y < 0.3 else 0.0
        left.append((one - (nose + cheek if turn.sin < 0 else 0.0), ring.y))
        right.append((other + (nose + cheek if turn.sin > 0 else 0.0), ring.y))
    if len(left) < 4:
        return None
    chin = (RINGS[-1].middle * turn.sin, 0.5)
    return paths.blob([*right, chin, *reversed(left)])


def draw(easel: Easel, who: Character, blink: float, talk: float, turn: Turn, skin: skia.Path, dark: skia.Path) -> None:
    """The skin with the shadow of the bangs, and the features on it."""
    before = easel.part, easel.depth
    easel.part, easel.depth = "face", 0.73
    easel.shape(skin, SKIN)
    if easel.look.shade < 1:
        easel.shape(dark, mix(SKIN, SHADOW, min(1.0, 2.5 * (1 - easel.look.shade))), line=0)
    feeling = EXPRESSIONS[who.expression]
    if abs(turn.yaw) < 118:
        if abs(turn.yaw) > 24:
            with easel.within(skin):
                _features(easel, who, feeling, blink, talk, turn)
        else:
            _features(easel, who, feeling, blink, talk, turn)
    easel.part, easel.depth = before


def _features(easel: Easel, who: Character, feeling: Expression, blink: float, talk: float, turn: Turn) -> None:
    """Blush, eyes, nose and mouth."""
    girl = who.gender == "girl"
    lids = round(feeling.lids * (1 - blink) * 20) / 20
    eye = _eye(feeling, lids, girl)
    size = 1.09 if girl else 1.0
    for side in (-1, 1):
        cheek = spot(side * 41, 0.27, turn)
        if abs(cheek.angle) < 84:
            easel.glow(paths.oval(cheek.x, 0.285, 0.15 * cheek.across, 0.075), BLUSH, feeling.blush)
        at = spot(side * 28.5, 0.1, turn)
        if abs(at.angle) < 92:
            _draw_eye(easel, eye, at, side, EYE_COLOURS[who.eye_colour].rgb, size)
            if feeling.tears:
                _tear(easel, at, side)
    _nose(easel, turn)
    _mouth(easel, feeling, talk, turn)


def _draw_eye(easel: Easel, eye: Eye, at: Spot, side: int, colour: int, size: float) -> None:
    matrix = skia.Matrix.MakeAll(at.across * side * size, 0, at.x, 0, size, 0.1, 0, 0, 1)
    if eye.lids > 0.12:
        easel.shape(_by(matrix, eye.white), WHITE, line=0)
        easel.shape(_by(matrix, eye.iris), colour, line=0.55)
        easel.shape(_by(matrix, eye.top), scaled(colour, 0.6), line=0)
        easel.shape(_by(matrix, eye.glow), mix(colour, 0xFFFFFF, 0.4), line=0)
        easel.ink(_by(matrix, eye.pupil), scaled(colour, 0.28))
        if eye.lids > 0.5:
            light = paths.oval(at.x - 0.033 * at.across, 0.035 + 0.1 * (1 - eye.lids), 0.07 * at.across, 0.085)
            easel.shape(light, WHITE, line=0)
        easel.stroke(_by(matrix, eye.under), scaled(SKIN, 0.5), line=0.5)
    easel.ink(_by(matrix, eye.lash))


def _by(matrix: skia.Matrix, path: skia.Path) -> skia.Path:
    out = skia.Path()
    path.transform(matrix, out)
    return out


@lru_cache(1)
def _drop() -> skia.Path:
    return paths.blob([(0, -0.08), (0.03, 0.0), (0.045, 0.05), (0.0, 0.09), (-0.045, 0.05), (-0.03, 0.0)])


def _tear(easel: Easel, at: Spot, side: int) -> None:
    easel.shape(moved(_drop(), at.x + side * 0.06 * at.across, 0.30, max(at.across, 0.5)), TEAR, line=0.55)


def _nose(easel: Easel, turn: Turn) -> None:
    at = spot(0, 0.22, turn)
    if abs(turn.yaw) < 62:
        lean = turn.sin * 0.035
        easel.stroke(paths.curve([(at.x + lean - 0.004, 0.212), (at.x + lean + 0.012, 0.232)]), 0xD9937E, line=0.75)


@lru_cache(512)
def _brow(girl: bool) -> skia.Path:
    """A brow around its middle, the nose on its left."""
    thick = 0.02 if girl else 0.027
    top = [(-0.09, -0.002), (-0.02, -0.012 - thick), (0.05, -0.008 - thick * 0.6), (0.1, 0.016)]
    brow = paths.curve(top)
    brow.addPath(
        paths.curve([(0.1, 0.016), (-0.01, -0.01 + thick), (-0.086, thick * 1.5)]), skia.Path.kExtend_AddPathMode
    )
    brow.close()
    return brow


def draw_brows(easel: Easel, who: Character, turn: Turn) -> None:
    """The brows; drawn after the bangs, over which they are seen."""
    before = easel.part, easel.depth
    easel.part, easel.depth = "face", 0.74
    feeling = EXPRESSIONS[who.expression]
    ink = mix(scaled(HAIR_COLOURS[who.hair_colour].rgb, 0.5), INK, 0.3)
    for side in (-1, 1):
        at = spot(side * 27, -0.05, turn)
        if abs(at.angle) < 84:
            y = -0.112 - feeling.brow
            easel.ink(moved(_brow(who.gender == "girl"), at.x, y, side * at.across, side * -feeling.frown), ink)
    easel.part, easel.depth = before


class Mouth(NamedTuple):
    """The outlines of a mouth around its middle: a line, or an opening with a tongue."""

    line: skia.Path
    tongue: skia.Path | None


@lru_cache(1024)
def _mouth_paths(width: float, bend: float, gape: float, wave: float) -> Mouth:
    if gape < 0.025:
        mid = [(-width / 2, bend * 0.6 - wave), (0.0, bend + wave), (width / 2, bend * 0.6 - wave)]
        return Mouth(paths.curve([(-width, wave - bend), *mid, (width, wave - bend)]), None)
    floor = gape + bend * 0.5
    low = [(width * 0.7, gape * 0.62), (0.0, floor), (-width * 0.7, gape * 0.62)]
    opening = paths.blob([(-width, -bend), (0.0, bend * 0.5 - 0.012), (width, -bend), *low])
    return Mouth(opening, _cut(paths.oval(0.0, floor, width * 1.3, gape * 0.75), opening))


def _mouth(easel: Easel, feeling: Expression, talk: float, turn: Turn) -> None:
    gape = round(min(0.19, feeling.gape + talk * 0.11) * 100) / 100
    mouth = _mouth_paths(feeling.width, feeling.bend, gape, 0.0 if gape > 0.02 else feeling.wave)
    at = spot(0, 0.36, turn)
    if abs(at.angle) > 100:
        return
    across, y = max(at.across, 0.5), 0.355 - (0.035 if gape > 0.08 else 0.0)
    if mouth.tongue is None:
        easel.stroke(moved(mouth.line, at.x, y, across), mix(INK, 0x8A2A30, 0.35), line=1.0)
        return
    easel.shape(moved(mouth.line, at.x, y, across), MOUTH, line=0.8)
    easel.shape(moved(mouth.tongue, at.x, y, across), TONGUE, line=0)


def ears(easel: Easel, turn: Turn, *, near: bool) -> None:
    """The ears: those on this side of the head, or those at its rim, which hair and face partly cover."""
    before = easel.part, easel.depth
    easel.part, easel.depth = "face", 0.72
    ring = Ring(0.15, 0.455, -0.02, 0.42)
    for side in (-1, 1):
        _, angle = seen(ring, side * 92, turn)
        around = (angle + 180) % 360 - 180
        if abs(around) < 116 and (abs(around) < 84) is near:
            held = math.radians(max(-90.0, min(90.0, around)))
            x = ring.middle * turn.sin + math.hypot(ring.width * turn.cos, ring.depth * turn.sin) * math.sin(held)
            easel.shape(paths.oval(x, 0.15, 0.12 + 0.06 * math.cos(held), 0.2), SKIN)
            if near:
                fold = [(x + 0.02, 0.1), (x - 0.03, 0.13), (x + 0.005, 0.19)]
                easel.stroke(paths.curve(fold), 0xD9937E, line=0.6)
    easel.part, easel.depth = before
