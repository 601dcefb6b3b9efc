"""From an output folder to what can be said of it: every ledger in it, level by level; without network or torch."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from anime_compiler.errors import AnimecError, UnreadableFile, UsageError
from anime_compiler.plan.render_plan import RenderPlan
from renderer.errors import NotVerified
from renderer.evidence.ledger import MOST_BYTES, Ledger, read_ledger
from renderer.evidence.places import LEDGER_NAME, SIGNATURE_NAME, evidence_folder
from renderer.evidence.signature import signer
from renderer.verify.output_folder import OutputFolder
from renderer.verify.recompile import Recompiled, recompiled
from renderer.verify.rerender import Rerender, compare
from renderer.verify.verdict import Failure, Level, Report, Verdict, level

HIGHEST = 3

_CHEAP = frozenset({"animatic"})  # stacks with which everything is made again, and by default
_DEPTH = 4  # a ledger lies no deeper: video/CLIP/parts/NAME
_MOST_SIGNATURE_BYTES = 4096


class Asked(NamedTuple):
    """How far to go: up to a level, or as far as is cheap; the key that has to have signed; the judge's number."""

    level: int | None = None
    key: str | None = None
    challenge: str = ""


class _Read(NamedTuple):
    """A ledger that is whole, with the place that it has in its output folder."""

    text: str
    ledger: Ledger
    out: OutputFolder
    folder: str


def verify(output: Path, asked: Asked, rerender: Rerender | None) -> Report:
    """What holds of an output folder, of a clip's folder, or of one ledger."""
    return Report(tuple(_verdict(file, asked, rerender) for file in ledgers_in(output)))


def ledgers_in(output: Path) -> list[Path]:
    """The ledgers that are named by a folder, or by themselves."""
    place = output.absolute()
    try:
        mode = place.stat().st_mode
    except (OSError, ValueError):
        raise UsageError(f"there is no `{output}`", "name a folder that `animec render` has written") from None
    if not stat.S_ISDIR(mode):
        return [place]
    try:
        found = [*_found(OutputFolder(place), "", _DEPTH)]
    except NotVerified as error:
        raise UnreadableFile(f"cannot look through `{output}`: {error}", error.cure) from None
    if not found:
        raise UsageError(f"there is no ledger in `{output}`", "name a folder that `animec render` has written")
    return [place / path for path in sorted(found)]


def _found(folder: OutputFolder, path: str, depth: int) -> Iterator[str]:
    for each in folder.names(path):
        if PurePosixPath(each.path).name == LEDGER_NAME:
            yield each.path
        elif each.kind == "folder" and depth:
            yield from _found(folder, each.path, depth - 1)


def _verdict(file: Path, asked: Asked, rerender: Rerender | None) -> Verdict:
    """What holds of one ledger. Levels do not depend on each other, but none can begin without a whole ledger."""
    read, structure = _structure(file, asked.key)
    if read is None:
        return Verdict(str(file), levels=(structure, *(Level(number, "not run") for number in range(1, HIGHEST + 1))))
    ledger, wanted = read.ledger, asked.level
    if wanted is None:
        wanted = HIGHEST if rerender and (asked.challenge or ledger.render.stack in _CHEAP) else 2
    made: Recompiled | NotVerified
    try:
        made = recompiled(ledger)
    except NotVerified as error:
        made = error
    plan = made.plan if isinstance(made, Recompiled) else None
    checks: tuple[Callable[[], Level], ...] = (
        lambda: _rules(read, made),
        lambda: _contents(read, plan, film_follows=wanted == HIGHEST and ledger.render.stack in _CHEAP),
        lambda: _again(read, plan, asked.challenge, rerender),
    )
    levels = [check() if number <= wanted else Level(number, "not run") for number, check in enumerate(checks, 1)]
    about = _about(ledger, made)
    return Verdict(str(file), ledger.root, ledger.render.stack, about, (structure, *levels))


def _structure(file: Path, key: str | None) -> tuple[_Read | None, Level]:
    """Level 0: the chain, and the signature if there is one or has to be one."""
    folder = OutputFolder(file.parent)
    try:
        data = folder.read(file.name, MOST_BYTES)
        if not data.isascii():
            raise NotVerified("the ledger holds letters that no ledger does")
        text = data.decode("ascii")
        ledger = read_ledger(text)
        name = evidence_folder([one.path for one in ledger.files], ledger.render.clip)
        parts = PurePosixPath(name).parts
        if file.parent.parts[-len(parts) :] != parts:
            raise NotVerified(f"the ledger belongs into the folder `{name}` of an output folder, and lies elsewhere")
    except NotVerified as error:
        return None, level(0, "", [Failure(str(error))])
    remark, failures = _signed(folder, ledger.root, key)
    read = _Read(text, ledger, OutputFolder(file.parents[len(parts)]), name)
    return read, level(0, f"{ledger.rows:,} rows, one chain", failures, (remark,) if remark else ())


