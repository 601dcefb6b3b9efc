"""Networks that steer, from a folder in diffusers' layout or a file in one, with every key accounted for.

They come under names that say little: a union lies in the layout of a ControlNet, and either may be of another base.
What the file holds decides, and all of it has to have a place.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import torch
from diffusers import ControlNetModel, ControlNetUnionModel, T2IAdapter
from torch import Tensor

from renderer.adapters.lora_file import FAMILIES
from renderer.control.filled import filled, tensors_in
from renderer.control.steer import CONTROLNET, T2I, UNION
from renderer.errors import BadModel
from renderer.weights.variant import weights_in

_KINDS: Final[Mapping[str, tuple[str, Any]]] = {
    CONTROLNET: ("a ControlNet", ControlNetModel),
    UNION: ("a union ControlNet", ControlNetUnionModel),
    T2I: ("a T2I-Adapter", T2IAdapter),
}
_AGAIN: Final = "fetch it again, whole: `animec models fetch`"
_OTHER: Final = "take one for the base of this storyboard"
_STEM: Final = "diffusion_pytorch_model"


class Files(NamedTuple):
    """The settings of a network, and the files that hold its weights."""

    name: str
    settings: Path
    weights: tuple[Path, ...]


def load_control(kind: str, path: Path, dtype: torch.dtype, device: torch.device, unet: Any) -> Any:
    """A network of a kind (as the catalogue has it) to steer a UNet: from its folder, or a file in its folder."""
    files = files_at(path, dtype)
    tensors = {name: value.to(dtype) for file in files.weights for name, value in tensors_in(file, files.name).items()}
    title, made = _KINDS[kind]
    found = _kind_of(tensors)
    if found != kind:
        what = _KINDS[found][0] if found else "nothing that steers, as diffusers knows it"
        raise BadModel(f"`{files.name}` is {what}, and was to be {title}", "name it as what it is")
    network = filled(made, _settings(files), tensors, files.name)
    _insist_fit(network, kind, unet.config, files.name)
    return network.eval().requires_grad_(False).to(device)


def files_at(path: Path, dtype: torch.dtype) -> Files:
    """The files of a network: one that is named, or those of a folder, in half precision where that is wanted."""
    if path.is_file():
        own = path.with_name(f"config{path.stem.removeprefix(_STEM)}.json")  # as `promax` has settings of its own
        return Files(path.name, own if own.is_file() else path.with_name("config.json"), (path,))
    found = weights_in(path, _STEM, dtype is not torch.float32)
    if found is None:
        raise BadModel(f"`{path.name}` holds no weights: there is no `{_STEM}.safetensors`", _AGAIN)
    _, file = found
    if file.suffix != ".json":
        return Files(path.name, path / "config.json", (file,))
    parts = sorted(set(_read_json(file, path.name).get("weight_map", {}).values()))
    return Files(path.name, path / "config.json", tuple(path / part for part in parts))


def _settings(files: Files) -> Mapping[str, Any]:
    return _read_json(files.settings, files.name)


def _read_json(file: Path, name: str) -> dict[str, Any]:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadModel(f"`{name}` has no readable `{file.name}`", _AGAIN) from error
    if not isinstance(read, dict):
        raise BadModel(f"`{file.name}` of `{name}` is no map", _AGAIN)
    return read


def _kind_of(tensors: Mapping[str, Tensor]) -> str | None:
    if "task_embedding" in tensors:
        return UNION
    if "controlnet_cond_embedding.conv_in.weight" in tensors:
        return CONTROLNET
    return T2I if any(name.startswith("adapter.") for name in tensors) else None


def _insist_fit(network: Any, kind: str, unet: Any, name: str) -> None:
    """Refuse a network that was made for another base: what it adds would have no place, or be noise."""
    own, levels = network.config, list(unet.block_out_channels)
    if kind == T2I:
        is_xl = unet.addition_embed_type == "text_time"
        fits = (own.adapter_type == "full_adapter_xl") == is_xl
        fits = fits and list(own.channels) == [*levels, levels[-1]][: len(own.channels)]
        if not fits:
            made_for = "Stable Diffusion XL" if own.adapter_type == "full_adapter_xl" else "another base"
            raise BadModel(f"the T2I-Adapter `{name}` was made for {made_for}, and not for this one", _OTHER)
        return
    if own.cross_attention_dim != unet.cross_attention_dim:
        made_for, base = (_family(one.cross_attention_dim) for one in (own, unet))
        raise BadModel(f"`{name}` was made for {made_for}, and this base is {base}", _OTHER)
    if list(own.block_out_channels) != levels or own.addition_embed_type != unet.addition_embed_type:
        raise BadModel(f"`{name}` has other blocks than this base", _OTHER)
    if own.global_pool_conditions:
        raise BadModel(f"`{name}` steers by the look of a whole picture, and not by a map", "take another ControlNet")


def _family(width: int) -> str:
    return FAMILIES.get(width, f"a model that reads text {width} wide")
