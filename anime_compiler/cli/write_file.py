"""Writing a file so that it is there whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from anime_compiler.errors import UnwritableFile


def write_file(path: str, data: bytes) -> None:
    """Write beside the target, flush to the disk, then take its place; permissions of an old file are kept."""
    target = Path(path)
    try:
        if target.is_symlink():
            raise UnwritableFile(f"`{path}` is a link", "name the file that it points to")
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o644)  # noqa: PTH101
            os.replace(temporary, path)  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
            raise
    except OSError as error:
        raise UnwritableFile(f"cannot write `{path}`: {error.strerror}") from None
