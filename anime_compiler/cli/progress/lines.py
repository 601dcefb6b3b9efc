"""A render for pipes and logs: a line for each node that is done, without control characters."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from anime_compiler.cli.progress.duration import took_text
from anime_compiler.cli.progress.hashing import hashing_line
from anime_compiler.cli.progress.whole_lines import WholeLines
from anime_compiler.diagnostics.render_text import visible
from anime_compiler.plan.render_plan import RenderPlan
from renderer import events

_WIDEST_NAME = 40


@contextmanager
def plain_lines(plan: RenderPlan, about: str, stream: TextIO) -> Iterator[events.Tell]:
    """Says what is to be done, and each thing when it is done."""
    lines, told = WholeLines(stream), _Told(plan, about)

    def tell(event: events.Event) -> None:
        line = told.line(event)
        if line:
            lines.write(line)

    yield tell
    lines.check()


class _Told:
    """Counts what is done, to say it with each line."""

    def __init__(self, plan: RenderPlan, about: str) -> None:
        self._head = visible(f"{plan.clip}, {about}")
        self._to_do = self._done = self._width = 0

    def line(self, event: events.Event) -> str:
        """What there is to say of an event; of many there is nothing."""
        match event:
            case events.Hashing():
                return hashing_line(event)
            case events.Planned():
                return self._planned(event)
            case events.Finished(node=node, seconds=seconds):
                return self._counted(f"{visible(node):{self._width}}  {took_text(seconds)}")
            case events.Skipped(node=node):
                return self._counted(f"{visible(node):{self._width}}  made by another render")
            case events.Waiting(node=node):
                return f"{visible(node)} is being made by another render; waiting for it"
            case events.Damaged(node=node):
                return f"{visible(node)} was damaged in the store and is made again"
            case events.Failed(node=node):
                return f"{visible(node)} could not be done"
            case _:
                return ""

    def _planned(self, event: events.Planned) -> str:
        """The first line; another one where something has to be made again."""
        self._to_do = self._done + len(event.to_do)
        self._width = min(_WIDEST_NAME, max((len(visible(node)) for node in event.to_do), default=0))
        if not event.to_do:
            return ""
        return f"{self._head}: {len(event.to_do)} of {event.nodes} to make, {event.cached} in the store"

    def _counted(self, what: str) -> str:
        self._done += 1
        return f"{self._done:>{len(str(self._to_do))}}/{self._to_do}  {what}"
