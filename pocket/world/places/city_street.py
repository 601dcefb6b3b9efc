"""A city street between rows of houses in perspective, with shop signs and, at night, neon and lit windows."""

from functools import lru_cache
from typing import Final, NamedTuple

import skia

from pocket.world import sky
from pocket.world.easel import Easel, mix, scaled
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, by_time, covered, lines, painted, slab
from pocket.world.scene import Scene

EYE: Final = 26.0  # the height of the horizon: all lines meet at (0, EYE)


class House(NamedTuple):
    """A house front that runs into the depth, from `near` to `far` beside the street, `roof` high at its near edge."""

    near: float
    far: float
    roof: float
    colour: int


_LEFT: Final = (
    (
        House(-30, -20, -16, 0xA9B8D2),
        House(-46, -30, -70, 0xD8C3A8),
        House(-66, -46, -84, 0x9FB6B4),
        House(-300, -66, -640, 0xE0B79A),
    ),
    (House(-32, -20, -40, 0xB6C3D6), House(-54, -32, -60, 0xC99F8F), House(-300, -54, -560, 0xB9C4CC)),
    (
        House(-28, -20, -30, 0xAEBBD0),
        House(-42, -28, -36, 0xC9B6CE),
        House(-72, -42, -120, 0xE6CFA4),
        House(-300, -72, -420, 0xA3B9A6),
    ),
)
_RIGHT: Final = (
    (House(30, 20, -34, 0xB2BED6), House(52, 30, -52, 0xB6A5C6), House(300, 52, -600, 0xD9D2C4)),
    (
        House(28, 20, -20, 0xA9B8D2),
        House(44, 28, -76, 0xE0CDAE),
        House(70, 44, -80, 0xA8BCC0),
        House(300, 70, -600, 0xC9A48C),
    ),
    (House(30, 20, -24, 0xB2BED6), House(48, 30, -66, 0x9FB3C8), House(300, 48, -520, 0xE3C3B0)),
)
_SIGNS: Final = (  # left, top, right, bottom and colour of each sign, by layout
    (
        (-78, -64, -60, -8, 0xE9505A),
        (58, -50, 78, -2, 0x2FB6C8),
        (-112, -30, -90, 34, 0xF2B63C),
        (94, -84, 118, -10, 0xF07FB0),
    ),
    (
        (-72, -36, -52, 14, 0x3FB07C),
        (56, -70, 76, -10, 0xF2B63C),
        (-104, -84, -82, -16, 0xEF6FA6),
        (90, -20, 114, 40, 0x4A8FE0),
    ),
    (
        (-82, -74, -62, -24, 0x4A8FE0),
        (52, -40, 72, 14, 0xE9505A),
        (-104, -10, -84, 42, 0xF07FB0),
        (84, -88, 106, -24, 0x3FB07C),
    ),
)


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Sky, houses from far to near, the street, and the signs."""
    del set_width
    sky.draw(easel, scene, EYE, (-12 if scene.layout == 1 else 14, -74))
    easel.depth = 0.1
    forms.flat(easel, slab(-24, -4, 24, EYE + 4), mix(sky.colours(scene).low, 0x8A9CC0, 0.5))
    _street(easel, scene)
    for side in (_LEFT[scene.layout], _RIGHT[scene.layout]):
        for index, house in enumerate(side):
            easel.depth = 0.14 + 0.3 * (index + 1) / len(side)
            _house(easel, house)
    easel.stroke(_edges(scene.layout), 0x7A7C90, line=0.5, kept=True)
    _windows(easel, scene)
    _signs(easel, scene)
    _lamp(easel, scene, (94, -96, 92)[scene.layout])


def _street(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.4
    forms.flat(easel, area((-14, EYE), (14, EYE), (FAR, HIGH), (-FAR, HIGH)), covered(scene, 0xD2CCC4))
    easel.depth = 0.45
    road = covered(scene, 0x7E8492, 0.6)
    forms.flat(easel, area((-10, EYE), (10, EYE), (205, HIGH), (-205, HIGH)), road)
    forms.flat(easel, _stripes(), mix(road, 0xFFFFFF, 0.72))


@lru_cache(1)
def _stripes() -> skia.Path:
    """A crossing before the feet, and the middle line behind it."""
    bars = [area((x, 96), (x + 13, 96), ((x + 13) * 1.36, 122), (x * 1.36, 122)) for x in range(-69, 58, 24)]
    middle = [
        area((-w, y), (w, y), (w * 1.3, y + h), (-w * 1.3, y + h))
        for w, y, h in ((1.4, 44, 8), (2.4, 60, 14), (6, 140, 40))
    ]
    return forms.joined(*bars, *middle)


def _house(easel: Easel, house: House) -> None:
    forms.flat(easel, _front(house), house.colour)
    if abs(house.near) > 100:
        forms.flat(easel, _ground_floor(house), scaled(house.colour, 0.72))


def _windows(easel: Easel, scene: Scene) -> None:
    """Windows lie flat in the fronts: only the colour picture has them."""
    with forms.shining(easel, scene):
        if scene.time == "night":
            easel.glow(_all_panes(scene.layout, 1), 0x2C3568, 1.0)
            easel.glow(_all_panes(scene.layout, 0), 0xFFD66E, 1.0)
        else:
            grey = scene.weather in ("cloudy", "rain", "snow")
            easel.glow(_all_panes(scene.layout, 2), by_time(scene, (0xC2CDD6 if grey else 0xB4D3E4, 0xFFCB94, 0)), 1.0)


@lru_cache(9)
def _all_panes(layout: int, which: int) -> skia.Path:
    return forms.joined(*(_panes(house, which) for house in _LEFT[layout] + _RIGHT[layout]))


@lru_cache(3)
def _edges(layout: int) -> skia.Path:
    """The outlines of all fronts, and the upper edges of the ground floors of the nearest."""
    houses = _LEFT[layout] + _RIGHT[layout]
    near = [house for house in houses if abs(house.near) > 100]
    return forms.joined(*map(_front, houses), *map(_ground_floor, near))


def _at(x: float, height: float, near: float) -> tuple[float, float]:
    """A point of a front: its x, and its height given at the near edge, drawn towards the vanishing point."""
    return x, EYE + (height - EYE) * x / near


@lru_cache(64)
def _front(house: House) -> skia.Path:
    near, far, roof, _ = house
    foot = EYE + abs(near) * 1.02
    return area(_at(near, roof, near), _at(far, roof, near), _at(far, foot, near), _at(near, foot, near))


@lru_cache(64)
def _ground_floor(house: House) -> skia.Path:
    near, far = house.near, house.far
    foot, top = EYE + abs(near) * 1.02, EYE + abs(near) * 0.34
    return area(_at(near, top, near), _at(far, top, near), _at(far, foot, near), _at(near, foot, near))


@lru_cache(128)
def _panes(house: House, which: int) -> skia.Path:
    """Windows in the front: 0 those with light at night, 1 those without, 2 all."""
    near, far = abs(house.near), abs(house.far)
    side = -1 if house.near < 0 else 1
    columns = _columns(far, min(near, 260.0))
    path, count = skia.Path(), 0
    for left, right in columns:
        for low, high in _floors(house):
            count += 1
            if which == 2 or (count * 5 % 7 < 4) == (which == 0):
                corners = [
                    _at(side * x, y, house.near) for x, y in ((left, low), (right, low), (right, high), (left, high))
                ]
                path.addPoly([skia.Point(*corner) for corner in corners], True)
    return path


def _columns(far: float, near: float) -> list[tuple[float, float]]:
    """Where windows begin and end, wider the nearer they are."""
    found, x = [], far * 1.08
    while x * 1.2 < near * 0.99:
        found.append((x, x * 1.2))
        x *= 1.38
    return found


def _floors(house: House) -> list[tuple[float, float]]:
    """The heights of the windows of each floor at the near edge."""
    size = abs(house.near) * 0.42
    found, y = [], EYE + abs(house.near) * 0.2
    while y - size * 0.7 > house.roof:
        found.append((y, y - size * 0.6))
        y -= size
    return found


def _signs(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.46
    night = scene.time == "night"
    for left, top, right, bottom, colour in _SIGNS[scene.layout]:
        board = slab(left, top, right, bottom, 4)
        if night:
            with forms.shining(easel, scene):
                easel.glow(slab(left - 8, top - 8, right + 8, bottom + 8, 11), colour, 0.35)
                easel.shape(board, mix(colour, 0xFFFFFF, 0.15), line=0)
                easel.stroke(_marks(left, top, right, bottom), 0xFFFBE8, line=0.9, kept=True)
        else:
            painted(easel, board, colour)
            easel.stroke(_marks(left, top, right, bottom), 0xFFF4E4, line=0.9, kept=True)


@lru_cache(32)
def _marks(left: float, top: float, right: float, bottom: float) -> skia.Path:
    """Bars that stand for writing."""
    middle, width, step = (left + right) / 2, (right - left) * 0.26, (bottom - top) / 4
    return forms.joined(
        lines(
            ((middle - width, top + step), (middle + width, top + step)),
            ((middle, top + step * 2.6), (middle, top + step * 3.3)),
        ),
        forms.disc(middle, top + step * 1.9, width * 1.5, width * 1.5),
    )


def _lamp(easel: Easel, scene: Scene, x: float) -> None:
    easel.depth = 0.5
    inner = -1 if x > 0 else 1
    easel.stroke(
        forms.bow((x, 128), (x, -40), (x + inner * 4, -58), (x + inner * 18, -62)), 0x5A6274, line=1.5, kept=True
    )
    head = slab(x + inner * 22 - 9, -65, x + inner * 22 + 9, -57, 3)
    if scene.time == "night":
        with forms.shining(easel, scene):
            easel.glow(forms.disc(x + inner * 22, -56, 40, 36), 0xFFE9A8, 0.4)
            easel.shape(head, 0xFFF3C4, line=0)
    else:
        painted(easel, head, 0xE8ECF2, line=0.5)
