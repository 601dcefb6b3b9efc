"""A model of a disk whose power goes: what was not flushed may be there, or be lost, in part and in any order.

It follows the operations of `files` and keeps, beside what programs see, what the disk is certain to have: the bytes of
a file since it was flushed, and a name since its folder was. A cut of power gives one of the states that may be then.
"""

from pathlib import Path
from random import Random
from typing import NamedTuple

_State = dict[str, bytes]


class _File:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.flushed: bytes | None = None


class _Change(NamedTuple):
    """A name that comes, or goes where there is no file; None stands for a folder."""

    folder: Path
    name: Path
    thing: _File | None
    comes: bool


class Disk:
    """What programs see, what the disk is certain to have, and the changes in between. Flushing may be left out."""

    def __init__(self, base: Path, flushes_files: bool = True, flushes_folders: bool = True) -> None:
        self.base = base
        self._seen: dict[Path, _File | None] = {}
        self._certain: dict[Path, _File | None] = {}
        self._changes: list[_Change] = []
        self._flushes_files, self._flushes_folders = flushes_files, flushes_folders

    def follow(self, moment: str, operation: str, paths: tuple[Path, ...]) -> bool:
        """Follow an operation once it is done, and say whether it changed anything."""
        path = paths[0]
        if moment == "before" or not path.is_relative_to(self.base):
            return False
        return self._after(operation, path, paths[-1])

    def _after(self, operation: str, path: Path, new: Path) -> bool:
        if operation == "mkdir" or (operation == "open" and path not in self._seen and path.is_file()):
            thing = None if operation == "mkdir" else _File(path.read_bytes())
            self._change(path, thing, comes=True)
        elif operation == "write":
            file = self._seen[path]
            assert file is not None
            file.content = path.read_bytes()
        elif operation == "rename":
            thing = self._seen[path]
            self._change(new, thing, comes=True)
            self._change(path, thing, comes=False)
        elif operation == "remove" and path in self._seen:
            self._change(path, self._seen[path], comes=False)
        elif operation == "fsync":
            self._flush(path)
        else:
            return False
        return True

    def _change(self, path: Path, thing: _File | None, comes: bool) -> None:
        self._changes.append(_Change(path.parent, path, thing, comes))
        if comes:
            self._seen[path] = thing
        else:
            del self._seen[path]

    def _flush(self, path: Path) -> None:
        file = self._seen.get(path)
        if file is None:
            self._flush_folder(path)
        elif self._flushes_files:
            file.flushed = file.content

    def _flush_folder(self, path: Path) -> None:
        if self._flushes_folders:
            _apply(self._certain, [change for change in self._changes if change.folder == path])
            self._changes = [change for change in self._changes if change.folder != path]

    def after_a_cut(self, dice: Random) -> _State:
        """Files, by their path, as they may be found when the power is back; folders end with a slash."""
        chance = dice.choice([0.0, 0.5, 1.0])
        names = dict(self._certain)
        _apply(names, [change for change in self._changes if dice.random() < chance])
        found: _State = {}
        for path, thing in sorted(names.items()):
            place = path.relative_to(self.base)
            if all(f"{parent}/" in found for parent in place.parents if parent.name):
                found[f"{place}/" if thing is None else str(place)] = b"" if thing is None else _bytes_of(thing, dice)
        return found


def _apply(names: dict[Path, _File | None], changes: list[_Change]) -> None:
    for change in changes:
        if change.comes:
            names[change.name] = change.thing
        elif names.get(change.name) is change.thing:
            names.pop(change.name, None)


def _bytes_of(file: _File, dice: Random) -> bytes:
    """What there may be of a file: all of it once it is flushed; otherwise some of it, nothing, or zeros."""
    now, before = file.content, file.flushed
    if now == before:
        return now
    return dice.choice([before or b"", b"", now[: len(now) // 2], bytes(len(now)), now])


def lay_out(state: _State, root: Path) -> None:
    for place, content in sorted(state.items()):
        if place.endswith("/"):
            (root / place).mkdir(mode=0o700)
        else:
            (root / place).write_bytes(content)
