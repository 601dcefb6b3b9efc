"""What the passes of `resolve` share: the catalogue, the findings, and how a name is looked up."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from anime_compiler.catalogue.catalogue import Catalogue
from anime_compiler.diagnostics.diagnostic import Bag, Edit, Fix
from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Model
from anime_compiler.model.storyboard import Origin
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve import codes
from anime_compiler.resolve.problem import MOST_ADVISED

T = TypeVar("T")

BASE_KINDS = frozenset({"base"})
VAE_KINDS = frozenset({"vae"})
MOTION_KINDS = frozenset({"motion_adapter"})
MOTION_LORA_KINDS = frozenset({"motion_lora"})
LORA_KINDS = frozenset({"lora_style", "lora_character", "lora_slider", "lora_utility", "lora_speed"})
CONTROL_KINDS = frozenset({"controlnet", "controlnet_union", "t2i_adapter"})
_IN_WORDS = {
    "base": "a base checkpoint",
    "vae": "a VAE",
    "controlnet": "a ControlNet",
    "controlnet_union": "a ControlNet",
    "motion_adapter": "a motion module",
    "motion_lora": "a motion LoRA",
    "upscaler": "an upscaler",
    "interpolation": "an interpolation model",
}


class Library(NamedTuple):
    """What a storyboard may draw on besides itself.

    Templates of the author's come from the folders, or are given by name; then no folder is looked into. Those that
    are used go into `read`, where it is given.
    """

    catalogue: Catalogue
    template_folders: tuple[Path, ...]
    vram_gb: float | None = None
    templates: Mapping[str, bytes] | None = None
    read: dict[str, bytes] | None = None


class Context(NamedTuple):
    """One compilation's surroundings."""

    library: Library
    bag: Bag
    own_models: Mapping[str, Model]

    def model(self, name: str, wanted: frozenset[str], place: Place, *path: str | int) -> Model:
        """The model of a name; one that nothing has is reported, and stands in as an unknown model."""
        found = self.own_models.get(name) or self.library.catalogue.find(name)
        if found is None:
            self.unknown_name("model", name, [*self.own_models, *self._names_of(wanted)], place.at(*path))
            return unknown_model(name)
        if not found.kind:
            return unknown_model(name)  # an own model whose kind could not be read, which was reported there
        if found.kind not in wanted:
            is_a = _IN_WORDS.get(found.kind, "a LoRA" if found.kind in LORA_KINDS else f"of kind `{found.kind}`")
            belongs = _IN_WORDS.get(min(wanted), "a LoRA")
            message = f"`{name}` is {is_a}, but {belongs} belongs here"
            help = f"`animec models show {found.id}` says more"
            self.bag.add(codes.WRONG_KIND_OF_MODEL, message, place.at(*path), help)
            return unknown_model(name)
        return found

    def unknown_name(self, what: str, name: str, known: Iterable[str], span: Span) -> None:
        """Report a name that points at nothing, with the one that was probably meant."""
        names = list(known)
        meant = closest(name, names) if len(self.bag) < MOST_ADVISED else None
        fix = None
        if meant:
            help = f"did you mean `{meant}`?"
            if span.text == name:
                fix = Fix(f"replace with `{meant}`", (Edit(span, meant),), safe=False)
        elif what == "model":
            help = "`animec models list` shows the catalogue; a model of your own is declared under `models`"
        else:
            help = f"known: {known_names(names)}"
        self.bag.add(codes.UNKNOWN_NAME, f"there is no {what} `{name}`", span, help, fix=fix)

    def _names_of(self, kinds: frozenset[str]) -> list[str]:
        return [name for name, model in self.library.catalogue.models.items() if model.kind in kinds]


def unknown_model(name: str) -> Model:
    """What stands in for a model that is not there, so that the rest can still be looked at."""
    return Model(name, name, "", "any", "unknown", "addon", "", "", "")


def pick(origins: dict[str, Origin], key: str, written: T | None, otherwise: T, source: str, detail: str = "") -> T:
    """What was written, or else what follows from elsewhere; remembers which it was."""
    if written is not None:
        origins[key] = Origin(written, "written")
        return written
    origins[key] = Origin(otherwise, source, detail)
    return otherwise
