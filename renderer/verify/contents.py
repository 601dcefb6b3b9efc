"""Level 2: every file is the one that the ledger lists, no other lies among them, and pictures show what they ought."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.story import film_of
from renderer.assemble.probe import Expected, probe
from renderer.errors import BadFilm, NotVerified
from renderer.evidence.evidence import OutputFile
from renderer.evidence.ledger import Ledger
from renderer.evidence.places import LEDGER_NAME, PLAN_NAME, REPORT_NAME, SIGNATURE_NAME
from renderer.evidence.rows import FramesRow
from renderer.made_with import FrameTexts, texts_of_picture
from renderer.render import parts_named
from renderer.store.store import Part
from renderer.values import Pictures, parts_of
from renderer.verify.output_folder import OutputFolder
from renderer.verify.png import Picture, picture_in
from renderer.verify.verdict import Failure

_EVIDENCE = (PLAN_NAME, LEDGER_NAME, REPORT_NAME, SIGNATURE_NAME)
_WRITING = ".writing"
_MOST_BYTES = 1 << 28  # of a picture


def file_failures(ledger: Ledger, out: OutputFolder) -> list[Failure]:
    """Files that are not there, or not those that the ledger lists."""
    return [failure for file in ledger.files for failure in _file(file, out)]


def _file(file: OutputFile, out: OutputFolder) -> Iterator[Failure]:
    try:
        digest = out.hash(file.path, file.size)
    except NotVerified as error:
        yield Failure(str(error))
        return
    if digest != file.sha256:
        details = (f"by the ledger {file.sha256}, {file.size} bytes", f"found         {digest or 'another size'}")
        yield Failure(f"`{file.path}` is not the file that the ledger lists", details)


def stranger_failures(ledgers: Mapping[str, Ledger | None], folder: str, out: OutputFolder) -> list[Failure]:
    """What lies in a clip's folder, and no ledger there lists it; ledgers are given by their own folders."""
    listed = {file.path for ledger in ledgers.values() if ledger for file in ledger.files}
    listed |= {f"{each}/{name}" for each in ledgers for name in _EVIDENCE}
    found = []
    try:
        for each in out.everything_in(folder):
            if each.path.endswith(f"/{_WRITING}"):
                found.append(Failure("a render was interrupted while it wrote here", ("give its command again",)))
            elif each.path not in listed:
                found.append(Failure(f"`{each.path}` is listed by no ledger"))
            elif each.kind != "file":
                found.append(Failure(f"`{each.path}` is a link, or something else that is no file"))
    except NotVerified as error:
        found.append(Failure(str(error)))
    return found


def picture_failures(ledger: Ledger, plan: RenderPlan, out: OutputFolder) -> list[Failure]:
    """Stills, maps and frames that do not show, or do not say of themselves, what ledger and plan say of them."""
    nodes, results = plan.by_id(), ledger.results()
    wanted = {output.path: output for output in plan.outputs}
    found: list[Failure] = []
    for file in ledger.files:
        output = wanted.get(file.path)
        if output is None or isinstance(nodes[output.node].op, ops.Assemble) or output.node not in results:
            continue
        node = nodes[output.node]
        try:
            picture = picture_in(out.read(file.path, _MOST_BYTES), file.path)
            found += _texts(file.path, picture, texts_of_picture(plan, node, output.picture))
            name = parts_named(node.op)[output.picture]
            parts = parts_of(Pictures(picture.pixels[None]), [name])
            if not isinstance(node.op, ops.Turnaround) and _kept(parts)[name] != results[node.id].parts.get(name):
                found.append(Failure(f"`{file.path}` does not show what its action gave"))
        except NotVerified as error:
            found.append(Failure(str(error)))
    return found + _film(ledger, plan, out)


def _kept(parts: Mapping[str, bytes | Path]) -> Mapping[str, Part]:
    """Parts as the store would name them; of pictures they are bytes."""
    return {name: Part(sha256(data).hexdigest(), len(data)) for name, data in parts.items() if isinstance(data, bytes)}


def _film(ledger: Ledger, plan: RenderPlan, out: OutputFolder) -> list[Failure]:
    film = film_of(plan)
    if film is None or ledger.frames is None or not any(output.node == film.id for output in plan.outputs):
        return []
    found: list[Failure] = []
    texts = FrameTexts(plan)
    folder = {file.path.rpartition("/frames/")[0] for file in ledger.files if "/frames/" in file.path}
    for number, digest in enumerate(ledger.frames.sha256):
        path = f"{''.join(folder)}/frames/{number + 1:05}.png"
        try:
            picture = picture_in(out.read(path, _MOST_BYTES), path)
        except NotVerified as error:
            found.append(Failure(str(error)))
            continue
        if sha256(picture.pixels.tobytes()).hexdigest() != digest:
            found.append(Failure(f"`{path}` does not show frame {number} of the ledger"))
        found += _texts(path, picture, texts(number))
    path = next(output.path for output in plan.outputs if output.node == film.id)
    return found + _film_files(ledger.frames, path, out)


def _film_files(frames: FramesRow, path: str, out: OutputFolder) -> list[Failure]:
    """The master shows the frames of the ledger to the last bit, and the delivery shows the master."""
    master = str(PurePosixPath(path).with_suffix(".mkv"))
    expected = Expected(Size(frames.width, frames.height), frames.fps, frames.sha256)
    try:
        for each in (path, master):
            out.open(each).close()  # a link, or what is no file at all, is not to be given to a decoder
        probe(out.root / master, out.root / path, expected)
    except (NotVerified, BadFilm) as error:
        return [Failure(f"the film does not show its frames: {error}")]
    return []


def _texts(path: str, picture: Picture, wanted: object) -> Iterator[Failure]:
    if dict(picture.texts) != wanted:
        yield Failure(f"`{path}` says of itself what the plan does not say of it")
