"""Download models: the files that are needed and no others, with their sizes told before.

animec models fetch sdxl-base-1.0 pastel-anime-xl
animec models fetch --for clip.yaml          all that a storyboard needs and that is not here yet

An interrupted download goes on where it was. What is fetched is locked, with the commit that it came from.
"""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.models.folder import add_folder_argument, as_in_plans, readable, shelf_of
from anime_compiler.diagnostics.did_you_mean import closest
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.errors import UsageError

if TYPE_CHECKING:  # nothing of it is imported to show the help
    from anime_compiler.model.catalogue import Model
    from renderer.weights.fetch import Offer
    from renderer.weights.hub import Hub
    from renderer.weights.shelf import Shelf
    from renderer.weights.wanted import Wish


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="models of the catalogue")
    parser.add_argument("--for", dest="storyboard", metavar="STORYBOARD", help="all that a storyboard needs")
    add_folder_argument(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: Namespace) -> int:
    """Fetch."""
    if bool(options.names) == bool(options.storyboard):
        raise UsageError("name models, or a storyboard with --for", "animec models fetch --for STORYBOARD")
    shelf = shelf_of(options)
    wishes, status = _for_storyboard(options.storyboard, shelf) if options.storyboard else (_named(options.names), 0)
    if status:
        return status
    from renderer.weights.hub import HuggingFace

    return fetch_all(HuggingFace(), shelf, wishes, options.yes)


def fetch_all(hub: "Hub", shelf: "Shelf", wishes: "list[Wish]", is_agreed: bool) -> int:
    """Offer, ask, download."""
    from renderer.weights.fetch import fetch, insist_on_room_for

    missing = []
    for wish in wishes:
        if shelf.has(wish.model):
            print(f"{wish.model.id}: here already")
        else:
            missing.append(wish)
    if not missing:
        return 0
    offers, status = _offers(hub, missing)
    if not offers:
        return status
    _print(shelf, offers)
    insist_on_room_for(shelf, offers)
    if not is_agreed and not _agrees():
        print("nothing was fetched", file=sys.stderr)
        return status
    for offer in offers:
        locked = fetch(hub, shelf, offer, lambda line: print(visible(line), file=sys.stderr, flush=True))
        print(
            f"{offer.wish.model.id}: {counted(len(locked.files), 'file')}, from {locked.repo} at {locked.revision[:12]}"
        )
    return status


def _offers(hub: "Hub", wishes: "list[Wish]") -> "tuple[list[Offer], int]":
    """What can be had; what cannot is told, keeps nobody from the rest, and is in the status."""
    from anime_compiler.cli.terminal import report_error
    from renderer.errors import BadModel
    from renderer.weights.fetch import offer_of

    offers, status = [], 0
    for wish in wishes:
        try:
            offers.append(offer_of(hub, wish))
        except BadModel as error:
            status = report_error(error)
    return offers, status


def _print(shelf: "Shelf", offers: "list[Offer]") -> None:
    width = max(len(offer.wish.model.id) for offer in offers)
    for offer in offers:
        source = f"{offer.listing.repo} at {offer.listing.revision[:12]}"
        print(
            f"  {offer.wish.model.id:{width}}  {readable(offer.size):>9}  {len(offer.files):2} files  {visible(source)}"
        )
        for remark in offer.remarks:
            print(f"  {'':{width}}  {visible(remark)}")
        if offer.wish.model.licence:
            print(f"  {'':{width}}  licence: {offer.wish.model.licence}")
    print(f"{readable(sum(offer.size for offer in offers))} into {visible(str(shelf.root))}")


def _agrees() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody is here to agree to the download", "add --yes, if that was the wish")
    print("fetch? [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _named(names: list[str]) -> "list[Wish]":
    catalogue = shipped_catalogue()
    models: dict[str, Model] = {}
    for name in names:
        model = catalogue.find(name)
        if model is None:
            meant = closest(name, catalogue.models)
            raise UsageError(
                f"there is no model `{name}`", f"did you mean `{meant}`?" if meant else "`animec models list` shows all"
            )
        if model.status in ("absent", "planned"):
            raise UsageError(f"nobody has published `{model.id}`", f"`animec models show {model.id}` says more")
        models[model.id] = model
    return [wish_for(model) for model in models.values()]


def wish_for(model: "Model") -> "Wish":
    """A model with all that the catalogue knows of where it is."""
    from renderer.weights.wanted import Wish

    entry = shipped_catalogue().entries[model.id]
    return Wish(
        as_in_plans(model),
        entry.mirrors or (),
        entry.variant or "",
        entry.subfolder or "",
        entry.alternatives or (),
        entry.image_encoder or "",
    )


def _for_storyboard(path: str, shelf: "Shelf") -> "tuple[list[Wish], int]":
    """What a storyboard needs and can be fetched; the status is not 0 where it has errors."""
    from anime_compiler.cli.inputs import add_input_arguments, compile_file, limits_of, read_storyboard
    from anime_compiler.cli.terminal import report_findings
    from anime_compiler.diagnostics.exit_status import exit_status
    from renderer.weights.shelf import needs_weights

    usual = ArgumentParser()
    add_input_arguments(usual, several=False)
    options = usual.parse_args(["--", path])
    found, _, plan = compile_file(read_storyboard(path, limits_of(options)), options)
    if plan is None:
        report_findings([one for one in found if one.level.value == "error"])
        return [], exit_status(found)
    models = shipped_catalogue().models
    wishes = []
    for model in plan.models:
        if model.id in models and models[model.id].repo:
            wishes.append(wish_for(models[model.id]))
        elif needs_weights(model) and not shelf.has(model):
            print(f"{visible(model.id)}: {visible(shelf.cure(model))}", file=sys.stderr)
    return wishes, 0
