"""A forest: big trunks under dark crowns, with patches of light."""

from functools import lru_cache
from typing import Final

import skia

from pocket.world import sky
from pocket.world.easel import Easel, mix
from pocket.world.places import forms
from pocket.world.places.forms import FAR, HIGH, area, by_time, covered, disc, painted, puffs, round_area, slab
from pocket.world.scene import Scene

_NEAR: Final = ((-76, 86), (-92, 66), (-62, 98))  # where the big trunks stand, by layout
_MIDDLE: Final = ((-34, 40, 132, -128), (-48, 30, -140, 120), (-110, 44, 60, 140))


def draw(easel: Easel, scene: Scene, set_width: float) -> None:
    """Light between far trees, the ground, trunks, crowns and bushes."""
    del set_width
    easel.depth = 0.0
    _distance(easel, scene)
    easel.depth = 0.4
    forms.flat(easel, _ground(), covered(scene, 0x6FA652))
    easel.depth = 0.48
    if scene.layout == 2:
        _brook(easel, scene)
    else:
        forms.flat(easel, _path(scene.layout), covered(scene, 0xC9B27C, 0.6))
    if scene.time != "night" and scene.weather in ("clear", "petals"):
        with forms.shining(easel, scene):
            easel.glow(_patches(), by_time(scene, (0xFFFFC8, 0xFFD890, 0)), 0.5)
    easel.depth = 0.3
    forms.flat(easel, _thin_trunks(scene.layout), 0x6E6A4E)
    painted(easel, _bushes(), covered(scene, 0x3F8450, 0.4), line=0.45)
    easel.depth = 0.45
    for group in range(3):
        painted(easel, _trunks(scene.layout, group), 0x7C5638, shade=_trunk_shade(scene.layout, group))
    _crowns(easel, scene)
    _light(easel, scene)


def _brook(easel: Easel, scene: Scene) -> None:
    """Water instead of a path, with a stone on either side."""
    water, bright = ((0x8FD3DE, 0xE2F8F4), (0xE8A08C, 0xFFDFAE), (0x3A6E9C, 0x8FC0E0))[
        ("day", "sunset", "night").index(scene.time)
    ]
    with forms.shining(easel, scene):
        forms.flat(easel, _path(2), water)
        with easel.at(2 * forms.drift(scene), 0):
            easel.stroke(_ripples(), bright, line=0.8, kept=True)
    painted(easel, forms.puffs(((-52, 88, 40, 24), (70, 102, 46, 28))), covered(scene, 0x93988E), line=0.5)


@lru_cache(1)
def _ripples() -> skia.Path:
    return forms.lines(((-16, 74), (4, 74)), ((14, 88), (36, 88)), ((-34, 104), (-8, 104)), ((20, 118), (48, 118)))


def _distance(easel: Easel, scene: Scene) -> None:
    """The bright mist between the trees."""
    high, low = ((0x9CD49A, 0xE4F6C4), (0xD9705C, 0xFFD58E), (0x14304E, 0x35708C))[
        ("day", "sunset", "night").index(scene.time)
    ]
    if scene.weather in ("cloudy", "rain", "snow"):
        grey = sky.colours(scene).low
        high, low = mix(high, grey, 0.55), mix(low, grey, 0.6)
    with forms.shining(easel, scene):
        forms.flat(easel, slab(-FAR, -HIGH, FAR, HIGH), high)
        forms.fade(easel, -90, 50, high, low)
        orb = ((54, -58, 58)[scene.layout], -26)
        if scene.time == "night" and scene.weather in ("clear", "petals"):
            easel.glow(disc(*orb, 60, 60), 0xBFE0FF, 0.2)
            easel.shape(disc(*orb, 34, 34), 0xFFF2C0, line=0)
        elif scene.time == "sunset":
            easel.glow(disc(orb[0], -4, 80, 80), 0xFFF0B4, 0.4)
            easel.shape(disc(orb[0], -4, 44, 44), 0xFFF3C4, line=0)
        easel.depth = 0.12
        far = mix(high, low, 0.25)
        forms.flat(easel, _far_trunks(), mix(far, 0x1E4A3C if scene.time != "sunset" else 0x8A3C50, 0.24))


@lru_cache(1)
def _far_trunks() -> skia.Path:
    return forms.slabs(*((float(x), -230.0, x + w, 60.0) for x, w in (
        (-96, 9), (-62, 7), (-12, 9), (14, 7), (58, 9), (92, 7), (-150, 8),
        (-190, 10), (-230, 8), (150, 9), (194, 8), (236, 10),
    )))  # fmt: skip


@lru_cache(1)
def _ground() -> skia.Path:
    return area((-FAR, 52), (-90, 46), (0, 50), (90, 45), (FAR, 52), (FAR, HIGH), (-FAR, HIGH))


