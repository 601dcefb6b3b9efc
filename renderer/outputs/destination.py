"""Where the files of a render go, and what lies there already: our own earlier files, or somebody's work."""

import errno
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from anime_compiler.plan.render_plan import RenderPlan
from renderer.errors import NotVerified, OutputInTheWay
from renderer.evidence.evidence import OutputFile
from renderer.evidence.ledger import Ledger, read_ledger
from renderer.evidence.places import LEDGER_NAME, evidence_folder, film_folder
from renderer.store import files
from renderer.store.errors import told

# Stands in a clip's folder while files are being written there. Found later, it tells that a render was interrupted,
# so that what does not fit the ledger is not taken for somebody's own work.
WRITING = ".writing"
_CURE = "move it away, choose another folder (`--out`), or overwrite it (`--force`)"


class Destination(NamedTuple):
    """A place for the files of one clip; `others` are the files of renders of other parts of the clip."""

    out: Path
    folder: Path
    earlier: Ledger | None
    files: Mapping[str, OutputFile]
    others: Mapping[str, frozenset[str]]

    def found(self, path: str) -> str:
        """The hash of the file at a place; empty where there is none."""
        try:
            return _hash_of(self.out / path)
        except FileNotFoundError:
            return ""

    def is_ours(self, path: str, present: str) -> bool:
        """Whether a file with this content was written by a render, and never changed since."""
        known = self.files.get(path)
        return (known is not None and known.sha256 == present) or present in self.others.get(path, ())


def destination_of(plan: RenderPlan, out: Path) -> Destination:
    """The place of a plan's files in an output folder."""
    folder = out / evidence_folder([output.path for output in plan.outputs], plan.clip)
    earlier = _ledger_in(folder)
    others: dict[str, frozenset[str]] = {}
    for clip in (out / "video" / plan.clip, out / "images" / plan.clip):
        for ledger in (_ledger_in(other) for other in (clip, *(clip / "parts").glob("*")) if other != folder):
            for file in ledger.files if ledger else ():
                others[file.path] = others.get(file.path, frozenset()) | {file.sha256}
    return Destination(out, folder, earlier, {file.path: file for file in earlier.files} if earlier else {}, others)


def refuse_what_is_in_the_way(place: Destination, found: Mapping[str, str], is_draft: bool) -> None:
    """Files that no render of ours has written, or that were changed since, are not overwritten unasked."""
    if (place.folder / WRITING).exists():
        return
    for path, present in found.items():
        if present and not place.is_ours(path, present):
            is_known = path in place.files or path in place.others
            what = "has been changed since it was rendered" if is_known else "is there already, and no render wrote it"
            raise OutputInTheWay(f"`{place.out / path}` {what}", _CURE)
    if is_draft and place.earlier and not place.earlier.is_draft:
        raise OutputInTheWay(f"`{place.folder}` holds a finished render, and this is a draft", _CURE)


def look_ahead(plan: RenderPlan, out: Path, is_draft: bool, force: bool = False) -> None:
    """Refuse before anything is rendered what would be refused when it is written."""
    with told(out):
        files.make_folder(out)
        if not os.access(out, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(out))
        place = destination_of(plan, out)
        paths = sorted({*place.files, *_foreseen(plan, out)})
        if not force:
            refuse_what_is_in_the_way(place, {path: place.found(path) for path in paths}, is_draft)


def _foreseen(plan: RenderPlan, out: Path) -> Iterable[str]:
    """The files that a plan names, and those beside a film that are there already."""
    for output in plan.outputs:
        path = PurePosixPath(output.path)
        yield str(path)
        if path.suffix == ".mp4":
            frames = film_folder(path) / "frames"
            yield str(path.with_suffix(".mkv"))
            yield from (str(frames / frame.name) for frame in (out / frames).glob("[0-9]*.png"))


def _ledger_in(folder: Path) -> Ledger | None:
    try:
        return read_ledger((folder / LEDGER_NAME).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, NotVerified):
        return None


def _hash_of(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
