"""The sky: its colours by time of day and weather, sun, moon, stars and clouds."""

from functools import lru_cache
from typing import Final, NamedTuple

import skia

from pocket.world.easel import Easel, mix
from pocket.world.places import forms
from pocket.world.scene import Scene


class Sky(NamedTuple):
    """The colours of a sky: from the top over the middle down to the horizon, and its clouds in light and shade."""

    top: int
    middle: int
    low: int
    cloud: int
    cloud_shade: int


_CLEAR: Final = {
    "day": Sky(0x4FA6EE, 0x8ACBF6, 0xD6F0FB, 0xFFFFFF, 0xCFE4F5),
    "sunset": Sky(0x7C66C4, 0xF58F86, 0xFFD48C, 0xFFC6A8, 0xD888A6),
    "night": Sky(0x121848, 0x243174, 0x4A5CA8, 0x4A5AA0, 0x35427F),
}
_GREY: Final = {
    "day": Sky(0x9CABBD, 0xB8C4D0, 0xD6DEE4, 0xDDE3E9, 0xB4BFCC),
    "sunset": Sky(0x7E7090, 0xC08A8E, 0xEBB48E, 0xC99AA0, 0x94788F),
    "night": Sky(0x171B38, 0x262C50, 0x3C446C, 0x3A4266, 0x2A3052),
}
_DULL: Final = {"cloudy": 0.0, "rain": 0.25, "snow": -0.25}  # how much darker a grey sky is

_FLUFFY: Final = (  # clouds of clear weather for each layout: ovals; the lower half is in the shade
    (
        ((-74, -14, 58, 48), (-110, 0, 70, 34), (-40, 0, 60, 28)),
        ((76, -66, 44, 28), (100, -58, 50, 22), (52, -57, 40, 20)),
        ((170, -4, 70, 50), (206, 4, 70, 34), (138, 6, 60, 28)),
        ((-190, -60, 60, 30), (-218, -54, 50, 22)),
    ),
    (
        ((72, -10, 62, 48), (40, 2, 60, 30), (112, 4, 80, 32)),
        ((-72, -64, 46, 30), (-94, -58, 40, 22), (-50, -57, 34, 18)),
        ((-170, 0, 70, 46), (-206, 8, 70, 34)),
        ((196, -62, 60, 30), (222, -56, 50, 22)),
    ),
    (
        ((-66, -44, 52, 34), (-90, -38, 48, 26), (-42, -36, 40, 22)),
        ((84, -30, 56, 36), (60, -24, 40, 24), (112, -24, 54, 26)),
        ((190, -70, 70, 34), (220, -62, 60, 26)),
        ((-190, -14, 70, 36), (-220, -8, 60, 28)),
    ),
)
_FLAT: Final = (  # the lid of a grey sky
    ((-150, -150, 260, 70), (-40, -152, 160, 60), (70, -146, 190, 74), (190, -152, 200, 70), (0, -190, 900, 70)),
    ((-190, -76, 130, 24), (-78, -62, 110, 26), (-48, -55, 70, 18), (78, -40, 120, 24), (48, -33, 80, 16),
     (200, -58, 130, 24)),
)  # fmt: skip
_STARS: Final = (
    (-72, -70), (-46, -34), (42, -78), (80, -18), (-88, -20), (-112, -96), (104, -84), (-30, -112), (16, -100),
    (150, -60), (-150, -50), (196, -100), (-196, -90), (-176, -14), (182, -20),
)  # fmt: skip


def colours(scene: Scene) -> Sky:
    """The colours of the sky of a scene."""
    dull = _DULL.get(scene.weather)
    if dull is None:
        return _CLEAR[scene.time]
    grey = _GREY[scene.time]
    toward = 0x3A4254 if dull > 0 else mix(grey.low, 0xFFFFFF, 0.5)
    return Sky(*(mix(colour, toward, abs(dull)) for colour in grey))


def draw(easel: Easel, scene: Scene, low: float = 20.0, orb: tuple[float, float] = (62.0, -58.0)) -> None:
    """The sky down to `low`; sun and moon stand at `orb`, the setting sun lower than that."""
    easel.depth = 0.0
    tones = colours(scene)
    with forms.shining(easel, scene):
        forms.flat(easel, forms.slab(-forms.FAR, -forms.HIGH, forms.FAR, forms.HIGH), tones.top)
        forms.fade(easel, -118, low - 52, tones.top, tones.middle)
        forms.fade(easel, low - 54, low + 2, tones.middle, tones.low)
        if scene.weather in _DULL:
            _lid(easel, scene, tones)
            return
        if scene.time == "sunset":
            _sun(easel, orb[0], low - 20)
        if scene.time == "night":
            easel.shape(_stars(), 0xFFF6D8, line=0)
        _clouds(easel, scene, tones)
        if scene.time == "night":
            _moon(easel, orb)


def _sun(easel: Easel, x: float, y: float) -> None:
    easel.glow(forms.disc(x, y, 104, 104), 0xFFF0B4, 0.3)
    easel.glow(forms.disc(x, y, 76, 76), 0xFFF0B4, 0.4)
    forms.flat(easel, forms.disc(x, y, 50, 50), 0xFFF3C4)


def _moon(easel: Easel, orb: tuple[float, float]) -> None:
    easel.glow(forms.disc(*orb, 58, 58), 0xBFD0FF, 0.22)
    forms.flat(easel, forms.disc(*orb, 36, 36), 0xFFF2C0)
    forms.flat(easel, forms.disc(orb[0] + 5, orb[1] - 4, 10, 10), 0xF1DFA4)


@lru_cache(1)
def _stars() -> skia.Path:
    reach, waist = 4.6, 1.3
    return forms.joined(
        *(
            forms.area(
                (x, y - reach), (x + waist, y - waist), (x + reach, y), (x + waist, y + waist),
                (x, y + reach), (x - waist, y + waist), (x - reach, y), (x - waist, y - waist),
            )
            for x, y in _STARS
        )
    )  # fmt: skip


def _clouds(easel: Easel, scene: Scene, tones: Sky) -> None:
    reach = 3 + 4 * scene.motion.wind
    for index, ovals in enumerate(_FLUFFY[scene.layout]):
        with easel.at(reach * forms.drift(scene, 0.2 * index), 0):
            whole, lit = _cloud(ovals)
            forms.flat(easel, whole, tones.cloud_shade)
            forms.flat(easel, lit, tones.cloud)
            easel.stroke(whole, mix(tones.cloud_shade, tones.middle, 0.4), line=0.35, kept=True)


@lru_cache(32)
def _cloud(ovals: tuple[tuple[float, float, float, float], ...]) -> tuple[skia.Path, skia.Path]:
    """The outline of a cloud and the lit upper part of it."""
    whole = forms.puffs(ovals)
    raised = skia.Path(whole)
    raised.offset(-2, -7)
    return whole, skia.Op(whole, raised, skia.kIntersect_PathOp)


def _lid(easel: Easel, scene: Scene, tones: Sky) -> None:
    reach = 3 + 4 * scene.motion.wind
    for index, ovals in enumerate(_FLAT):
        with easel.at(reach * forms.drift(scene, 0.3 * index), 0):
            forms.flat(easel, forms.puffs(ovals), tones.cloud_shade if index == 0 else tones.cloud)
