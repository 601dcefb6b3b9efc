"""The film's files made again from its frames: for that no model is needed, whatever the stack."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.story import film_of
from renderer.assemble.film import make_film
from renderer.errors import BadFilm, NotVerified
from renderer.evidence.assembler import ASSEMBLER, assembler
from renderer.evidence.ledger import Ledger
from renderer.execute.assemble import film_about
from renderer.store.store import Part
from renderer.values import Pixels
from renderer.verify.output_folder import OutputFolder
from renderer.verify.png import picture_in
from renderer.verify.verdict import Failure

_THREADS = 2  # what comes out does not depend on it
_MOST_BYTES = 1 << 28


class Assembled(NamedTuple):
    """What is wrong with the film's files, and what is notable about them."""

    failures: list[Failure]
    remarks: tuple[str, ...] = ()


def assembled_again(ledger: Ledger, plan: RenderPlan, out: OutputFolder) -> Assembled:
    """Compare what the frames give with what the ledger says they gave; elsewhere encoders may give other bytes."""
    film = film_of(plan)
    if film is None or ledger.frames is None:
        return Assembled([])
    try:
        made = _parts(plan, film, _frames(ledger, out))
    except (NotVerified, BadFilm) as error:
        return Assembled([Failure(f"the film cannot be made again from its frames: {error}")])
    listed = ledger.results()[film.id].parts
    other = sorted(name for name in made.keys() | listed.keys() if made.get(name) != listed.get(name))
    if not other:
        return Assembled([])
    names = tuple(other[:8])
    there = ledger.environment.get(ASSEMBLER, "unknown")
    if there == assembler():
        return Assembled([Failure("the film's frames give other files than these", names)])
    versions = f"rendered with {there}; verified with {assembler()}"
    return Assembled([], (f"its frames give other bytes here in {', '.join(names)}: {versions}",))


def _parts(plan: RenderPlan, film: Node, frames: Iterator[Pixels]) -> dict[str, Part]:
    with TemporaryDirectory(prefix="animec-verify-") as folder:
        files = make_film(frames, film_about(plan, film), Path(folder), _THREADS).files
        return {name: _part(path.read_bytes()) for name, path in files.items()}


def _part(data: bytes) -> Part:
    return Part(sha256(data).hexdigest(), len(data))


def _frames(ledger: Ledger, out: OutputFolder) -> Iterator[Pixels]:
    for file in ledger.files:
        if PurePosixPath(file.path).parent.name == "frames":
            yield picture_in(out.read(file.path, _MOST_BYTES), file.path).pixels
