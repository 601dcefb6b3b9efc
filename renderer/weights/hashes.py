"""Hashes of large files, taken once: a file whose size and time have not changed is taken to be the same."""

import json
from collections.abc import Callable
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
        about = file.stat()
        name, mark = file.relative_to(self._root).as_posix(), [about.st_size, about.st_mtime_ns]
        known = self._known.get(name)
        if known is not None and known[:2] == mark:
            return str(known[2])
        if not self._reads:
            return None
        digest, done = sha256(), 0
        self._tell(file, done, about.st_size)
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                digest.update(block)
                done += len(block)
                self._tell(file, done, about.st_size)
        self._known[name] = [*mark, digest.hexdigest()]
        self._is_new = True
        return digest.hexdigest()

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
