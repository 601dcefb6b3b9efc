"""What outfits are made of: pieces of cloth with the colour they are dyed in, sleeves, and what the legs wear."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

import skia

from pocket.world.easel import mix, rgb, scaled
from pocket.world.face import SKIN
from pocket.world.outfits.form import TRUNK, Form, Ring
from pocket.world.vocabulary import OUTFIT_COLOURS

WHITE: Final = 0xFAF7F2
NIGHT: Final = 0x454B66  # dark trousers and skirts
_DARK: Final = 105  # a cloth darker than this has light seams


class Piece(NamedTuple):
    """A piece of cloth, or a seam (`open`), and the dye it has."""

    path: skia.Path
    dye: str
    shade: skia.Path | None = None
    line: float = 1.0
    open: bool = False
    top: float = 0.0


class Sleeve(NamedTuple):
    """A sleeve: half its width at shoulder, elbow and end, the share of the arm it covers, its dye and its cuff's."""

    widths: tuple[float, float, float] = (0.115, 0.11, 0.1)
    length: float = 1.0
    dye: str = "cloth"
    cuff: str = ""
    bag: float = 0.0  # how far a wide sleeve hangs below the wrist


class Legwear(NamedTuple):
    """What the legs wear: trousers of a dye, or socks that end at a height."""

    trousers: str = ""
    sock: str = "sock"
    sock_top: float = 2.05
    shoe: str = "shoe"
    shoe_only: bool = False  # under a long skirt


class Cut(NamedTuple):
    """An outfit as it is seen from one side, lowest first: what is behind the neck, on the trunk, on the shoulders."""

    behind: tuple[Piece, ...]
    trunk: tuple[Piece, ...]
    over: tuple[Piece, ...]


class Wearer(NamedTuple):
    """For whom and from which side an outfit is cut."""

    gender: str
    yaw: float
    sway: float

    def trunk(self, room: float = 0.0) -> Form:
        """The trunk, wider by the room that a garment leaves around it."""
        rings: tuple[Ring, ...] = TRUNK[self.gender]
        if room:
            rings = tuple(ring._replace(width=ring.width + room, depth=ring.depth + room) for ring in rings)
        return Form(rings, self.yaw, self.sway)


class Outfit(NamedTuple):
    """Everything that an outfit is."""

    cut: Callable[[Wearer], Cut]
    dyes: Callable[[str], dict[str, int]]
    sleeve: Sleeve
    girl: Legwear
    boy: Legwear


@lru_cache(256)
def basic_dyes(name: str) -> dict[str, int]:
    """The dyes that every outfit has, for a named colour."""
    cloth = OUTFIT_COLOURS[name].rgb
    if name == "black":
        cloth = mix(cloth, 0xFFFFFF, 0.09)  # as it is, its own outline would be lost on it
    return {
        "cloth": cloth,
        "seam": seam_of(cloth),
        "deep": mix(cloth, 0xFFFFFF, 0.16) if is_dark(cloth) else scaled(cloth, 0.86),
        "skin": SKIN,
        "white": WHITE,
        "grey": 0xB9BED0,
        "lower": 0x8C93AC if name == "black" else NIGHT,
        "lower seam": seam_of(NIGHT),
        "sock": WHITE,
        "dark sock": 0x4A4658,
        "shoe": 0x7A4A3A,
        "dark shoe": 0x4C4658,
    }


def is_dark(colour: int) -> bool:
    """Whether ink would be lost on a colour."""
    red, green, blue = rgb(colour)
    return 0.3 * red + 0.59 * green + 0.11 * blue < _DARK


def seam_of(colour: int) -> int:
    """The colour of lines inside an area of a colour: darker, or lighter where that would be lost."""
    return mix(colour, 0xFFFFFF, 0.3) if is_dark(colour) else scaled(colour, 0.6)


def pieces(*found: Piece | None) -> tuple[Piece, ...]:
    """The pieces that are in sight."""
    return tuple(piece for piece in found if piece is not None)


def area(path: skia.Path | None, dye: str, shade: skia.Path | None = None, line: float = 1.0) -> Piece | None:
    """A piece, if it is in sight."""
    if path is None:
        return None
    return Piece(
        path,
        dye,
        None if shade is None else skia.Op(path, shade, skia.PathOp.kIntersect_PathOp),
        line,
        top=path.getBounds().top(),
    )


def seam(path: skia.Path | None, dye: str = "seam", line: float = 0.75) -> Piece | None:
    """A line on cloth, if it is in sight."""
    return None if path is None else Piece(path, dye, None, line, open=True, top=path.getBounds().top())
