"""The sailor uniform: a white blouse with a big collar and a neckerchief, skirt or trousers in its colour."""

from pocket.world.easel import mix
from pocket.world.outfits.cloth import Cut, Legwear, Outfit, Piece, Sleeve, Wearer, area, basic_dyes, pieces, seam
from pocket.world.outfits.lower import breeches, skirt


def cut(wearer: Wearer) -> Cut:
    """The blouse, tucked under a skirt, with the collar on top."""
    form, collar = wearer.trunk(), wearer.trunk(0.035)
    girl = wearer.gender == "girl"
    below = skirt(wearer) if girl else breeches(wearer, "cloth")
    hem = 1.22 if girl else 1.4
    blouse = area(form.trunk(0.56, hem), "blouse", form.shadow(0.56, hem))
    band = None if girl else area(form.trunk(1.3, 1.42, dip=0.02), "cloth")
    flap = collar.patch(
        [
            (-0.22, 0.58),
            (-0.355, 0.67),
            (-0.375, 0.84),
            (-0.32, 1.02),
            (0.32, 1.02),
            (0.375, 0.84),
            (0.355, 0.67),
            (0.22, 0.58),
        ],
        back=True,
    )
    stripe = collar.seam([(-0.27, 0.7), (-0.26, 0.95), (0.26, 0.95), (0.27, 0.7)], back=True)
    parts = []
    for side in (-1, 1):
        lapel = [(0.1, 0.54), (0.24, 0.59), (0.355, 0.67), (0.375, 0.84), (0.25, 0.92), (0.0, 1.0)]
        line = [(0.25, 0.63), (0.3, 0.72), (0.28, 0.82), (0.2, 0.86), (0.09, 0.9)]
        parts.append(area(collar.patch([(x * side, y) for x, y in lapel]), "cloth"))
        parts.append(seam(collar.seam([(x * side, y) for x, y in line]), "stripe", 0.9))
    skin = area(form.patch([(-0.1, 0.52), (0.1, 0.52), (0.0, 0.92)]), "skin", line=0)
    over = pieces(*parts, *_neckerchief(wearer), area(flap, "cloth"), seam(stripe, "stripe", 0.9))
    return Cut((), pieces(*below, blouse, band, skin), over)


def _neckerchief(wearer: Wearer) -> list[Piece | None]:
    form = wearer.trunk(0.05)
    parts = []
    for side in (-1, 1):
        tail = [(0.02, 0.98), (0.13, 1.0), (0.17, 1.2), (0.07, 1.17)]
        parts.append(area(form.patch([(x * side, y) for x, y in tail]), "scarf"))
    knot = form.patch([(-0.08, 0.93), (0.08, 0.93), (0.07, 1.04), (-0.07, 1.04)], smooth=True)
    return [*parts, area(knot, "scarf")]


def dyes(colour: str) -> dict[str, int]:
    """White cloth under the named colour, and a neckerchief that stands out from it."""
    basic = basic_dyes(colour)
    scarf = {"red": 0x3B4C8C, "pink": 0xD33F48, "yellow": 0xD8434A}.get(colour, 0xE0454F)
    pale = colour in ("white", "yellow")
    stripe = 0x5A6A9A if pale else 0xFFFFFF
    blouse = mix(0xFBFAF8, 0xB8C4E0, 0.45) if colour == "white" else 0xFBFAF8
    return basic | {"scarf": scarf, "stripe": stripe, "blouse": blouse}


UNIFORM = Outfit(
    cut,
    dyes,
    Sleeve((0.115, 0.11, 0.1), dye="blouse", cuff="cloth"),
    Legwear(sock="dark sock"),
    Legwear(trousers="cloth"),
)
