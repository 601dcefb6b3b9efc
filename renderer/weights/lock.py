"""The lock: which files each model of a folder is made of, by their hashes.

`models.lock.json` lies in the folder of models. It says the same for the same models, line by line, so that it can be
kept in a repository and its changes read. A model that it names is not run with other weights than these.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from renderer.errors import BadModel
from renderer.store.files import make_folder, replace_file

LOCK: Final = "models.lock.json"
_VERSION: Final = 1
_MOST_BYTES: Final = 1 << 26
_AGAIN: Final = f"mend or remove `{LOCK}`, and lock again: animec models lock"


class ModelChanged(BadModel):
    """The weights of a model are not those that were locked."""


class LockedFile(NamedTuple):
    """A file as it was when it was locked."""

    sha256: str
    size: int


class Locked(NamedTuple):
    """A model as it was locked; repository and revision where it was fetched from one."""

    files: Mapping[str, LockedFile]
    repo: str = ""
    revision: str = ""


def read_lock(root: Path) -> dict[str, Locked]:
    """The models that are locked in a folder, by name; none where nothing was ever locked."""
    file = root / LOCK
    try:
        if not file.exists():
            return {}
        if file.stat().st_size > _MOST_BYTES:
            raise BadModel(f"`{file}` is too large for a lock", _AGAIN)
        written = json.loads(file.read_text(encoding="utf-8"))
        if written["animec_models_lock"] != _VERSION:
            raise BadModel(f"`{file}` is a lock of another version of animec", "update animec, or remove the lock")
        return {str(name): _model(entry) for name, entry in written["models"].items()}
    except OSError as error:
        raise BadModel(f"`{file}` cannot be read: {error.strerror}", _AGAIN) from error
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise BadModel(f"`{file}` is no lock, or a damaged one", _AGAIN) from error


def write_lock(root: Path, models: Mapping[str, Locked]) -> None:
    """Lock these models, and nothing else, in a folder."""
    written = {
        "animec_models_lock": _VERSION,
        "models": {name: _as_json(locked) for name, locked in models.items()},
    }
    text = json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    try:
        make_folder(root)
        replace_file(root / LOCK, text.encode())
    except OSError as error:
        raise BadModel(f"`{root / LOCK}` cannot be written: {error.strerror}", "lock where you can write") from error


def insist_as_locked(name: str, files: Mapping[str, str], locked: Locked) -> None:
    """Refuse a model whose files, given by their hashes, are not those that were locked."""
    fault = difference(files, locked)
    if fault:
        raise ModelChanged(f"`{name}` is not what was locked: {fault}", f"if that was meant: animec models lock {name}")


def difference(files: Mapping[str, str], locked: Locked) -> str:
    """In what files, given by their hashes, differ from those that were locked; nothing where they do not."""
    if len(files) == len(locked.files) == 1:  # one file is the same under any name
        (name, digest), (before,) = next(iter(files.items())), locked.files.values()
        return "" if digest == before.sha256 else f"`{name}` has changed"
    for name in sorted(files.keys() | locked.files.keys()):
        if name not in files:
            return f"`{name}` is gone"
        if name not in locked.files:
            return f"`{name}` is new"
        if files[name] != locked.files[name].sha256:
            return f"`{name}` has changed"
    return ""


def _model(entry: Mapping[str, Any]) -> Locked:
    files = {str(name): LockedFile(str(file["sha256"]), int(file["size"])) for name, file in entry["files"].items()}
    return Locked(files, str(entry.get("repo", "")), str(entry.get("revision", "")))


def _as_json(locked: Locked) -> dict[str, object]:
    entry: dict[str, object] = {"files": {name: file._asdict() for name, file in locked.files.items()}}
    return entry | {key: value for key, value in (("repo", locked.repo), ("revision", locked.revision)) if value}
