"""Runs a program of ours in a process by itself: with little around it, in a folder of its own, for a limited time."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from anime_compiler.errors import AnimecError, UnusableEnvironment
from renderer.errors import BadModel
from renderer.store.files import make_folder, open_folder

_MOST_REPORT: Final = 1 << 20
_KEPT: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")  # without which torch may not start


class NoRoom(AnimecError):
    """There is not enough room on a disk for what is to be put there."""

    exit_status = 6


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A fresh folder on the disk of a target, gone afterwards."""
    name = f".animec-convert-{os.urandom(8).hex()}"
    try:
        make_folder(target.parent)
        with open_folder(target.parent) as parent:
            parent.make(name)
    except OSError as error:
        raise BadModel(f"`{target.parent}` cannot be written to: {error.strerror}", "name another place") from error
    try:
        yield target.parent / name
    finally:
        with suppress(OSError), open_folder(target.parent) as parent:
            parent.remove_tree(name)


def insist_on_room(folder: Path, size: int) -> None:
    """Refuse to start what would fill a disk."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    if size > free:
        message = f"{size / 1e9:.2f} GB are to be written to `{folder}`, where {free / 1e9:.2f} GB are free"
        raise NoRoom(message, "make room, or name a folder on another disk")


def insist_on(*libraries: str) -> None:
    """Refuse to start what needs libraries that are not installed; they are not imported."""
    missing = [library for library in libraries if find_spec(library) is None]
    if missing:
        message = f"converting needs {', '.join(missing)}, not installed here"
        raise UnusableEnvironment(message, "pip install -c constraints.txt 'animec[render]'")


def run_alone(
    program: Sequence[str], job: Mapping[str, Any], folder: Path, seconds: float, imports: Path | None = None
) -> int:
    """The exit status of a program; killed with all it started when its time is over. It imports from `imports`."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {
        **dict.fromkeys(("HOME", "TMPDIR", "HF_HOME"), str(folder)),
        **dict.fromkeys(("HF_HUB_OFFLINE", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "PYTHONDONTWRITEBYTECODE"), "1"),
        "CUDA_VISIBLE_DEVICES": "",
        "PATH": os.defpath,
        **({"PYTHONPATH": str(imports)} if imports else {}),
    }
    with (
        (folder / "said.txt").open("wb") as said,
        subprocess.Popen(  # noqa: S603 - this Python, with words of ours
            [sys.executable, *program, json.dumps(job)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        ) as process,
    ):
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise BadModel(
                f"it was not converted within {seconds:.0f} seconds", "see whether its disk is slow"
            ) from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def report_in(folder: Path) -> dict[str, Any]:
    """What the program said of its work; nothing if it said nothing that can be understood."""
    try:
        with (folder / "report.json").open("rb") as opened:
            said = json.loads(opened.read(_MOST_REPORT))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def put_in_place(folder: Path, name: str, new: Path) -> None:
    """Give what was made in a folder its place and name, whole or not at all."""
    try:
        with open_folder(folder) as made, open_folder(new.parent) as parent:
            made.rename(name, parent, new.name)
            parent.sync()
    except OSError as error:
        raise BadModel(f"`{new}` cannot be written: {error.strerror}", "name another place") from error
