"""LoRA files, in every form in which they are found: each tensor has its place, or the file is refused.

A LoRA is a sum of small layers beside those of a network: what a layer gives grows by `scale * up(down(x))`. Nothing is
dropped in silence here, as happens elsewhere with keys that a reader does not know.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from safetensors import SafetensorError, safe_open
from torch import Tensor

from renderer.adapters.errors import AGAIN, BadAdapter
from renderer.adapters.names import UNET, LayerName, layer_name
from renderer.adapters.settings import ANOTHER_FILE, Settings, settings_in


class Layer(NamedTuple):
    """What is added beside a layer of a network; `up` of a convolution looks at one pixel."""

    down: Tensor
    up: Tensor
    scale: float


class LoraFile(NamedTuple):
    """A LoRA as it is in its file. In `parts`, layers are named as `names.py` spells them."""

    name: str
    path: Path
    parts: Mapping[str, Mapping[str, Layer]]
    ignored: tuple[str, ...]  # keys that belong to no layer, and are known to be harmless
    family: str | None  # the model it seems to be made for, where the file shows it


class _Found(NamedTuple):
    """The tensors of a layer by their side, and what the file calls the layer."""

    spelt: str
    sides: dict[str, Tensor]


SD15: Final = "Stable Diffusion 1.5"
SD2: Final = "Stable Diffusion 2"
SDXL: Final = "SDXL"
FAMILIES: Final[Mapping[int, str]] = {768: SD15, 1024: SD2, 2048: SDXL}  # by the width of the text that a UNet reads
_TOLD: Final[Mapping[tuple[str, str], str]] = {
    ("sdxl", "stable-diffusion-xl"): SDXL,
    ("sd_v2", "stable-diffusion-v2"): SD2,
    ("sd_v1", "stable-diffusion-v1"): SD15,
}

_DOWN, _UP, _ALPHA = "down", "up", "alpha"
_ENDINGS: Final[Mapping[str, str]] = {
    ".lora_down.weight": _DOWN,
    ".lora_up.weight": _UP,
    ".lora_A.weight": _DOWN,
    ".lora_B.weight": _UP,
    ".lora_A.default.weight": _DOWN,
    ".lora_B.default.weight": _UP,
    ".lora.down.weight": _DOWN,
    ".lora.up.weight": _UP,
    "_lora.down.weight": _DOWN,
    "_lora.up.weight": _UP,
    ".lora_linear_layer.down.weight": _DOWN,
    ".lora_linear_layer.up.weight": _UP,
    ".alpha": _ALPHA,
    ".lora.alpha": _ALPHA,
    "_lora.alpha": _ALPHA,
    ".lora_linear_layer.alpha": _ALPHA,
}
# What only looks like a LoRA: another sum, which a reader of LoRAs would get wrong without a word.
_OTHERS: Final[Mapping[str, str]] = {
    "dora_scale": "DoRA",
    "lora_magnitude_vector": "DoRA",
    "hada_": "LoHa",
    "lokr_": "LoKr",
    "lora_mid": "LoCon with `lora_mid`",
    "oft_": "OFT",
}
_IGNORED: Final = "bundle_emb."  # words that were learned with it, for programs that know such words


def read_lora(path: Path, name: str, unet_layers: int) -> LoraFile:
    """A LoRA from its file. Messages call it by `name`; `unet_layers` is how many layers a block of the UNet has."""
    tensors, metadata = _read(path, name)
    _refuse_other_kinds(list(tensors), name)
    found, rest = _sorted_out(tensors, unet_layers, name)
    unknown = [key for key in rest if not key.startswith(_IGNORED)]
    if not found or unknown:
        what = f"{len(unknown)} tensors that belong to no LoRA, such as `{unknown[0]}`" if unknown else "no LoRA"
        raise BadAdapter(f"the file of the LoRA `{name}` holds {what}", ANOTHER_FILE)
    settings = settings_in(metadata, name)
    parts: dict[str, dict[str, Layer]] = {}
    for layer in sorted(found):
        parts.setdefault(layer.part, {})[layer.flat] = _layer(found[layer], settings, layer.part, name)
    return LoraFile(name, path, parts, tuple(rest), _width_family(parts) or _told_family(metadata))


def _read(path: Path, name: str) -> tuple[Mapping[str, Tensor], Mapping[str, str]]:
    if path.suffix != ".safetensors":
        cure = f"make one of it: `animec models convert {path.name}`"
        raise BadAdapter(f"the LoRA `{name}` is `{path.name}`, which is no .safetensors file", cure)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            keys = sorted(file.keys())
            return {key: file.get_tensor(key) for key in keys}, file.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise BadAdapter(f"the LoRA `{name}` cannot be read: `{path.name}` is damaged, or not there", AGAIN) from error


def _refuse_other_kinds(keys: Sequence[str], name: str) -> None:
    steps = {step for key in keys for step in key.split(".")[1:]}
    for mark, kind in _OTHERS.items():
        if any(step.startswith(mark) for step in steps):
            raise BadAdapter(f"`{name}` is no plain LoRA but a {kind}, which animec does not read", ANOTHER_FILE)


def _sorted_out(
    tensors: Mapping[str, Tensor], unet_layers: int, name: str
) -> tuple[Mapping[LayerName, _Found], Sequence[str]]:
    """The tensors by their layers, and the keys that belong to none."""
    found: dict[LayerName, _Found] = {}
    rest = []
    for key, tensor in tensors.items():
        ending = max((one for one in _ENDINGS if key.endswith(one)), key=len, default="")
        spelt = key.removesuffix(ending)
        layer = layer_name(spelt, unet_layers) if ending else None
        if layer is None:
            rest.append(key)
            continue
        sides = found.setdefault(layer, _Found(spelt, {})).sides
        # Some files hold a layer under two names. That is harmless where both say the same.
        first = sides.setdefault(_ENDINGS[ending], tensor)
        if first is not tensor and not first.equal(tensor):
            raise BadAdapter(f"the LoRA `{name}` holds two different `{layer.flat}`", ANOTHER_FILE)
    return found, rest


def _layer(found: _Found, settings: Settings, part: str, name: str) -> Layer:
    down, up, alpha = (found.sides.get(side) for side in (_DOWN, _UP, _ALPHA))
    if down is None or up is None:
        raise BadAdapter(f"the LoRA `{name}` is not whole: `{found.spelt}` has only one of its two sides", AGAIN)
    if not (down.isfinite().all() and up.isfinite().all()):
        raise BadAdapter(f"the LoRA `{name}` is broken: `{found.spelt}` holds numbers that are none", ANOTHER_FILE)
    rank = down.shape[0] if down.ndim else 0
    if down.ndim not in (2, 4) or up.ndim not in (2, 4) or not rank or up.shape[1] != rank or up.shape[2:].numel() != 1:
        shapes = f"{shape(down)} and {shape(up)}"
        raise BadAdapter(f"the LoRA `{name}` is broken: the sides of `{found.spelt}` are {shapes}", ANOTHER_FILE)
    if alpha is None:
        return Layer(down, up, settings.scale(part, found.spelt, rank))
    if alpha.numel() != 1 or not alpha.isfinite().all():
        raise BadAdapter(f"the LoRA `{name}` is broken: `{found.spelt}` has no number for its `alpha`", ANOTHER_FILE)
    return Layer(down, up, float(alpha) / rank)


def shape(tensor: Tensor) -> str:
    """The shape of a tensor in words."""
    return "x".join(map(str, tensor.shape))


def _width_family(parts: Mapping[str, Mapping[str, Layer]]) -> str | None:
    """The family by the width of the text that the layers read; layers of motion read none."""
    for flat, layer in parts.get(UNET, {}).items():
        if flat.endswith(("_attn2_to_k", "_attn2_to_v")) and "motion_modules" not in flat:
            return FAMILIES.get(layer.down.shape[1])
    return None


def _told_family(metadata: Mapping[str, str]) -> str | None:
    """The family by what its trainer wrote: `sdxl_base_v1-0`, `stable-diffusion-v2-768-v/lora` and the like."""
    told = f"{metadata.get('ss_base_model_version', '')} {metadata.get('modelspec.architecture', '')}".lower()
    return next((family for marks, family in _TOLD.items() if any(mark in told for mark in marks)), None)
