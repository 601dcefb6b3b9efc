"""Weather before the lens: rain, snow and petals, few and large."""

from functools import lru_cache
from math import sin, tau
from typing import Final, NamedTuple

import skia

from pocket.world import light, paths
from pocket.world.easel import Easel
from pocket.world.scene import Scene
from pocket.world.vocabulary import INDOORS

LOOP: Final = 4.0  # seconds after which everything falls where it fell before
RISE: Final = 170.0  # falling things appear this far above the middle and vanish as far below


class Faller(NamedTuple):
    """One falling thing: its column, its height at the start as a share of the fall, and its size."""

    x: float
    start: float
    size: float


# Most columns pass beside the middle, where the face is.
_COLUMNS: Final = (
    Faller(-60, 0.05, 1.1), Faller(58, 0.22, 1.0), Faller(-98, 0.38, 1.2), Faller(94, 0.55, 1.15),
    Faller(-46, 0.72, 0.9), Faller(70, 0.88, 1.2), Faller(-76, 0.6, 1.0), Faller(108, 0.1, 1.0),
    Faller(-116, 0.86, 0.95), Faller(48, 0.42, 0.85),
    Faller(12, 0.02, 0.8), Faller(-14, 0.93, 0.9), Faller(120, 0.76, 1.1), Faller(-88, 0.16, 0.9),
    Faller(146, 0.3, 1.0), Faller(-142, 0.52, 1.1), Faller(172, 0.66, 1.15), Faller(-168, 0.2, 1.0),
    Faller(198, 0.08, 1.0), Faller(-196, 0.74, 1.1), Faller(224, 0.48, 1.2), Faller(-222, 0.4, 1.0),
    Faller(250, 0.82, 1.0), Faller(-248, 0.94, 1.1),
)  # fmt: skip
_TURNS: Final = {"rain": 6, "snow": 1, "petals": 1}  # how often a thing falls within one loop


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """What falls between the lens and the set; in a room nothing does, its window shows the weather."""
    if scene.place not in INDOORS and scene.weather in _TURNS:
        falling(easel, scene, set_width / 2 + 40, 0.92)


def falling(easel: Easel, scene: Scene, reach: float, depth: float) -> None:
    """All falling things in columns up to `reach` from the middle, at a depth."""
    if scene.weather not in _TURNS:
        return
    before, easel.depth, easel.grade = (easel.depth, easel.grade), depth, light.of(scene).on_sky
    for thing in _COLUMNS:
        if abs(thing.x) < reach:
            fall = (thing.start + _TURNS[scene.weather] * scene.t / LOOP) % 1.0
            _FALLERS[scene.weather](easel, scene, thing, fall)
    easel.depth, easel.grade = before


def outside(easel: Easel, scene: Scene, left: float, right: float) -> None:
    """What falls before a window between two sides; the caller cuts it to the glass."""
    if scene.weather not in _TURNS:
        return
    easel.depth = 0.02
    count = max(4, round((right - left) / 15))
    with easel.at(0, -20, 0.5):
        for index in range(count):
            x = 2 * (left + (right - left) * (index + 0.5) / count)
            start = index * 0.38 % 1.0
            fall = (start + _TURNS[scene.weather] * scene.t / LOOP) % 1.0
            _FALLERS[scene.weather](easel, scene, Faller(x, start, 1.3), fall)


def _rain(easel: Easel, scene: Scene, thing: Faller, fall: float) -> None:
    y = (2 * fall - 1) * RISE
    tone = {"day": 0xE8F1FA, "sunset": 0xF6DCD6, "night": 0x9FB2DC}[scene.time]
    with easel.at(thing.x - 0.22 * y, y):
        easel.stroke(_streak(), tone, line=0.95)


def _snow(easel: Easel, scene: Scene, thing: Faller, fall: float) -> None:
    y = (2 * fall - 1) * RISE
    x = thing.x + (5 + 8 * scene.motion.wind) * sin(tau * (scene.t / LOOP + thing.start))
    tone = {"day": 0xFFFFFF, "sunset": 0xFFF0E6, "night": 0xD8E2FF}[scene.time]
    with easel.at(x, y, thing.size):
        easel.shape(_flake(), tone, line=0)


def _petals(easel: Easel, scene: Scene, thing: Faller, fall: float) -> None:
    y = (2 * fall - 1) * RISE
    x = thing.x + (12 + 10 * scene.motion.wind) * sin(tau * (scene.t / LOOP + 2 * thing.start))
    tone = {"day": 0xFFB3CB, "sunset": 0xFFA6B0, "night": 0xC99AD0}[scene.time]
    spin = 360 * (thing.start * 3) + 50 * sin(tau * (scene.t / LOOP + thing.start))
    with easel.at(x, y, thing.size, spin):
        easel.shape(_petal(), tone, line=0)
        easel.stroke(_petal(), 0xD9668F, line=0.35)


_FALLERS: Final = {"rain": _rain, "snow": _snow, "petals": _petals}


@lru_cache(1)
def _streak() -> skia.Path:
    return paths.curve(((4.4, -20), (-4.4, 20)))


@lru_cache(1)
def _flake() -> skia.Path:
    return paths.oval(0, 0, 10, 10)


@lru_cache(1)
def _petal() -> skia.Path:
    return paths.blob(((0, -6.5), (5, -2), (3.6, 4.6), (0.6, 6.4), (0, 4.6), (-0.6, 6.4), (-3.6, 4.6), (-5, -2)))
