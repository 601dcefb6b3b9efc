"""A shrine: a big red torii gate before stone steps and trees."""

from functools import lru_cache
from typing import Final

import skia

from pocket.world import sky
from pocket.world.easel import Easel
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, by_time, covered, disc, lines, painted, puffs, slab, slabs
from pocket.world.scene import Scene

_GATES: Final = ((0.0, 0.0, 1.0), (-14.0, 4.0, 1.1), (10.0, 8.0, 0.92))  # x, y and scale of the gate, by layout
_LANTERNS: Final = ((-112, 112, 230, -230), (104, 190, -210), (-104, -190, 210))


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Sky, trees, the hall, steps, the gate and lanterns."""
    del set_width
    sky.draw(easel, scene, 30, (30 if scene.layout != 1 else -38, -12))
    easel.depth = 0.15
    with easel.at(1.5 * forms.swing(scene), 0):
        painted(easel, _trees(0), covered(scene, 0x5E9C74, 0.5), line=0)
    if scene.layout == 2:
        _hall(easel, scene)
    easel.depth = 0.25
    with easel.at(-1.5 * forms.swing(scene, 0.2), 0):
        painted(easel, _trees(1), covered(scene, 0x478460, 0.4), line=0.45)
        painted(easel, _trees(2), covered(scene, 0x478460, 0.4), line=0.45)
        painted(easel, _trees(3), covered(scene, 0x478460, 0.4), line=0.45)
    easel.depth = 0.4
    forms.flat(easel, slab(-FAR, 74, FAR, HIGH), covered(scene, 0xA8B080))
    _steps(easel, scene)
    easel.depth = 0.5
    with easel.at(*_GATES[scene.layout]):
        _gate(easel, scene)
    for x in _LANTERNS[scene.layout]:
        _lantern(easel, scene, x)


@lru_cache(4)
def _trees(row: int) -> skia.Path:
    """The wood behind: the far row reaches higher in the middle, the near one at the sides."""
    if row == 0:
        ovals = tuple((x, 20.0 + abs(x % 100 - 50) * 0.3, 86.0, 80.0) for x in range(-330, 331, 55))
        return forms.merged(puffs(ovals), slab(-FAR, 30, FAR, 90))
    if row == 1:
        ovals = ((-110, -16, 96, 116), (-70, 36, 66, 76), (114, -10, 96, 116), (74, 38, 66, 72))
        return forms.merged(puffs(ovals), slab(-160, 71, -30, 84), slab(30, 71, 160, 84))
    if row == 2:
        return forms.merged(puffs(((-200, -6, 120, 124), (-280, 4, 120, 110))), slab(-FAR, 71, -140, 84))
    return forms.merged(puffs(((204, -2, 120, 124), (282, 4, 120, 110))), slab(140, 71, FAR, 84))


def _hall(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.2
    painted(easel, slab(-34, 6, 54, 66), 0xE8D8BC, line=0.4)
    painted(
        easel,
        forms.round_area((-52, 6), (-20, -14), (10, -30), (40, -14), (72, 6), (10, 2)),
        covered(scene, 0x4E6A78),
        line=0.5,
    )


def _steps(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.42
    painted(easel, area((-26, 34), (26, 34), (64, 100), (-64, 100)), covered(scene, 0xCFCCC6, 0.5), line=0.45)
    forms.flat(easel, _risers(), 0xA6A6AC)
    easel.depth = 0.48
    painted(easel, area((-64, 100), (64, 100), (150, HIGH), (-150, HIGH)), covered(scene, 0xD9D4CA, 0.7), line=0.4)
    easel.stroke(_flagstones(), 0xA8A49E, line=0.5, kept=True)


@lru_cache(1)
def _flagstones() -> skia.Path:
    rows = (((-76, 120), (76, 120)), ((-92, 146), (92, 146)))
    return lines(*rows, ((0, 100), (0, 120)), ((-34, 120), (-42, 146)), ((34, 120), (42, 146)))


@lru_cache(1)
def _risers() -> skia.Path:
    rows = ((42, 46), (53, 58), (67, 73), (84, 91))
    return forms.joined(*(area((-_half(a), a), (_half(a), a), (_half(b), b), (-_half(b), b)) for a, b in rows))


def _half(y: float) -> float:
    """Half the width of the stairs at a height."""
    return 26 + (y - 34) * 38 / 66


def _gate(easel: Easel, scene: Scene) -> None:
    red, dark = by_time(scene, (0xD8452F, 0xD8452F, 0xF85A48)), 0x4A3A42
    painted(easel, _pillars(), red, shade=_pillar_shade(), ink=0.42)
    painted(easel, slabs((-79, 88, -55, 106), (55, 88, 79, 106)), dark, line=0.5)
    painted(easel, slab(-92, -46, 92, -34, 1), red, ink=0.42)
    painted(easel, slab(-8, -64, 8, -44), 0xE8B84A, line=0.5)
    painted(easel, _beam(), red, ink=0.42)
    painted(easel, _ridge(), covered(scene, dark), line=0.5)
    if scene.layout == 0:
        _paper_lanterns(easel, scene)


@lru_cache(1)
def _pillars() -> skia.Path:
    return forms.joined(
        area((-70, -62), (-58, -62), (-58, 104), (-75, 104)), area((58, -62), (70, -62), (75, 104), (58, 104))
    )


@lru_cache(1)
def _pillar_shade() -> skia.Path:
    return forms.cut(slabs((-63, -62, -54, 110), (66, -62, 80, 110)), _pillars())


@lru_cache(1)
def _beam() -> skia.Path:
    return forms.round_area(
        (-104, -80),
        (-60, -71),
        (0, -68),
        (60, -71),
        (104, -80),
        (100, -64),
        (60, -57),
        (0, -54),
        (-60, -57),
        (-100, -64),
    )


@lru_cache(1)
def _ridge() -> skia.Path:
    return forms.round_area(
        (-112, -92),
        (-60, -79),
        (0, -76),
        (60, -79),
        (112, -92),
        (108, -77),
        (60, -67),
        (0, -64),
        (-60, -67),
        (-108, -77),
    )


def _paper_lanterns(easel: Easel, scene: Scene) -> None:
    """Two red and white lanterns that hang from the gate."""
    for x in (-43, 43):
        with easel.at(x, -36, 1.0, 4 * forms.swing(scene, 0.002 * x)), forms.shining(easel, scene):
            if scene.time == "night":
                easel.glow(disc(0, 15, 42, 46), 0xFFC890, 0.35)
            painted(easel, forms.round_area((0, 2), (9, 6), (11, 15), (9, 24), (0, 28), (-9, 24), (-11, 15), (-9, 6)),
                    by_time(scene, (0xFFF4E0, 0xFFDDB0, 0xFFE7A8)), line=0.5)  # fmt: skip
            easel.shape(slabs((-7, 1, 7, 6), (-7, 24, 7, 29)), by_time(scene, (0xC8402E, 0xB83C34, 0x9A3440)), line=0)


def _lantern(easel: Easel, scene: Scene, x: float) -> None:
    """A stone lantern."""
    easel.depth = 0.52
    with easel.at(x, 0):
        painted(easel, _stone(), 0xB4B4BA, line=0.5)
        with forms.shining(easel, scene):
            if scene.time != "day":
                easel.glow(disc(0, 34, 50, 46), 0xFFD890, 0.4)
            painted(easel, slab(-8, 26, 8, 42, 2), by_time(scene, (0x8A8690, 0xFFD07A, 0xFFE09A)), line=0)
        painted(easel, area((-24, 24), (-7, 8), (7, 8), (24, 24)), covered(scene, 0x9A9CA4), line=0.5)


@lru_cache(1)
def _stone() -> skia.Path:
    return forms.merged(slab(-13, 22, 13, 46), slab(-18, 45, 18, 54), slab(-8, 52, 8, 96), slab(-20, 92, 20, 106))
