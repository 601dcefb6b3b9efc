"""Networks that are filled with the tensors of files: every tensor has its place, and every place its tensor."""

import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from renderer.errors import BadModel

_AGAIN: Final = "fetch it again, whole: `animec models fetch`"
_OTHER: Final = "it is of another model, or not whole"


def tensors_in(file: Path, name: str) -> dict[str, Tensor]:
    """The tensors of a file, which belongs to the model of a name."""
    try:
        with safe_open(file, framework="pt") as opened:
            return {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118 - it is no dictionary
    except (OSError, SafetensorError) as error:
        raise BadModel(f"`{file.name}` of `{name}` cannot be read as safetensors", _AGAIN) from error


def filled(
    made: Any, settings: Mapping[str, Any], tensors: dict[str, Tensor], name: str, says: str = "its own `config.json`"
) -> Any:
    """A network that has these tensors and no others. None is made at random first: that takes its time.

    `says` is where its settings come from.
    """
    known = inspect.signature(made.__init__).parameters
    try:
        with torch.device("meta"):
            network = made(**{key: value for key, value in settings.items() if key in known})
        lost = network.load_state_dict(tensors, strict=False, assign=True)
    except (ValueError, TypeError, RuntimeError) as error:
        raise BadModel(f"`{name}` does not fit {says}: {_last_line(error)}", _AGAIN) from error
    for words, keys in (("lacks", lost.missing_keys), ("holds, and should not,", lost.unexpected_keys)):
        if keys:
            listed = ", ".join(sorted(keys)[:3]) + (", …" if len(keys) > 3 else "")
            raise BadModel(f"`{name}` {words} {len(keys)} weights: {listed}", _OTHER)
    return network


def _last_line(error: Exception) -> str:
    return str(error).strip().splitlines()[-1].strip()[:200]
