"""Reads a pickle of weights and writes safetensors: the program of a process of its own, which does nothing else.

`convert.py` starts it, with what to do as JSON for its one argument. It imports nothing of animec. A pickle is a
program; of it, only what builds tensors, numbers and texts is run here, in a process that may neither take more memory,
time or disk than was granted, nor open a connection, nor start a program, nor write outside its folder.
"""

import json
import os
import resource
import struct
import sys
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

NO_TENSORS: Final = 3  # the exit status where a file is no dictionary of tensors
NO_MEMORY: Final = 4
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_FORBIDDEN: Final = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.")
_WEIGHTS: Final = ("state_dict", "params_ema", "params", "model")  # under which training keeps the weights
_OF_TRAINING: Final = ("optimizer", "lr_scheduler", "loops", "callbacks", "grad_scaler")
_DUPLICATES: Final = "model_ema."
_MOST_DEPTH: Final = 8


def main() -> int:
    """Do it; what came of it is in `report.json`."""
    job = json.loads(sys.argv[1])
    folder = Path(job["folder"]).resolve()
    _limit(job)
    import torch  # with the limits on

    sys.addaudithook(lambda event, arguments: _guard(folder, event, arguments))
    try:
        dropped = _convert(torch, job["file"], folder)
    except MemoryError:
        return NO_MEMORY
    except Exception as error:
        if "alloc" in str(error) or "mmap" in str(error):
            return NO_MEMORY
        _report(folder, fault=_fault(error))
        return NO_TENSORS
    _report(folder, dropped=dropped)
    return 0


def _fault(error: Exception) -> str:
    """What is wrong with the file, in one line."""
    is_unread = isinstance(error, OSError | EOFError) and not isinstance(error, PermissionError)
    if is_unread or "Unsupported operand" in str(error):  # the latter: a page of the web under another name, say
        return "it cannot be read, or is not whole"
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def _limit(job: Mapping[str, Any]) -> None:
    for limit, most in (
        (resource.RLIMIT_DATA, job["memory"]),
        (resource.RLIMIT_FSIZE, job["disk"]),
        (resource.RLIMIT_CPU, job["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # a system that is stricter already
            resource.setrlimit(limit, (most, most))


def _guard(folder: Path, event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"it tried `{event}`")
    if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike) and (arguments[2] or 0) & _WRITING:
        target = Path(os.fsdecode(arguments[0])).resolve()
        if not target.is_relative_to(folder) and target != Path(os.devnull):
            raise PermissionError("it tried to write a file")


def _convert(torch: Any, file: str, folder: Path) -> dict[str, int]:
    from safetensors.torch import save_file

    try:
        loaded = torch.load(file, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(file))
    except (AttributeError, LookupError, TypeError, UnicodeError, struct.error) as error:  # it is no pickle at all
        raise EOFError from error
    kept: dict[str, Any] = {}
    dropped: dict[str, int] = {}
    _collect(torch, _weights_of(torch, loaded, dropped), "", kept, dropped, 0)
    copies = [name for name in kept if name.startswith(_DUPLICATES)]
    if len(copies) < len(kept):
        _drop(dropped, "averages of other weights (EMA)", len(copies))
        kept = {name: tensor for name, tensor in kept.items() if not name.startswith(_DUPLICATES)}
    if not kept:
        raise ValueError("there are no tensors in it")
    save_file(_apart(torch, kept), folder / "weights.safetensors", {"format": "pt"})
    with (folder / "weights.safetensors").open("rb") as written:
        os.fsync(written.fileno())
    return dropped


def _weights_of(torch: Any, loaded: Any, dropped: dict[str, int]) -> Mapping[Any, Any]:
    """The part of what training saved that holds the weights."""
    if not isinstance(loaded, Mapping):
        raise ValueError(f"it holds a {type(loaded).__name__}, and no dictionary of tensors")
    for name in _WEIGHTS:
        if isinstance(loaded.get(name), Mapping):
            for other, value in loaded.items():
                if other != name:
                    what = "averages of other weights (EMA)" if name == "params_ema" and other == "params" else ""
                    _drop(dropped, what or _what(other, value, torch), _count(torch, value))
            return loaded[name]  # type: ignore[no-any-return]
    return loaded


def _collect(
    torch: Any, found: Mapping[Any, Any], prefix: str, kept: dict[str, Any], dropped: dict[str, int], depth: int
) -> None:
    """All tensors, by their names with dots between; maps within maps are how some networks keep their parts apart."""
    if depth > _MOST_DEPTH:
        raise ValueError("its dictionaries lie too deep in one another")
    for name, value in found.items():
        if not prefix and isinstance(name, str) and name.startswith(_OF_TRAINING):
            _drop(dropped, "state of training", _count(torch, value))
        elif isinstance(value, torch.Tensor) and isinstance(name, str):
            if value.layout != torch.strided or value.is_quantized or value.is_meta:
                raise ValueError(f"`{name[:80]}` is no plain tensor")
            if prefix + name in kept:
                raise ValueError(f"two of its tensors would be `{(prefix + name)[:80]}`")
            kept[prefix + name] = value.detach()
        elif isinstance(value, Mapping):
            _collect(torch, value, f"{prefix}{name}.", kept, dropped, depth + 1)
        else:
            _drop(dropped, "what is no tensor", 1)


def _what(name: Any, value: Any, torch: Any) -> str:
    if isinstance(name, str) and name.startswith(_OF_TRAINING):
        return "state of training"
    return "other weights" if isinstance(value, torch.Tensor | Mapping) else "what is no tensor"


def _count(torch: Any, value: Any) -> int:
    """How many things are dropped with a value."""
    if isinstance(value, Mapping):
        return sum(_count(torch, item) for item in value.values()) or 1
    if isinstance(value, list | tuple):
        return sum(_count(torch, item) for item in value if isinstance(item, torch.Tensor | Mapping)) or 1
    return 1


def _drop(dropped: dict[str, int], what: str, number: int) -> None:
    if number:
        dropped[what] = dropped.get(what, 0) + number


def _apart(torch: Any, tensors: dict[str, Any]) -> dict[str, Any]:
    """Tensors that share no memory with each other and have no gaps, as the format wants them."""
    seen: set[int] = set()
    for name, tensor in tensors.items():
        storage = tensor.untyped_storage()
        is_all = storage.nbytes() == tensor.numel() * tensor.element_size()
        if not tensor.is_contiguous() or not is_all or storage.data_ptr() in seen:
            tensors[name] = tensor.clone(memory_format=torch.contiguous_format)
        seen.add(storage.data_ptr())
    return tensors


def _report(folder: Path, **said: Any) -> None:
    (folder / "report.json").write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
