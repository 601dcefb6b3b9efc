"""Locks models as they are, and proves later that they still are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from anime_compiler.plan.render_plan import PlanModel
from renderer.errors import BadModel, ModelMissing
from renderer.weights.hashes import Hashes, Tell
from renderer.weights.header import read_header
from renderer.weights.lock import Locked, LockedFile, difference, read_lock, write_lock
from renderer.weights.preflight import families_in, insist_on_family
from renderer.weights.shelf import PICKLES, WEIGHTS, Found, Shelf

SOUND: Final = "sound"
NOT_LOCKED: Final = "not locked"


class Origin(NamedTuple):
    """Where a model was fetched from."""

    repo: str = ""
    revision: str = ""


class Verified(NamedTuple):
    """What came of looking at one model: `sound`, `not locked`, or what is wrong with it."""

    name: str
    says: str

    @property
    def is_good(self) -> bool:
        return self.says in (SOUND, NOT_LOCKED)


def lock_models(
    shelf: Shelf, models: Iterable[PlanModel], origins: Mapping[str, Origin] = {}, tell: Tell | None = None
) -> dict[str, Locked]:
    """Lock models as they are now, beside those that are locked already; gives those that are new or differ."""
    before, hashes = read_lock(shelf.root), Hashes(shelf.root, tell=tell)
    now = {}
    for model in models:
        found = shelf.find(model)
        insist_on_family(model, families_in(found.named().items()))
        locked = _as_it_is(found, hashes, origins.get(model.id))
        now[model.id] = _with_origin(locked, before.get(model.id))
    hashes.keep()
    changed = {name: locked for name, locked in now.items() if before.get(name) != locked}
    if changed:
        write_lock(shelf.root, before | changed)
    return changed


def verify_models(shelf: Shelf, models: Iterable[PlanModel]) -> Iterator[Verified]:
    """Hash every byte of these models again, and of those that are locked; one answer for each, as it is known."""
    lock, hashes = read_lock(shelf.root), Hashes(shelf.root, afresh=True)
    for model in models:
        yield Verified(model.id, _verdict(shelf, model, lock.get(model.id), hashes))
    hashes.keep()


def _verdict(shelf: Shelf, model: PlanModel, locked: Locked | None, hashes: Hashes) -> str:
    try:
        found = shelf.find(model)
        for file in found.files():
            if file.suffix == WEIGHTS:
                read_header(file)
        files = {name: hashes.of(file) or "" for name, file in found.named().items()}
    except ModelMissing:
        return "locked, but not here" if locked else "not here"
    except BadModel as error:
        return str(error)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if _is_named(found, model) and hashes.of(found.path) != model.sha256.lower():
        return "its file is not the one that the catalogue names"
    if locked is None:
        return NOT_LOCKED
    fault = difference(files, locked)
    return f"not what was locked: {fault}" if fault else SOUND


def _is_named(found: Found, model: PlanModel) -> bool:
    """Whether the catalogue knows the hash of this very file, and not of a pickle that it was converted from."""
    return bool(model.sha256) and not found.is_folder and not model.file.endswith(PICKLES)


def _as_it_is(found: Found, hashes: Hashes, origin: Origin | None) -> Locked:
    files = {name: LockedFile(hashes.of(file) or "", file.stat().st_size) for name, file in found.named().items()}
    return Locked(files, *(origin or Origin()))


def _with_origin(locked: Locked, before: Locked | None) -> Locked:
    """What is still the same is still from the same repository."""
    if before and not locked.repo and before.files == locked.files:
        return locked._replace(repo=before.repo, revision=before.revision)
    return locked
