"""What can go wrong with the store, each with a plain reason and a cure.

AnimecError (`anime_compiler/errors.py`)
├── StoreError       the store, or a file of a render, cannot be read or written     exit 7
│   ├── StoreFull    there is no room for it                                         exit 6
│   └── StoreInUse   a render works with the store, so nothing may be removed        exit 7
└── DamagedPart      what is read is not what was stored; it must be made again      exit 7
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anime_compiler.errors import AnimecError

_ROOM = "make room{needed}: `animec store gc` removes what was not used for long, or name a folder on another disk"
_ELSEWHERE = "mend its permissions, or name a folder of your own with --store or ANIMEC_STORE"
_LOCAL = "name a folder on a disk of this machine with --store or ANIMEC_STORE"
_AGAIN = "something else has changed it: give the same command again"
_RAISE = "give the same command again after `ulimit -n 4096`"
# What a system says, as people say it, and what to do about it.
_REASONS = {
    errno.ENOSPC: ("the disk is full", _ROOM),
    errno.EDQUOT: ("your share of the disk is used up", _ROOM),
    errno.EFBIG: ("files may not be as large as that", "lift the limit (`ulimit -f unlimited`), or take another disk"),
    errno.ENOMEM: ("there is not enough memory", "close other programs"),
    errno.EIO: ("the disk gave an error", "look at what the system says of the disk (`dmesg`), and take another one"),
    errno.EMFILE: ("this program has too many files open", _RAISE),
    errno.ENFILE: ("this machine has too many files open", "close other programs, and give the same command again"),
    errno.EACCES: ("you are not allowed to", _ELSEWHERE),
    errno.EPERM: ("you are not allowed to", _ELSEWHERE),
    errno.EROFS: ("its disk can be read only", "name a folder that can be written to with --store or ANIMEC_STORE"),
    errno.ELOOP: ("it is a symbolic link", "name what the link points to"),
    errno.ENOTDIR: ("a link or a file stands where a folder belongs", "move it away, or name another folder"),
    errno.EISDIR: ("a folder stands where a file belongs", "move it away, or name another folder"),
    errno.EINVAL: ("it is no regular file, or its disk cannot do that", "move it away, or take another disk"),
    errno.ENOENT: ("it is not there", _AGAIN),
    errno.EEXIST: ("something is there already", _AGAIN),
    errno.ENOTEMPTY: ("something is there already", _AGAIN),
    errno.EXDEV: ("it is on another disk than its place", "make it on the same disk"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter one"),
    errno.ENOLCK: ("files cannot be locked on its disk", _LOCAL),
    errno.EOPNOTSUPP: ("its disk cannot do that", _LOCAL),
    errno.ESTALE: ("the network file system has lost it", _LOCAL),
}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM})


class StoreError(AnimecError):
    """The store, or a file of a render, cannot be read or written."""

    exit_status = 7


class StoreFull(StoreError):
    """There is no room for what was to be stored."""

    exit_status = 6


class StoreInUse(StoreError):
    """A render works with the store, so nothing may be removed from it."""


class DamagedPart(AnimecError):
    """What is stored under this hash has another one, is gone, or cannot be read; whoever needs it makes it again."""

    exit_status = 7

    def __init__(self, sha256: str) -> None:
        what = f"what is stored as `{sha256}` is damaged" if sha256 else "a stored result is gone"
        super().__init__(what, "give the same command again: it will be made anew")
        self.sha256 = sha256


def store_error(error: OSError, what: str, needed: int = 0) -> StoreError:
    """An error of the system for people. `what` names what was in hand where the error names no file of its own;
    `needed` is how many bytes there was no room for."""
    number = error.errno or 0
    reason, cure = _REASONS.get(number, (str(error.strerror or error).lower(), "see what the system says of that disk"))
    kind = StoreFull if number in _FULL else StoreError
    about = f"`{_name(error)}`" if error.filename else what
    room = f" for {needed / 1e6:.1f} MB" if needed else ""
    return kind(f"cannot read or write {about}: {reason}", cure.replace("{needed}", room))


@contextmanager
def told(what: str | Path, needed: int = 0) -> Iterator[None]:
    """Errors of the system are raised as those of the store while this lasts."""
    try:
        yield
    except OSError as error:
        about = f"`{what}`" if isinstance(what, Path) else what
        raise store_error(error, about, needed) from error


def _name(error: OSError) -> str:
    name: object = error.filename
    return name.decode(errors="backslashreplace") if isinstance(name, bytes) else str(name)
