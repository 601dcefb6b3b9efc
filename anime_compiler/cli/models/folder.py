"""The folder of models that a command works on, and the models that it was asked about."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.catalogue import Model
from anime_compiler.plan.render_plan import PlanModel

if TYPE_CHECKING:  # the renderer is imported when something is done, not to show the help
    from renderer.weights.shelf import Shelf


def add_folder_argument(parser: ArgumentParser) -> None:
    """Declare `--models`."""
    where = "the folder of models; default: $ANIMEC_MODELS, or animec/models in the cache folder"
    parser.add_argument("--models", type=Path, metavar="DIR", help=where)


def shelf_of(options: Namespace) -> "Shelf":
    """The folder that was asked for, or the usual one."""
    from renderer.weights.place import default_models_folder
    from renderer.weights.shelf import Shelf

    return Shelf(options.models.absolute() if options.models else default_models_folder())


def known_models() -> list[PlanModel]:
    """Every model of the catalogue that can be in a folder."""
    return [
        as_in_plans(model)
        for model in shipped_catalogue().models.values()
        if model.status not in ("absent", "planned") and model.kind != "postprocess"
    ]


def named_models(names: list[str]) -> list[PlanModel]:
    """The models of these names: of the catalogue, or one's own."""
    from renderer.weights.survey import own_model

    found = [shipped_catalogue().find(name) for name in names]
    return [as_in_plans(model) if model else own_model(name) for name, model in zip(names, found, strict=True)]


def as_in_plans(model: Model) -> PlanModel:
    """A model as plans have it."""
    return PlanModel._make(getattr(model, field) for field in PlanModel._fields)


def readable(size: float) -> str:
    """An amount of bytes for people."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.2f} GB"
