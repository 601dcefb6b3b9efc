"""What there is in a folder of models: the models that somebody knows, models of one's own, and what is neither."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from anime_compiler.plan.render_plan import PlanModel
from renderer.errors import BadModel, ModelMissing
from renderer.weights.families import UNKNOWN
from renderer.weights.lock import LOCK
from renderer.weights.preflight import families_in
from renderer.weights.shelf import ONNX, PICKLES, WEIGHTS, Found, PickleAlone, Shelf


class Standing(NamedTuple):
    """A model in the folder. Nothing is found where something is wrong with it, and `trouble` says what."""

    model: PlanModel
    is_known: bool
    found: Found | None
    family: str = UNKNOWN  # by its weights
    trouble: str = ""

    @property
    def size(self) -> int:
        """All its bytes."""
        return sum(file.stat().st_size for file in self.found.files()) if self.found else 0


class Survey(NamedTuple):
    """The models, and the names in the folder that belong to none."""

    models: tuple[Standing, ...]
    others: tuple[str, ...]


def own_model(name: str) -> PlanModel:
    """A model that stands under its name, and of which nothing else is known."""
    return PlanModel(name, name, "", "any", "", "", "", "", "", "", "")


def survey(shelf: Shelf, known: Iterable[PlanModel]) -> Survey:
    """Look at everything in a folder; its weights are not read beyond their headers."""
    models = [standing for model in known if (standing := standing_of(shelf, model, is_known=True))]
    taken = {name for standing in models for name in _names(shelf, standing)}
    rest = [name for name in _there(shelf.root) if name not in taken]
    own = [_own(shelf, name) for name in rest]
    others = [name for name, standing in zip(rest, own, strict=True) if standing is None]
    models += {standing.model.id: standing for standing in own if standing}.values()
    return Survey(tuple(sorted(models, key=lambda standing: standing.model.id)), tuple(others))


def standing_of(shelf: Shelf, model: PlanModel, is_known: bool) -> Standing | None:
    """What there is of one model, if anything."""
    try:
        found = shelf.find(model)
    except PickleAlone as error:
        return Standing(model, is_known, None, trouble=str(error))
    except ModelMissing:
        return None
    except BadModel as error:
        return Standing(model, is_known, None, trouble=str(error))
    if not found.path.is_relative_to(shelf.root):
        return None  # it ships with animec, and is nothing that somebody put there
    try:
        families = families_in(found.named().items())
    except BadModel as error:
        return Standing(model, is_known, found, trouble=str(error))
    return Standing(model, is_known, found, " or ".join(sorted(families)) or UNKNOWN)


def _names(shelf: Shelf, standing: Standing) -> Iterator[str]:
    if standing.found:
        yield standing.found.path.relative_to(shelf.root).parts[0]
    else:
        yield from (standing.model.id + ending for ending in ("", WEIGHTS, *PICKLES))


def _there(root: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in root.iterdir() if not entry.name.startswith(".") and entry.name != LOCK)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise BadModel(f"`{root}` cannot be looked at: {error.strerror}", "look at its permissions") from error


def _own(shelf: Shelf, name: str) -> Standing | None:
    path = shelf.root / name
    if path.is_dir():
        return standing_of(shelf, own_model(name), is_known=False)
    if path.suffix in (WEIGHTS, *PICKLES) and path.is_file():
        return standing_of(shelf, own_model(path.stem), is_known=False)
    if path.suffix == ONNX and path.is_file():
        return Standing(own_model(path.stem)._replace(file=name), False, Found(path, is_folder=False))
    return None
