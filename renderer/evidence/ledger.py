"""The ledger: a render as lines of JSON, each holding the hash of the line before, so that none can change alone.

Nothing in it depends on when, where or by whom it was written: the same render gives the same bytes. The root is the
hash of the whole text. Whoever hands it in before a deadline can change nothing afterwards.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeVar, cast

from anime_compiler import __version__
from anime_compiler.plan.plan_json import write_plan
from anime_compiler.plan.render_plan import Node, PlanModel, RenderPlan
from renderer.errors import NotVerified
from renderer.evidence.assembler import with_assembler
from renderer.evidence.evidence import Evidence, OutputFile, Source
from renderer.evidence.rows import (
    KINDS,
    LEDGER_VERSION,
    ActionRow,
    EndRow,
    EnvironmentRow,
    FramesRow,
    InputKey,
    ModelRow,
    PartHash,
    PlanRow,
    RenderRow,
    Row,
    SourceRow,
    TemplateText,
    line_of,
    row_in,
    typed,
)
from renderer.render import REMARK, action_key
from renderer.stacks.available import Identity
from renderer.store.store import Made, Part

MOST_BYTES = 1 << 26  # of a ledger; that of a film of an hour takes a third of it

_MOST_ROWS = 500_000
_MOST_IN_A_ROW = 1 << 24
_START = "0" * 64
_CURE = "ask for the folder as it was rendered, or render it again"


R = TypeVar("R", bound=Row)


class Ledger(NamedTuple):
    """What a whole, well-formed ledger says."""

    render: RenderRow
    environment: Mapping[str, str]
    source: Source
    plan: PlanRow
    models: tuple[ModelRow, ...]
    actions: tuple[ActionRow, ...]
    frames: FramesRow | None
    files: tuple[OutputFile, ...]
    rows: int
    root: str

    @property
    def is_draft(self) -> bool:
        return self.render.draft

    def results(self) -> Mapping[str, Made]:
        """What each action gave, by its node, as the store has it."""
        return {
            action.node: Made(
                action.key,
                {part.name: Part(part.sha256, part.size) for part in action.parts},
                {REMARK: action.remark},
            )
            for action in self.actions
        }


def root_of(text: str) -> str:
    """The hash that stands for a whole ledger."""
    return sha256(text.encode()).hexdigest()


def ledger_text(evidence: Evidence) -> str:
    """The ledger of a render."""
    lines: list[str] = []
    prev = _START
    for row in _rows(evidence):
        lines.append(line_of(row, len(lines), prev))
        prev = _hash(lines[-1])
    lines.append(line_of(EndRow(len(lines) + 1), len(lines), prev))
    return "\n".join(lines) + "\n"


def read_ledger(text: str) -> Ledger:
    """What a ledger says. Anything but a whole, well-formed chain raises `NotVerified` with the row that breaks it."""
    rows = _chained(text)
    for name, (kind, least, most) in KINDS.items():
        count = len(_of(kind, rows))
        if not least <= count <= most:
            raise NotVerified(f"the ledger has {count} rows of kind `{name}`", _CURE)
    ledger = Ledger(
        render=_of(RenderRow, rows)[0],
        environment=_of(EnvironmentRow, rows)[0].facts,
        source=_source_in(_of(SourceRow, rows)[0]),
        plan=_of(PlanRow, rows)[0],
        models=tuple(_of(ModelRow, rows)),
        actions=tuple(_of(ActionRow, rows)),
        frames=next(iter(_of(FramesRow, rows)), None),
        files=tuple(_of(OutputFile, rows)),
        rows=len(rows),
        root=root_of(text),
    )
    _refuse_twice("node", [action.node for action in ledger.actions])
    _refuse_twice("file", [file.path for file in ledger.files])
    return ledger


def evidence_of(ledger: Ledger, plan: RenderPlan) -> Evidence:
    """The render that a ledger tells of, given its plan."""
    return Evidence(
        plan=plan,
        source=ledger.source,
        stack=ledger.render.stack,
        edition=ledger.render.edition,
        is_draft=ledger.render.draft,
        is_deterministic=ledger.render.deterministic,
        environment=ledger.environment,
        results=ledger.results(),
        files=ledger.files,
        frames=ledger.frames._asdict() if ledger.frames else {},
    )


def action_row(node: Node, made: Made, keys: Mapping[str, str]) -> ActionRow:
    """What is written of an action; `keys` are those of its inputs, by their nodes."""
    parts = sorted(made.parts.items())
    return ActionRow(
        node=node.id,
        op=type(node.op).__name__,
        key=made.key,
        inputs=tuple(InputKey(given.slot, keys[given.node]) for given in node.inputs),
        parts=tuple(PartHash(name, part.sha256, part.size) for name, part in parts),
        remark=made.facts.get(REMARK, ""),
    )


def model_row(model: PlanModel) -> ModelRow:
    """What is written of a model."""
    return ModelRow(model.id, model.identity, model.licence, model.citation)


def _rows(evidence: Evidence) -> Iterator[Row]:
    """Every row but the end."""
    plan = evidence.plan
    yield RenderRow(
        LEDGER_VERSION,
        __version__,
        plan.clip,
        evidence.stack,
        evidence.edition,
        evidence.is_draft,
        evidence.is_deterministic,
    )
    yield EnvironmentRow(with_assembler(evidence.environment))
    yield _source_row(evidence.source)
    yield PlanRow(_hash(write_plan(plan)), len(plan.nodes))
    yield from map(model_row, plan.models)
    drawer = Identity(evidence.stack, evidence.edition)
    keys = {node.id: action_key(node, drawer) for node in plan.nodes}
    for node in plan.nodes:
        if node.id in evidence.results:
            yield action_row(node, evidence.results[node.id], keys)
    if evidence.frames:
        yield _frames_row(evidence.frames)
    yield from evidence.files


def _frames_row(frames: Mapping[str, object]) -> FramesRow:
    row: FramesRow = typed(FramesRow, {**frames, "sha256": [*cast("list[str]", frames["sha256"])]})
    return row


def _source_row(source: Source) -> SourceRow:
    return SourceRow(
        name=source.file_name,
        sha256=sha256(source.data).hexdigest(),
        text=_text(source.data),
        overrides=source.overrides,
        templates=tuple(
            TemplateText(name, sha256(data).hexdigest(), _text(data)) for name, data in sorted(source.templates)
        ),
        selection=source.selection,
    )


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ValueError("what is no text has been compiled") from None


def _source_in(row: SourceRow) -> Source:
    """The bytes that a row holds as text, if they are those that it names."""
    for what, text, digest in (
        ("storyboard", row.text, row.sha256),
        *((f"template `{one.name}`", one.text, one.sha256) for one in row.templates),
    ):
        if _hash(text) != digest:
            raise NotVerified(f"row 2: the text of the {what} is not the one that its hash names", _CURE)
    templates = tuple((one.name, one.text.encode()) for one in row.templates)
    _refuse_twice("template", [name for name, _ in templates])
    return Source(row.name, row.text.encode(), row.overrides, templates, row.selection)


def _chained(text: str) -> list[Row]:
    """The rows, each following the one before, from the first to the end."""
    if not text.isascii() or not text.endswith("\n"):
        raise NotVerified("the ledger does not end with a whole row, or holds letters that no ledger does", _CURE)
    if len(text) > MOST_BYTES or text.count("\n") > _MOST_ROWS:
        raise NotVerified(f"the ledger has more than {_MOST_ROWS:,} rows or {MOST_BYTES:,} bytes", _CURE)
    rows: list[Row] = []
    prev, place = _START, 0
    order = [kind for kind, _, _ in KINDS.values()]
    for number, line in enumerate(text[:-1].split("\n")):
        row = _row(line, number, prev)
        if order.index(type(row)) < place or (number == 0) != isinstance(row, RenderRow):
            raise NotVerified(f"row {number} stands in the wrong place", _CURE)
        place = order.index(type(row))
        rows.append(row)
        prev = _hash(line)
    last = rows[-1]
    if not isinstance(last, EndRow) or last.rows != len(rows):
        raise NotVerified(f"the ledger breaks off after row {len(rows) - 1}", _CURE)
    return rows


def _row(line: str, number: int, prev: str) -> Row:
    if len(line) > _MOST_IN_A_ROW:
        raise NotVerified(f"row {number} has more than {_MOST_IN_A_ROW:,} bytes", _CURE)
    try:
        row, its_number, its_prev = row_in(line)
    except ValueError as error:
        raise NotVerified(f"row {number} is no row of a ledger: {error}", _CURE) from None
    if its_number != number:
        raise NotVerified(f"row {number} says that it is row {its_number}", _CURE)
    if its_prev != prev:
        raise NotVerified(f"row {number} does not follow the row before it", _CURE)
    return row


def _of(kind: type[R], rows: Sequence[Row]) -> list[R]:
    return [row for row in rows if isinstance(row, kind)]


def _refuse_twice(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise NotVerified(f"the ledger has {what} `{name}` twice", _CURE)
        seen.add(name)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
