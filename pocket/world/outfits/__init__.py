"""The outfits by their names."""

from typing import Final

from pocket.world.outfits.cloth import Outfit
from pocket.world.outfits.gown import DRESS
from pocket.world.outfits.hoodie import HOODIE
from pocket.world.outfits.jacket import JACKET
from pocket.world.outfits.kimono import KIMONO
from pocket.world.outfits.sweater import SWEATER
from pocket.world.outfits.uniform import UNIFORM

OUTFITS: Final[dict[str, Outfit]] = {
    "school uniform": UNIFORM,
    "hoodie": HOODIE,
    "kimono": KIMONO,
    "dress": DRESS,
    "jacket": JACKET,
    "sweater": SWEATER,
}
