"""The jacket: worn open over a shirt, with wide lapels."""

from pocket.world.outfits.cloth import Cut, Legwear, Outfit, Sleeve, Wearer, area, basic_dyes, pieces, seam
from pocket.world.outfits.lower import breeches, skirt


def cut(wearer: Wearer) -> Cut:
    """The shirt shows between the two halves."""
    form, lapels = wearer.trunk(0.03), wearer.trunk(0.05)
    girl = wearer.gender == "girl"
    below = skirt(wearer, "lower", hem=1.86, flare=0.42, waist=1.25) if girl else breeches(wearer, "lower")
    body = area(form.trunk(0.56, 1.56, dip=0.03), "cloth", form.shadow(0.56, 1.58))
    shirt = area(
        form.patch(
            [
                (-0.12, 0.54),
                (-0.17, 0.9),
                (-0.12, 1.2),
                (-0.17, 1.62),
                (0.17, 1.62),
                (0.12, 1.2),
                (0.17, 0.9),
                (0.12, 0.54),
            ]
        ),
        "shirt",
    )
    skin = area(form.patch([(-0.1, 0.54), (0.1, 0.54), (0.0, 0.72)]), "skin", line=0)
    parts = []
    for side in (-1, 1):
        points = [(0.1, 0.54), (0.0, 0.72), (0.1, 0.8), (0.18, 0.58)]
        parts.append(area(form.patch([(x * side, y) for x, y in points]), "shirt", line=0.8))
    for side in (-1, 1):
        points = [(0.13, 0.55), (0.24, 0.58), (0.33, 0.76), (0.26, 0.79), (0.3, 0.85), (0.13, 1.16), (0.16, 0.8)]
        parts.append(area(lapels.patch([(x * side, y) for x, y in points]), "deep"))
    buttons = seam(form.seam([(0.0, 0.86), (0.0, 1.5)]), "grey")
    nape = area(lapels.patch([(-0.24, 0.56), (0.24, 0.56), (0.26, 0.7), (-0.26, 0.7)], back=True), "deep")
    vent = seam(form.seam([(0.0, 1.2), (0.0, 1.55)], back=True))
    return Cut((), pieces(*below, body, shirt, buttons, vent), pieces(skin, *parts, nape))


def dyes(colour: str) -> dict[str, int]:
    """A white shirt, or a dark one under a white jacket."""
    dark = colour == "white"
    return basic_dyes(colour) | {
        "shirt": 0x5A6488 if dark else 0xFBFAF8,
        "grey": 0x8A92B4 if dark else 0xB9BED0,
        "shoe": 0x5A4038,
    }


JACKET = Outfit(
    cut,
    dyes,
    Sleeve((0.125, 0.125, 0.115), cuff="deep"),
    Legwear(sock="dark sock", sock_top=1.7),
    Legwear(trousers="lower"),
)
