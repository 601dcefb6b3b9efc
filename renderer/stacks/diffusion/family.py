"""What sets the families of bases apart, as far as this code has to know. All else is in the models' own files."""

from typing import Final, NamedTuple


class Family(NamedTuple):
    """A family of bases that share a layout."""

    name: str
    is_xl: bool  # two text encoders, their second last layers, a pooled vector and sizes


FAMILIES: Final = {family.name: family for family in (Family("sdxl", is_xl=True), Family("sd2", is_xl=False))}
