"""Time is whole frames at a rate; seconds and shares exist only where people write and read.

Written amounts are kept as whole thousandths, so that no binary fraction ever rounds a frame away.
"""

from typing import NamedTuple


class Timing(NamedTuple):
    """A written amount of time: `4s`, `32f` or `50%`."""

    thousandths: int
    unit: str  # "s", "f" or "%"

    @property
    def text(self) -> str:
        """As an author would write it."""
        whole, rest = divmod(self.thousandths, 1000)
        return f"{whole}{f'.{rest:03}'.rstrip('0') if rest else ''}{self.unit}"

    def frames_exactly(self, fps: int) -> int | None:
        """A duration in frames, or `None` where it is not a whole number of them."""
        frames, rest = divmod(self.thousandths * (fps if self.unit == "s" else 1), 1000)
        return None if rest else frames

    def frame_in(self, frames: int, fps: int) -> int:
        """A position as a frame of a shot of so many frames; 100% is its last frame, halves round up."""
        if self.unit == "%":
            return (self.thousandths * (frames - 1) * 2 + 100_000) // 200_000
        return (self.thousandths * (fps if self.unit == "s" else 1) * 2 + 1000) // 2000


class Size(NamedTuple):
    """A picture size in pixels."""

    width: int
    height: int

    @property
    def text(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def megapixels(self) -> float:
        return self.width * self.height / 1e6


def seconds_text(frames: int, fps: int) -> str:
    """Frames as seconds for people, with up to three decimals."""
    return f"{frames / fps:.3f}".rstrip("0").rstrip(".") + " s"
