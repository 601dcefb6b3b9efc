"""Where results and files that are being made are kept: whether they can be, and how much room there is."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from anime_compiler.cli.doctor.remark import Remark
from anime_compiler.diagnostics.render_text import counted
from anime_compiler.errors import AnimecError
from renderer.store.place import default_store_folder
from renderer.store.store import Store
from renderer.store.survey import survey
from renderer.weights.place import default_models_folder
from renderer.weights.shelf import Shelf
from renderer.weights.survey import survey as survey_models

LITTLE_DISK = 1 << 30
_LITTLE_ROOM = 64 << 20
_MAKE = "make one and set TMPDIR to it, or make room on its disk"
_ANOTHER = "set ANIMEC_STORE to a folder of your own, or give --store to `animec render`"


def store_remarks() -> Iterator[Remark]:
    """The store, if there is one, and whether results can be put into it."""
    try:
        root = default_store_folder()
        if root.exists():
            yield Remark("ok", "store", f"{root}, {_size_of(root)}")
        else:
            yield Remark("note", "store", f"{root}, which the first render makes")
    except (AnimecError, OSError) as error:
        yield Remark("error", "store", str(error), getattr(error, "cure", None) or _ANOTHER)
        return
    folder = next(one for one in (root, *root.parents) if one.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        yield Remark(
            "error", "store", f"{folder} cannot be written to, so nothing that is rendered can be kept", _ANOTHER
        )
        return
    free = shutil.disk_usage(folder).free
    if free < LITTLE_DISK:
        cure = "make room: `animec store gc` removes what was not used for long"
        yield Remark("warning", "store", f"{gigabytes(free)} free on its disk is very little", cure)


def _size_of(root: Path) -> str:
    seen = survey(Store(root))
    return f"{counted(len(seen.rows), 'result')}, {gigabytes(seen.bytes_of(seen.blobs))}"


def models_remarks() -> Iterator[Remark]:
    """The folder of models, if there is one, and what is wrong with any of them."""
    try:
        root = default_models_folder()
        if not root.exists():
            yield Remark("note", "models", f"{root}, which the first `animec models fetch` makes")
            return
        seen = survey_models(Shelf(root), ())
    except (AnimecError, OSError) as error:
        yield Remark("warning", "models", str(error), getattr(error, "cure", None) or "set ANIMEC_MODELS")
        return
    size = sum(standing.size for standing in seen.models)
    yield Remark("ok", "models", f"{root}, {counted(len(seen.models), 'model')}, {gigabytes(size)}")
    for standing in seen.models:
        if standing.trouble:
            yield Remark("warning", "models", standing.trouble, "`animec models where` shows all that is there")


def temporary_remarks() -> Iterator[Remark]:
    """The folder for temporary files, which libraries take for granted."""
    named = os.environ.get("TMPDIR")
    try:
        folder = tempfile.gettempdir()
        free = shutil.disk_usage(folder).free
    except OSError:
        yield Remark("error", "temporary files", "there is no folder for them that can be written to", _MAKE)
        return
    if named and Path(named).absolute() != Path(folder).absolute():
        says = f"{named}, which TMPDIR names, cannot be written to; they go to {folder}"
        yield Remark("warning", "temporary files", says, "make that folder, or unset TMPDIR")
    elif free < _LITTLE_ROOM:
        yield Remark("warning", "temporary files", f"{folder} has {gigabytes(free)} free", "make room there")
    else:
        yield Remark("ok", "temporary files", f"{folder}, {gigabytes(free)} free")


def gigabytes(count: int) -> str:
    """An amount of memory for people."""
    return f"{count / (1 << 30):.1f} GiB"
