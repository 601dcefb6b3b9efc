"""The store: results of operations under their keys.

What makes it trustworthy is one habit: nothing can be seen before it is whole and on the disk. Bytes are written to
`scratch/`, flushed, and moved to `blobs/` under their own hash; when all parts of a result lie there and the folder is
flushed, the row that names them is written in the same way. So a row that is there is whole, and so is what it names,
whenever a process dies or the power goes. What is read is hashed again, since disks forget. A failure is never stored.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from renderer.store import files, locks
from renderer.store.errors import DamagedPart, StoreError, told
from renderer.store.files import Folder
from renderer.store.place import IN_USE, SETTLING, open_in, prepare
from renderer.store.rows import Made, Part, is_hash, made_in, row_of, sealed, unsealed

__all__ = ["Made", "Part", "Store"]

_NOTE = re.compile(r"[a-z0-9_-]{1,64}", re.ASCII)
_MOST_ROW_BYTES = 64 << 20
_MOST_AT_ONCE = 1 << 30
_TOUCH_SECONDS = 3600  # a row is said to be used at most this often
_LEFT_BEHIND_SECONDS = 86400
# Errors that mean that what was stored is gone. A program with too many open files, say, has lost nothing.
LOST = frozenset({errno.ENOENT, errno.ELOOP, errno.EIO, errno.EINVAL, errno.EISDIR, errno.ENXIO})


class Store:
    """A folder with results. Any number of processes and threads may use it at once."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        prepare(self.root)
        self._clear_what_was_left_behind()

    def find(self, key: str) -> Made | None:
        """The result of a key, if its row is whole and all its parts are there; their bytes are not looked at."""
        with told(self.root), self._open("rows") as rows:
            made = row_in(rows, key)
            if made is None or not self._has_all(made):
                return None
            _touch(rows, key)
            return made

    def read(self, part: Part) -> bytes:
        """The bytes of a part, which are those that were stored; otherwise `DamagedPart`."""
        with told(self.root):
            return b"".join(self._pieces(part, min(part.size + 1, _MOST_AT_ONCE)))

    def copy_out(self, part: Part, target: Path) -> None:
        """A copy of a part that is nobody else's; it takes its place only if its bytes are those that were stored."""
        with told(target):
            files.replace_file(target, self._pieces(part, files.CHUNK))

    def put(self, key: str, parts: Mapping[str, bytes | Path], facts: Mapping[str, str] = {}) -> Made:
        """Keep a result for good; when this returns, it is on the disk.

        A part that is a file must lie in a folder of `scratch` and is taken from there, also if this fails. If there is
        a whole result for the key already, that one stays and is returned.
        """
        _checked(key)
        needed = sum(len(content) if isinstance(content, bytes) else 0 for content in parts.values())
        with told(self.root, needed), self.in_use():
            made = self._sound(key)
            if made is None:
                kept = self._keep(parts)
                made = self._register(Made(key, dict(sorted(kept.items())), dict(sorted(facts.items()))))
            with self._open("rows") as rows:
                rows.sync()  # a row that another process has just written may not be on the disk yet
        return made

    def drop(self, key: str) -> None:
        """Forget the result of a key; parts of it that are damaged are put aside."""
        with told(self.root), self.in_use():
            made = self._row(key)
            for part in made.parts.values() if made else ():
                self.put_aside_if_damaged(part)
            with self._open("rows") as rows:
                rows.remove_tree(key)
                rows.sync()

    def drop_if_damaged(self, key: str) -> bool:
        """Forget the result of a key unless it is whole to the last byte: another process may have mended it."""
        with told(self.root), self.in_use():
            made = self._row(key)
            for part in made.parts.values() if made else ():
                self.put_aside_if_damaged(part)
            with self._settling():
                if self._sound(key) is not None:
                    return False
                with self._open("rows") as rows:
                    rows.remove_tree(key)
                    rows.sync()
            return True

    def put_aside_if_damaged(self, part: Part) -> bool:
        """Whether these bytes are not those that were stored; what there is of them is moved to `damaged/`."""
        if self.is_sound(part):
            return False
        with told(self.root), self._settling(), self._open("blobs") as blobs:
            if not self.is_sound(part):  # it may have been made anew in between
                self._put_aside(blobs, part.sha256)
        return True

    def claim(self, key: str, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """The right to make the result of a key, which one thread of one process has at a time.

        Whoever has to wait for it is told once by `waiting`. It ends with the process that has it, however that ends.
        """
        return locks.passing(self.root, _checked(key), waiting)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A new folder for files that are being made, on the disk of the store; it goes when this ends."""
        name = os.urandom(8).hex()
        with self.in_use():
            with told(self.root), self._open("scratch") as scratch:
                scratch.make(name)
            try:
                yield self.root / "scratch" / name
            finally:
                with suppress(OSError), self._open("scratch") as scratch:
                    scratch.remove_tree(name)

    def in_use(self) -> AbstractContextManager[None]:
        """Nothing that is stored is removed to make room while this lasts."""
        return locks.shared(self.root, IN_USE)

    def note(self, name: str, text: str) -> None:
        """Keep a text under a name, in place of the one before."""
        _checked_note(name)
        line = sealed({"note": name, "text": text})
        with told(self.root), self.in_use(), self._open("notes") as notes, self._open("scratch") as scratch:
            with _staged(scratch, line) as staged:
                scratch.rename(staged, notes, name)
            notes.sync()

    def noted(self, name: str) -> str | None:
        """The text that was kept under a name; None if there is none that is whole."""
        _checked_note(name)
        with told(self.root), self._open("notes") as notes:
            fields = unsealed(_read(notes, name) or b"")
        if fields is None or fields.get("note") != name:
            return None
        text = fields.get("text")
        return text if isinstance(text, str) else None

    def _open(self, name: str) -> Folder:
        return open_in(self.root, name)

    def _settling(self) -> AbstractContextManager[None]:
        """Held while what has a name is compared and replaced. It is short, and nothing else is locked within."""
        return locks.alone(self.root, SETTLING)

    def _row(self, key: str) -> Made | None:
        with self._open("rows") as rows:
            return row_in(rows, key)

    def _has_all(self, made: Made) -> bool:
        with self._open("blobs") as blobs:
            for part in made.parts.values():
                about = blobs.stat(part.sha256)
                if about is None or not stat.S_ISREG(about.st_mode) or about.st_size != part.size:
                    return False
        return True

    def _pieces(self, part: Part, length: int) -> Iterator[bytes]:
        """The bytes of a part; at their end it is certain that they are right, or `DamagedPart` is raised."""
        if not is_hash(part.sha256):
            raise ValueError(f"{part.sha256!r} is no hash")
        digest, size = sha256(), 0
        with self._open("blobs") as blobs:
            try:
                for piece in blobs.pieces(part.sha256, length):
                    digest.update(piece)
                    size += len(piece)
                    if size > part.size:
                        break
                    yield piece
            except OSError as error:
                if error.errno not in LOST:
                    raise
                raise DamagedPart(part.sha256) from error
        if size != part.size or digest.hexdigest() != part.sha256:
            raise DamagedPart(part.sha256)

    def is_sound(self, part: Part) -> bool:
        """Whether these bytes are there, and are those that were stored."""
        try:
            with told(self.root):
                for _ in self._pieces(part, files.CHUNK):
                    pass
        except DamagedPart:
            return False
        return True

    def _sound(self, key: str) -> Made | None:
        """The result of a key if it is whole to the last byte."""
        made = self._row(key)
        return made if made and all(map(self.is_sound, made.parts.values())) else None

    def _keep(self, parts: Mapping[str, bytes | Path]) -> dict[str, Part]:
        """Every part under its hash, and on the disk."""
        with self._open("scratch") as scratch, self._open("blobs") as blobs:
            kept = {}
            for name, content in parts.items():
                if isinstance(content, bytes):
                    kept[name] = self._keep_bytes(content, scratch, blobs)
                else:
                    with files.open_folder(content.parent, may_be_link=False) as folder:
                        kept[name] = self._keep_file(content.name, folder, blobs)
            blobs.sync()
        return kept

    def _keep_bytes(self, content: bytes, scratch: Folder, blobs: Folder) -> Part:
        part = Part(sha256(content).hexdigest(), len(content))
        if not self._has_kept(part, blobs):
            with _staged(scratch, content) as staged:
                self._settle(scratch, staged, blobs, part)
        return part

    def _keep_file(self, name: str, folder: Folder, blobs: Folder) -> Part:
        handle = folder.open_regular(name)
        try:
            part = _part_in(handle)
            if self._has_kept(part, blobs):
                return part
            files.flush_as(handle, 0o444, folder.path / name)
        finally:
            folder.close(handle, name)
        self._settle(folder, name, blobs, part)
        return part

    def _has_kept(self, part: Part, blobs: Folder) -> bool:
        """Whether these bytes are stored already; they count as new then, since `gc` spares what is."""
        if blobs.stat(part.sha256) is None or not self.is_sound(part):
            return False
        with suppress(OSError):
            blobs.touch(part.sha256)
        return True

    def _settle(self, folder: Folder, name: str, blobs: Folder, part: Part) -> None:
        """Give a flushed file the name of its hash; who was first wins, unless what is there is damaged."""
        with self._settling():
            if not self._has_kept(part, blobs):
                self._clear(blobs, part.sha256)
                folder.rename(name, blobs, part.sha256)

    def _register(self, made: Made) -> Made:
        """Write the row of a result whose parts are stored; who was first wins, unless what is there is not whole."""
        with (
            self._open("rows") as rows,
            self._open("scratch") as scratch,
            _staged(scratch, row_of(made)) as staged,
            self._settling(),
        ):
            first = self._sound(made.key)
            if first is None:
                self._clear(rows, made.key)
                scratch.rename(staged, rows, made.key)
        return first or made

    def _clear(self, folder: Folder, name: str) -> None:
        """Put aside what no file can be moved over."""
        about = folder.stat(name)
        if about is not None and not stat.S_ISREG(about.st_mode):
            self._put_aside(folder, name)

    def _put_aside(self, folder: Folder, name: str) -> None:
        with self._open("damaged") as damaged, suppress(FileNotFoundError):
            folder.rename(name, damaged, f"{name}.{os.urandom(4).hex()}")

    def _clear_what_was_left_behind(self) -> None:
        """Remove what dead processes were writing long ago, where that is allowed; gc removes it at once."""
        with suppress(OSError, StoreError), self._open("scratch") as scratch:
            now = time.time()
            left = [name for name in scratch.names() if _is_left_behind(scratch.stat(name), now)]
            if left:
                with locks.alone_if_free(self.root, IN_USE) as is_free:
                    for name in left if is_free else ():
                        scratch.remove_tree(name)


def _checked(key: str) -> str:
    if not is_hash(key):
        raise ValueError(f"{key!r} is no key")
    return key


def _checked_note(name: str) -> None:
    if not _NOTE.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a note")


@contextmanager
def _staged(scratch: Folder, content: bytes) -> Iterator[str]:
    """The name of a flushed file in scratch, to be moved to its place while this lasts."""
    name = os.urandom(8).hex()
    scratch.write_new(name, (content,), 0o444)
    try:
        yield name
    finally:
        with suppress(OSError):
            scratch.remove(name)


def _part_in(handle: int) -> Part:
    """What an open file holds."""
    if os.fstat(handle).st_nlink != 1:
        raise ValueError("the file has a second name, under which it could be changed later")
    digest, size = sha256(), 0
    while piece := os.read(handle, files.CHUNK):
        digest.update(piece)
        size += len(piece)
    return Part(digest.hexdigest(), size)


def row_in(rows: Folder, key: str, lost: frozenset[int] = LOST) -> Made | None:
    """What the row of a key says; None where there is none that is whole, or reading it fails in one of these ways."""
    row = _read(rows, _checked(key), lost)
    return None if row is None else made_in(row, key)


def _touch(rows: Folder, key: str) -> None:
    """Say that a row is used. A store that can only be read, or a clock that is wrong, is no reason to fail."""
    with suppress(OSError):
        about = rows.stat(key)
        if about is not None and abs(time.time() - about.st_mtime) > _TOUCH_SECONDS:
            rows.touch(key)


def _read(folder: Folder, name: str, lost: frozenset[int] = LOST) -> bytes | None:
    """A row or a note; None where there is nothing that can be read as one."""
    try:
        data = b""
        for piece in folder.pieces(name):
            data += piece
            if len(data) > _MOST_ROW_BYTES:
                return None
    except OSError as error:
        if error.errno not in lost:
            raise
        return None
    return data


def _is_left_behind(about: os.stat_result | None, now: float) -> bool:
    return about is not None and now - about.st_mtime > _LEFT_BEHIND_SECONDS
