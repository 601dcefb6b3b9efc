"""The folder of models, and what is in it for a plan.

A model stands there under its name: as a folder in diffusers' layout, as a folder that holds its one file, or as a
file; or under the name that its file has where it is published, as people drop files in. Only safetensors count, and
ONNX where an annotator comes as such.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from shlex import quote
from typing import Final, NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.catalogue.shipped import shipped_folder
from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from renderer import events
from renderer.errors import BadModel, ModelMissing
from renderer.weights.hashes import Hashes, digest_of
from renderer.weights.lock import insist_as_locked, read_lock
from renderer.weights.preflight import preflight

WEIGHTS: Final = ".safetensors"
ONNX: Final = ".onnx"
PICKLES: Final = (".ckpt", ".bin", ".pt", ".pth")
_TOLD: Final = (WEIGHTS, ONNX, ".json", ".txt", ".model")  # what counts for a model's identity
_OURS: Final = "pocket"  # the family whose models ship with animec
_ENCODER: Final = "image_encoder"  # the folder beside an IP-Adapter's file
_OF_ANY_MODEL: Final = ("diffusion_pytorch_model", "pytorch_lora_weights", "model")  # names that say nothing
_WITHOUT_WEIGHTS: Final = ("annotator", "upscaler", "interpolation")  # some of these are arithmetic

_A_WHILE: Final = 500_000_000  # bytes that take a second or more to read and hash


class PickleAlone(ModelMissing):
    """A model is there in a form that could run code when it is read, which is as good as not there."""


class Found(NamedTuple):
    """Where a model is."""

    path: Path
    is_folder: bool
    beside: Path | None = None  # the folder of a network that works with the file

    def files(self) -> list[Path]:
        """Every file that counts for what the model is."""
        if not self.is_folder:
            return [self.path, *(_told(self.beside) if self.beside else ())]
        return _told(self.path)

    def named(self) -> dict[str, Path]:
        """The same, by names that do not change when all of it is put elsewhere."""
        top = self.path if self.is_folder else self.path.parent
        named = {file.relative_to(top).as_posix(): file for file in self.files()}
        for name in named:
            if not _is_text(name):  # neither a lock nor an identity could say it
                raise BadModel(f"`{top}` holds `{ascii(name)[1:-1]}`, whose name is not UTF-8", "rename or remove that")
        return named


class Shelf(NamedTuple):
    """A folder of models."""

    root: Path

    def find(self, model: PlanModel) -> Found:
        """Where a model is; `ModelMissing` where it is not."""
        places = [*dict.fromkeys(self._places(model))] or [*_shipped(model)][:1]
        if len(places) > 1:
            both = " and ".join(f"`{place.path.relative_to(self.root)}`" for place in places)
            raise BadModel(f"`{model.id}` is there twice, as {both}", "remove one of them")
        if places:
            return places[0]
        pickle = self._pickle(model)
        if pickle is not None:
            message = f"`{model.id}` is there as `{pickle.name}`, which could run code when it is read"
            raise PickleAlone(message, self.cure(model))
        raise ModelMissing(f"`{model.id}` is not in `{self.root}`", self.cure(model))

    def has(self, model: PlanModel) -> bool:
        """Whether a model is here."""
        try:
            self.find(model)
        except ModelMissing:
            return False
        return True

    def absent(self, plan: RenderPlan) -> list[PlanModel]:
        """The models of a plan that are not here, all at once."""
        return [model for model in plan.models if needs_weights(model) and not self.has(model)]

    def lacking(self, absent: Sequence[PlanModel]) -> str:
        """What there is to say of models that are not here."""
        number = "one model is" if len(absent) == 1 else f"{len(absent)} models are"
        return f"{number} not in `{self.root}`: {', '.join(model.id for model in absent)}"

    def cure(self, model: PlanModel) -> str:
        """How a model gets here."""
        pickle = self._pickle(model)
        if pickle is not None:
            return f"animec models convert {quote(str(pickle))} {quote(str(self.root / (model.id + WEIGHTS)))}"
        if model.repo:
            return f"animec models fetch {model.id}"
        return f"put its file there as `{self.root / (model.id + WEIGHTS)}`"

    def _places(self, model: PlanModel) -> Iterator[Found]:
        if not is_name(model.id):
            raise BadModel(f"`{model.id}` is no name for a file", "name the model in one word")
        yield from _under_own_name(self.root, model)
        for name in dict.fromkeys(_published(model)):
            if name != model.id + WEIGHTS and (self.root / name).is_file():
                yield Found(self.root / name, is_folder=False)

    def _pickle(self, model: PlanModel) -> Path | None:
        names = [self.root / (model.id + ending) for ending in PICKLES]
        name = PurePosixPath(model.file).name
        names += [self.root / name] if name.endswith(PICKLES) else []
        folder = self.root / model.id
        names += sorted(file for file in folder.glob("*") if file.name.endswith(PICKLES)) if folder.is_dir() else []
        return next((name for name in names if name.is_file()), None)


def _shipped(model: PlanModel) -> Iterator[Found]:
    """Where a model of ours is; what somebody has put into his own folder comes before it."""
    return _under_own_name(shipped_folder("pocket/weights"), model) if model.family == _OURS else iter(())


def _under_own_name(root: Path, model: PlanModel) -> Iterator[Found]:
    """The folder or the file that has a model's name."""
    if (root / model.id).is_dir():
        yield from _in_folder(root / model.id, model)
    if (root / (model.id + WEIGHTS)).is_file():
        yield Found(root / (model.id + WEIGHTS), is_folder=False)


