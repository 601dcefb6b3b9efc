"""A bedroom: a bed, a window with curtains, a shelf, and a lamp that burns at night."""

from functools import lru_cache

import skia

from pocket.world import sky, weather
from pocket.world.easel import Easel
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, by_time, disc, lines, painted, round_area, slab, slabs
from pocket.world.scene import Scene


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Wall, window, shelf, floor, bed and lamp."""
    side = -1 if scene.layout == 1 else 1  # of the shelf; the window is on the other
    easel.depth = 0.15
    forms.flat(easel, slab(-FAR, -HIGH, FAR, HIGH), 0xF9DCC4)
    forms.flat(easel, _wallpaper(), 0xF6D0B6)
    if scene.time == "night":
        _lamplight(easel, scene, -100 * side)
    easel.depth = 0.35
    forms.flat(easel, slab(-FAR, 88, FAR, HIGH), 0xB97E52)
    easel.stroke(lines(*(((-FAR, y), (FAR, y)) for y in (88, 104, 128))), 0x94603C, line=0.6, kept=True)
    painted(easel, disc(0, 122, 210, 34), by_time(scene, (0xF3B8B4, 0xF3B8B4, 0xE8B0C8)), line=0.5)
    _window(easel, scene, (-68, 68, -66)[scene.layout])
    if scene.layout == 2:
        _picture(easel, 62)
    else:
        _shelf(easel, 62 * side)
    if set_width > 280:
        _wardrobe(easel, -190 * side)
    _bed(easel, side)
    _lamp(easel, scene, -100 * side)


@lru_cache(1)
def _wallpaper() -> skia.Path:
    return slabs(*((float(x), -HIGH, x + 13.0, 90.0) for x in range(-417, 421, 36)))


def _window(easel: Easel, scene: Scene, x: float) -> None:
    with easel.at(x, 0):
        easel.depth = 0.18
        painted(easel, slab(-33, -76, 33, 26, 2), 0xFFFAF0)
        with easel.within(slab(-28, -71, 28, 20)), easel.at(-x * 0.9, 0, 0.9):
            orb = (x + 6, -46)
            sky.draw(easel, scene, 30, orb)
            with forms.shining(easel, scene):
                weather.outside(easel, scene, x - 34, x + 34)
        easel.depth = 0.2
        painted(easel, slabs((-2, -72, 2, 22), (-30, -28, 30, -24), (-38, 22, 38, 30)), 0xFFFAF0, line=0)
        curtain = 0xB9A8E4
        for side in (-1, 1):
            with easel.at(32 * side, -80, 1.0, side * -1.2 * forms.swing(scene, 0.1 * side)):
                painted(easel, _curtain(side), curtain, line=0.55)
        painted(easel, slab(-50, -85, 50, -78, 3), 0xA9703F, line=0.45)


@lru_cache(2)
def _curtain(side: int) -> skia.Path:
    path = skia.Path(
        forms.bow(
            (13 * side, 0),
            (11 * side, 50),
            (15 * side, 116),
            (9 * side, 119),
            (3 * side, 115),
            (-4 * side, 119),
            (-9 * side, 115),
            (-5 * side, 60),
            (-12 * side, 0),
        )
    )
    path.close()
    return path


def _shelf(easel: Easel, x: float) -> None:
    easel.depth = 0.22
    with easel.at(x, 0):
        for left, right, top, colour in ((-28, -19, -60, 0xDE6A5C), (-18, -8, -54, 0x6FA0D0), (-7, 2, -58, 0xF0C05A)):
            painted(easel, slab(left, top, right, -34, 1), colour, line=0.45)
        painted(easel, area((12, -34), (28, -34), (26, -46), (14, -46)), 0xE08A6A, line=0.45)
        painted(easel, forms.puffs(((20, -52, 24, 16), (13, -48, 12, 10), (27, -49, 12, 10))), 0x62AE6E, line=0.45)
        painted(easel, slab(-38, -35, 38, -28, 1), 0xA9703F)
        painted(easel, slab(-30, -6, 30, 0, 1), 0xA9703F, line=0.5)
        painted(easel, disc(-12, -16, 20, 20), 0xFDF6E8)
        easel.stroke(lines(((-12, -22), (-12, -16), (-8, -14))), 0x8A6450, line=0.7, kept=True)


def _picture(easel: Easel, x: float) -> None:
    easel.depth = 0.2
    with easel.at(x, 0):
        painted(easel, slab(-26, -72, 26, -10, 2), 0xFFF6E4)
        forms.flat(easel, slab(-20, -66, 20, -16), 0x9FD0E0)
        forms.flat(easel, area((-20, -16), (-20, -30), (-6, -46), (6, -32), (12, -38), (20, -28), (20, -16)), 0x5E9C84)
        easel.shape(disc(9, -54, 11, 11), 0xFFD36A, line=0)


def _wardrobe(easel: Easel, x: float) -> None:
    """What a wide picture has room for."""
    easel.depth = 0.3
    with easel.at(x, 0):
        painted(easel, slab(-42, -70, 42, 100, 3), 0xC08A58)
        painted(easel, slab(-36, -62, -2, 88, 2), 0xD0A06C, line=0.45)
        painted(easel, slab(2, -62, 36, 88, 2), 0xD0A06C, line=0.45)
        painted(easel, forms.slabs((-9, 8, -6, 22), (6, 8, 9, 22)), 0x7A5638, line=0)


def _bed(easel: Easel, side: int) -> None:
    """A bed along the wall that begins beside the character."""
    easel.depth = 0.45
    painted(easel, _mirrored(24, 14, 34, 112, side), 0x9A6238, line=0.55)
    painted(easel, _mirrored(30, 84, 300, 108, side), 0xB0743F, line=0.55)
    painted(easel, _mirrored(32, 56, 300, 88, side), 0xFFF4E6, line=0.5)
    painted(easel, _pillow(side), 0xFFFFFF, line=0.5)
    painted(easel, _blanket(side), 0xE87F88, line=0.6)


def _mirrored(left: float, top: float, right: float, bottom: float, side: int) -> skia.Path:
    return slab(*((left, top, right, bottom) if side > 0 else (-right, top, -left, bottom)), 3)


@lru_cache(2)
def _pillow(side: int) -> skia.Path:
    return round_area(
        (36 * side, 60), (40 * side, 40), (60 * side, 36), (78 * side, 42), (80 * side, 58), (60 * side, 64)
    )


@lru_cache(2)
def _blanket(side: int) -> skia.Path:
    return round_area(
        (72 * side, 54),
        (90 * side, 46),
        (150 * side, 44),
        (330 * side, 46),
        (330 * side, 104),
        (150 * side, 104),
        (80 * side, 102),
        (76 * side, 80),
    )


def _lamplight(easel: Easel, scene: Scene, x: float) -> None:
    """What the lamp throws on the wall."""
    with forms.shining(easel, scene), easel.at(x, 28):
        easel.glow(disc(0, 0, 250, 240), 0xFFC878, 0.14)
        easel.glow(disc(0, 0, 170, 162), 0xFFD080, 0.16)
        easel.glow(disc(0, 0, 96, 90), 0xFFDC98, 0.28)


def _lamp(easel: Easel, scene: Scene, x: float) -> None:
    """A lamp on a small table."""
    easel.depth = 0.44
    lit = scene.time == "night"
    with easel.at(x, 0):
        painted(easel, slabs((-26, 62, 26, 70), (-20, 70, -14, 112), (14, 70, 20, 112)), 0x9A6238, line=0.5)
        easel.stroke(lines(((0, 62), (0, 40))), 0xC9A06A, line=1.5, kept=True)
        with forms.shining(easel, scene) if lit else easel.at(0, 0):
            painted(easel, area((-10, 12), (10, 12), (20, 42), (-20, 42)), 0xFFE9A4 if lit else 0xF4D8A0, line=0.5)