@lru_cache(3)
def _path(layout: int) -> skia.Path:
    bend = (26, -30, 10)[layout]
    return round_area(
        (-5 + bend, 50),
        (7 + bend, 50),
        (34 + bend * 0.4, 84),
        (88, 150),
        (90, HIGH),
        (-90, HIGH),
        (-80, 150),
        (-14 + bend * 0.4, 84),
    )


@lru_cache(1)
def _patches() -> skia.Path:
    return forms.joined(*(disc(*one) for one in (
        (-52, 74, 56, 9), (60, 84, 64, 10), (-30, 112, 84, 13), (150, 96, 90, 12), (-160, 90, 90, 12),
    )))  # fmt: skip


@lru_cache(3)
def _thin_trunks(layout: int) -> skia.Path:
    return forms.joined(*(area((x - 5, -HIGH), (x + 5, -HIGH), (x + 8, 66), (x - 8, 66)) for x in _MIDDLE[layout]))


def _near(layout: int, group: int) -> tuple[int, ...]:
    """Where the big trunks of every picture stand, or those at the left and right that only wide pictures show."""
    left, right = _NEAR[layout]
    return ((left, right), (left - 110, left - 200), (right + 100, right + 190))[group]


def _trunk(x: float) -> skia.Path:
    return round_area(
        (x - 13, -HIGH),
        (x + 13, -HIGH),
        (x + 13, -40),
        (x + 14, 60),
        (x + 30, 106),
        (x + 2, 100),
        (x - 26, 108),
        (x - 15, 60),
        (x - 12, -40),
    )


@lru_cache(9)
def _trunks(layout: int, group: int) -> skia.Path:
    return forms.joined(*(_trunk(x) for x in _near(layout, group)))


@lru_cache(9)
def _trunk_shade(layout: int, group: int) -> skia.Path:
    sides = forms.joined(
        *(area((x + 3, -HIGH), (x + 40, -HIGH), (x + 40, 120), (x + 4, 120)) for x in _near(layout, group))
    )
    return forms.cut(sides, _trunks(layout, group))


@lru_cache(1)
def _bushes() -> skia.Path:
    return puffs(tuple((x, 58.0, w, h) for x, w, h in (
        (-118, 70, 44), (-70, 56, 34), (-36, 40, 22), (42, 44, 24), (74, 60, 38), (126, 70, 46),
        (-180, 80, 40), (-240, 70, 48), (190, 80, 40), (250, 70, 48),
    )))  # fmt: skip


def _crowns(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.46
    with easel.at(2 * swing_of(scene), 0):
        painted(easel, _crown(1), covered(scene, 0x3C8250, 0.35), line=0.45)
    with easel.at(-2.5 * swing_of(scene), 0):
        painted(easel, _crown(0), covered(scene, 0x2A6444, 0.35), line=0.5)


def swing_of(scene: Scene) -> float:
    """How far the wind pushes the crowns now."""
    return forms.swing(scene, 0.1)


@lru_cache(2)
def _crown(row: int) -> skia.Path:
    """The leaves that hang into the picture: the dark front row and the lighter one behind it."""
    drop = (0.0, 22.0)[row]
    ovals = tuple((x + 22.0 * row, y + drop, 74.0, 46.0) for x, y in (
        (-96, -86), (-48, -98), (4, -106), (54, -98), (100, -86), (150, -94), (196, -88), (246, -94),
        (-150, -94), (-200, -88), (-250, -94), (-300, -90), (296, -90),
    ))  # fmt: skip
    return forms.merged(slab(-FAR, -HIGH, FAR, -94 + drop * 0.6), puffs(ovals))


def _light(easel: Easel, scene: Scene) -> None:
    easel.depth = 0.47
    with forms.shining(easel, scene):
        if scene.time == "night":
            for index, (x, y) in enumerate(
                ((-52, 12), (60, -14), (44, 40), (-98, -20), (108, 26), (-66, 78), (170, 10), (-170, 20))
            ):
                rise = 3 * forms.drift(scene, 0.13 * index)
                with easel.at(0, rise):
                    easel.glow(disc(x, y, 16, 16), 0xE8FFA0, 0.3)
                    easel.shape(disc(x, y, 6, 6), 0xF4FFB4, line=0)
            return
        if scene.weather in ("clear", "petals"):
            tone = by_time(scene, (0xFFFFDC, 0xFFD08A, 0))
            lean = -1 if scene.layout == 1 else 1
            easel.glow(_rays(lean), tone, 0.3)


@lru_cache(2)
def _rays(lean: int) -> skia.Path:
    """Slanting light, each ray as the column of its upper end and its width."""
    return forms.joined(*(_ray(x, w, lean) for x, w in (
        (70, 22), (-50, 20), (310, 26),
    )))  # fmt: skip


def _ray(x: float, width: float, lean: int) -> skia.Path:
    ends = ((x, -HIGH), (x + width, -HIGH), (x + width * 1.6 - 110, 110.0), (x - 110, 110.0))
    return area(*((along * lean, down) for along, down in ends))
