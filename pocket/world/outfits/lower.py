"""What is worn below the waist: skirts and the upper part of trousers."""

from typing import Final

from pocket.world.outfits.cloth import Piece, Wearer, area, pieces, seam
from pocket.world.outfits.form import Form, Ring

_PLEATS: Final = (-0.7, -0.25, 0.25, 0.7)  # across the front, in shares of the width


def skirt(
    wearer: Wearer,
    dye: str = "cloth",
    *,
    waist: float = 1.16,
    hem: float = 1.84,
    flare: float = 0.5,
    pleats: bool = True,
) -> tuple[Piece, ...]:
    """A skirt; the wider its hem, the more it swings."""
    top = wearer.trunk().ring(waist)
    rings = (
        Ring(waist, top.width + 0.015, top.depth + 0.01),
        Ring(waist + (hem - waist) * 0.45, (top.width + flare) * 0.52, (top.depth + flare * 0.8) * 0.55),
        Ring(hem, flare, flare * 0.84),
    )
    form = Form(rings, wearer.yaw, wearer.sway * 1.5)
    folds: list[Piece | None] = []
    for share in _PLEATS if pleats else ():
        for back in (False, True):
            line = [(share * form.ring(y).width, y) for y in (waist + 0.2, hem)]
            folds.append(seam(form.seam(line, back=back), f"{dye} seam" if dye != "cloth" else "seam"))
    return pieces(area(form.trunk(waist, hem, dip=0.06), dye, form.shadow(waist, hem, 0.4)), *folds)


def breeches(wearer: Wearer, dye: str) -> tuple[Piece, ...]:
    """The upper part of trousers, from the waist to where the legs part."""
    form = wearer.trunk(0.01)
    return pieces(area(form.trunk(1.3, 1.6, dip=0.03), dye))
