"""A park: cherry trees in bloom, a path, a lawn and a bench."""

from functools import lru_cache
from typing import Final

import skia

from pocket.world import sky
from pocket.world.easel import Easel
from pocket.world.places import forms
from pocket.world.places.forms import (
    FAR,
    HIGH,
    area,
    bow,
    by_time,
    covered,
    disc,
    painted,
    puffs,
    round_area,
    slab,
    slabs,
)
from pocket.world.scene import Scene

_TREES: Final = (  # x, foot and size of each tree, by layout
    ((-84, 88, 1.0), (90, 92, 1.05), (196, 84, 0.95), (-196, 88, 1.0)),
    ((-58, 74, 0.8), (64, 74, 0.8), (-124, 82, 0.95), (130, 82, 0.95), (-214, 88, 1.0), (214, 88, 1.0)),
    ((-74, 96, 1.35), (170, 80, 0.8), (-220, 84, 0.9), (240, 84, 0.9)),
)
_BENCHES: Final = (66.0, -70.0, 70.0)


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Sky, far bushes, lawn and path, trees, bench and lamp."""
    del set_width
    sky.draw(easel, scene, 34, ((22, -76), (8, -84), (56, -80))[scene.layout])
    easel.depth = 0.15
    painted(easel, _far_bloom(), covered(scene, 0xF6C4D4, 0.3), line=0)
    easel.depth = 0.22
    painted(easel, _hedge(), covered(scene, 0x74AE6C, 0.4), line=0)
    easel.depth = 0.4
    forms.flat(easel, slab(-FAR, 58, FAR, HIGH), covered(scene, 0x9CD07A))
    easel.depth = 0.45
    painted(easel, _path(scene.layout), covered(scene, 0xF0DDB8, 0.6), line=0.4)
    for index, tree in enumerate(_TREES[scene.layout]):
        _tree(easel, scene, tree, index)
    _bench(easel, scene, _BENCHES[scene.layout])
    if scene.layout == 2:
        _lamp(easel, scene, 106)


@lru_cache(1)
def _far_bloom() -> skia.Path:
    ovals = tuple(
        (float(x), 34.0 + y, 60.0, 44.0)
        for x, y in zip(range(-320, 321, 40), (0, -8, 4, -4, 6, -6, 2, -2, 5, -7, 3, 0, -6, 4, -3, 5, -5), strict=True)
    )
    return puffs(ovals)


@lru_cache(1)
def _hedge() -> skia.Path:
    return puffs(tuple((float(x), 56.0, 52.0, 24.0) for x in range(-320, 321, 40)))


@lru_cache(3)
def _path(layout: int) -> skia.Path:
    bend = (-26, 10, 34)[layout]
    edge = ((bend - 7, 58), (bend * 0.7 - 24, 74), (-52, 100), (-100, 134), (-130, HIGH))
    path = skia.Path(bow(*edge))
    path.lineTo(130, HIGH)
    path.cubicTo(100, 134, 84, 112, bend * 0.7 + 38, 76)
    path.quadTo(bend + 16, 64, bend + 9, 58)
    path.close()
    return path


def _tree(easel: Easel, scene: Scene, tree: tuple[float, float, float], index: int) -> None:
    x, foot, size = tree
    easel.depth = 0.3 + 0.16 * (size - 0.7)
    with easel.at(x, foot, size):
        painted(easel, _trunk(), 0x7A5246, line=0.5)
        with easel.at(0, -70, 1.0, 1.3 * forms.swing(scene, 0.17 * index)):
            painted(easel, _crown(), covered(scene, 0xF492B8, 0.25), line=0)
            easel.shape(_crown_light(), covered(scene, 0xFDBCD3, 0.35), line=0)
            easel.stroke(_crown(), 0xB85A86, line=0.55, kept=True)


@lru_cache(1)
def _trunk() -> skia.Path:
    return forms.merged(
        round_area((-12, 4), (-7, -30), (-8, -70), (8, -70), (7, -30), (12, 4), (0, 2)),
        area((-4, -40), (-26, -74), (-18, -78), (2, -52)), area((3, -34), (26, -70), (18, -76), (-2, -46)),
    )  # fmt: skip


@lru_cache(1)
def _crown() -> skia.Path:
    return puffs(
        (
            (0, -28, 66, 56),
            (-32, -8, 52, 46),
            (34, -8, 52, 46),
            (-16, 6, 50, 34),
            (18, 6, 50, 34),
            (-46, 6, 34, 28),
            (48, 6, 34, 28),
        )
    )


@lru_cache(1)
def _crown_light() -> skia.Path:
    inner = puffs(((-4, -32, 52, 42), (-34, -14, 38, 32), (30, -14, 36, 30), (-8, -10, 40, 22)))
    return skia.Op(inner, _crown(), skia.kIntersect_PathOp)


def _bench(easel: Easel, scene: Scene, x: float) -> None:
    easel.depth = 0.5
    with easel.at(x, 0):
        painted(easel, slabs((-30, 66, -25, 108), (25, 66, 30, 108)), 0x5A5660, line=0.45)
        painted(easel, slabs((-38, 58, 38, 66), (-38, 70, 38, 78)), 0xC0704C, line=0.5)
        painted(easel, slab(-42, 86, 42, 95, 2), covered(scene, 0xD4845C, 0.6), line=0.5)


def _lamp(easel: Easel, scene: Scene, x: float) -> None:
    easel.depth = 0.48
    painted(easel, slabs((x - 2.5, -30, x + 2.5, 110), (x - 7, 100, x + 7, 110)), 0x4E5866, line=0.45)
    with forms.shining(easel, scene):
        if scene.time == "night":
            easel.glow(disc(x, -44, 70, 70), 0xFFE9A8, 0.35)
        painted(easel, disc(x, -44, 26, 28), by_time(scene, (0xF6F8FA, 0xFFE2B0, 0xFFF3C4)), line=0.5)
