"""What somebody looks like, by the words about them."""

import re

from renderer.stacks.animatic.drawing.chance import throw
from renderer.stacks.animatic.drawing.colour import Rgb, rgb
from renderer.stacks.animatic.reading import people_words as tables
from renderer.stacks.animatic.reading.colour_words import COLOURS, colour_before
from renderer.stacks.animatic.reading.words import Words, phrases
from renderer.stacks.animatic.scene import CREATURES, Person

_LENGTHS, _STYLES = Words(tables.HAIR_LENGTHS), Words(tables.HAIR_STYLES)
_OUTFITS, _LOWERS = Words(tables.OUTFITS), Words(tables.LOWERS)
_HATS, _HOLDS, _SKINS = Words(tables.HATS), Words(tables.HOLDS), Words(tables.SKINS)
_SCARVES, _GLASSES, _GLOWING = Words(tables.SCARVES), Words(tables.GLASSES), Words(tables.GLOWING)

_FUR = {
    "fox": "orange",
    "cat": "charcoal",
    "dog": "caramel",
    "wolf": "gray",
    "rabbit": "ivory",
    "horse": "chestnut",
    "bear": "brown",
    "dragon": "emerald",
    "spirit": "gold",
}
_USUAL_HAIR = ("black", "brown", "chestnut", "blond", "auburn", "ash", "indigo")
_USUAL_CLOTH = ("white", "beige", "teal", "rust", "navy", "mustard", "olive", "rose")
_USUAL_OUTFITS = {"man": "suit", "woman": "dress"}
_OUTFIT_COLOURS = {"uniform": 0x2C3A68, "suit": 0x4A4B57, "robe": 0x55506E, "kimono": 0x8C3F52}
_HAT_COLOURS = {"straw": 0xE2BE76, "witch": 0x3B3350}
_ABOUT_HAIR = ("hair", "ponytail", "bob", "braid", "braids", "twintails", "pigtails", "curls", "bun")


def person_in(text: str, kind: str, number: int) -> Person:
    """Somebody as the words have them; what these leave open follows from who it is, and which of several."""
    if kind in CREATURES:
        glows = _GLOWING.first(text) or ""
        fur = rgb(0xFFB347) if glows else _coloured(text, (kind,)) or rgb(COLOURS[_FUR[kind]])
        return Person(kind=kind, hair=fur, outfit=glows)
    outfit, cloth = _outfit(text, kind)
    hat, hat_colour = _hat(text)
    return Person(
        kind=kind,
        hair=_coloured(text, _ABOUT_HAIR) or _chosen(_USUAL_HAIR, "hair", number),
        hair_length=_hair_length(text, kind),
        hair_style=_STYLES.first(_hair_words(text)) or "loose",
        eyes=_coloured(text, ("eyes", "eye")) or rgb(0x6B4A3A),
        skin=rgb(_SKINS.first(text) or tables.USUAL_SKIN),
        outfit=outfit,
        cloth=cloth or _chosen(_USUAL_CLOTH, "cloth", number),
        lower=_lower(text, outfit, cloth),
        hat=hat,
        hat_colour=hat_colour,
        scarf=_scarf(text),
        has_glasses=_GLASSES.first(text) is not None,
        holds=_HOLDS.first(text) or "",
    )


def _hair_words(text: str) -> str:
    """The phrases that tell of hair."""
    return ", ".join(phrase for phrase in phrases(text) if any(word in phrase for word in (*_ABOUT_HAIR, "twin")))


def _coloured(text: str, words: tuple[str, ...]) -> Rgb | None:
    """The colour that stands before one of these words in the same phrase."""
    noun = re.compile(rf"(?<![\w-])({'|'.join(words)})(?![\w-])")
    for phrase in phrases(text):
        for found in noun.finditer(phrase):
            if colour := colour_before(phrase, found.start()):
                return colour
    return None


def _chosen(names: tuple[str, ...], purpose: str, number: int) -> Rgb:
    """A colour for what the words leave open: the same in every board."""
    return rgb(COLOURS[names[int(throw("person", purpose, number) * len(names))]])


def _hair_length(text: str, kind: str) -> float:
    told = _LENGTHS.first(_hair_words(text))
    if told is not None:
        return told
    if _STYLES.first(text) in ("ponytail", "twintails", "braid"):
        return 1.4
    return 0.24 if kind in ("boy", "man") else 0.9


def _outfit(text: str, kind: str) -> tuple[str, Rgb | None]:
    """The outfit, and its colour where the words give one or it has a usual one."""
    for phrase in phrases(text):
        for found in _OUTFITS.find(phrase):
            colour = colour_before(phrase, found.start)
            usual = _OUTFIT_COLOURS.get(found.entry)
            return found.entry, colour or (None if usual is None else rgb(usual))
    return _USUAL_OUTFITS.get(kind, "shirt"), None


def _lower(text: str, outfit: str, cloth: Rgb | None) -> Rgb:
    """The colour below the waist."""
    found = next(_LOWERS.find(text), None)
    if found and (colour := colour_before(text, found.start, 3)):
        return colour
    if outfit in ("uniform", "suit") and cloth:
        return cloth
    return rgb(0x3F4A6B if outfit in ("shirt", "hoodie", "jacket") else 0x57505C)


def _hat(text: str) -> tuple[str, Rgb]:
    for phrase in phrases(text):
        for found in _HATS.find(phrase):
            colour = colour_before(phrase, found.start, 2)
            return found.entry, colour or rgb(_HAT_COLOURS.get(found.entry, 0x4A4550))
    return "", rgb(_HAT_COLOURS["straw"])


def _scarf(text: str) -> Rgb | None:
    if _SCARVES.first(text) is None:
        return None
    return _coloured(text, ("scarf", "muffler", "shawl")) or rgb(COLOURS["crimson"])
