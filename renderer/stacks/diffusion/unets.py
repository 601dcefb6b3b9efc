"""The denoising networks: the base's own, and the one with motion layers; LoRAs are part of their weights.

diffusers builds a motion network from a picture network and an adapter, and loses SDXL's embedding of the pooled text
on the way, without a word. Here it is given its tensors by name, strictly: all of the one, all of the other, nothing
besides. They are shared, not copied, so motion costs no memory but its own layers.
"""

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import MotionAdapter, UNet2DConditionModel, UNetMotionModel

from renderer.control.quiet import quiet
from renderer.errors import BadModel
from renderer.stacks.diffusion.lone_file import lone_motion
from renderer.stacks.diffusion.networks import load


def load_unet(folder: Path, is_xl: bool, dtype: torch.dtype, device: torch.device) -> Any:
    """The denoising network of a base; one of another family, or made for other inputs, is refused."""
    unet = load(UNet2DConditionModel, folder, "unet", dtype, device)
    has_pooled = unet.config.addition_embed_type == "text_time"
    if has_pooled != is_xl:
        kinds = ("Stable Diffusion XL", "Stable Diffusion 2")
        raise BadModel(
            f"`{folder.name}` is of the kind of {kinds[not has_pooled]}, and the stack wants {kinds[not is_xl]}",
            "name another stack, or another base",
        )
    if unet.config.in_channels != 4:
        message = f"`{folder.name}` takes {unet.config.in_channels} channels, as models for filling in pictures do"
        raise BadModel(message, "a base takes 4")
    return unet


def layers_of_a_block(folder: Path) -> int:
    """How many layers each block of a base's network has; the names in LoRA files count them."""
    try:
        layers = json.loads((folder / "unet" / "config.json").read_text(encoding="utf-8"))["layers_per_block"]
    except (OSError, ValueError, KeyError) as error:
        raise BadModel(f"`{folder.name}/unet/config.json` cannot be read", "fetch it again") from error
    return int(layers)


def load_adapter(path: Path, dtype: torch.dtype, device: torch.device) -> Any:
    """The motion layers alone, from a folder or a file."""
    if path.is_file():
        return lone_motion(path, dtype, device)
    return load(MotionAdapter, path, "", dtype, device)


def with_motion(unet: Any, adapter: Any) -> Any:
    """A motion network of both; their tensors are shared with it."""
    try:
        with torch.device("meta"), quiet():
            motion = UNetMotionModel.from_unet2d(unet, adapter, load_weights=False)
    except ValueError as error:
        raise BadModel(f"the motion adapter does not fit the base: {error}", "it is of another family") from error
    tensors = {**unet.state_dict(), **adapter.state_dict()}
    lost = motion.load_state_dict(tensors, strict=False, assign=True)
    if lost.missing_keys or lost.unexpected_keys:
        keys = [*lost.missing_keys, *lost.unexpected_keys]
        message = f"the motion adapter does not fit the base: {len(keys)} weights have no place, such as {keys[0]}"
        raise BadModel(message, "it is of another family")
    return motion.eval().requires_grad_(False)


def most_frames(motion: Any) -> int:
    """How many positions a motion network knows: no window may be longer."""
    length: int = motion.config.motion_max_seq_length
    return length
