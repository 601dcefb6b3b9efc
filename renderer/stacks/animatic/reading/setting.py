"""Where and when a prompt plays."""

from collections.abc import Sequence
from functools import lru_cache

from anime_compiler.model.prompt import Prompt
from renderer.stacks.animatic.drawing.colour import Rgb
from renderer.stacks.animatic.reading import setting_words as tables
from renderer.stacks.animatic.reading.colour_words import colour_before
from renderer.stacks.animatic.reading.words import Words, plain
from renderer.stacks.animatic.scene import Setting

_PLACES = Words([((rank, place), phrases) for rank, (place, phrases) in enumerate(tables.PLACES)])
_HOURS = Words(tables.HOURS)
_WEATHERS = Words(tables.WEATHERS)
_WINDS = Words(tables.WINDS)
_DRIFTS = Words(tables.DRIFTS)
_THINGS = Words(tables.THINGS)
_STYLES = Words(tables.STYLES)
_FROM_ABOVE = Words(tables.FROM_ABOVE)
_SEEN_FROM_ABOVE = ("town", "harbor", "square", "tower", "street")


@lru_cache(256)
def read_setting(prompt: Prompt) -> Setting:
    """What a prompt says of the place, the hour and the weather."""
    text = plain(prompt.text)
    place, accent = _place(text)
    weathers = [found.entry for found in _WEATHERS.find(text)]
    weather = "storm" if "storm" in weathers else weathers[0] if weathers else "clear"
    return Setting(
        place=place,
        hour=_HOURS.first(text) or "",
        weather=weather,
        amount=_weight(prompt) if weathers else 1.0,
        wind=max((found.entry for found in _WINDS.find(text)), default=0.12),
        drifts=_each([found.entry for found in _DRIFTS.find(text)]),
        things=_each([found.entry for found in _THINGS.find(text)]),
        style=_STYLES.first(text) or "cel",
        accent=accent,
    )


def _place(text: str) -> tuple[str, Rgb | None]:
    """The narrowest place that is named, and its colour if it has one."""
    named = min(_PLACES.find(text), key=lambda found: found.entry[0], default=None)
    if named is None:
        return "", None
    place = named.entry[1]
    if place in _SEEN_FROM_ABOVE and _FROM_ABOVE.first(text):
        place = "aerial"
    return place, colour_before(text, named.start, 2) if place in ("door", "field") else None


def _weight(prompt: Prompt) -> float:
    """How strongly the weather is asked for."""
    weights = [
        phrase.weight for section in prompt.sections for phrase in section if _WEATHERS.first(plain(phrase.text))
    ]
    return min(1.6, max(0.5, max(weights, default=1.0)))


def _each(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
