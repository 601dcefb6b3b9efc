"""An output folder as it is found: nothing in it is trusted, and no link in it is followed."""

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, NamedTuple

from renderer.errors import NotVerified
from renderer.store import files
from renderer.store.files import Folder

_CURE = "ask for the folder as it was rendered, or render it again"
_MOST_FOLDERS = 24  # one in the other


class Found(NamedTuple):
    """What stands at a place."""

    path: str
    kind: Literal["file", "folder", "other"]


class OutputFolder:
    """A folder that `animec render` has written to, or somebody says so. Places in it are given relative to it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self, path: str) -> BinaryIO:
        """A regular file, to read; `NotVerified` where there is none."""
        place = PurePosixPath(path)
        try:
            if place.name in ("", ".."):
                raise ValueError("a file has a name")
            with self._folder(place.parent) as folder:
                return os.fdopen(folder.open_regular(place.name), "rb")
        except FileNotFoundError:
            raise NotVerified(f"`{path}` is not there", _CURE) from None
        except (OSError, ValueError):  # the latter of names that cannot be
            raise NotVerified(f"`{path}` is no file that can be read, or a link is on the way to it", _CURE) from None

    def read(self, path: str, most: int) -> bytes:
        """What a file holds, if it is no more than so much."""
        with self.open(path) as file:
            data = _piece(file, path, most + 1)
        if len(data) > most:
            raise NotVerified(f"`{path}` holds more than {most:,} bytes", _CURE)
        return data

    def hash(self, path: str, size: int) -> str:
        """The hash of a file that ought to be so large; empty if it is not."""
        digest = sha256()
        with self.open(path) as file:
            if os.fstat(file.fileno()).st_size != size:
                return ""
            while piece := _piece(file, path, files.CHUNK):
                digest.update(piece)
        return digest.hexdigest()

    def names(self, path: str) -> list[Found]:
        """What is in a folder; nothing where there is none."""
        try:
            with self._folder(PurePosixPath(path)) as folder:
                return [_found(folder, path, name) for name in folder.names()]
        except FileNotFoundError:
            return []
        except (OSError, ValueError):
            raise NotVerified(f"`{path}` is no folder that can be read, or a link is on the way to it", _CURE) from None

    def everything_in(self, path: str) -> Iterator[Found]:
        """Everything under a folder that is no folder itself."""
        pending = [path]
        while pending:
            for found in self.names(pending.pop()):
                if found.kind != "folder":
                    yield found
                elif found.path.count("/") < _MOST_FOLDERS:
                    pending.append(found.path)
                else:
                    raise NotVerified(f"`{found.path}` lies too deep to be looked at", _CURE)

    def _folder(self, path: PurePosixPath) -> Folder:
        if path.is_absolute() or ".." in path.parts:
            raise ValueError("a ledger may say anything, but nobody is led out of the folder")
        folder = files.open_folder(self.root)
        for step in path.parts:
            with folder:
                folder = folder.folder(step)
        return folder


def _found(folder: Folder, path: str, name: str) -> Found:
    about = folder.stat(name)
    mode = about.st_mode if about else 0
    kind: Literal["file", "folder", "other"] = "other"
    if stat.S_ISREG(mode):
        kind = "file"
    elif stat.S_ISDIR(mode):
        kind = "folder"
    return Found(f"{path}/{name}" if path not in ("", ".") else name, kind)


def _piece(file: BinaryIO, path: str, most: int) -> bytes:
    try:
        return file.read(most)
    except OSError as error:
        raise NotVerified(f"`{path}` cannot be read: {error.strerror}", _CURE) from None
