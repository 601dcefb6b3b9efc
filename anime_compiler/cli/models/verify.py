"""Hash every byte of the models again: are they whole, what was locked, and what the catalogue says?

animec models verify
"""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from anime_compiler.cli.models.facts import print_json
from anime_compiler.cli.models.folder import add_folder_argument, known_models, named_models, shelf_of
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.plan.render_plan import PlanModel

if TYPE_CHECKING:
    from renderer.weights.locking import Verified
    from renderer.weights.shelf import Shelf

_BAD_MODEL = 5


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="models; everything in the folder if none is named")
    add_folder_argument(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(options: Namespace) -> int:
    """Verify."""
    from renderer.weights.locking import verify_models

    shelf = shelf_of(options)
    models = named_models(options.names) if options.names else _all(shelf)
    verified = []
    for one in verify_models(shelf, models):
        verified.append(one)
        if not options.json:  # gigabytes take their time, so each is told when it is known
            print(f"  {visible(one.name)}: {visible(one.says)}", flush=True)
    bad = [one for one in verified if not one.is_good]
    if options.json:
        rows = [{"id": one.name, "good": one.is_good, "says": one.says} for one in verified]
        print_json({"animec_models_verified": 1, "folder": str(shelf.root), "models": rows})
    else:
        _print_end(verified, bad)
    return _BAD_MODEL if bad else 0


def _print_end(verified: "list[Verified]", bad: "list[Verified]") -> None:
    if not verified:
        print("there is nothing to verify")
    elif bad:
        print(f"\n{len(bad)} of {counted(len(verified), 'model')} differ")
    else:
        print(f"\n{counted(len(verified), 'model')}, and nothing differs")


def _all(shelf: "Shelf") -> list[PlanModel]:
    """What is in the folder, and what is locked."""
    from renderer.weights.lock import read_lock
    from renderer.weights.survey import survey

    models = {standing.model.id: standing.model for standing in survey(shelf, known_models()).models}
    missing = sorted(read_lock(shelf.root).keys() - models.keys())
    return [*models.values(), *named_models(missing)]
