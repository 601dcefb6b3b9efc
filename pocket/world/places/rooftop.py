"""A school rooftop: a fence before a wide sky and a low skyline."""

from functools import lru_cache

import skia

from pocket.world import sky
from pocket.world.easel import Easel, scaled
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, by_time, covered, lines, painted, slab, slabs
from pocket.world.scene import Scene


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Sky, skyline, roof, fence, and what stands on the roof."""
    del set_width
    sky.draw(easel, scene, 44, (-60 if scene.layout == 2 else 60, -54))
    _skyline(easel, scene)
    easel.depth = 0.4
    forms.flat(easel, slab(-FAR, 72, FAR, HIGH), covered(scene, 0xC2C6CE))
    easel.stroke(_tiles(), covered(scene, 0xA2A8B4), line=0.5, kept=True)
    easel.depth = 0.35
    painted(easel, slab(-FAR, 62, FAR, 80), covered(scene, 0xDADCE0, 0.5))
    (_railing, _mesh, _railing)[scene.layout](easel)
    if scene.layout == 0:
        _tank(easel, scene, -78)
    if scene.layout == 2:
        _hut(easel, scene)


def _skyline(easel: Easel, scene: Scene) -> None:
    with forms.shining(easel, scene):
        easel.depth = 0.08
        grey = scene.weather in ("cloudy", "rain", "snow")
        far = (
            by_time(scene, (0xA9C9E6, 0xC47C92, 0x2C3A7C))
            if not grey
            else by_time(scene, (0xA4B2C0, 0xA87F8A, 0x262C50))
        )
        forms.flat(easel, _blocks(0), far)
        easel.depth = 0.14
        near = scaled(far, 0.82)
        forms.flat(easel, _blocks(1), near)
        if scene.time == "night":
            easel.shape(_lit(), 0xFFD878, line=0)


@lru_cache(2)
def _blocks(row: int) -> skia.Path:
    """The houses of a row: left, right and roof of each."""
    tops = ((10, 22, 0, 26, 14, 4, 24, 16), (34, 22, 38, 30, 18, 36, 28, 40))[row]
    width = (34, 46)[row]
    return slabs(
        *((-FAR + i * width, tops[i % 8], -FAR + i * width + width - 0.0, 100.0) for i in range(840 // width + 1))
    )


@lru_cache(1)
def _lit() -> skia.Path:
    return slabs(*((x, y, x + 6.0, y + 7.0) for x, y in (
        (-98, 36), (-84, 46), (-66, 40), (-52, 30), (44, 44), (56, 30), (70, 46), (86, 40), (104, 34), (-130, 44),
        (-160, 36), (134, 46), (160, 36), (190, 44), (-196, 44),
    )))  # fmt: skip


@lru_cache(1)
def _tiles() -> skia.Path:
    return lines(
        *(((-FAR, y), (FAR, y)) for y in (92, 110, 138)), *(((x, 80), (x * 2.2, HIGH)) for x in range(-200, 201, 40))
    )


def _railing(easel: Easel) -> None:
    easel.depth = 0.34
    easel.stroke(_bars(), 0xF2F5F8, line=1.1, kept=True)
    painted(easel, _rails(), 0xF7F9FB, line=0.45)


@lru_cache(1)
def _bars() -> skia.Path:
    return lines(*(((x, -24), (x, 62)) for x in range(-416, 421, 16)))


@lru_cache(1)
def _rails() -> skia.Path:
    return slabs((-FAR, -30, FAR, -23), (-FAR, 46, FAR, 51))


def _mesh(easel: Easel) -> None:
    easel.depth = 0.34
    easel.stroke(_wires(0), 0x5F9C88, line=0.8, kept=True)
    easel.stroke(_wires(1), 0x5F9C88, line=0.8, kept=True)
    painted(easel, _posts(), 0x3F8A74, line=0.45)


@lru_cache(2)
def _wires(way: int) -> skia.Path:
    """The wire mesh, upright and lying wires apart: crossing lines in one path are slow to fill."""
    if way == 0:
        return lines(*(((x, -70), (x, 62)) for x in range(-416, 421, 26)))
    return lines(*(((-FAR, y), (FAR, y)) for y in range(-44, 60, 26)))


@lru_cache(1)
def _posts() -> skia.Path:
    return forms.merged(
        slabs((-FAR, -76, FAR, -69), (-FAR, 58, FAR, 64)),
        slabs(*((x - 3.5, -76, x + 3.5, 66) for x in range(-364, 421, 104))),
    )


def _tank(easel: Easel, scene: Scene, x: float) -> None:
    """A water tank on legs."""
    easel.depth = 0.44
    with easel.at(x, 0):
        easel.stroke(_legs(), 0x7C8698, line=1.3, kept=True)
        painted(easel, _drum(), 0xBFD2DC, shade=slab(10, -49, 25, 7, 4))
        painted(easel, slab(-30, -56, 30, -47, 4), covered(scene, 0xE4EEF2))


@lru_cache(1)
def _legs() -> skia.Path:
    return lines(((-20, 0), (-24, 86)), ((20, 0), (24, 86)), ((-22, 40), (22, 84)), ((22, 40), (-22, 84)))


@lru_cache(1)
def _drum() -> skia.Path:
    return slab(-26, -50, 26, 8, 5)


def _hut(easel: Easel, scene: Scene) -> None:
    """The little house over the stairs, with its door."""
    easel.depth = 0.44
    painted(easel, slab(44, -66, 150, 92), 0xE6DDD0)
    painted(easel, slab(36, -76, 158, -62), covered(scene, 0xC9C2BC))
    painted(easel, slab(62, -34, 104, 92), 0x5E93B4)
    with forms.shining(easel, scene):
        painted(easel, slab(71, -24, 95, 14, 2), by_time(scene, (0xCBE9F6, 0xFFC08A, 0xFFE08C)), line=0.5)
    painted(easel, forms.disc(97, 40, 7, 7), 0xE8D9A0, line=0.4)
