"""How a stack is to work on this machine: what somebody chose at the command line, and nothing that a plan says."""

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    """Where models are, and how they are run."""

    models: Path | None = None  # the folder of models; nothing for the usual one
    device: str = "auto"
    low_memory: bool = False  # both sides of guidance one after the other, weights streamed to the card
    compiled: bool = False
    diagnose: Path | None = None  # where to write what goes on inside
    profiled: bool = False

    @property
    def mark(self) -> str:
        """What of it changes the last bits of results."""
        return ("+one-by-one" if self.low_memory else "") + ("+compiled" if self.compiled else "")
