"""Networks from a folder in diffusers' layout, with every key accounted for.

A key that is missing would be left at random values, and one left over means that the file is of something else. Both
happen in silence elsewhere; here neither passes.
"""

from pathlib import Path
from typing import Any, Final

import torch
from torch import nn

from renderer.control.quiet import quiet
from renderer.errors import BadModel
from renderer.weights.variant import weights_in

DTYPES: Final = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
_STEMS: Final = ("diffusion_pytorch_model", "model")  # of diffusers, and of transformers
_HARMLESS: Final = ("position_ids",)  # a buffer that older files hold and nobody reads


def load(kind: Any, folder: Path, part: str, dtype: torch.dtype, device: torch.device) -> Any:
    """A network of a kind from a part of a folder, ready to run and never to be trained."""
    where = folder / part if part else folder
    with quiet():
        try:
            network, report = kind.from_pretrained(
                where,
                use_safetensors=True,
                local_files_only=True,
                output_loading_info=True,
                dtype=dtype,
                variant=_variant(where, dtype),
            )
        except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
            raise BadModel(f"`{_name(folder, part)}` cannot be loaded: {_first_line(error)}", _WHOLE) from error
    audit(report, _name(folder, part))
    frozen: nn.Module = network.eval().requires_grad_(False).to(device)
    if device.type == "cpu":
        in_own_memory(frozen)
    return frozen


def in_own_memory(network: nn.Module) -> None:
    """Take weights out of the file that they are mapped from.

    In a file they stand at any address, and on a CPU the last bits of a sum depend on how numbers are aligned. So the
    same weights in another file would make another picture.
    """
    for parameter in network.parameters():
        parameter.data = parameter.data.clone()


_WHOLE: Final = "fetch or copy it again, whole, and try `animec models verify`"


def audit(report: Any, name: str) -> None:
    """Refuse a network of which a key is missing, left over or of another shape."""
    for fault, words in (
        ("missing_keys", "lacks"),
        ("unexpected_keys", "holds, and should not,"),
        ("mismatched_keys", "has in another shape"),
    ):
        keys = [key for key in report.get(fault) or () if not _text(key).endswith(_HARMLESS)]
        if keys:
            listed = ", ".join(sorted(map(_text, keys))[:3]) + (", …" if len(keys) > 3 else "")
            raise BadModel(f"`{name}` {words} {len(keys)} weights: {listed}", "it is of another model, or not whole")


def _text(key: Any) -> str:
    return str(key[0]) if isinstance(key, tuple | list) else str(key)


def _variant(folder: Path, dtype: torch.dtype) -> str | None:
    """Whether the files of half precision are the ones to read: where they are wanted, or nothing else is there."""
    found = (weights_in(folder, stem, dtype is not torch.float32) for stem in _STEMS)
    variant = next((one[0] for one in found if one is not None), "")
    return variant.removeprefix(".") or None


def _name(folder: Path, part: str) -> str:
    return f"{folder.name}/{part}" if part else folder.name


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
