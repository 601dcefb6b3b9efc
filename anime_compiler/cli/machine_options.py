"""Options of every command that may run models: where they are, and on what they are run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the renderer is imported when a storyboard has been found good
    from renderer.stacks.settings import Settings


def add_machine_options(parser: ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("models")
    where = "the folder of models; default: $ANIMEC_MODELS, or animec/models in the cache folder"
    group.add_argument("--models", type=Path, metavar="DIR", help=where)
    devices = ("auto", "cpu", "cuda", "mps")
    group.add_argument("--device", choices=devices, default="auto", help="what to compute on (default: the best)")
    little = "for cards with little memory: weights are streamed to the card, both sides of guidance one by one"
    how = group.add_mutually_exclusive_group()  # what is streamed block by block is not compiled
    how.add_argument("--low-memory", action="store_true", help=little)
    how.add_argument("--compile", action="store_true", help="compile the networks; pays from some minutes of work on")


def settings_of(options: Namespace) -> "Settings":
    """What was chosen."""
    from renderer.stacks.settings import Settings

    models = options.models.absolute() if options.models else None
    diagnose = getattr(options, "diagnose", None)
    return Settings(
        models=models,
        device=options.device,
        low_memory=options.low_memory,
        compiled=options.compile,
        diagnose=diagnose.absolute() if diagnose else None,
    )
