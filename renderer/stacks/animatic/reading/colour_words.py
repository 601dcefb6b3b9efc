"""Words for colours."""

from renderer.stacks.animatic.drawing.colour import Rgb, mixed, rgb
from renderer.stacks.animatic.reading.words import Words

WORDS = """
    amber:E9A227 aqua:4FC7CE aquamarine:5FD0B5 ash:A7A6AD auburn:8F4128 azure:3F8FE0 beige:DCC9A8 black:2F2C38
    blond:EFC765 blonde:EFC765 blue:3F73CE bronze:A8743A brown:7E5136 burgundy:7C2338 caramel:B97D45 charcoal:45454F
    chestnut:82442F cobalt:2851A8 copper:B86A3C coral:F28066 cream:F4E8CF crimson:B9233B cyan:45C4DC emerald:23A06A
    ginger:D8743A gold:E0B04A golden:E8BA52 gray:8E919B green:3F9458 grey:8E919B hazel:97733F indigo:44419A
    ivory:F5EEDF jade:3FA37C khaki:B7A57C lavender:B3A2DE lilac:C0A0D8 lime:9BCB3F magenta:CF3F96 maroon:742632
    mint:97DABF mustard:D7A33A navy:2C3A68 ochre:C98F3D olive:76793F orange:E87F34 peach:F7BC97 pink:EF8CAE
    platinum:E3DDD0 plum:75406F purple:7A52B8 raven:26242F red:C8393F rose:D9687F ruby:B6233F rust:A9522E
    sapphire:2757B5 scarlet:D23A2C silver:CDD2DC tan:C9A277 teal:2C8B8F turquoise:3DBFB4 vermilion:DB4A2B
    violet:8257C2 white:F4F2EE yellow:F0C93F
"""
COLOURS = {word: int(code, 16) for word, code in (pair.split(":") for pair in WORDS.split())}
# How much of a colour is left when it is darker; below 0, how much white is mixed in.
_SHADES = {"dark": 0.62, "deep": 0.75, "light": -0.42, "pale": -0.5, "soft": -0.3, "bright": -0.12}

_COLOURS = Words([(colour, word) for word, colour in COLOURS.items()])
_SHADE_WORDS = Words([(share, word) for word, share in _SHADES.items()])


def colour_before(text: str, end: int, reach: int = 4) -> Rgb | None:
    """The colour named last before a place in a text, at most so many words away."""
    near = " ".join(text[:end].split()[-reach:])
    named = [*_COLOURS.find(near)]
    if not named:
        return None
    colour = rgb(named[-1].entry)
    shade = [found.entry for found in _SHADE_WORDS.find(near) if found.end <= named[-1].start]
    if not shade:
        return colour
    return (
        mixed(colour, (20.0, 18.0, 34.0), 1 - shade[-1])
        if shade[-1] > 0
        else mixed(colour, (255.0, 255.0, 255.0), -shade[-1])
    )
