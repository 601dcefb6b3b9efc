"""Mountains: peaks with snow behind a green meadow."""

from functools import lru_cache
from typing import Final

import skia

from pocket.world import sky
from pocket.world.easel import Easel
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, bow, covered, disc, lines, painted, puffs, slab
from pocket.world.scene import Scene

_PEAKS: Final = (  # x, y and half width at y = 40 of each peak, by layout
    ((-64, -62, 96), (70, -44, 84), (2, -14, 70), (170, -64, 104), (-190, -40, 96)),
    ((60, -74, 118), (-76, -18, 78), (-170, -50, 96), (200, -30, 96), (-20, -2, 60)),
    ((-80, -34, 78), (-42, -58, 84), (84, -26, 84), (172, -56, 96), (-184, -60, 110), (26, -8, 60)),
)
_FLOWERS: Final = (
    (-84, 92),
    (-62, 112),
    (-100, 120),
    (70, 96),
    (92, 116),
    (58, 124),
    (112, 92),
    (-118, 98),
    (-34, 98),
    (36, 92),
    (150, 106),
    (180, 96),
    (-150, 112),
    (-186, 98),
    (216, 118),
    (-216, 120),
)


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Sky, peaks, hills and the meadow."""
    del set_width
    sky.draw(easel, scene, 40, ((12, -84), (-58, -56), (54, -62))[scene.layout])
    easel.depth = 0.1
    painted(easel, _rock(scene.layout), 0x8496C2, shade=_east(scene.layout, False), line=0.5)
    painted(easel, _snow(scene.layout), 0xF8FAFF, shade=_east(scene.layout, True), line=0)
    easel.depth = 0.2
    forms.flat(easel, _hills(), covered(scene, 0x4F9E84, 0.5))
    if scene.layout == 2:
        _lake(easel, scene)
    easel.depth = 0.3
    painted(easel, _firs(scene.layout), covered(scene, 0x2F7A5C, 0.3), line=0.4)
    painted(easel, _firs(3), covered(scene, 0x2F7A5C, 0.3), line=0.4)
    painted(easel, _firs(4), covered(scene, 0x2F7A5C, 0.3), line=0.4)
    easel.depth = 0.4
    painted(easel, _meadow(0), covered(scene, 0x8CCB5E), line=0.4)
    easel.depth = 0.5
    painted(easel, _meadow(1), covered(scene, 0xA6DB6A), line=0)
    if scene.layout == 1:
        _hut(easel, scene)
    if scene.weather != "snow":
        with easel.at(1.5 * forms.swing(scene), 0):
            easel.shape(_flowers(0), 0xFFFFFF, line=0)
            easel.shape(_flowers(1), 0xFFC94A, line=0)


@lru_cache(3)
def _rock(layout: int) -> skia.Path:
    return forms.merged(
        *(
            area(
                (x - half, 44),
                (x - half * 0.4, y + (40 - y) * 0.36),
                (x, y),
                (x + half * 0.36, y + (40 - y) * 0.4),
                (x + half, 44),
            )
            for x, y, half in _PEAKS[layout]
        )
    )


@lru_cache(3)
def _snow(layout: int) -> skia.Path:
    """The white caps, with a jagged lower edge, inside the rock."""
    caps = []
    for x, y, half in _PEAKS[layout]:
        size = (40 - y) * 0.5
        wide = half * 0.62
        caps.append(
            area(
                (x - wide, y + size * 1.2),
                (x, y - 2),
                (x + wide, y + size * 1.1),
                (x + wide * 0.5, y + size * 0.8),
                (x + wide * 0.22, y + size * 1.25),
                (x - wide * 0.05, y + size * 0.8),
                (x - wide * 0.36, y + size * 1.3),
                (x - wide * 0.5, y + size * 0.9),
            )
        )
    return skia.Op(forms.merged(*caps), _rock(layout), skia.kIntersect_PathOp)


@lru_cache(6)
def _east(layout: int, snow: bool) -> skia.Path:
    """The sides away from the light."""
    sides = forms.merged(
        *(
            area(
                (x, y - 4),
                (x + half, 44),
                (x + half * 0.12, 44),
                (x + half * 0.26, y + (40 - y) * 0.5),
                (x + half * 0.05, y + (40 - y) * 0.3),
            )
            for x, y, half in _PEAKS[layout]
        )
    )
    return forms.cut(sides, _snow(layout) if snow else _rock(layout))


@lru_cache(1)
def _hills() -> skia.Path:
    return forms.merged(
        slab(-FAR, 42, FAR, 90),
        puffs(((-130, 46, 190, 40), (-10, 46, 150, 26), (120, 46, 190, 44), (-290, 46, 200, 50), (280, 46, 200, 50))),
    )


@lru_cache(5)
def _firs(layout: int) -> skia.Path:
    """The firs of a layout, and after those the ones that only wide pictures show at the right and at the left."""
    places = (
        ((-96, 1.0), (-78, 0.8), (98, 1.1), (80, 0.75), (114, 0.8)),
        ((-96, 1.2), (-76, 0.9), (-114, 0.9), (104, 0.7)),
        ((72, 1.35), (94, 1.05), (54, 0.85), (112, 1.3), (-104, 0.8)),
        ((150, 1.0), (172, 0.8), (206, 1.1)),
        ((-148, 0.9), (-176, 1.1), (-210, 0.9)),
    )[layout]
    return forms.joined(*(_fir(x, 66, size) for x, size in places))


def _fir(x: float, foot: float, size: float) -> skia.Path:
    rows = ((0, 15), (-12, 12), (-24, 9))
    return forms.merged(
        *(
            area((x - w * size, foot + y * size), (x, foot + (y - 24) * size), (x + w * size, foot + y * size))
            for y, w in rows
        )
    )


def _lake(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.25
    with forms.shining(easel, scene):
        tones = sky.colours(scene)
        easel.wash(disc(-40, 62, 190, 26), tones.middle, tones.low)
        easel.stroke(
            lines(((-80, 60), (-56, 60)), ((-70, 66), (-36, 66))),
            0xFFFFFF if scene.time != "night" else 0x8FA8EA,
            line=0.7,
            kept=True,
        )


@lru_cache(2)
def _meadow(row: int) -> skia.Path:
    edge = (
        ((-FAR, 58), (-200, 66), (-100, 62), (0, 70), (100, 63), (200, 66), (FAR, 58)),
        ((-FAR, 90), (-120, 84), (-20, 94), (90, 84), (200, 92), (FAR, 86)),
    )[row]
    path = skia.Path(bow(*edge))
    path.lineTo(FAR, HIGH)
    path.lineTo(-FAR, HIGH)
    path.close()
    return path


@lru_cache(2)
def _flowers(part: int) -> skia.Path:
    size = (9.0, 4.2)[part]
    return forms.joined(*(disc(x, y, size, size * 0.85) for x, y in _FLOWERS))


def _hut(easel: Easel, scene: Scene) -> None:
    """A small wooden house."""
    easel.depth = 0.42
    painted(easel, slab(62, 46, 98, 76), 0xB98458, line=0.5)
    with forms.shining(easel, scene):
        easel.shape(slab(74, 54, 86, 66, 1), forms.by_time(scene, (0xBFE4F6, 0xFFC890, 0xFFDC7A)), line=0)
    painted(easel, area((54, 50), (80, 24), (106, 50)), covered(scene, 0xC45A4A), line=0.5)
