"""Hashes of large files, taken once: a file whose size and time have not changed is taken to be the same."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeAlias

from renderer.store.files import replace_file

_CACHE: Final = ".hashes.json"
_BLOCK: Final = 1 << 24
_DIGITS: Final = 64

# Hears of a file that is read, how many of its bytes are done, and how many there are.
Tell: TypeAlias = Callable[[Path, int, int], None]


def digest_of(data: bytes) -> str:
    """The hash of bytes."""
    return sha256(data).hexdigest()


class Hashes:
    """The hashes of files below a folder, remembered in it where it can be written to.

    With `reads` off, only what was remembered is told; with `afresh`, nothing that was remembered is believed. While
    a file is read, `tell` hears how far it is.
    """

    def __init__(self, root: Path, reads: bool = True, afresh: bool = False, tell: Tell | None = None) -> None:
        self._root, self._reads, self._tell, self._is_new = root, reads, tell or _nobody, False
        self._known = {} if afresh else _known(root / _CACHE)

    def of(self, file: Path) -> str | None:
        """The hash of a file; nothing where it is not known and must not be read."""
        if not file.is_relative_to(self._root):  # it ships with animec: small, and there is no place to remember it
            return digest_of(file.read_bytes())
        name, mark = self._mark(file)
        if self._is_known(name, mark):
            return str(self._known[name][2])
        if not self._reads:
            return None
        digest, done, size = sha256(), 0, mark[0]
        self._tell(file, done, size)
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
                done += len(block)
                self._tell(file, done, size)
        self._known[name] = [*mark, digest.hexdigest()]
        self._is_new = True
        return digest.hexdigest()

    def to_read(self, files: Iterable[Path]) -> int:
        """How many bytes there are to read for the hashes of files."""
        marks = [self._mark(file) for file in files if file.is_relative_to(self._root)]
        return sum(mark[0] for name, mark in marks if not self._is_known(name, mark))

    def _mark(self, file: Path) -> tuple[str, list[int]]:
        """A file's name, and what tells that it has changed."""
        about = file.stat()
        return file.relative_to(self._root).as_posix(), [about.st_size, about.st_mtime_ns]

    def _is_known(self, name: str, mark: list[int]) -> bool:
        return name in self._known and self._known[name][:2] == mark

    def keep(self) -> None:
        """Remember what was learnt; a folder that cannot be written to is no trouble."""
        if not self._is_new:
            return
        known = _known(self._root / _CACHE) | self._known  # others may have learnt something meanwhile
        with suppress(OSError):
            replace_file(self._root / _CACHE, json.dumps(known, indent=0, sort_keys=True).encode())


def _nobody(file: Path, done: int, of: int) -> None:
    """Nobody listens."""


def _known(file: Path) -> dict[str, list[Any]]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: row for name, row in known.items() if _is_row(row)}


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) == 3 and isinstance(row[2], str) and len(row[2]) == _DIGITS
