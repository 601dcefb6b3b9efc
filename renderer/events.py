"""What a render tells while it runs: the progress bar, the plain lines, `--json` and the tests all read these.

Every event is data for programs too: `as_json` writes one as a line, with its kind under `event`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias


class Planned(NamedTuple):
    """What is to be done: so many nodes are in the plan, so many of them are cached, and these will be run."""

    nodes: int
    cached: int
    to_do: tuple[str, ...]


class Hashing(NamedTuple):
    """Files of models are read for their hashes, which takes a while; it is done once for as long as they stay."""

    models: tuple[str, ...]
    bytes: int


class Started(NamedTuple):
    """A node is being worked on."""

    node: str
    scene: str
    op: str


class Step(NamedTuple):
    """A step of a node is done, such as one of denoising."""

    node: str
    step: int
    of: int


class Remarked(NamedTuple):
    """Something about a node was not as planned; it is kept with the result."""

    node: str
    text: str


class Preview(NamedTuple):
    """What a node looks like by now; whoever wants to see it has it drawn, and nobody else pays for it."""

    node: str
    draw: Callable[[], object]


class Finished(NamedTuple):
    """A node is done and its result is stored for good."""

    node: str
    scene: str
    op: str
    seconds: float
    bytes: int


class Waiting(NamedTuple):
    """Another render makes the same node just now; its result will be taken."""

    node: str


class Skipped(NamedTuple):
    """A node needs no work after all: another render has made it in the meantime."""

    node: str


class Damaged(NamedTuple):
    """A stored result was not what had been stored; it will be made again."""

    node: str


class Failed(NamedTuple):
    """A node could not be done."""

    node: str
    message: str


class Written(NamedTuple):
    """A file of the output is in its place; `kept` if it was there already."""

    path: str
    bytes: int
    kept: bool


class Done(NamedTuple):
    """The render is over; the folder holds the output."""

    folder: str
    made: int
    cached: int
    seconds: float


Event: TypeAlias = (
    Hashing
    | Planned
    | Started
    | Step
    | Remarked
    | Preview
    | Finished
    | Waiting
    | Skipped
    | Damaged
    | Failed
    | Written
    | Done
)
Tell: TypeAlias = Callable[[Event], None]


def as_json(event: Event) -> str:
    """An event as one line of JSON. Of a preview only that there is one: whoever reads lines draws nothing here."""
    fields = {name: value for name, value in event._asdict().items() if not callable(value)}
    return json.dumps({"event": type(event).__name__.lower(), **fields}, default=_plain)


def _plain(value: object) -> str:
    assert isinstance(value, Path)
    return value.as_posix()
