"""The folder of models, and what is in it for a plan.

A model stands there under its name: as a folder in diffusers' layout, as a folder that holds its one file, or as a
file; or under the name that its file has where it is published, as people drop files in. Only safetensors count.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from renderer.errors import BadModel, ModelMissing
from renderer.weights.hashes import Hashes, digest_of

WEIGHTS: Final = ".safetensors"
PICKLES: Final = (".ckpt", ".bin", ".pt", ".pth")
_TOLD: Final = (WEIGHTS, ".json", ".txt", ".model")  # what counts for a model's identity
_WITHOUT_WEIGHTS: Final = ("annotator", "upscaler", "interpolation")  # some of these are arithmetic


class Found(NamedTuple):
    """Where a model is."""

    path: Path
    is_folder: bool

    def files(self) -> list[Path]:
        """Every file that counts for what the model is."""
        if not self.is_folder:
            return [self.path]
        return sorted(file for file in self.path.rglob("*") if file.is_file() and file.name.endswith(_TOLD))


class Shelf(NamedTuple):
    """A folder of models."""

    root: Path

    def find(self, model: PlanModel) -> Found:
        """Where a model is; `ModelMissing` where it is not."""
        places = [*dict.fromkeys(self._places(model))]
        if len(places) > 1:
            both = " and ".join(f"`{place.path.relative_to(self.root)}`" for place in places)
            raise BadModel(f"`{model.id}` is there twice, as {both}", "remove one of them")
        if places:
            return places[0]
        pickle = self._pickle(model)
        if pickle is not None:
            message = f"`{model.id}` is there as `{pickle.name}`, which could run code when it is read"
            raise BadModel(message, f"animec models convert {pickle} {self.root / (model.id + WEIGHTS)}")
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

    def cure(self, model: PlanModel) -> str:
        """How a model gets here."""
        if model.repo:
            return f"animec models fetch {model.id}"
        return f"put its file there as `{self.root / (model.id + WEIGHTS)}`"

    def _places(self, model: PlanModel) -> Iterator[Found]:
        if "/" in model.id or "\\" in model.id or model.id in ("", ".", ".."):
            raise BadModel(f"`{model.id}` is no name for a file", "name the model in one word")
        folder = self.root / model.id
        if folder.is_dir():
            inside = _file_in(folder, model)
            yield Found(inside, is_folder=False) if inside else Found(folder, is_folder=True)
        for name in dict.fromkeys((model.id + WEIGHTS, PurePosixPath(model.file).name)):
            if name.endswith(WEIGHTS) and (self.root / name).is_file():
                yield Found(self.root / name, is_folder=False)

    def _pickle(self, model: PlanModel) -> Path | None:
        names = [self.root / (model.id + ending) for ending in PICKLES]
        folder = self.root / model.id
        names += [file for file in folder.glob("*") if file.name.endswith(PICKLES)] if folder.is_dir() else []
        return next((name for name in names if name.is_file()), None)


def needs_weights(model: PlanModel) -> bool:
    """Whether there are weights of a model; some annotators are arithmetic."""
    return model.kind not in _WITHOUT_WEIGHTS or bool(model.repo or model.file)


def _file_in(folder: Path, model: PlanModel) -> Path | None:
    """The one file that a folder holds of a model, where it is no folder of diffusers' layout."""
    if model.file and (named := folder / PurePosixPath(model.file).name).is_file():
        return named if not (folder / "config.json").is_file() else None
    files = [file for file in folder.glob(f"*{WEIGHTS}") if file.is_file()]
    is_layout = (folder / "config.json").is_file() or (folder / "model_index.json").is_file()
    return files[0] if len(files) == 1 and not is_layout else None


def bound(plan: RenderPlan, shelf: Shelf) -> RenderPlan:
    """The plan with the hashes of the weights that are here; refused, all at once, where some are not."""
    absent = shelf.absent(plan)
    if absent:
        number = "one model is" if len(absent) == 1 else f"{len(absent)} models are"
        cures = "; ".join(dict.fromkeys(map(shelf.cure, absent)))
        raise ModelMissing(f"{number} not in `{shelf.root}`: {', '.join(model.id for model in absent)}", cures)
    hashes = Hashes(shelf.root)
    models = tuple(_hashed(model, shelf, hashes) for model in plan.models)
    hashes.keep()
    return plan._replace(models=models)


def bound_by_cache(plan: RenderPlan, shelf: Shelf) -> RenderPlan:
    """The same as far as hashes were taken before: quick, and enough to compare a plan with a store."""
    hashes = Hashes(shelf.root, reads=False)
    return plan._replace(models=tuple(_hashed(model, shelf, hashes) for model in plan.models))


def _hashed(model: PlanModel, shelf: Shelf, hashes: Hashes) -> PlanModel:
    if not needs_weights(model) or not shelf.has(model):
        return model
    identity = identity_of(shelf.find(model), hashes)
    return model._replace(sha256=identity) if identity else model


def identity_of(found: Found, hashes: Hashes) -> str:
    """The hash that stands for a model: that of its file, or of the names and hashes of all its files."""
    if not found.is_folder:
        return hashes.of(found.path) or ""
    lines = []
    for file in found.files():
        digest = hashes.of(file)
        if digest is None:
            return ""
        lines.append(f"{file.relative_to(found.path).as_posix()} {digest}\n")
    return digest_of("".join(lines).encode())
