"""The kimono: crossed collar with a light edge, hanging sleeves, a broad sash, long to the ankles."""

from pocket.world.outfits.cloth import Cut, Legwear, Outfit, Piece, Sleeve, Wearer, area, basic_dyes, pieces, seam
from pocket.world.outfits.form import Form, Ring


def cut(wearer: Wearer) -> Cut:
    """Left over right, as it must be; the sash over both."""
    form, collar = wearer.trunk(), wearer.trunk(0.02)
    top = form.ring(1.2)
    rings = (top._replace(width=top.width + 0.02), Ring(1.5, 0.33, 0.23), Ring(2.0, 0.34, 0.25), Ring(2.46, 0.36, 0.3))
    skirt = Form(rings, wearer.yaw, wearer.sway * 0.6)
    lower = area(skirt.trunk(1.2, 2.46, dip=0.03), "cloth", skirt.shadow(1.2, 2.46, 0.5))
    wrap = seam(skirt.seam([(-0.02, 1.42), (-0.1, 2.0), (-0.14, 2.47)]))
    upper = area(form.trunk(0.56, 1.25), "cloth", form.shadow(0.56, 1.25))
    skin = area(form.patch([(-0.1, 0.52), (0.1, 0.52), (0.0, 0.86)]), "skin", line=0)
    under = area(collar.patch([(-0.2, 0.56), (-0.07, 0.56), (0.16, 0.96), (0.06, 1.04)]), "edge")
    over = area(collar.patch([(0.07, 0.56), (0.2, 0.56), (-0.06, 1.12), (-0.2, 1.12)]), "edge")
    nape = area(collar.patch([(-0.2, 0.57), (0.2, 0.57), (0.12, 0.68), (-0.12, 0.68)], back=True), "edge")
    return Cut((), pieces(lower, wrap, upper, *_sash(wearer)), pieces(skin, under, over, nape))


def _sash(wearer: Wearer) -> list[Piece | None]:
    form = wearer.trunk(0.035)
    sash = area(form.trunk(1.06, 1.38, dip=0.03), "sash", form.shadow(1.06, 1.4))
    cord = seam(form.seam([(-0.29, 1.22), (-0.15, 1.235), (0.0, 1.24), (0.15, 1.235), (0.29, 1.22)]), "cord", 1.8)
    bow = []
    for side in (-1, 1):
        loop = [(0.02, 1.06), (0.22, 0.94), (0.27, 1.14), (0.22, 1.3), (0.02, 1.2)]
        bow.append(area(form.patch([(x * side, y) for x, y in loop], back=True, smooth=True), "sash"))
    knot = area(form.patch([(-0.07, 1.03), (0.07, 1.03), (0.07, 1.25), (-0.07, 1.25)], back=True), "sash")
    return [sash, cord, *bow, knot]


def dyes(colour: str) -> dict[str, int]:
    """A light sash, or a deep one where the kimono itself is light."""
    pale = colour in ("white", "yellow", "pink")
    sash, cord = (0xB8485C, 0xF4D890) if pale else (0xF7E4B4, 0xD8505A)
    edge = 0xE8A0AC if colour == "white" else 0xFFF6E4
    return basic_dyes(colour) | {"sash": sash, "cord": cord, "edge": edge, "shoe": 0x9A4A44}


KIMONO = Outfit(cut, dyes, Sleeve((0.12, 0.14, 0.14), bag=0.3), Legwear(shoe_only=True), Legwear(shoe_only=True))
