"""A look at the files of a plan before any is hashed or loaded: is each whole, and of the family it is named for?"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from renderer.errors import BadModel
from renderer.weights.families import families_of
from renderer.weights.header import read_header

if TYPE_CHECKING:  # the shelf calls this
    from renderer.weights.shelf import Shelf

_WEIGHTS: Final = ".safetensors"
_OF_ALL: Final = "any"
_SAME_FOR_ALL: Final = ("text_encoder", "text_encoder_2", "image_encoder", "vae", "safety_checker")


def preflight(plan: RenderPlan, shelf: "Shelf") -> None:
    """Refuse files that are not whole, and those that are known to be of another family than the plan's model."""
    for model in plan.models:
        if shelf.has(model):
            named = shelf.find(model).named()
            insist_on_family(model, families_in(named.items()))


def families_in(files: Iterable[tuple[str, Path]]) -> frozenset[str]:
    """The families that a model may be of, by the headers of its files."""
    headers = {name: read_header(file) for name, file in files if name.endswith(_WEIGHTS)}
    return families_of(header for name, header in headers.items() if name.split("/")[0] not in _SAME_FOR_ALL)


def insist_on_family(model: PlanModel, found: frozenset[str]) -> None:
    """Refuse weights of another family."""
    if found and model.family != _OF_ALL and model.family not in found:
        families = " or ".join(f"`{name}`" for name in sorted(found))
        message = f"`{model.id}` is for `{model.family}`, but the weights in its place are for {families}"
        raise BadModel(message, "put the right file there; `animec models where` tells what there is")
