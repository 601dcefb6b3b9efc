"""Locks that the system gives back by itself when a process ends, however it ends.

Each is taken on an own handle, so it also keeps threads of one process apart. Waiting is polling, so that Ctrl-C is
heard. The file of a lock means nothing by itself: only that somebody holds it does.
"""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from renderer.store.errors import told
from renderer.store.files import Folder
from renderer.store.place import open_in

_SHORTEST, _LONGEST = 0.002, 0.1  # seconds between two tries
_LOCK_FILE = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


@contextmanager
def shared(root: Path, name: str) -> Iterator[None]:
    """Many may hold it at once, but nobody alone. Where nothing can be written, what is there serves as well."""
    with _held(root, name, fcntl.LOCK_SH, _no_word):
        yield


@contextmanager
def alone(root: Path, name: str, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """One at a time."""
    with _held(root, name, fcntl.LOCK_EX, waiting or _no_word):
        yield


@contextmanager
def passing(root: Path, name: str, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """One at a time, and the file goes when it is given back: for locks of which there are many."""
    with _held(root, name, fcntl.LOCK_EX, waiting or _no_word):
        try:
            yield
        finally:
            # Still held, so nobody else can hold it; who waits for it sees that the file is another, and tries again.
            with suppress(OSError), open_in(root, "locks") as folder:
                folder.remove(name)


@contextmanager
def alone_if_free(root: Path, name: str) -> Iterator[bool]:
    """Whether it could be had at once; it is held if so."""
    with told(root / "locks" / name):
        handle = _try(root, name, fcntl.LOCK_EX)
    if handle is None:
        yield False
        return
    try:
        yield True
    finally:
        _give_back(handle)


@contextmanager
def _held(root: Path, name: str, how: int, waiting: Callable[[], None]) -> Iterator[None]:
    pause = 0.0
    while True:
        with told(root / "locks" / name):
            handle = _try(root, name, how)
        if handle is not None:
            break
        if not pause:
            waiting()
        pause = min(_LONGEST, max(_SHORTEST, pause * 1.5))
        time.sleep(pause)
    try:
        yield
    finally:
        _give_back(handle)


def _try(root: Path, name: str, how: int) -> int | None:
    """A handle that holds the lock, or None while somebody else does."""
    while True:
        handle = None
        try:
            with open_in(root, "locks") as folder:
                handle = _open(folder, name, how)
                fcntl.flock(handle, how | fcntl.LOCK_NB)
                is_held = _is_still(handle, folder.stat(name))
        except BaseException as error:
            if handle is not None:
                os.close(handle)
            if isinstance(error, BlockingIOError):
                return None
            raise
        if is_held:
            return handle
        os.close(handle)


def _open(folder: Folder, name: str, how: int) -> int:
    """The file of a lock; to share one, reading it is enough."""
    try:
        return folder.open(name, _LOCK_FILE, 0o600)
    except OSError as error:
        if how != fcntl.LOCK_SH or error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        return folder.open(name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)


def _is_still(handle: int, there: os.stat_result | None) -> bool:
    """Whether the name still leads to this file; who held the lock before may have removed it."""
    held = os.fstat(handle)
    return there is not None and (there.st_dev, there.st_ino) == (held.st_dev, held.st_ino)


def _give_back(handle: int) -> None:
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_UN)  # closing alone would not do, where the process has forked in between
    with suppress(OSError):
        os.close(handle)


def _no_word() -> None:
    """Nobody wants to know that there is a wait."""
