"""Every file operation of the renderer: nothing else in it creates, writes, moves or removes a file.

So the order in which things reach the disk can be read in one place, and tested: before and after each operation that
reaches the disk, `hook` is called, and two variables of the environment make a real process die or fail there.

  ANIMEC_CRASH_POINT=17             die at the 17th call of the hook, as if killed
  ANIMEC_FAIL_POINT=fsync:3:EIO     the third `fsync` fails with EIO, once

Operations are `open`, `write`, `fsync`, `close`, `rename`, `mkdir` and `remove`. In production `hook` is None.

What is written here is whole before it can be seen: a new file beside its place, written and flushed, renamed to its
name, and the folder flushed. A flush that fails is never tried again, because the system may have dropped the data and
would then say that all is well; the file counts as not written. Errors are OSErrors with the path they are about.
"""

import errno
import fcntl
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeAlias, TypeVar

CHUNK = 1 << 20
_NEW_SUFFIX = ".animec-new"
_READING = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK  # a pipe must not keep us waiting
_CREATING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW

T = TypeVar("T")
# Gets "before" or "after", the operation, and the paths it is about: one, or with `rename` the old and the new.
Hook: TypeAlias = Callable[[str, str, tuple[Path, ...]], None]


def hook_by(crash: str | None, fail: str | None) -> Hook | None:
    """The hook that the environment asks for, if it does."""
    if not crash and not fail:
        return None
    crash_at = int(crash or 0)
    kind, fail_at, name = (fail or ":0:").split(":")
    seen = {"": 0, kind: 0}

    def hook(moment: str, operation: str, _: tuple[Path, ...]) -> None:
        seen[""] += 1
        if seen[""] == crash_at:
            os._exit(137)
        if moment == "before" and operation == kind:
            seen[kind] += 1
            if seen[kind] == int(fail_at):
                raise OSError(getattr(errno, name), os.strerror(getattr(errno, name)))

    return hook


hook = hook_by(os.environ.get("ANIMEC_CRASH_POINT"), os.environ.get("ANIMEC_FAIL_POINT"))


class Folder:
    """An open folder. Names in it are looked up in what was opened, wherever its path leads to in the meantime."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self.handle = handle

    def __enter__(self) -> "Folder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # nothing is lost by it: what has to last was flushed, or was no success
            _close(self.handle, self.path)

    def folder(self, name: str) -> "Folder":
        """A folder in this one; no link is followed."""
        return Folder(self.path / name, self.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW))

    def open(self, name: str, flags: int, mode: int = 0) -> int:
        """A handle, for `close` to take back."""
        return _step("open", lambda: os.open(name, flags, mode, dir_fd=self.handle), self.path / name)

    def close(self, handle: int, name: str) -> None:
        _close(handle, self.path / name)

    def names(self) -> list[str]:
        """What is in it, in a fixed order."""
        return sorted(os.listdir(self.handle))  # noqa: PTH208 - pathlib knows no handles

    def stat(self, name: str) -> os.stat_result | None:
        """About what stands there, be it a link; None where nothing does."""
        try:
            return os.stat(name, dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def pieces(self, name: str, length: int = CHUNK) -> Iterator[bytes]:
        """The bytes of a regular file, piece by piece."""
        handle = self.open_regular(name)
        try:
            while piece := _read(handle, length, self.path / name):
                yield piece
        finally:
            self.close(handle, name)

    def open_regular(self, name: str) -> int:
        """A handle to read a regular file by; for anything else an error."""
        handle = self.open(name, _READING)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            self.close(handle, name)
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(self.path / name))
        return handle

    def write_new(self, name: str, pieces: Iterable[bytes], mode: int) -> None:
        """A new file, flushed; it has its name from the start, so the name must be one that nobody looks for yet."""
        path = self.path / name
        handle = self.open(name, _CREATING, mode)
        try:
            try:
                for piece in pieces:
                    _write_all(handle, piece, path)
                _step("fsync", lambda: _flush(handle), path)
            finally:
                self.close(handle, name)
        except BaseException:
            with suppress(OSError):
                self.remove(name)
            raise

    def replace(self, name: str, pieces: Iterable[bytes], mode: int) -> None:
        """A file, whole and durable, in place of what was there; what was there stays if anything fails."""
        there = self.stat(name)
        if there is not None and not stat.S_ISREG(there.st_mode):
            number = errno.ELOOP if stat.S_ISLNK(there.st_mode) else errno.EISDIR
            raise OSError(number, os.strerror(number), str(self.path / name))
        new = os.urandom(8).hex() + _NEW_SUFFIX
        self.write_new(new, pieces, mode)
        try:
            self.rename(new, self, name)
        except BaseException:
            with suppress(OSError):
                self.remove(new)
            raise
        self.sync()

    def rename(self, name: str, into: "Folder", new_name: str) -> None:
        """Move within a disk, over what is there; whoever needs it to last flushes the folder."""

        def act() -> None:
            os.rename(name, new_name, src_dir_fd=self.handle, dst_dir_fd=into.handle)

        _step("rename", act, self.path / name, into.path / new_name)

    def make(self, name: str, mode: int = 0o700) -> None:
        """A folder in this one, unless there is one; whoever needs it to last flushes this folder."""
        with suppress(FileExistsError):
            _step("mkdir", lambda: os.mkdir(name, mode, dir_fd=self.handle), self.path / name)

    def remove(self, name: str) -> None:
        """A file, or a link itself, if it is there."""
        with suppress(FileNotFoundError):
            _step("remove", lambda: os.unlink(name, dir_fd=self.handle), self.path / name)

    def remove_tree(self, name: str) -> None:
        """A file, or a folder with all that is in it; links are removed, not followed."""
        there = self.stat(name)
        if there is None or not stat.S_ISDIR(there.st_mode):
            self.remove(name)
            return
        with self.folder(name) as inner:
            for each in inner.names():
                inner.remove_tree(each)
        with suppress(FileNotFoundError):
            _step("remove", lambda: os.rmdir(name, dir_fd=self.handle), self.path / name)

    def touch(self, name: str) -> None:
        """Say that a file is used now."""
        os.utime(name, dir_fd=self.handle, follow_symlinks=False)

    def sync(self) -> None:
        """Flush which names there are. A file system that cannot do that for a folder does it by itself, or never."""

        def act() -> None:
            try:
                _flush(self.handle)
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):
                    raise

        _step("fsync", act, self.path)


def open_folder(path: Path, may_be_link: bool = True) -> Folder:
    """A folder by its path."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (0 if may_be_link else os.O_NOFOLLOW)
    return Folder(path, _step("open", lambda: os.open(path, flags), path))


