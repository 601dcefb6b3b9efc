"""The rows of a ledger: what each says, how one is written, and how one is read without believing any of it.

A row is one line of canonical JSON: keys in order, no spaces, nothing but ASCII, no number with a point. So there is
only one way to write a row down, and a line counts only if writing what it says gives the same line again.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_origin, get_type_hints

from renderer.evidence.evidence import OutputFile, Sha256
from renderer.store.rows import is_hash

LEDGER_VERSION = 1

_GREATEST = 1 << 63
_canonical = json.JSONEncoder(ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class RenderRow(NamedTuple):
    """What was rendered, and what rendered it."""

    animec_ledger: int
    animec: str
    clip: str
    stack: str
    edition: str
    draft: bool
    deterministic: bool


class EnvironmentRow(NamedTuple):
    """What the bytes of results depend on beside the plan."""

    facts: Mapping[str, str]


class TemplateText(NamedTuple):
    """A prompt template that lay beside the storyboard."""

    name: str
    sha256: Sha256
    text: str


class SourceRow(NamedTuple):
    """The storyboard as it was, and what was put in place of its values."""

    name: str
    sha256: Sha256
    text: str
    overrides: tuple[str, ...]
    templates: tuple[TemplateText, ...]
    selection: tuple[str, ...]


class PlanRow(NamedTuple):
    """The plan that the storyboard gives, by the hash of its file."""

    sha256: Sha256
    nodes: int


class ModelRow(NamedTuple):
    """A checkpoint of the plan; `identity` is its hash, or the best name there is for its bytes."""

    id: str
    identity: str
    licence: str
    citation: str


class InputKey(NamedTuple):
    """An input of an action, by the slot it goes into and the key of the action that gave it."""

    slot: str
    key: Sha256


class PartHash(NamedTuple):
    """A part of a result."""

    name: str
    sha256: Sha256
    size: int


class ActionRow(NamedTuple):
    """An operation that was done, what it was given and what it gave; and what about it was not as planned."""

    node: str
    op: str
    key: Sha256
    inputs: tuple[InputKey, ...]
    parts: tuple[PartHash, ...]
    remark: str


class FramesRow(NamedTuple):
    """The frames of the film, each by the hash of its pixels: rows from the top, red, green and blue in a byte each."""

    frames: int
    fps: int
    width: int
    height: int
    sha256: tuple[Sha256, ...]


class EndRow(NamedTuple):
    """The end; how many rows there are with this one, so that a ledger that was cut off shows."""

    rows: int


Row: TypeAlias = (
    RenderRow | EnvironmentRow | SourceRow | PlanRow | ModelRow | ActionRow | FramesRow | OutputFile | EndRow
)
# What rows are called, in the order in which they stand, and how often: least and most.
_MANY = 1 << 40
KINDS: Mapping[str, tuple[type[Row], int, int]] = {
    "render": (RenderRow, 1, 1),
    "environment": (EnvironmentRow, 1, 1),
    "source": (SourceRow, 1, 1),
    "plan": (PlanRow, 1, 1),
    "model": (ModelRow, 0, _MANY),
    "action": (ActionRow, 0, _MANY),
    "frames": (FramesRow, 0, 1),
    "file": (OutputFile, 0, _MANY),
    "end": (EndRow, 1, 1),
}
_NAMES = {kind: name for name, (kind, _, _) in KINDS.items()}
_hints = cache(lambda kind: get_type_hints(kind, include_extras=True))


def line_of(row: Row, number: int, prev: str) -> str:
    """A row as a line, without its end."""
    return _canonical({**plain(row), "row": _NAMES[type(row)], "n": number, "prev": prev})


def row_in(line: str) -> tuple[Row, int, str]:
    """The row that a line says, its number, and the hash of the line before; `ValueError` for any other line."""
    try:
        said = json.loads(line)
        is_canonical = _canonical(said) == line
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(said, dict) or not is_canonical:
        raise ValueError("it is not written as a ledger writes it")
    name, number, prev = (said.pop(field, None) for field in ("row", "n", "prev"))
    if not isinstance(name, str) or name not in KINDS:
        raise ValueError(f"there is no kind of row {name!r:.60}")
    version = said.get("animec_ledger", LEDGER_VERSION)
    if version != LEDGER_VERSION:  # said first, since a row of another version may well have other fields
        raise ValueError(f"its version is {version!r:.60}, and this program knows {LEDGER_VERSION}")
    if type(number) is not int or not isinstance(prev, str) or not is_hash(prev):
        raise ValueError("it lacks its number, or the hash of the row before")
    row: Row = typed(KINDS[name][0], said)
    return row, number, prev


def plain(value: Any) -> Any:
    """A value of a row as JSON has it."""
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return {name: plain(item) for name, item in zip(value._fields, value, strict=True)}
        return [plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def typed(wanted: Any, value: Any) -> Any:
    """A JSON value as the type that a field declares, and `ValueError` for anything else: nothing is converted."""
    if hasattr(wanted, "_fields"):
        if not isinstance(value, dict) or value.keys() != set(wanted._fields):
            raise ValueError(f"{wanted.__name__} has the fields {', '.join(wanted._fields)}")
        return wanted(**{name: typed(kind, value[name]) for name, kind in _hints(wanted).items()})
    origin = get_origin(wanted)
    if origin is tuple:
        if not isinstance(value, list):
            raise ValueError(f"a list belongs where {value!r:.60} stands")
        return tuple(typed(get_args(wanted)[0], item) for item in value)
    if origin is Mapping:
        if not isinstance(value, dict):
            raise ValueError(f"names and values belong where {value!r:.60} stands")
        return {typed(str, name): typed(str, item) for name, item in value.items()}
    if origin is Annotated:
        return _hash(value)
    return _simple(wanted, value)


def _hash(value: Any) -> str:
    if not isinstance(value, str) or not is_hash(value):
        raise ValueError(f"a hash belongs where {value!r:.60} stands")
    return value


def _simple(wanted: Any, value: Any) -> Any:
    if type(value) is not wanted or (wanted is int and not 0 <= value < _GREATEST):
        raise ValueError(f"{wanted.__name__} belongs where {value!r:.60} stands")
    if wanted is str and not value.isascii():
        value.encode()  # half a character, which JSON can say, is no text
    return value
