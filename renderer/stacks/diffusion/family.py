"""What sets the families of bases apart, as far as this code has to know. All else is in the models' own files."""

from typing import Final, NamedTuple


class Family(NamedTuple):
    """A family of bases that share a layout."""

    name: str
    is_xl: bool  # two text encoders, their second last layers, a pooled vector and sizes
    rescale: float = 0.0  # how far guidance is brought back to the contrast of the prompt's own side

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a base that LoRAs may change."""
        return ("unet", "text_encoder", "text_encoder_2") if self.is_xl else ("unet", "text_encoder")


# The pocket models are trained down to pure noise, where strong guidance would burn every colour.
_ALL: Final = (Family("sdxl", is_xl=True), Family("sd2", is_xl=False), Family("pocket", is_xl=True, rescale=0.7))
FAMILIES: Final = {family.name: family for family in _ALL}
