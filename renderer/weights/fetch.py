"""Models from repositories: offered with their sizes, then downloaded, proved whole, put in place at once, and locked.

What is downloaded waits in `.fetching` until a model is whole, so a model is never half there, and what an interrupted
download has left is gone on with.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from anime_compiler.errors import AnimecError
from renderer.errors import BadModel
from renderer.store.files import make_folder, open_folder
from renderer.weights.alone import insist_on_room
from renderer.weights.convert import convert
from renderer.weights.hub import Hub, HubFile, Listing, RepoGone, insist_plain
from renderer.weights.lock import Locked
from renderer.weights.locking import Origin, lock_models
from renderer.weights.shelf import PICKLES, WEIGHTS, Shelf, is_name
from renderer.weights.wanted import Wanted, Wish, wanted_files

_WAITING: Final = ".fetching"
_BLOCK: Final = 1 << 24


class Offer(NamedTuple):
    """What would be downloaded for a model, and from where; `remarks` tell why it is not the first choice."""

    wish: Wish
    listing: Listing
    files: tuple[Wanted, ...]
    remarks: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return sum(wanted.file.size for wanted in self.files)


def offer_of(hub: Hub, wish: Wish) -> Offer:
    """Where a model can be had: in its repository, or in the first of the mirrors that is there."""
    model = wish.model
    if not is_name(model.id) or not model.repo or ":" in model.repo:
        message = f"`{model.id}` is in no repository that animec can fetch from"
        raise BadModel(message, model.link or f"get its file yourself, and name it `{model.id}{WEIGHTS}`")
    remarks: list[str] = []
    faults: list[AnimecError] = []
    for repo in (model.repo, *wish.mirrors):
        try:  # a mirror has commits of its own
            listing = insist_plain(hub.listing(repo, model.revision if repo == model.repo else ""))
            if repo != model.repo:
                remarks.append(f"`{repo}` is a mirror; nobody has compared it byte for byte")
            return Offer(wish, listing, wanted_files(listing, wish), tuple(remarks))
        except (RepoGone, BadModel) as error:
            faults.append(error)
            remarks.append(str(error))
    told = "; ".join(map(str, faults))
    raise BadModel(f"`{model.id}` cannot be had: {told}", faults[0].cure)


def insist_on_room_for(shelf: Shelf, offers: Iterable[Offer]) -> None:
    """Refuse to start a download that the disk cannot hold; what waits there already needs no more room."""
    missing = 0
    for offer in offers:
        waiting = _waiting(shelf, offer)
        missing += sum(_missing(waiting / wanted.file.path, wanted.file) for wanted in offer.files)
    insist_on_room(shelf.root, missing)


def fetch(hub: Hub, shelf: Shelf, offer: Offer, tell: Callable[[str], None]) -> Locked:
    """Download a model, put it in its place, and lock it."""
    model, waiting = offer.wish.model, _waiting(shelf, offer)
    target = shelf.root / model.id
    if target.exists() and any(target.iterdir() if target.is_dir() else (target,)):
        raise BadModel(f"`{target}` is in the way: it is not a model, and not empty", "move it away")
    _make(waiting)
    for number, wanted in enumerate(offer.files, 1):
        file = waiting / wanted.file.path
        if not _is_whole(file, wanted.file):
            tell(f"{model.id}: {wanted.file.path} ({number} of {len(offer.files)})")
            hub.download(offer.listing, wanted.file, waiting)
            _insist_whole(file, wanted.file)
    _insist_named(offer, waiting)
    _put(shelf, offer, waiting)
    origin = Origin(offer.listing.repo, offer.listing.revision)
    return lock_models(shelf, [model], {model.id: origin})[model.id]


def _waiting(shelf: Shelf, offer: Offer) -> Path:
    """The folder where files wait; those of another commit wait elsewhere."""
    return shelf.root / _WAITING / f"{offer.wish.model.id}@{offer.listing.revision[:12]}"


def _make(folder: Path) -> None:
    try:
        make_folder(folder)
    except OSError as error:
        raise BadModel(f"`{folder}` cannot be made: {error.strerror}", "name another folder with --models") from error


def _missing(file: Path, wanted: HubFile) -> int:
    there = file.stat().st_size if file.is_file() else 0
    return max(0, wanted.size - there)


def _is_whole(file: Path, wanted: HubFile) -> bool:
    if not file.is_file() or file.stat().st_size != wanted.size:
        return False
    return not wanted.sha256 or _hash(file) == wanted.sha256


def _insist_whole(file: Path, wanted: HubFile) -> None:
    if not _is_whole(file, wanted):
        if file.is_file():
            with open_folder(file.parent) as folder:
                folder.remove(file.name)
        raise BadModel(f"`{wanted.path}` did not arrive as it was sent", "fetch it again")


def _insist_named(offer: Offer, waiting: Path) -> None:
    """The file is the one whose hash the catalogue knows."""
    said = offer.wish.model.sha256.lower()
    if said and offer.wish.model.file and _hash(waiting / offer.files[0].file.path) != said:
        name = offer.files[0].file.path
        message = f"`{name}` in `{offer.listing.repo}` is not the file that the catalogue names by its hash"
        raise BadModel(message, "its maker may have changed it; look at its page")


def _put(shelf: Shelf, offer: Offer, waiting: Path) -> None:
    """All files in the folder of their model, which appears when it is whole."""
    name, whole = offer.wish.model.id, waiting / ".whole"
    try:
        with open_folder(waiting) as folder:
            folder.remove_tree(".whole")  # of a try that did not come this far
        for wanted in offer.files:
            source, place = waiting / wanted.file.path, whole / wanted.place
            make_folder(place.parent)
            if source.suffix in PICKLES:
                convert(source, place.with_suffix(WEIGHTS))
            else:
                _link(source, place)
        with open_folder(waiting) as folder, open_folder(shelf.root) as root:
            folder.rename(".whole", root, name)
            root.sync()
        with open_folder(shelf.root / _WAITING) as folder:
            folder.remove_tree(waiting.name)
        with open_folder(shelf.root) as root:
            if not any((shelf.root / _WAITING).iterdir()):
                root.remove_tree(_WAITING)
    except OSError as error:
        raise BadModel(
            f"`{name}` cannot be put in its place: {error.strerror}", "mend that, and fetch again"
        ) from error


def _link(source: Path, place: Path) -> None:
    """The same file under another name, so that it still waits if the next fails; moved where there are no links."""
    try:
        place.hardlink_to(source)
    except OSError:
        with open_folder(source.parent) as here, open_folder(place.parent) as there:
            here.rename(source.name, there, place.name)


def _hash(file: Path) -> str:
    digest = sha256()
    with file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
