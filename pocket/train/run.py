"""A run folder: everything a training stage needs to go on, here or on another machine, and nothing else.

`state.safetensors` is the whole state (weights, their average, the optimiser's two moments, the step), `log.jsonl` the
loss curve, `looks/` the sample grids. Copy the folder, and the run has moved.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor


class State(NamedTuple):
    """Where a stage stands: tensors by name, and numbers."""

    tensors: dict[str, Tensor]
    numbers: dict[str, float]


class Run:
    """The folder of one stage's run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state_file = folder / "state.safetensors"
        self.log_file = folder / "log.jsonl"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second trainer out of this folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise SystemExit(f"{self.folder} is being trained by another process") from None
            yield

    def save(self, state: State) -> None:
        """Write the state so that a crash at any moment leaves the old one or the new one."""
        fresh = self.state_file.with_suffix(".tmp")
        numbers = {name: repr(value) for name, value in state.numbers.items()}
        save_file({name: tensor.detach().contiguous().cpu() for name, tensor in state.tensors.items()}, fresh, numbers)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(self.state_file)

    def load(self) -> State | None:
        """The state as last saved, or nothing where the run is new."""
        if not self.state_file.exists():
            return None
        with safe_open(self.state_file, framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
            numbers = {name: float(value) for name, value in (file.metadata() or {}).items()}
        return State(tensors, numbers)

    def forget_after(self, step: int) -> None:
        """Drop the log's lines after a step: they will be written again, and the same."""
        if self.log_file.exists():
            kept = [line for line in self.log_file.read_text().splitlines() if json.loads(line)["step"] <= step]
            self.log_file.write_text("".join(line + "\n" for line in kept))

    def log(self, line: Mapping[str, Any]) -> None:
        """Add a line to the log."""
        with self.log_file.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def looks(self) -> Path:
        """The folder for sample grids."""
        folder = self.folder / "looks"
        folder.mkdir(exist_ok=True)
        return folder
