"""Time of day, weather and palette as light: how they change the colours of the set and of the character."""

from functools import lru_cache
from typing import Final, NamedTuple

from pocket.world.easel import Grade, rgb
from pocket.world.scene import Scene
from pocket.world.vocabulary import INDOORS


class Lights(NamedTuple):
    """The light on the set; gentler on the character, so that her colours stay readable; and on what shines itself."""

    on_set: Grade
    on_figure: Grade
    on_sky: Grade  # sky, lamps and lit windows: their colours are chosen for each time, only the palette changes them


_SET: Final = {
    "day": Grade(),
    "sunset": Grade(tint=0xFFA898, strength=0.5),
    "night": Grade(tint=0x5A68C4, strength=0.74),
}
_ROOM: Final = {  # indoors a lamp is on at night
    "day": Grade(),
    "sunset": Grade(tint=0xFFA890, strength=0.48),
    "night": Grade(tint=0x8C6E9C, strength=0.72),
}
_FIGURE: Final = {
    "day": Grade(),
    "sunset": Grade(tint=0xFFC4A2, strength=0.42),
    "night": Grade(tint=0x8A94DC, strength=0.5),
}
_FIGURE_IN_ROOM: Final = {**_FIGURE, "night": Grade(tint=0xB49CC0, strength=0.5)}
_WEATHER: Final = {
    "clear": Grade(),
    "petals": Grade(),
    "cloudy": Grade(tint=0xDCE2EC, strength=0.7, saturation=0.74),
    "rain": Grade(tint=0xB4C0D2, strength=0.75, saturation=0.62),
    "snow": Grade(tint=0xDCE6F6, strength=0.6, lift=0.05, saturation=0.74),
}
_FIGURE_WEATHER: Final = {
    "clear": Grade(),
    "petals": Grade(),
    "cloudy": Grade(tint=0xE6EAF2, strength=0.4, saturation=0.92),
    "rain": Grade(tint=0xCCD4E2, strength=0.5, saturation=0.88),
    "snow": Grade(tint=0xE8EEF8, strength=0.4, saturation=0.95),
}
_PALETTE: Final = {
    "vivid": Grade(saturation=1.06),
    "muted": Grade(tint=0xF4F0EA, strength=0.5, lift=0.05, saturation=0.74),
    "warm": Grade(tint=0xFFE2BC, strength=0.62),
    "cool": Grade(tint=0xC6DEFF, strength=0.62),
}
_STYLE: Final = {
    "cel": Grade(),
    "flat": Grade(),
    "pastel": Grade(lift=0.17, saturation=0.92),
    "soft": Grade(lift=0.04),
}


def of(scene: Scene) -> Lights:
    """The light of a scene."""
    return _lights(scene.time, scene.weather, scene.palette, scene.style, scene.place in INDOORS)


def combined(*grades: Grade) -> Grade:
    """Several grades, one after the other, as one."""
    factors, dark, saturation = [1.0, 1.0, 1.0], 1.0, 1.0
    for grade in grades:
        for index, tint in enumerate(rgb(grade.tint)):
            factors[index] *= 1 - grade.strength + grade.strength * tint / 255
        dark *= 1 - grade.lift
        saturation *= grade.saturation
    red, green, blue = (round(255 * factor) for factor in factors)
    return Grade(red << 16 | green << 8 | blue, 1.0, 1 - dark, saturation)


@lru_cache(1024)
def _lights(time: str, weather: str, palette: str, style: str, room: bool) -> Lights:
    finish = combined(_PALETTE[palette], _STYLE[style])
    return Lights(
        combined((_ROOM if room else _SET)[time], _WEATHER[weather], finish),
        combined((_FIGURE_IN_ROOM if room else _FIGURE)[time], _FIGURE_WEATHER[weather], finish),
        finish,
    )
