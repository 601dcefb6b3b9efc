"""Which files of a network to read, where a folder may hold it twice: as it is, and in half precision."""

from pathlib import Path
from typing import Final

HALF: Final = ".fp16"


def weights_in(folder: Path, stem: str, wants_half: bool) -> tuple[str, Path] | None:
    """The ending of the files to read (`.fp16`, or nothing), and the file, or the index of several; none without any.

    Either will do where the other is not there.
    """
    for variant in (HALF, "") if wants_half else ("", HALF):
        for name in (f"{stem}{variant}.safetensors", f"{stem}.safetensors.index{variant}.json"):
            if (folder / name).is_file():
                return variant, folder / name
    return None
