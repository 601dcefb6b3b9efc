"""What sets the families of bases apart, as far as this code has to know. All else is in the models' own files."""

from typing import Final, NamedTuple


class Family(NamedTuple):
    """A family of bases that share a layout."""

    name: str
    is_xl: bool  # two text encoders, their second last layers, a pooled vector and sizes

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a base that LoRAs may change."""
        return ("unet", "text_encoder", "text_encoder_2") if self.is_xl else ("unet", "text_encoder")


FAMILIES: Final = {family.name: family for family in (Family("sdxl", is_xl=True), Family("sd2", is_xl=False))}
