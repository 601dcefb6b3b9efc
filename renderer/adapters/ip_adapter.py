"""IP-Adapters: a UNet that looks at pictures beside the text, as it does for the likeness of a character.

Two kinds for SDXL and its like: a plain one reads one summary of each picture, a `plus` one reads each of its patches.
An adapter is not taken off again: read the UNet from its file to have it without one. At scale 0 it changes no bit.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0
from diffusers.models.embeddings import MultiIPAdapterImageProjection
from PIL import Image
from safetensors import SafetensorError, safe_open
from torch import Tensor

from renderer.adapters.errors import AGAIN, BadAdapter
from renderer.values import Pixels


class Kind(Enum):
    """What an IP-Adapter reads of a picture."""

    PLAIN = "plain"
    PLUS = "plus"


class IpAdapter(NamedTuple):
    """An adapter that is attached: its kind, and how many numbers it wants of an image encoder at a time."""

    name: str
    kind: Kind
    width: int


class Seen(NamedTuple):
    """Pictures as a UNet looks at them, and what it looks at for the negative branch: (1, pictures, ..., width)."""

    positive: Tensor
    negative: Tensor


_IMAGE, _ATTENTION = "image_proj.", "ip_adapter."
_OTHER: Final = "take `ip-adapter_sdxl` or `ip-adapter-plus_sdxl` for SDXL, with the image encoder that goes with it"
# How CLIP was shown its pictures.
_MEAN: Final = (0.48145466, 0.4578275, 0.40821073)
_SPREAD: Final = (0.26862954, 0.26130258, 0.27577711)


def attach(unet: Any, path: Path, name: str) -> IpAdapter:
    """Let a UNet, with motion or without, look at pictures. From now on each forward has to be given some.

    They are given as `added_cond_kwargs["image_embeds"] = [rows]`, a row for each branch: those of `embed`.
    """
    assert unet.encoder_hid_proj is None, "a UNet has at most one IP-Adapter: read it again for another"
    tensors = _read(path, name)
    image = {key.removeprefix(_IMAGE): one for key, one in tensors.items() if key.startswith(_IMAGE)}
    attention = {key.removeprefix(_ATTENTION): one for key, one in tensors.items() if key.startswith(_ATTENTION)}
    kind = _kind(image, unet.config.cross_attention_dim, name)
    _audit(unet, attention, len(tensors) - len(image) - len(attention), name)
    # diffusers' public way needs a pipeline, and warns of packages that nobody needs. These are the steps of it.
    state = {"image_proj": image, "ip_adapter": attention}
    try:
        looks = unet._convert_ip_adapter_image_proj_to_diffusers(image, low_cpu_mem_usage=False)  # noqa: SLF001
        processors = unet._convert_ip_adapter_attn_to_diffusers([state], low_cpu_mem_usage=False)  # noqa: SLF001
    except (KeyError, RuntimeError) as error:
        raise BadAdapter(f"the IP-Adapter `{name}` does not fit this model, or is not whole", _OTHER) from error
    unet.set_attn_processor(processors)
    unet.encoder_hid_proj = MultiIPAdapterImageProjection([looks])
    unet.config.encoder_hid_dim_type = "ip_image_proj"
    for part in (unet.encoder_hid_proj, *_looking(unet)):
        part.to(unet.device, unet.dtype).eval().requires_grad_(False)
    set_scale(unet, 1.0)
    return IpAdapter(name, kind, image["proj.weight" if kind is Kind.PLAIN else "proj_in.weight"].shape[1])


def set_scale(unet: Any, scale: float) -> None:
    """How much the pictures count beside the text."""
    for processor in _looking(unet):
        processor.scale = [scale]


@torch.no_grad()
def embed(encoder: Any, pictures: Sequence[Pixels], adapter: IpAdapter) -> Seen:
    """What an image encoder (CLIP with its projection) sees in pictures; they count as one, of several looks."""
    width = encoder.config.projection_dim if adapter.kind is Kind.PLAIN else encoder.config.hidden_size
    if width != adapter.width:
        what = f"gives {width} numbers at a time, and the IP-Adapter `{adapter.name}` wants {adapter.width}"
        raise BadAdapter(f"the image encoder {what}", _OTHER)
    shown = torch.stack([_shown(picture, encoder.config.image_size) for picture in pictures])
    shown = shown.to(encoder.device, encoder.dtype)
    if adapter.kind is Kind.PLAIN:
        seen = encoder(shown).image_embeds
        return Seen(seen[None], torch.zeros_like(seen)[None])
    positive, negative = (
        encoder(one, output_hidden_states=True).hidden_states[-2] for one in (shown, torch.zeros_like(shown))
    )
    return Seen(positive[None], negative[None])


def _shown(picture: Pixels, size: int) -> Tensor:
    """A picture as CLIP was trained to see it: the square in its middle, small."""
    # Pillow's resampling is what CLIP learned with, and exact in whole numbers; torch's own differs in the last bit.
    height, width = picture.shape[:2]
    short = min(height, width)
    wide, high = int(size * width / short), int(size * height / short)
    small = np.asarray(Image.fromarray(picture).resize((wide, high), Image.Resampling.BICUBIC))
    top, left = (high - size) // 2, (wide - size) // 2
    square = torch.from_numpy(small[top : top + size, left : left + size].copy()).permute(2, 0, 1)
    mean, spread = (torch.tensor(numbers).view(3, 1, 1) for numbers in (_MEAN, _SPREAD))
    return (square / 255 - mean) / spread


def _read(path: Path, name: str) -> Mapping[str, Tensor]:
    if path.suffix != ".safetensors":
        cure = f"make one of it: `animec models convert {path.name}`"
        raise BadAdapter(f"the IP-Adapter `{name}` is `{path.name}`, which is no .safetensors file", cure)
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            return {key: file.get_tensor(key) for key in sorted(file.keys())}
    except (OSError, SafetensorError) as error:
        what = f"cannot be read: `{path.name}` is damaged, or not there"
        raise BadAdapter(f"the IP-Adapter `{name}` {what}", AGAIN) from error


def _kind(image: Mapping[str, Tensor], width: int, name: str) -> Kind:
    """The kind by its keys; what it makes of a picture has to be as wide as a word."""
    if {"proj.weight", "norm.weight"} <= set(image):
        kind, made = Kind.PLAIN, image["norm.weight"].shape[0]
    elif {"latents", "proj_in.weight", "proj_out.weight"} <= set(image):
        kind, made = Kind.PLUS, image["proj_out.weight"].shape[0]
    else:
        raise BadAdapter(f"`{name}` is no IP-Adapter, or of a kind that animec does not read (faces, full)", _OTHER)
    if made != width:
        what = f"it gives {made} numbers at a time, and this model reads {width}"
        raise BadAdapter(f"the IP-Adapter `{name}` was made for another model: {what}", _OTHER)
    return kind


def _audit(unet: Any, attention: Mapping[str, Tensor], strangers: int, name: str) -> None:
    """Each layer that reads text has its two in the file, of its shape, and nothing is left over."""
    width = unet.config.cross_attention_dim
    # The file numbers all attention of the UNet in its order, and holds each second: the one that reads text.
    wanted = {}
    for number, layer in enumerate(_reading(unet)):
        for side in ("to_k_ip", "to_v_ip"):
            wanted[f"{2 * number + 1}.{side}.weight"] = (layer.to_k.out_features, width)
    fit = sum(key in attention and tuple(attention[key].shape) == shape for key, shape in wanted.items())
    over = strangers + len(attention) - len(set(attention) & set(wanted))
    if fit < len(wanted) or over:
        what = f"it holds {fit} of the {len(wanted)} tensors that this one wants"
        more = f", and {over} others" if over else ""
        raise BadAdapter(f"the IP-Adapter `{name}` was made for another model: {what}{more}", _OTHER)


def _reading(unet: Any) -> list[Any]:
    """The attention layers that read text, in the order of the UNet."""
    names = [name.removesuffix(".processor") for name in unet.attn_processors]
    return [unet.get_submodule(name) for name in names if name.endswith("attn2") and "motion_modules" not in name]


def _looking(unet: Any) -> list[Any]:
    return [one for one in unet.attn_processors.values() if isinstance(one, IPAdapterAttnProcessor2_0)]
