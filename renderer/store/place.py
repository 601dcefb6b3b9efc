"""Where a store is, and what makes a folder one.

A store is a folder with a file `version` and these folders in it:

  blobs/     bytes, each file named by its hash; read-only
  rows/      what each operation gave, each file named by its key
  notes/     small texts that are worth keeping
  scratch/   what is being written; empty while nobody works
  locks/     files that are locked
  damaged/   what was found to be damaged, for who wants to look; `animec store gc` removes it
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from renderer.store import files
from renderer.store.errors import StoreError, told
from renderer.store.files import Folder
from renderer.store.rows import FORMAT

FOLDERS = ("blobs", "rows", "notes", "scratch", "locks", "damaged")
IN_USE, SETTLING = "use", "settle"  # the two locks that are always there

_VERSION = "version"
_VERSION_TEXT = f"{FORMAT}\n".encode()
_OTHER = "name another folder with --store or ANIMEC_STORE"


def default_store_folder() -> Path:
    """Where the store is unless somebody says otherwise."""
    folder = folder_of_user("ANIMEC_STORE", "store")
    if folder is None:
        raise StoreError("there is no home folder to keep the store in", f"set HOME, or {_OTHER}")
    return folder


def folder_of_user(variable: str, name: str) -> Path | None:
    """The folder that a variable names, or one of this name in the user's cache; nothing where there is no home."""
    if named := os.environ.get(variable):
        return Path(named).absolute()
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if cache.startswith("/"):
        return Path(cache, "animec", name)
    home = os.environ.get("HOME", "")
    return Path(home, ".cache", "animec", name) if home.startswith("/") else None


def open_in(root: Path, name: str) -> Folder:
    """A folder of a store; neither it nor the store may be a link, also if it was none a moment ago."""
    with files.open_folder(root, may_be_link=False) as store:
        return store.folder(name)


def prepare(root: Path) -> None:
    """Make a store of a folder that is new or empty, or see that it is one; anything else is refused."""
    with told(root):
        try:
            about = root.lstat()
        except FileNotFoundError:
            files.make_folder(root, 0o700)
            about = root.lstat()
        _refuse_unsafe(root, about)
        with files.open_folder(root, may_be_link=False) as folder:
            if not _is_store(folder):
                _refuse_foreign(folder)
                _complete(folder)
                folder.replace(_VERSION, (_VERSION_TEXT,), 0o444)
            elif any(folder.stat(name) is None for name in FOLDERS):
                _mend(folder)


def _refuse_unsafe(root: Path, about: os.stat_result) -> None:
    if stat.S_ISLNK(about.st_mode):
        raise StoreError(f"the store `{root}` is a symbolic link", f"name what it points to: `{root.readlink()}`")
    if not stat.S_ISDIR(about.st_mode):
        raise StoreError(f"`{root}` is no folder, so it cannot be the store", _OTHER)
    # Who can write rows can make any picture pass for the result of any operation.
    if about.st_uid not in (os.geteuid(), 0) and os.geteuid() != 0:
        raise StoreError(f"the store `{root}` belongs to somebody else", _OTHER)
    if about.st_mode & stat.S_IWOTH:
        raise StoreError(f"everybody may write to the store `{root}`", f"chmod go-w {root}")


def _is_store(folder: Folder) -> bool:
    """Whether it says that it is one; one of another version is refused."""
    if folder.stat(_VERSION) is None:
        return False
    said = next(folder.pieces(_VERSION), b"")
    if said != _VERSION_TEXT:
        found = ascii(said[:40].decode("ascii", "replace").strip())
        raise StoreError(f"the store `{folder.path}` says {found} of itself, not `{FORMAT}`", _OTHER)
    return True


def _refuse_foreign(folder: Folder) -> None:
    """A folder may hold only what we would put there: who was stopped while making a store can go on."""
    foreign = [name for name in folder.names() if name not in (*FOLDERS, _VERSION) and not files.is_unfinished(name)]
    if foreign:
        raise StoreError(f"`{folder.path}` is no store: it holds `{foreign[0]}`", _OTHER)


def _complete(folder: Folder) -> None:
    """The folders that a store has, on the disk before anything says that it is a store."""
    for name in FOLDERS:
        folder.make(name)
    with folder.folder("locks") as locks, suppress(FileExistsError):
        locks.write_new(IN_USE, (), 0o600)  # who may only read needs it, too
    folder.sync()


def _mend(folder: Folder) -> None:
    """Folders that got lost, as empty ones do when a store is copied; who may only read does without."""
    try:
        _complete(folder)
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise
