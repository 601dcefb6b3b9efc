"""The one value in which every stage reports a user's mistake.

Mistakes are values, collected and shown together; exceptions (`errors.py`) are for bugs and for the
environment. House style of a message: one plain sentence in lower case without a full stop, names in
backticks, understandable on its own.
"""

from enum import Enum
from typing import NamedTuple

from anime_compiler.diagnostics.source import Span


class Level(Enum):
    """How much a finding weighs; an error stops a render."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Family(Enum):
    """What kind of trouble a code stands for; each has an exit status of its own."""

    STORYBOARD = "storyboard"
    CONTEST = "contest"
    MODEL = "model"
    RESOURCE = "resource"


class Code(NamedTuple):
    """A kind of finding: its name, how heavy it is unless told otherwise, and its page for `animec explain`.

    The page is Markdown; its first line is the one-line summary.
    """

    name: str
    level: Level
    page: str
    family: Family = Family.STORYBOARD

    @property
    def summary(self) -> str:
        return self.page.strip().split("\n", 1)[0]


class Label(NamedTuple):
    """A second place that belongs to a finding, such as where a name was first declared."""

    span: Span
    text: str


class Edit(NamedTuple):
    """Replace a piece of the text; an empty span inserts."""

    span: Span
    replacement: str


class Fix(NamedTuple):
    """A way to mend a finding. A safe fix cannot change what the author meant and is applied by `check --fix`."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


class Diagnostic(NamedTuple):
    """One finding. The message stands alone; the span is as narrow as the cause."""

    code: Code
    message: str
    span: Span
    help: str | None = None
    labels: tuple[Label, ...] = ()
    fix: Fix | None = None
    level_override: Level | None = None

    @property
    def level(self) -> Level:
        return self.level_override or self.code.level


_WEIGHT = {Level.ERROR: 0, Level.WARNING: 1, Level.NOTE: 2}


class Bag(list[Diagnostic]):
    """Collects the diagnostics of one compilation."""

    def add(
        self,
        code: Code,
        message: str,
        span: Span,
        help: str | None = None,
        labels: tuple[Label, ...] = (),
        fix: Fix | None = None,
    ) -> None:
        self.append(Diagnostic(code, message, span, help, labels, fix))

    @property
    def has_errors(self) -> bool:
        return any(found.level is Level.ERROR for found in self)

    def in_order(self) -> list[Diagnostic]:
        """In the order of the text; of findings at one place the heaviest comes first."""
        return sorted(
            dict.fromkeys(self),
            key=lambda found: (
                found.span.source.name,
                found.span.start,
                _WEIGHT[found.level],
                found.code.name,
                found.message,
            ),
        )