def make_folder(path: Path, mode: int = 0o777) -> None:
    """A folder that lasts, with those above it; one that is there is left as it is."""
    if path.is_dir():
        return
    if path.parent != path:
        make_folder(path.parent, mode)
    with open_folder(path.parent) as parent:
        parent.make(path.name, mode)
        parent.sync()
    if not path.is_dir():
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def write_new(target: Path, data: bytes | Iterable[bytes], mode: int = 0o666) -> None:
    """A new file that lasts. It has its name before it is whole: for what nobody looks for yet."""
    with open_folder(target.parent) as folder:
        folder.write_new(target.name, _pieces(data), mode)
        folder.sync()


def replace_file(target: Path, data: bytes | Iterable[bytes], mode: int = 0o666) -> None:
    """A file that lasts, whole at every moment, in place of the one that was there, if any. A link is refused."""
    with open_folder(target.parent) as folder:
        folder.replace(target.name, _pieces(data), mode)


def is_unfinished(name: str) -> bool:
    """Whether a file of this name was to replace another one, and was left behind."""
    return name.endswith(_NEW_SUFFIX)


def remove(target: Path) -> None:
    """Remove a file, if it is there."""
    with suppress(FileNotFoundError), open_folder(target.parent) as folder:
        folder.remove(target.name)
        folder.sync()


def clear_unfinished(folder: Path) -> None:
    """Remove what a process that died was writing in a folder; nobody else may be writing there."""
    with suppress(FileNotFoundError), open_folder(folder) as opened:
        left = [name for name in opened.names() if name.endswith(_NEW_SUFFIX)]
        for name in left:
            opened.remove(name)
        if left:
            opened.sync()


def flush_as(handle: int, mode: int, path: Path) -> None:
    """Give an open file its mode, and flush it."""
    os.fchmod(handle, mode)
    _step("fsync", lambda: _flush(handle), path)


def _step(operation: str, act: Callable[[], T], *paths: Path) -> T:
    """One operation, between its two calls of the hook."""
    try:
        _call("before", operation, *paths)
        result = act()
        _call("after", operation, *paths)
    except OSError as error:
        error.filename = str(paths[0])
        raise
    return result


def _close(handle: int, path: Path) -> None:
    """Close, whatever the hook says: a close that fails has closed all the same."""
    try:
        try:
            _call("before", "close", path)
        finally:
            os.close(handle)
        _call("after", "close", path)
    except OSError as error:
        error.filename = str(path)
        raise


def _call(moment: str, operation: str, *paths: Path) -> None:
    if hook is not None:
        hook(moment, operation, paths)


def _pieces(data: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return (data,) if isinstance(data, bytes) else data


def _write_all(handle: int, data: bytes, path: Path) -> None:
    """All of it, however little the system takes at once."""
    left = memoryview(data)
    while left:
        left = left[_write_some(handle, left[:CHUNK], path) :]


def _write_some(handle: int, data: memoryview, path: Path) -> int:
    written = _step("write", lambda: os.write(handle, data), path)
    if not written:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
    return written


def _read(handle: int, length: int, path: Path) -> bytes:
    try:
        return os.read(handle, length)
    except OSError as error:
        error.filename = str(path)
        raise


def _flush(handle: int) -> None:
    """To the disk itself; on macOS, `fsync` alone stops at the memory of the drive."""
    if sys.platform == "darwin":
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)
