"""What the places have in common: joined outlines, soft-edged painting, and the sway of the wind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from math import sin, tau
from typing import Final

import skia

from pocket.world import light, paths
from pocket.world.easel import Easel, mix, scaled
from pocket.world.paths import Point
from pocket.world.scene import Scene
from pocket.world.vocabulary import INDOORS

FAR: Final = 420.0  # half the width of what must fill any picture under any camera move
HIGH: Final = 230.0  # and half its height
LOOP: Final = 4.0  # seconds after which everything that moves by itself is where it was
SNOW: Final = 0xF3F6FC


def joined(*pieces: skia.Path) -> skia.Path:
    """Several outlines as one path, so that one call paints them."""
    whole = skia.Path()
    for piece in pieces:
        whole.addPath(piece)
    return whole


def merged(*pieces: skia.Path) -> skia.Path:
    """Several overlapping outlines as one outline around them all."""
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = skia.Op(whole, piece, skia.kUnion_PathOp)
    return whole


def cut(piece: skia.Path, whole: skia.Path) -> skia.Path:
    """The part of a piece that lies inside the whole."""
    return skia.Op(piece, whole, skia.kIntersect_PathOp)


@lru_cache(512)
def puffs(ovals: tuple[tuple[float, float, float, float], ...]) -> skia.Path:
    """A cloud, a bush or the crown of a tree: ovals (x, y, width, height) grown together."""
    return merged(*(paths.oval(*one) for one in ovals))


@lru_cache(1024)
def area(*points: Point) -> skia.Path:
    """A kept closed shape with straight sides."""
    return paths.polygon(points)


@lru_cache(1024)
def round_area(*points: Point) -> skia.Path:
    """A kept closed smooth shape."""
    return paths.blob(points)


@lru_cache(2048)
def slab(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> skia.Path:
    """A kept rectangle."""
    return paths.box(left, top, right, bottom, corner)


@lru_cache(1024)
def disc(x: float, y: float, width: float, height: float) -> skia.Path:
    """A kept ellipse."""
    return paths.oval(x, y, width, height)


@lru_cache(512)
def slabs(*boxes: tuple[float, float, float, float]) -> skia.Path:
    """Kept rectangles as one path."""
    return joined(*(paths.box(*one) for one in boxes))


@lru_cache(512)
def lines(*each: tuple[Point, ...]) -> skia.Path:
    """Kept open straight lines as one path."""
    whole = skia.Path()
    for points in each:
        whole.addPoly([skia.Point(*point) for point in points], False)
    return whole


@lru_cache(512)
def bow(*points: Point) -> skia.Path:
    """A kept open smooth curve."""
    return paths.curve(points)


def painted(
    easel: Easel, path: skia.Path, colour: int, *, shade: skia.Path | None = None, line: float = 0.6, ink: float = 0.5
) -> None:
    """A piece of the set: its outline is a darker tone of its own colour, softer than the character's.

    `shade` must lie inside `path` (see `cut`): clipping it at each drawing would cost more than all the rest.
    """
    easel.shape(path, colour, line=0)
    if shade is not None and easel.look.shade < 1:
        easel.shape(shade, scaled(colour, easel.look.shade), line=0)
    if line:
        easel.stroke(path, scaled(colour, ink), line=line, kept=True)


def flat(easel: Easel, path: skia.Path, colour: int) -> None:
    """A large area without outline and without any fading, whatever the look."""
    easel.wash(path, colour, colour)


def fade(easel: Easel, top: float, bottom: float, high: int, low: int) -> None:
    """A fading over the whole width."""
    easel.wash(slab(-FAR, top, FAR, bottom), high, low)


def swing(scene: Scene, phase: float = 0.0) -> float:
    """-1..1: how far the wind of this moment pushes, `phase` in turns."""
    if not scene.motion.wind:
        return 0.0
    return scene.motion.wind * sin(tau * (scene.t / LOOP + phase))


def drift(scene: Scene, phase: float = 0.0) -> float:
    """-1..1: what moves even without wind, slowly there and back."""
    return sin(tau * (scene.t / LOOP + phase))


def covered(scene: Scene, colour: int, share: float = 0.8) -> int:
    """The colour of ground or a roof: white where it snows."""
    return mix(colour, SNOW, share) if scene.weather == "snow" and scene.place not in INDOORS else colour


@contextmanager
def shining(easel: Easel, scene: Scene) -> Iterator[None]:
    """Draw what has its own light: lamps, lit windows, the sky."""
    before, easel.grade = easel.grade, light.of(scene).on_sky
    try:
        yield
    finally:
        easel.grade = before


def by_time(scene: Scene, colours: Sequence[int]) -> int:
    """One of the colours for day, sunset and night."""
    return colours[("day", "sunset", "night").index(scene.time)]
