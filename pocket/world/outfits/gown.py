"""The dress: puff sleeves, a round neckline, a wide skirt."""

from pocket.world.outfits.cloth import Cut, Legwear, Outfit, Sleeve, Wearer, area, basic_dyes, pieces, seam
from pocket.world.outfits.lower import skirt


def cut(wearer: Wearer) -> Cut:
    """Bodice and skirt of one cloth with a light band between them."""
    form = wearer.trunk()
    below = skirt(wearer, hem=2.02, flare=0.62)
    bodice = area(form.trunk(0.56, 1.2), "cloth", form.shadow(0.56, 1.2))
    neckline = [(-0.23, 0.61), (-0.21, 0.7), (-0.13, 0.79), (0.0, 0.82), (0.13, 0.79), (0.21, 0.7), (0.23, 0.61)]
    bare = [(-0.2, 0.625), *neckline[1:-1], (0.2, 0.625), (0.1, 0.575), (0.1, 0.54), (-0.1, 0.54), (-0.1, 0.575)]
    skin = area(form.patch(bare), "skin", line=0)
    nape = [(-0.21, 0.61), (-0.13, 0.69), (0.0, 0.72), (0.13, 0.69), (0.21, 0.61)]
    back = area(form.patch(nape, back=True), "skin", line=0)
    frill = form.seam(neckline)
    band = area(wearer.trunk(0.02).trunk(1.1, 1.22, dip=0.02), "band")
    return Cut(
        (),
        pieces(*below, bodice, band),
        pieces(skin, back, seam(frill, "frill", 2.0), seam(form.seam(nape, back=True), "frill", 2.0)),
    )


def dyes(colour: str) -> dict[str, int]:
    """A band and an edge that stand out from the cloth."""
    pale = colour == "white"
    return basic_dyes(colour) | {
        "band": 0x8FB4E8 if pale else 0xFFFAF0,
        "frill": 0x8FB4E8 if pale else 0xFFFAF0,
        "shoe": 0xC8505A,
    }


DRESS = Outfit(cut, dyes, Sleeve((0.135, 0.18, 0.12), length=0.34), Legwear(sock_top=2.32), Legwear(sock_top=2.32))