def is_name(text: str) -> bool:
    """Whether a text can be the name of a file in a folder, and of none elsewhere."""
    return text not in ("", ".", "..") and not any(sign in text for sign in "/\\\0") and _is_text(text)


def _is_text(name: str) -> bool:
    """Whether a name can be written down: on Linux, names of files are any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def needs_weights(model: PlanModel) -> bool:
    """Whether there are weights of a model; some annotators are arithmetic."""
    return model.kind not in _WITHOUT_WEIGHTS or bool(model.repo or model.file)


def _published(model: PlanModel) -> Iterator[str]:
    """Under which names files of a model are found where people put them; not those that every other model has."""
    entry = shipped_catalogue().entries.get(model.id) if model.kind != "annotator" else None  # theirs are parts
    for file in (model.file, *((entry.alternatives or ()) if entry else ())):
        name = PurePosixPath(file)
        if not name.name or name.stem.split(".")[0] in _OF_ANY_MODEL:
            continue
        if name.suffix in (WEIGHTS, ONNX):
            yield name.name
        if name.suffix in PICKLES:
            yield name.with_suffix(WEIGHTS).name  # what conversion leaves


def _in_folder(folder: Path, model: PlanModel) -> Iterator[Found]:
    """What a folder holds of a model: one file, or the layout of diffusers; nothing where there are no weights."""
    files = sorted(file for file in folder.glob("*") if file.name.endswith((WEIGHTS, ONNX)) and file.is_file())
    if (folder / "config.json").is_file() or (folder / "model_index.json").is_file():
        if any(file.name.endswith((WEIGHTS, ONNX)) for file in _told(folder)):
            yield Found(folder, is_folder=True)
        return
    named = next((file for file in files if file.name in (*_published(model), PurePosixPath(model.file).name)), None)
    one = named or (files[0] if len(files) == 1 else None)
    if one:
        encoder = folder / _ENCODER
        yield Found(one, is_folder=False, beside=encoder if encoder.is_dir() else None)
    elif any(file.name.endswith((WEIGHTS, ONNX)) for file in _told(folder)):
        yield Found(folder, is_folder=True)


def _told(folder: Path) -> list[Path]:
    """The files below a folder that count. Links are followed, each folder once; what is hidden is somebody else's."""
    files: list[Path] = []
    seen = set()
    for top, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(top)
        folders[:] = [] if real in seen else [name for name in folders if not name.startswith(".")]
        if real not in seen:
            files += [Path(top, name) for name in names if name.endswith(_TOLD) and not name.startswith(".")]
        seen.add(real)
    return sorted(file for file in files if file.is_file())


def bound(plan: RenderPlan, shelf: Shelf, tell: events.Tell | None = None) -> RenderPlan:
    """The plan with the hashes of the weights that are here; refused, all at once, where some are not.

    And where a file is not whole, is of another family than the plan's model, or not what was locked. Where
    so much is hashed anew that it takes a while, it is told before.
    """
    absent = shelf.absent(plan)
    if absent:
        raise ModelMissing(shelf.lacking(absent), "; ".join(dict.fromkeys(map(shelf.cure, absent))))
    preflight(plan, shelf)
    hashes = Hashes(shelf.root)
    if tell is not None:
        _tell_of_reading(plan, shelf, hashes, tell)
    models = tuple(_hashed(model, shelf, hashes) for model in plan.models)
    hashes.keep()
    _insist_as_locked(models, shelf, hashes)
    return plan._replace(models=models)


def _tell_of_reading(plan: RenderPlan, shelf: Shelf, hashes: Hashes, tell: events.Tell) -> None:
    """Say what is hashed anew, where somebody would wonder what takes so long."""
    sizes = {model.id: hashes.to_read(shelf.find(model).files()) for model in plan.models if needs_weights(model)}
    if sum(sizes.values()) >= _A_WHILE:
        tell(events.Hashing(tuple(name for name, size in sizes.items() if size), sum(sizes.values())))


def bound_by_cache(plan: RenderPlan, shelf: Shelf) -> RenderPlan:
    """The same as far as hashes were taken before: quick, and enough to compare a plan with a store."""
    hashes = Hashes(shelf.root, reads=False)
    return plan._replace(models=tuple(_hashed(model, shelf, hashes) for model in plan.models))


def _hashed(model: PlanModel, shelf: Shelf, hashes: Hashes) -> PlanModel:
    if not needs_weights(model) or not shelf.has(model):
        return model
    identity = identity_of(shelf.find(model), hashes)
    return model._replace(sha256=identity) if identity else model


def _insist_as_locked(models: Iterable[PlanModel], shelf: Shelf, hashes: Hashes) -> None:
    lock = read_lock(shelf.root)
    for model in models:
        if model.id in lock and needs_weights(model):
            found = {name: hashes.of(file) or "" for name, file in shelf.find(model).named().items()}
            insist_as_locked(model.id, found, lock[model.id])


def identity_of(found: Found, hashes: Hashes) -> str:
    """The hash that stands for a model: that of its file, or of the names and hashes of all its files."""
    if not found.is_folder and not found.beside:
        return hashes.of(found.path) or ""
    lines = []
    for name, file in found.named().items():
        digest = hashes.of(file)
        if digest is None:
            return ""
        lines.append(f"{name} {digest}\n")
    return digest_of("".join(sorted(lines)).encode())