def _signed(folder: OutputFolder, root: str, key: str | None) -> tuple[str, list[Failure]]:
    """Who has signed, and what is wrong with that."""
    try:
        if not any(each.path == SIGNATURE_NAME for each in folder.names("")):
            if key:
                return "", [Failure("it is not signed", (f"it has to be by {key}",))]
            return "not signed", []
        by = signer(folder.read(SIGNATURE_NAME, _MOST_SIGNATURE_BYTES).decode("ascii", "replace"), root)
    except NotVerified as error:
        return "", [Failure(str(error))]
    if key and by != key:
        return "", [Failure("it is signed by another key", (f"by         {by}", f"and not by {key}"))]
    return f"signed by {by}" if key else f"signed by {by}; whose key that is, `--key` says", []


def _rules(read: _Read, made: Recompiled | NotVerified) -> Level:
    from renderer.verify.rules import rule_failures

    if isinstance(made, NotVerified):
        return level(1, "", [Failure(str(made), (made.cure,) if made.cure else ())])
    failures = rule_failures(read.ledger, read.text, made, read.out, read.folder)
    plan = made.plan
    found = f"the same plan of {len(plan.nodes):,} nodes; ruleset `{plan.ruleset}`: no error, {made.warnings} warnings"
    remarks = [f"the storyboard changes how rules weigh: {', '.join(plan.suppressed)}"] if plan.suppressed else []
    if plan.ruleset == "open":
        remarks.append("the ruleset `open` has no contest rules, so none were checked")
    return level(1, found, failures, tuple(remarks))


def _contents(read: _Read, plan: RenderPlan | None, film_follows: bool) -> Level:
    """Level 2. The film's files are made again from its frames, unless all of the film is made again anyway."""
    from renderer.verify.assembly import assembled_again
    from renderer.verify.contents import file_failures, picture_failures, stranger_failures

    ledger, clip_folder = read.ledger, "/".join(read.folder.split("/")[:2])
    ledgers = dict(_beside(read.out, clip_folder))
    failures = file_failures(ledger, read.out) + stranger_failures(ledgers, clip_folder, read.out)
    if plan is None:
        failures.append(Failure("what pictures show was not compared, for the storyboard gives no plan"))
    else:
        failures += picture_failures(ledger, plan, read.out)
    size = sum(file.size for file in ledger.files)
    frames = f", {ledger.frames.frames} frames in PNG, master and delivery" if ledger.frames else ""
    remarks: tuple[str, ...] = ()
    if plan is not None and not failures and not film_follows:
        failures, remarks = assembled_again(ledger, plan, read.out)
    return level(2, f"{len(ledger.files):,} files, {size / 1e6:.1f} MB{frames}", failures, remarks)


def _beside(out: OutputFolder, folder: str) -> Iterator[tuple[str, Ledger | None]]:
    """The folders of all ledgers of a clip, for films of some of its shots have their own; with what they say."""
    for path in _found(out, folder, _DEPTH):
        try:
            ledger = read_ledger(out.read(path, MOST_BYTES).decode("ascii", "replace"))
        except NotVerified:
            yield str(PurePosixPath(path).parent), None
        else:
            yield str(PurePosixPath(path).parent), ledger


def _again(read: _Read, plan: RenderPlan | None, challenge: str, rerender: Rerender | None) -> Level:
    ledger = read.ledger
    if plan is None or rerender is None:
        reason = "the storyboard gives no plan" if plan is None else "there is nothing to render with"
        return level(3, "", [Failure(f"nothing was made again: {reason}")])
    if not ledger.render.deterministic:
        message = f"the stack `{ledger.render.stack}` does not promise the same bytes again, so there is no proof"
        return level(3, "", [Failure(message, ("verify it up to level 2, and compare by eye what is rendered again",))])
    everything = ledger.render.stack in _CHEAP
    try:
        compared = compare(ledger, plan, challenge, everything, rerender)
    except AnimecError as error:
        return level(3, "", [Failure(f"it could not be rendered again: {error}", (error.cure,) if error.cure else ())])
    what = "all" if everything else "all that are made of text alone, and a sample of"
    return level(
        3, f"{what} {len(plan.nodes):,} nodes: {compared.nodes:,} made again", compared.failures, compared.remarks
    )


def _about(ledger: Ledger, made: Recompiled | NotVerified) -> tuple[tuple[str, str], ...]:
    """What it is, for people: as the ledger says, which the levels below prove or not."""
    head = ledger.render
    drawn = f"`{head.stack}` (edition {head.edition})"
    if head.draft:
        own = f" of what `{made.own_stack}` would draw" if isinstance(made, Recompiled) else ""
        drawn += f", a draft{own}"
    film = ledger.frames
    size = f"{film.frames} frames, {film.fps} a second, {film.width}x{film.height}" if film else "stills"
    return (("clip", f"{head.clip}: {size}"), ("drawn by", drawn))
