"""The hoodie: wide, with a big hood around the neck, strings and a pocket."""

from math import radians, sin

from pocket.world.outfits.cloth import Cut, Legwear, Outfit, Piece, Sleeve, Wearer, area, basic_dyes, pieces, seam
from pocket.world.outfits.form import Form, Ring
from pocket.world.outfits.lower import breeches, skirt

_HOOD = (
    Ring(0.44, 0.24, 0.22),
    Ring(0.52, 0.36, 0.28),
    Ring(0.62, 0.42, 0.3),
    Ring(0.72, 0.4, 0.26),
    Ring(0.8, 0.3, 0.2),
)


_EDGE = ((0.14, 0.5), (0.28, 0.5), (0.42, 0.6), (0.4, 0.72), (0.24, 0.85), (0.02, 0.96), (0.0, 0.84), (0.1, 0.68))
_SACK = ((0.26, 0.48), (0.42, 0.6), (0.4, 0.72), (0.27, 0.88))  # how the hood hangs on the back, down to its tip
_STRING = ((0.07, 0.8), (0.1, 0.93), (0.09, 1.1))


def cut(wearer: Wearer) -> Cut:
    """The hood stands behind the neck, its edges meet in front."""
    form = wearer.trunk(0.045)
    girl = wearer.gender == "girl"
    below = skirt(wearer, "lower", hem=1.86, flare=0.4, waist=1.3) if girl else breeches(wearer, "lower")
    body = area(form.trunk(0.58, 1.58, dip=0.04), "cloth", form.shadow(0.58, 1.6))
    band = area(form.trunk(1.47, 1.58, dip=0.04), "deep")
    pocket = area(form.patch([(-0.16, 1.14), (0.16, 1.14), (0.24, 1.4), (-0.24, 1.4)]), "cloth", line=0.9)
    behind = pieces(area(Form(_HOOD, wearer.yaw).trunk(0.44, 0.8), "deep"))
    return Cut(behind, pieces(*below, body, band, pocket), pieces(*_hood(wearer, form)))


def _hood(wearer: Wearer, form: Form) -> list[Piece | None]:
    """What of the hood lies on the shoulders, and the strings."""
    hood = Form(_HOOD, wearer.yaw)
    # Seen from the side, its front and its back leave a gap on the shoulder.
    cowl = area(hood.trunk(0.5, 0.76), "cloth") if abs(sin(radians(wearer.yaw))) > 0.6 else None
    front = [area(hood.patch([(x * side, y) for x, y in _EDGE], smooth=True), "cloth") for side in (-1, 1)]
    strings = [seam(form.seam([(x * side, y) for x, y in _STRING]), "string", 1.5) for side in (-1, 1)]
    sack = [(-x, y) for x, y in _SACK] + [(0.0, 1.02), *reversed(_SACK)]
    back = area(hood.patch(sack, back=True, smooth=True), "cloth")
    fold = seam(hood.seam([(-0.2, 0.62), (0.0, 0.78), (0.2, 0.62)], back=True))
    return [cowl, *front, *strings, back, fold]


def dyes(colour: str) -> dict[str, int]:
    """Strings that stand out from the cloth."""
    basic = basic_dyes(colour)
    pale = colour in ("white", "yellow", "pink")
    return basic | {"string": 0x6A6478 if pale else 0xFFFFFF, "shoe": 0xF2EFEA}


HOODIE = Outfit(cut, dyes, Sleeve((0.13, 0.135, 0.12), cuff="deep"), Legwear(sock_top=2.2), Legwear(trousers="lower"))
