"""How a stack is to work on this machine: what somebody chose at the command line, and nothing that a plan says."""

from pathlib import Path
from typing import Final, NamedTuple

from renderer.stacks.machine import machine
from renderer.weights.place import default_models_folder

_EDITION: Final = "1"  # of the code: changes whenever the same operation would give another result


class Settings(NamedTuple):
    """Where models are, and how they are run."""

    models: Path | None = None  # the folder of models; nothing for the usual one
    device: str = "auto"
    low_memory: bool = False  # both sides of guidance one after the other, weights streamed to the card
    compiled: bool = False
    diagnose: Path | None = None  # where to write what goes on inside

    def folder(self) -> Path:
        """The folder of models."""
        return self.models or default_models_folder()


def edition(settings: Settings) -> str:
    """What beside the plan decides the last bits of results: the edition of the code, the device, its numbers."""
    here = machine(settings.device)
    numbers = here.precision("fp16") if here.device == "cpu" else "as-planned"
    how = ("+one-by-one" if settings.low_memory else "") + ("+compiled" if settings.compiled else "")
    return f"{_EDITION}-{here.device}-{numbers}{how}"
