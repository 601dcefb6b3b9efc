"""What a hair style is made of: tables of numbers, one per style."""

from typing import Final, NamedTuple

from pocket.world.paths import Point
from pocket.world.skull import Ring

Side = tuple[float, float, float]  # longitude, height, and the height of the ring from which it hangs
Strand = tuple[float, float, float]  # a point of a hanging strand's middle (outwards, down) and its half width


class Cut(NamedTuple):
    """One hair style. Longitudes are in degrees, all else in heads."""

    rings: tuple[Ring, ...]  # the outside, from the crown down
    edge: tuple[Point, ...]  # of the opening (longitude, height), from the right ear over the forehead to the left
    sides: tuple[Side, ...]  # the edge below the bangs on the right, from the bangs down; mirrored on the left
    jaw: float  # how far the skin reaches back below the ears
    ears: bool = False
    spikes: tuple[Point, ...] = ()
    back: tuple[Ring, ...] = ()  # what hangs behind, from the head down
    fringe: float = 0.0  # how long the points at the bottom of the back are


def _crown(width: float, top: float = -0.6, depth: float = 0.57) -> tuple[Ring, ...]:
    """The rings of a rounded crown."""
    shares = ((1.0, 0.0), (0.945, 0.38), (0.75, 0.70), (0.42, 0.925), (0.0, 1.0))
    return tuple(Ring(top * high, width * wide, -0.05, depth * wide) for high, wide in shares)


_PULLED: Final = (
    *_crown(0.5),
    Ring(0.16, 0.48, -0.07, 0.5),
    Ring(0.28, 0.4, -0.14, 0.38),
    Ring(0.38, 0.24, -0.24, 0.22),
)

_LOCK: Final[tuple[Side, ...]] = (
    (60, 0.2, 0.12),
    (61, 0.44, 0.12),
    (76, 0.2, 0.12),
    (90, 0.22, 0.22),
    (100, 0.36, 0.36),
)

CUTS: Final = {
    "short hair": Cut(
        rings=(
            *_crown(0.54),
            Ring(0.18, 0.595, -0.07, 0.57),
            Ring(0.32, 0.59, -0.1, 0.53),
            Ring(0.42, 0.52, -0.12, 0.45),
        ),
        edge=(
            *((59, -0.04), (48, 0.08), (32, -0.24), (14, -0.045), (0, -0.24)),
            *((-14, -0.045), (-32, -0.24), (-48, 0.08), (-59, -0.04)),
        ),
        sides=((54, 0.2, 0.2), (45, 0.36, 0.36), (42, 0.46, 0.42), (60, 0.46, 0.42)),
        jaw=78,
        back=(
            Ring(-0.1, 0.5, -0.06, 0.5),
            Ring(0.15, 0.57, -0.07, 0.56),
            Ring(0.32, 0.55, -0.1, 0.52),
            Ring(0.4, 0.46, -0.14, 0.42),
        ),
    ),
    "long hair": Cut(
        rings=(
            *_crown(0.535),
            Ring(0.25, 0.55, -0.1, 0.5),
            Ring(0.6, 0.585, -0.18, 0.42),
            Ring(0.86, 0.585, -0.22, 0.36),
        ),
        edge=(
            *((62, -0.02), (50, 0.1), (35, -0.22), (21, -0.05), (2, -0.34)),
            *((-17, -0.05), (-33, -0.23), (-50, 0.1), (-62, -0.02)),
        ),
        sides=((56, 0.3, 0.25), (58, 0.66, 0.6), (67, 1.0, 0.86)),
        jaw=80,
        back=(
            Ring(-0.1, 0.53, -0.05, 0.55),
            Ring(0.2, 0.555, -0.1, 0.49),
            Ring(0.6, 0.58, -0.24, 0.36),
            Ring(1.05, 0.62, -0.28, 0.34),
            Ring(1.42, 0.62, -0.3, 0.32),
        ),
        fringe=0.17,
    ),
    "twintails": Cut(
        rings=_PULLED,
        edge=(
            *((60, -0.02), (50, 0.08), (31, -0.25), (9, -0.17), (0, 0.06)),
            *((-9, -0.17), (-31, -0.25), (-50, 0.08), (-60, -0.02)),
        ),
        sides=_LOCK,
        jaw=100,
    ),
    "ponytail": Cut(
        rings=_PULLED,
        edge=(
            *((60, -0.01), (52, 0.1), (38, -0.2), (24, -0.04), (6, -0.2), (-6, -0.08)),
            *((-34, -0.28), (-50, 0.07), (-60, -0.01)),
        ),
        sides=_LOCK,
        jaw=100,
        ears=True,
    ),
    "hair bun": Cut(
        rings=_PULLED,
        edge=(
            *((66, 0.1), (46, -0.02), (30, -0.12), (13, -0.24), (0, -0.38)),
            *((-13, -0.24), (-30, -0.12), (-46, -0.02), (-66, 0.1)),
        ),
        sides=((68, 0.2, 0.12), (70, 0.34, 0.12), (78, 0.2, 0.12), (90, 0.22, 0.22), (100, 0.36, 0.36)),
        jaw=100,
        ears=True,
    ),
    "spiky hair": Cut(
        rings=_PULLED,
        edge=(
            *((62, -0.02), (51, 0.1), (36, -0.24), (21, -0.05), (9, -0.22), (-4, 0.03)),
            *((-18, -0.23), (-27, -0.08), (-38, -0.24), (-52, 0.1), (-62, -0.02)),
        ),
        sides=((64, 0.14, 0.12), (66, 0.3, 0.12), (76, 0.16, 0.12), (90, 0.2, 0.2), (100, 0.34, 0.34)),
        jaw=100,
        ears=True,
        spikes=(
            *((0.40, 0.26), (0.61, 0.32), (0.53, 0.1), (0.79, 0.03), (0.56, -0.18)),
            *((0.77, -0.42), (0.45, -0.43), (0.45, -0.75), (0.17, -0.58), (0.0, -0.88)),
        ),
    ),
}

# Tails: a line from the tie (outwards, down) with half widths.
TWINTAIL: Final[tuple[Strand, ...]] = (
    (-0.02, 0.0, 0.08),
    (0.12, -0.05, 0.14),
    (0.27, 0.07, 0.175),
    (0.36, 0.32, 0.185),
    (0.38, 0.62, 0.165),
    (0.35, 0.92, 0.11),
    (0.29, 1.2, 0.0),
)
PONYTAIL: Final[tuple[Strand, ...]] = (
    (0.0, 0.0, 0.1),
    (0.16, -0.17, 0.15),
    (0.38, -0.13, 0.185),
    (0.54, 0.12, 0.2),
    (0.59, 0.46, 0.19),
    (0.55, 0.8, 0.13),
    (0.44, 1.08, 0.0),
)
