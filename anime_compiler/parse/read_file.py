"""Bytes of a file that somebody else may have made: regular files only, and never more than the limit."""

import os
import stat
from typing import NamedTuple

from anime_compiler.errors import UnreadableFile, UsageError


class Limits(NamedTuple):
    """How much one file may ask of the compiler."""

    bytes: int = 1 << 20
    nodes: int = 50_000
    depth: int = 32


def read_file(path: str, limit: int) -> bytes:
    """Up to one byte more than the limit, so that the caller sees that there is more."""
    try:
        # Opening a FIFO for reading would wait for a writer for ever; without blocking it opens and is refused below.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise UsageError(f"there is no file {path!r}") from None  # a NUL cannot be part of a name
    except FileNotFoundError:
        raise UsageError(f"there is no file `{path}`") from None
    except OSError as error:
        raise UnreadableFile(f"cannot read `{path}`: {error.strerror}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UsageError(f"`{path}` is not a regular file")
    with os.fdopen(handle, "rb") as file:
        try:
            return file.read(limit + 1)
        except OSError as error:
            raise UnreadableFile(f"cannot read `{path}`: {error.strerror}") from None
