"""The words of the world: everything that can be drawn, what it is called, and its colour.

The first word of an entry is its name in a `Scene`; captions use that word or one of the others. How often a thing is
drawn stands in `sample.py`; what a word looks like is the business of the file that draws it.
"""

from typing import Final, NamedTuple


class Thing(NamedTuple):
    """One thing with the words for it, and its colour where it is a colour."""

    words: tuple[str, ...]
    rgb: int = 0

    @property
    def name(self) -> str:
        return self.words[0]


def named(*things: Thing) -> dict[str, Thing]:
    """A table of things by their names, in the order given."""
    return {thing.name: thing for thing in things}


HAIR_COLOURS: Final = named(
    Thing(("black",), 0x35323F),
    Thing(("brown",), 0x8B5A3A),
    Thing(("blonde", "golden"), 0xF4CF6A),
    Thing(("orange", "ginger"), 0xEC8A3C),
    Thing(("red", "crimson"), 0xC8383E),
    Thing(("pink",), 0xF59DBB),
    Thing(("purple", "violet"), 0x8E62C6),
    Thing(("blue",), 0x4678DC),
    Thing(("green",), 0x4AA868),
    Thing(("silver", "white", "gray"), 0xD3D8E4),
)
HAIR_STYLES: Final = named(
    Thing(("short hair", "bob")),
    Thing(("long hair",)),
    Thing(("twintails",)),
    Thing(("ponytail",)),
    Thing(("hair bun", "bun")),
    Thing(("spiky hair", "messy hair")),
)
EYE_COLOURS: Final = named(
    Thing(("blue",), 0x3E86EC),
    Thing(("green",), 0x2FA866),
    Thing(("brown",), 0x8A5432),
    Thing(("red",), 0xD8384A),
    Thing(("purple", "violet"), 0x8C54D2),
    Thing(("amber", "golden", "yellow"), 0xEBA41C),
)
EXPRESSIONS: Final = named(
    Thing(("neutral", "calm", "serious")),
    Thing(("smiling", "smile", "faint smile")),
    Thing(("laughing", "happy", "open mouth smile")),
    Thing(("angry",)),
    Thing(("sad", "crying")),
    Thing(("surprised", "wide eyes")),
    Thing(("eyes closed", "sleeping")),
)
OUTFITS: Final = named(
    Thing(("school uniform", "sailor uniform")),
    Thing(("hoodie",)),
    Thing(("kimono", "yukata")),
    Thing(("dress", "summer dress")),
    Thing(("jacket", "coat")),
    Thing(("sweater", "cardigan")),
)
OUTFIT_COLOURS: Final = named(
    Thing(("white",), 0xF3F1EC),
    Thing(("black",), 0x3A3844),
    Thing(("red",), 0xD33F48),
    Thing(("pink",), 0xF4A3BC),
    Thing(("yellow", "mustard"), 0xF2C94C),
    Thing(("green",), 0x4B9E62),
    Thing(("blue", "navy", "dark blue"), 0x3A62C0),
    Thing(("purple",), 0x8359BA),
)
ACCESSORIES: Final = named(
    Thing(("none",)),
    Thing(("hair bow", "ribbon"), 0xE0394A),
    Thing(("glasses", "round glasses"), 0x33303C),
    Thing(("straw hat", "hat"), 0xEBCB86),
    Thing(("headphones",), 0xE2574C),
    Thing(("scarf", "red scarf"), 0xD8434A),
    Thing(("cat ears",)),
)
POSES: Final = named(
    Thing(("standing", "standing still", "arms at sides")),
    Thing(("waving", "waving hand")),
    Thing(("hands on hips",)),
    Thing(("arms up", "arms raised", "cheering")),
    Thing(("arms wide", "arms spread")),
    Thing(("hand on chest",)),
    Thing(("walking",)),
)
VIEWS: Final = named(  # what the yaw of the head is called
    Thing(("looking at viewer", "facing forward")),
    Thing(("looking to the left", "head turned left", "looking away")),
    Thing(("looking to the right", "head turned right", "looking away")),
    Thing(("profile", "side view", "from side")),
    Thing(("from behind", "seen from behind", "back view")),
)
PLACES: Final = named(
    Thing(("beach", "seaside")),
    Thing(("classroom",)),
    Thing(("rooftop", "school rooftop")),
    Thing(("city street", "street", "city")),
    Thing(("forest", "woods")),
    Thing(("shrine", "torii gate")),
    Thing(("mountains", "meadow")),
    Thing(("bedroom", "room")),
    Thing(("park", "cherry trees")),
)
INDOORS: Final = frozenset({"classroom", "bedroom"})
TIMES: Final = named(
    Thing(("day", "daylight", "daytime", "morning")),
    Thing(("sunset", "dusk", "evening")),
    Thing(("night", "at night")),
)
WEATHERS: Final = named(
    Thing(("clear", "clear sky")),
    Thing(("cloudy", "overcast")),
    Thing(("rain", "raining")),
    Thing(("snow", "snowing")),
    Thing(("petals", "falling petals", "cherry petals")),
)
FRAMINGS: Final = named(
    Thing(("close-up", "portrait", "face")),
    Thing(("upper body", "half body")),
    Thing(("full body",)),
)
STYLES: Final = named(
    Thing(("cel", "anime cel")),
    Thing(("flat", "flat color")),
    Thing(("pastel", "pastel colors")),
    Thing(("soft", "soft shading")),
)
PALETTES: Final = named(Thing(("vivid",)), Thing(("muted",)), Thing(("warm",)), Thing(("cool",)))
