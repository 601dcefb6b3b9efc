"""Write down which files models are made of: a render takes no others from then on.

animec models lock                   everything in the folder
animec models lock pastel-anime-xl   one, whose change was meant
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anime_compiler.cli.models.folder import add_folder_argument, known_models, named_models, readable, shelf_of
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.plan.render_plan import PlanModel

if TYPE_CHECKING:
    from renderer.weights.shelf import Shelf

_LARGE = 10**8  # bytes, of which a disk gives that many in a second


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="models; everything in the folder if none is named")
    add_folder_argument(parser)


def run(options: Namespace) -> int:
    """Lock."""
    from renderer.weights.lock import LOCK
    from renderer.weights.locking import lock_models

    shelf = shelf_of(options)
    models = named_models(options.names) if options.names else _all(shelf)
    changed = lock_models(shelf, models, tell=_tell)
    for name, locked in changed.items():
        print(f"{visible(name)}: {counted(len(locked.files), 'file')}")
    same = len({model.id for model in models}) - len(changed)
    said = f"{counted(len(changed), 'model')} locked" + (f", {same} as before" if same else "")
    print(f"{said}, in {visible(str(shelf.root / LOCK))}" if models else f"no models in {visible(str(shelf.root))}")
    return 0


def _tell(file: Path, done: int, of: int) -> None:
    """Say what is read, once, where it takes a while."""
    if not done and of >= _LARGE:
        print(f"hashing {visible(file.name)}, {readable(of)}", file=sys.stderr, flush=True)


def _all(shelf: "Shelf") -> list[PlanModel]:
    """Everything in the folder; the first that something is wrong with ends it."""
    from renderer.errors import BadModel
    from renderer.weights.survey import survey

    seen = survey(shelf, known_models())
    for standing in seen.models:
        if standing.trouble:
            raise BadModel(standing.trouble, "`animec models where` shows all that is there")
    return [standing.model for standing in seen.models]
