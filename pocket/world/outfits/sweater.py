"""The sweater: a thick turtleneck, ribs at hem and cuffs."""

from pocket.world.outfits.cloth import Cut, Legwear, Outfit, Sleeve, Wearer, area, basic_dyes, pieces, seam
from pocket.world.outfits.form import Form, Ring
from pocket.world.outfits.lower import breeches, skirt

_NECK = (Ring(0.4, 0.21, 0.19), Ring(0.52, 0.235, 0.21), Ring(0.66, 0.25, 0.22))


def cut(wearer: Wearer) -> Cut:
    """The collar stands around the neck up to the chin."""
    form, neck = wearer.trunk(0.03), Form(_NECK, wearer.yaw, 0.0)
    girl = wearer.gender == "girl"
    below = skirt(wearer, "lower", hem=1.86, flare=0.44, waist=1.25) if girl else breeches(wearer, "lower")
    body = area(form.trunk(0.6, 1.5, dip=0.04), "cloth", form.shadow(0.6, 1.5))
    hem = area(form.trunk(1.38, 1.51, dip=0.04), "deep")
    collar = area(neck.trunk(0.42, 0.66, dip=0.07), "deep", neck.shadow(0.4, 0.7))
    ribs = [
        seam(neck.seam([(x, 0.5), (x, 0.68)], back=back), line=0.7)
        for x in (-0.12, 0.0, 0.12)
        for back in (False, True)
    ]
    cables = [
        seam(form.seam([(x, 0.84), (x, 1.34)], back=back), line=0.9) for x in (-0.12, 0.12) for back in (False, True)
    ]
    return Cut((), pieces(*below, body, hem, *cables), pieces(collar, *ribs))


def dyes(colour: str) -> dict[str, int]:
    """One cloth all over."""
    return basic_dyes(colour) | {"shoe": 0x8A5A40}


SWEATER = Outfit(
    cut,
    dyes,
    Sleeve((0.125, 0.13, 0.115), cuff="deep"),
    Legwear(sock="dark sock", sock_top=1.7),
    Legwear(trousers="lower"),
)
