"""Pickles of weights to safetensors, once and for all. Another process reads the pickle (`unpickle_child.py`)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from anime_compiler.errors import UsageError
from renderer.errors import BadModel
from renderer.weights import unpickle_child
from renderer.weights.alone import NoRoom, folder_beside, insist_on, insist_on_room, put_in_place, report_in, run_alone
from renderer.weights.families import family_of
from renderer.weights.header import Header, read_header
from renderer.weights.shelf import PICKLES, WEIGHTS

_PROGRAM: Final = ("-I", "-B", str(Path(unpickle_child.__file__)))
_MEMORY: Final = 4 << 30  # for torch itself, beside what the weights take
_SECONDS: Final = 300
_BYTES_A_SECOND: Final = 10_000_000  # of a slow disk


class Grant(NamedTuple):
    """What the process that reads a pickle may take."""

    memory: int
    disk: int
    seconds: int


class Converted(NamedTuple):
    """What came of it: the header of the new file, and how many things were left out, by what they were."""

    header: Header
    dropped: Mapping[str, int]

    @property
    def family(self) -> str:
        return family_of(self.header)


def convert(old: Path, new: Path, grant: Grant | None = None) -> Converted:
    """Write the weights in a pickle as safetensors, whole or not at all."""
    size = _checked(old, new)
    insist_on("torch", "safetensors")
    insist_on_room(new.parent, size)
    granted = grant or Grant(_MEMORY + 3 * size, 2 * size + (1 << 20), _SECONDS + size // _BYTES_A_SECOND)
    with folder_beside(new) as folder:
        job = {"file": str(old.resolve()), "folder": str(folder.resolve()), **granted._asdict()}
        status = run_alone(_PROGRAM, job, folder, granted.seconds)
        report = report_in(folder)
        if status:
            raise _refusal(old, status, report)
        header = read_header(folder / "weights.safetensors")
        put_in_place(folder, "weights.safetensors", new)
    dropped = report.get("dropped")
    return Converted(header, _counts(dropped) if isinstance(dropped, dict) else {})


def _checked(old: Path, new: Path) -> int:
    if not old.is_file():
        raise UsageError(f"there is no file `{old}`", "name the file to convert")
    if old.suffix not in PICKLES:
        raise UsageError(f"`{old.name}` is no pickle of weights by its name", f"these are: {', '.join(PICKLES)}")
    if new.suffix != WEIGHTS:
        raise UsageError(f"`{new.name}` should end in `{WEIGHTS}`", f"{new.with_suffix(WEIGHTS)}")
    if new.exists():
        raise UsageError(f"`{new}` is there already", "remove it, or name another file")
    return old.stat().st_size


def _refusal(old: Path, status: int, report: Mapping[str, Any]) -> Exception:
    if status == unpickle_child.NO_MEMORY:
        return NoRoom(f"`{old.name}` needs more memory than its size allows", "it may be damaged; get it elsewhere")
    if status == unpickle_child.NO_TENSORS:
        fault = str(report.get("fault", ""))
        if "weights_only" in fault or "Weights only" in fault or "Unsupported" in fault:
            fault = "it holds code beside its numbers, and none of it was run"
        elif "PytorchStreamReader" in fault or "central directory" in fault:
            fault = "it is not whole"
        message = f"`{old.name}` is no dictionary of tensors: {fault}"
        return BadModel(message, "look for a safetensors file of the same model")
    how = f"was stopped by signal {-status}" if status < 0 else f"ended with {status}"
    message = f"`{old.name}` cannot be converted: the process that read it {how}"
    return BadModel(message, "look for a safetensors file of the same model")


def _counts(dropped: Mapping[str, Any]) -> dict[str, int]:
    return {str(what)[:80]: number for what, number in dropped.items() if isinstance(number, int)}
