"""A whole checkpoint in one file, taken apart into a folder in diffusers' layout: a program for a process of its own.

`weights/convert_base.py` starts it, with what to do as JSON for its one argument. Names are translated by the functions
of diffusers, and what they make is counted: each number of the file has its place, and each place its number.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.loaders import single_file_utils as names
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from renderer.control.quiet import quiet

NOT_WHOLE: Final = 3  # the exit status where something is missing or left over
_UNET: Final = "model.diffusion_model."
_VAE: Final = "first_stage_model."
_CLIP: Final = "conditioner.embedders.0.transformer."
_PREFIXES: Final[Mapping[str, Mapping[str, str]]] = {
    "sdxl": {"unet": _UNET, "vae": _VAE, "text_encoder": _CLIP, "text_encoder_2": "conditioner.embedders.1.model."},
    "sd2": {"unet": _UNET, "vae": _VAE, "text_encoder": "cond_stage_model.model."},
}
# What training keeps in such files and no network reads.
_READ_BY_NOBODY: Final = (
    "model_ema.",
    "first_stage_model.loss.",
    "denoiser.",
    "alphas_cumprod",
    "betas",
    "log_one_minus_alphas_cumprod",
    "lvlb_weights",
    "posterior_",
    "sqrt_",
)
_BUFFERS: Final = ("position_ids", "logit_scale", "attn_mask")


class NotWholeError(Exception):
    """Something is missing, or left over."""


def main() -> int:
    """Do it; what came of it is in `report.json`."""
    job = json.loads(sys.argv[1])
    folder = Path(job["folder"])
    try:
        said: dict[str, Any] = take_apart(Path(job["file"]), job["family"], Path(job["configs"]), folder / "whole")
    except NotWholeError as error:
        said = {"fault": str(error)}
    (folder / "report.json").write_text(json.dumps(said), encoding="utf-8")
    return NOT_WHOLE if "fault" in said else 0


def take_apart(file: Path, family: str, configs: Path, folder: Path) -> dict[str, int]:
    """Write each network of a file into its part of a folder; gives how many tensors nobody reads."""
    prefixes = _PREFIXES[family]
    with safe_open(file, framework="pt") as opened:
        keys = list(opened.keys())
        unread = [key for key in keys if key.startswith(_READ_BY_NOBODY) or key.endswith(_BUFFERS)]
        rest = set(keys) - set(unread)
        strange = sorted(key for key in rest if not key.startswith(tuple(prefixes.values())))
        if strange:
            raise NotWholeError(f"it holds {len(strange)} tensors that belong to nothing, such as `{strange[0]}`")
        for part, prefix in prefixes.items():
            config = json.loads((configs / part / "config.json").read_text(encoding="utf-8"))
            tensors = {key: opened.get_tensor(key) for key in sorted(rest) if key.startswith(prefix)}
            if not tensors:
                raise NotWholeError(f"it has no {part.replace('_', ' ')}")
            made, unused = translated(part, prefix, config, tensors, family)
            unread += unused
            _insist_whole(part, made, _expected(part, config))
            _write(part, made, folder / part)
    return {"unread": len(unread)}


def translated(
    part: str, prefix: str, config: Mapping[str, Any], tensors: dict[str, Tensor], family: str
) -> tuple[dict[str, Tensor], list[str]]:
    """The tensors of a part under the names of diffusers, and those of them that the part does not use."""
    unused: list[str] = []
    if part.startswith("text_encoder") and family == "sd2":
        # It is read before its last layer, so that layer and what follows it are no part of it.
        last = f"{prefix}transformer.resblocks.{config['num_hidden_layers']}."
        unused = [key for key in tensors if key.startswith(last) or key == f"{prefix}text_projection"]
        tensors = {key: value for key, value in tensors.items() if key not in unused}
    before = sum(value.numel() for value in tensors.values())
    try:
        made: dict[str, Tensor] = _renamed(part, prefix, config, tensors)
    except (KeyError, IndexError, AttributeError) as error:
        raise NotWholeError(f"its {part.replace('_', ' ')} lacks {error}") from error
    after = sum(value.numel() for value in made.values())
    if before != after:
        raise NotWholeError(f"{abs(before - after)} numbers of its {part.replace('_', ' ')} have no place")
    return made, unused


def _renamed(part: str, prefix: str, config: Mapping[str, Any], tensors: dict[str, Tensor]) -> Any:
    with quiet():
        if part == "unet":
            return names.convert_ldm_unet_checkpoint(tensors, config)
        if part == "vae":
            return names.convert_ldm_vae_checkpoint(tensors, config)
        if prefix == _CLIP:
            return names.convert_ldm_clip_checkpoint(tensors)
        width = SimpleNamespace(config=SimpleNamespace(hidden_size=config["hidden_size"]))
        return names.convert_open_clip_checkpoint(width, tensors, prefix)


def _expected(part: str, config: Mapping[str, Any]) -> dict[str, torch.Size]:
    """The names and shapes of a network that takes no memory."""
    with torch.device("meta"), quiet():
        if part == "unet":
            network = UNet2DConditionModel.from_config(config)
        elif part == "vae":
            network = AutoencoderKL.from_config(config)
        else:
            has_projection = "CLIPTextModelWithProjection" in config["architectures"]
            kind: Any = CLIPTextModelWithProjection if has_projection else CLIPTextModel
            network = kind(CLIPTextConfig(**config))
    return {_plain(name): value.shape for name, value in network.state_dict().items()}


def _insist_whole(part: str, made: Mapping[str, Tensor], expected: Mapping[str, torch.Size]) -> None:
    shapes = {_plain(name): value.shape for name, value in made.items()}
    called = part.replace("_", " ")
    for fault, found in (
        ("lacks", sorted(expected.keys() - shapes.keys())),
        ("holds, and should not,", sorted(shapes.keys() - expected.keys())),
        ("has in another shape", sorted(name for name in shapes.keys() & expected if shapes[name] != expected[name])),
    ):
        if found:
            raise NotWholeError(f"its {called} {fault} {len(found)} weights, such as `{found[0]}`")


def _plain(name: str) -> str:
    """Names of text encoders with or without a prefix that came and went with the versions of transformers."""
    return name.removeprefix("text_model.")


def _write(part: str, made: Mapping[str, Tensor], folder: Path) -> None:
    folder.mkdir(parents=True)
    name = "model" if part.startswith("text_encoder") else "diffusion_pytorch_model"
    apart = {key: value.clone(memory_format=torch.contiguous_format) for key, value in made.items()}
    save_file(apart, folder / f"{name}.safetensors", {"format": "pt"})


if __name__ == "__main__":
    sys.exit(main())
