"""Which family of models weights fit, told by their shapes: names of files, and what they say of themselves, may lie.

What an attention layer takes from the text is as wide as the text encoders of the family make it: 2048 numbers with
SDXL, 1024 with Stable Diffusion 2, 768 with Stable Diffusion 1.5. Bases have such layers under the names of diffusers
and of single files, and so have ControlNets, IP-Adapters and LoRAs. Motion modules have none: they are told by their
levels, of which SDXL has three and the others four. A VAE has the same shapes in all families.
"""

import re
from collections.abc import Iterable
from typing import Final

from renderer.weights.header import Header

UNKNOWN: Final = "unknown"
_BY_WIDTH: Final = {2048: "sdxl", 1024: "sd2", 768: "sd15"}
_TEXT: Final = re.compile(r"attn2[._](?:processor[._])?to[._][kv](?:[._]ip)?(?:[._]lora)?\.(?P<part>.+)\Z")
_IP: Final = re.compile(r"\d+\.to_[kv]_ip\.weight\Z|ip_adapter\.\d+\.to_[kv]_ip\.weight\Z")
_INWARD: Final = ("weight", "down.weight", "lora_down.weight", "lora_A.weight", "lora_A.default.weight")
_OF_PRODUCTS: Final = ("hada_w1_b", "hada_w2_b")
_DEEP: Final = re.compile(r"transformer_blocks[._]9[._]")  # no other family has ten blocks in one place
_MOTION: Final = re.compile(r"(?:down_blocks[._])(\d)[._]motion_modules[._]")
_SECOND_ENCODER: Final = ("lora_te2_", "text_encoder_2.", "conditioner.embedders.1.")
_FIRST_LEVEL: Final = 320  # the width at which every family of this kind begins


def family_of(header: Header) -> str:
    """`sdxl`, `sd2` or `sd15`; `unknown` where shapes do not tell, or leave more than one."""
    found = families_of([header])
    return next(iter(found)) if len(found) == 1 else UNKNOWN


def families_of(headers: Iterable[Header]) -> frozenset[str]:
    """The families that the weights in these files may be of; none where shapes do not tell."""
    found: set[str] = set()
    moves: set[int] = set()
    is_full_size = False
    for header in headers:
        for name, tensor in header.tensors.items():
            if (level := _MOTION.search(name)) is not None:
                moves.add(int(level[1]))
                is_full_size |= level[1] == "0" and _FIRST_LEVEL in tensor.shape
            elif family := _family(name, tensor.shape):
                found.add(family)
    if not found and moves and is_full_size:
        return frozenset(("sd15", "sd2") if max(moves) > 2 else ("sdxl",))
    return frozenset(found) if len(found) == 1 else frozenset()


def _family(name: str, shape: tuple[int, ...]) -> str:
    """The family that one weight tells."""
    if len(shape) < 2 or "motion_modules" in name:
        return ""
    if _IP.match(name):
        return _BY_WIDTH.get(shape[1], "")
    if (text := _TEXT.search(name)) is not None:
        if text["part"] in _INWARD or text["part"] in _OF_PRODUCTS:
            return _BY_WIDTH.get(shape[1], "")
        return ""
    if name.startswith(_SECOND_ENCODER) and 1280 in shape:
        return "sdxl"
    return "sdxl" if _DEEP.search(name) and 1280 in shape and "attn1" in name else ""
