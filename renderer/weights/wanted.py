"""Which files of a repository a model is: repositories hold the same weights several times over, in other formats."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from anime_compiler.plan.render_plan import PlanModel
from renderer.errors import BadModel
from renderer.weights.hub import HubFile, Listing
from renderer.weights.shelf import ONNX, PICKLES, WEIGHTS

_PARTS: Final = ("unet", "vae", "text_encoder", "text_encoder_2", "tokenizer", "tokenizer_2", "scheduler")
_WORDS: Final = ("merges.txt", "vocab.txt", "spiece.model", "tokenizer.model")
_NETWORK: Final = re.compile(
    r"(?:diffusion_pytorch_model|model)(?:\.(?P<variant>\w+))?(?:-\d+-of-\d+)?\.safetensors(?P<index>\.index(?:\.(\w+))?\.json)?\Z"
)
_FILES_ALONE: Final = ("lora", "motion_lora", "ip_adapter", "annotator", "interpolation", "upscaler")
_NETWORK_FILE: Final = "diffusion_pytorch_model"


class Wish(NamedTuple):
    """A model to fetch, with what the catalogue knows of where it is."""

    model: PlanModel
    mirrors: tuple[str, ...] = ()
    variant: str = ""
    subfolder: str = ""
    alternatives: tuple[str, ...] = ()
    image_encoder: str = ""


class Wanted(NamedTuple):
    """A file of a repository, and where it belongs in the folder of its model."""

    file: HubFile
    place: str


def wanted_files(listing: Listing, wish: Wish) -> tuple[Wanted, ...]:
    """What of a repository is needed for a model."""
    if wish.model.file:
        chosen = [*_named(listing, wish), *_encoder(listing, wish)]
    else:
        chosen = [*_layout(listing, wish)]
        if not any(one.place.endswith(WEIGHTS) for one in chosen):
            message = f"`{listing.repo}` holds no safetensors in a layout that animec knows"
            raise BadModel(message, f"get its file yourself, and name it `{wish.model.id}{WEIGHTS}`")
    return tuple(chosen)


def _named(listing: Listing, wish: Wish) -> Iterator[Wanted]:
    """The one file that the catalogue names, and the settings of the network in it."""
    file = _file(listing, wish)
    if not file.path.endswith((WEIGHTS, ONNX, *PICKLES)):
        message = f"`{wish.model.id}` is published as `{file.path}`, and animec reads no such files"
        raise BadModel(message, wish.model.link or "look for another model of its kind")
    path = PurePosixPath(file.path)
    if wish.model.kind.startswith(_FILES_ALONE):
        yield Wanted(file, path.name)
        return
    by_path = {one.path: one for one in listing.files}
    name = path.name.split(".")[0].removeprefix(_NETWORK_FILE)
    settings = [by_path.get((path.parent / f"config{ending}.json").as_posix()) for ending in (name, "")]
    config = next((one for one in settings if one), None)
    yield Wanted(file, f"{_NETWORK_FILE}{WEIGHTS}" if config else path.name)
    if config:
        yield Wanted(config, "config.json")


def _file(listing: Listing, wish: Wish) -> HubFile:
    names = [wish.model.file, *wish.alternatives]
    for name in names:
        exact = PurePosixPath(wish.subfolder, name).as_posix()
        found = [one for one in listing.files if one.path == exact]
        found += [one for one in listing.files if PurePosixPath(one.path).name == PurePosixPath(name).name]
        if found:
            return found[0]
    raise BadModel(f"`{listing.repo}` has no file `{wish.model.file}`", "it may have moved: look at its page")


def _encoder(listing: Listing, wish: Wish) -> Iterator[Wanted]:
    """The network that looks at pictures for an IP-Adapter."""
    if not wish.image_encoder:
        return
    found = [one for one in listing.files if PurePosixPath(one.path).parent == PurePosixPath(wish.image_encoder)]
    chosen = [one for one in found if PurePosixPath(one.path).name in ("config.json", f"model{WEIGHTS}")]
    if len(chosen) != 2:
        raise BadModel(f"`{listing.repo}` has no image encoder in `{wish.image_encoder}`", "look at its page")
    for one in chosen:
        yield Wanted(one, f"image_encoder/{PurePosixPath(one.path).name}")


def _layout(listing: Listing, wish: Wish) -> Iterator[Wanted]:
    """A folder in diffusers' layout: its settings, the words of its tokenizers, and each network once."""
    inside = _inside(listing, wish.subfolder)
    is_whole = any(place == "model_index.json" for place in inside)
    for part in ("", *(_PARTS if is_whole else ())):
        files = {place: file for place, file in inside.items() if _folder_of(place) == part}
        networks = {} if is_whole and not part else _network(files, wish.variant)
        for place, file in sorted(files.items()):
            if place in networks or _is_text(PurePosixPath(place).name):
                yield Wanted(file, place)


def _network(files: dict[str, HubFile], variant: str) -> dict[str, HubFile]:
    """The files of one network in the variant that is wanted, or the plain one, or whatever there is."""
    kinds: dict[str, dict[str, HubFile]] = {}
    for place, file in files.items():
        found = _NETWORK.match(PurePosixPath(place).name)
        if found:
            kind = found["variant"] or (found[3] if found["index"] else "") or ""
            kinds.setdefault(kind, {})[place] = file
    for kind in (variant, "", "fp16", *kinds):
        if any(place.endswith(WEIGHTS) for place in kinds.get(kind, ())):
            return kinds[kind]
    weights = {place: file for place, file in files.items() if place.endswith(WEIGHTS)}
    return weights if len(weights) == 1 else {}


def _inside(listing: Listing, subfolder: str) -> dict[str, HubFile]:
    top = f"{subfolder}/" if subfolder else ""
    return {one.path.removeprefix(top): one for one in listing.files if one.path.startswith(top)}


def _folder_of(place: str) -> str:
    parent = PurePosixPath(place).parent.as_posix()
    return "" if parent == "." else parent


def _is_text(name: str) -> bool:
    return (name.endswith(".json") and ".index." not in name) or name in _WORDS
