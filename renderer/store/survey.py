"""All that is in a store, as far as names, sizes and times tell."""

import errno
import stat
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from renderer.store.errors import told
from renderer.store.files import Folder
from renderer.store.place import open_in
from renderer.store.rows import Made, is_hash
from renderer.store.store import LOST, Store, row_in


class StoredRow(NamedTuple):
    """A row: what it says, if it is whole; how long it is, and when it was used last."""

    key: str
    made: Made | None
    size: int
    used: float

    @property
    def needs(self) -> set[str]:
        """The blobs that it names."""
        return {part.sha256 for part in self.made.parts.values()} if self.made else set()


class StoredBlob(NamedTuple):
    """Bytes under their hash: how many, and since when."""

    sha256: str
    size: int
    since: float


class Survey(NamedTuple):
    """Rows, and blobs by their hash, and how many bytes lie among what was damaged or left behind."""

    rows: tuple[StoredRow, ...]
    blobs: Mapping[str, StoredBlob]
    damaged: int
    left_behind: int

    def is_whole(self, row: StoredRow) -> bool:
        """Whether a row is whole, and all its parts are there."""
        return row.made is not None and all(
            part.sha256 in self.blobs and self.blobs[part.sha256].size == part.size for part in row.made.parts.values()
        )

    def needed(self) -> set[str]:
        """The blobs that some row names."""
        return {each for row in self.rows for each in row.needs}

    def bytes_of(self, hashes: Iterable[str]) -> int:
        """How many bytes blobs have together; those that are not there have none."""
        return sum(self.blobs[each].size for each in hashes if each in self.blobs)


class Kind(NamedTuple):
    """The results of one kind of operation: how many, how many bytes, and when one of them was used last."""

    op: str
    results: int
    bytes: int
    used: float


def survey(store: Store, unreadable_is_damaged: bool = False) -> Survey:
    """Look at a store; what comes or goes in the meantime may be seen or not.

    A row that the disk does not give is an error, unless it is asked to count as damaged: it may be whole, and what it
    names must not be taken for what nobody needs.
    """
    lost = LOST if unreadable_is_damaged else LOST - {errno.EIO}
    with told(store.root):
        with open_in(store.root, "rows") as rows:
            found = tuple(row for key in rows.names() if is_hash(key) and (row := _row(rows, key, lost)))
        with open_in(store.root, "blobs") as blobs:
            held = {name: blob for name in blobs.names() if is_hash(name) and (blob := _blob(blobs, name))}
        with open_in(store.root, "damaged") as damaged, open_in(store.root, "scratch") as scratch:
            return Survey(found, held, _bytes_in(damaged), _bytes_in(scratch))


def kinds(seen: Survey) -> list[Kind]:
    """The results by kind of operation, the largest first; bytes that two kinds share count for both."""
    rows: dict[str, list[StoredRow]] = {}
    for row in seen.rows:
        if row.made is not None:
            rows.setdefault(row.made.facts.get("op", "other"), []).append(row)
    found = [Kind(op, len(some), _bytes(some), max(row.used for row in some)) for op, some in rows.items()]
    return sorted(found, key=lambda kind: (-kind.bytes, kind.op))


def _bytes(rows: Iterable[StoredRow]) -> int:
    return sum({part.sha256: part.size for row in rows if row.made for part in row.made.parts.values()}.values())


def _row(rows: Folder, key: str, lost: frozenset[int]) -> StoredRow | None:
    about = rows.stat(key)
    return None if about is None else StoredRow(key, row_in(rows, key, lost), about.st_size, about.st_mtime)


def _blob(blobs: Folder, name: str) -> StoredBlob | None:
    about = blobs.stat(name)
    return None if about is None else StoredBlob(name, about.st_size, about.st_mtime)


def _bytes_in(folder: Folder) -> int:
    """The bytes of all files in a folder."""
    total = 0
    for name in folder.names():
        about = folder.stat(name)
        if about is not None and stat.S_ISDIR(about.st_mode):
            with folder.folder(name) as inner:
                total += _bytes_in(inner)
        elif about is not None:
            total += about.st_size
    return total
