"""A classroom: a green blackboard, desks, and a window that shows the sky."""

from functools import lru_cache

import skia

from pocket.world import sky, weather
from pocket.world.easel import Easel
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, bow, by_time, disc, lines, painted, slab, slabs
from pocket.world.scene import Scene

_WINDOWS = ((-300.0, -48.0), (50.0, 300.0), (-300.0, -24.0))  # where the glass begins and ends, by layout
_BOARDS = ((-32.0, 130.0), (-130.0, 34.0), (-2.0, 150.0))


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Wall, window, board, floor and desks."""
    easel.depth = 0.15
    forms.flat(easel, slab(-FAR, -HIGH, FAR, HIGH), 0xFAF0DA)
    forms.flat(easel, slab(-FAR, 40, FAR, 86), 0xE6D2AC)
    window(easel, scene, *_WINDOWS[scene.layout])
    if scene.time == "sunset":
        side = 1 if scene.layout == 1 else -1
        with forms.shining(easel, scene):
            easel.glow(area((-20 * side, -100), (40 * side, -100), (-30 * side, 84), (-110 * side, 84)), 0xFFB070, 0.35)
    _board(easel, *_BOARDS[scene.layout])
    if set_width > 280:
        _notices(easel, -1 if scene.layout == 1 else 1)
    easel.depth = 0.4
    forms.flat(easel, slab(-FAR, 84, FAR, HIGH), 0xC99A66)
    easel.stroke(lines(((-FAR, 84), (FAR, 84))), 0x8A6440, line=0.7, kept=True)
    easel.stroke(_boards(), 0xAD8052, line=0.5, kept=True)
    _light(easel, scene)
    easel.depth = 0.5
    for x in ((-84, 92), (-92, 84), (-80, 96))[scene.layout]:
        for far in (-170, 0, 170):
            if abs(x + far) > 40:
                with easel.at(x + far, 0):
                    _desk(easel)


def window(easel: Easel, scene: Scene, left: float, right: float) -> None:
    """A row of windows with the sky behind and a curtain at its inner end."""
    glass = slab(left, -78, right, 34)
    inner = right if right < 100 else left
    with easel.within(glass):
        orb = (inner + (-26 if inner == right else 26), -46)
        sky.draw(easel, scene, 36, orb)
        with forms.shining(easel, scene):
            weather.outside(easel, scene, max(left, -160), min(right, 160))
    easel.depth = 0.18
    bars = slabs(
        (left, -84, right, -76), (left, 32, right, 42), (left, -26, right, -21), (inner - 3, -80, inner + 3, 38),
        *((x - 2.5, -80, x + 2.5, 36) for x in _mullions(left, right, inner)),
    )  # fmt: skip
    painted(easel, bars, 0xF4F4F2, line=0)
    easel.stroke(bow((left, 42), (right, 42)), 0x9A9084, line=0.6)
    with easel.at(inner, -84, 1.0, 1.5 * forms.swing(scene)):
        painted(easel, _curtain(), 0xFFFAEE, line=0.5)
        easel.stroke(_folds(), 0xD8CDB8, line=0.6, kept=True)


def _mullions(left: float, right: float, inner: float) -> list[float]:
    step = -58.0 if inner == right else 58.0
    found, x = [], inner + step
    while left < x < right:
        found.append(x)
        x += step
    return found


@lru_cache(1)
def _curtain() -> skia.Path:
    path = skia.Path(bow((17, 130), (11, 134), (5, 130), (0, 134), (-6, 130), (-12, 134), (-17, 130)))
    path.lineTo(-13, 0)
    path.lineTo(13, 0)
    path.close()
    return path


@lru_cache(1)
def _folds() -> skia.Path:
    return lines(((-4, 4), (-6, 126)), ((5, 4), (6, 126)))


def _board(easel: Easel, left: float, right: float) -> None:
    easel.depth = 0.2
    painted(easel, slab(left - 5, -72, right + 5, 26, 2), 0xC08A52)
    forms.flat(easel, slab(left, -67, right, 20), 0x2F7A5E)
    easel.stroke(_chalk(left, right), 0xD8EEDF, line=0.9, kept=True)
    painted(easel, slab(left - 5, 20, right + 5, 28), 0xD9A468, line=0.4)


@lru_cache(4)
def _chalk(left: float, right: float) -> skia.Path:
    """A few large chalk strokes at the outer end of the board."""
    x = (52 if right > 100 else -84) + (4 if left == -2 else 0)
    return forms.joined(
        lines(((x, -52), (x + 30, -52)), ((x, -39), (x + 22, -39)), ((x, -26), (x + 27, -26))),
        disc(x + 6, -6, 15, 15),
    )


def _notices(easel: Easel, side: int) -> None:
    """What hangs on the wall of a wide picture: a clock and a board with notes."""
    with easel.at(200 * side, 0):
        painted(easel, slab(-34, -60, 34, 12, 2), 0xD8B07A)
        for x, y, colour in ((-26, -52, 0xFBFAF4), (4, -48, 0xF7D984), (-22, -20, 0x9FD0E4), (8, -16, 0xFBFAF4)):
            forms.flat(easel, slab(x, y, x + 19, y + 24), colour)
    with easel.at(148 * side, -60):
        painted(easel, disc(0, 0, 24, 24), 0xFDFBF4)
        easel.stroke(lines(((0, -7), (0, 0), (5, 3))), 0x4A4450, line=0.7, kept=True)


@lru_cache(1)
def _boards() -> skia.Path:
    return lines(
        *(((-FAR, y), (FAR, y)) for y in (98, 118, 146)),
        *(((x, 84), (x * 1.6, HIGH)) for x in range(-240, 241, 60)),
    )


def _light(easel: Easel, scene: Scene) -> None:
    """The window's light on the wall and the floor, or the lamps' at night."""
    side = 1 if scene.layout == 1 else -1
    if scene.time == "night":
        with forms.shining(easel, scene):
            easel.depth = 0.3
            easel.shape(slabs((-92, -118, -30, -110), (30, -118, 92, -110)), 0xFFF6D0, line=0)
            easel.glow(area((-92, -110), (92, -110), (190, HIGH), (-190, HIGH)), 0xFFEFC0, 0.1)
        return
    tone = by_time(scene, (0xFFFBE6, 0xFFB070, 0))
    with forms.shining(easel, scene):
        easel.glow(area((20 * side, 92), (92 * side, 92), (40 * side, 170), (-60 * side, 170)), tone, 0.38)


def _desk(easel: Easel) -> None:
    easel.stroke(
        lines(((-24, 72), (-26, 122)), ((24, 72), (26, 122)), ((-25, 104), (25, 104))), 0x7A8494, line=1.2, kept=True
    )
    painted(easel, slab(-27, 70, 27, 84, 2), 0xB98448, line=0.5)
    painted(easel, slab(-31, 62, 31, 71, 3), 0xE8B878)
