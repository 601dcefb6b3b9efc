"""Colours: RGB from 0 to 255, not rounded before they are painted."""

from typing import TypeAlias

Rgb: TypeAlias = tuple[float, float, float]


def rgb(colour: int) -> Rgb:
    """The colour of a hexadecimal number."""
    return float(colour >> 16 & 255), float(colour >> 8 & 255), float(colour & 255)


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """A colour on the way from one to another."""
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def scaled(colour: Rgb, by: Rgb) -> Rgb:
    """A colour under a coloured light."""
    return min(255.0, colour[0] * by[0]), min(255.0, colour[1] * by[1]), min(255.0, colour[2] * by[2])
