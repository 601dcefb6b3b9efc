"""Where the time of a render goes, and how much memory each kind of work takes."""

from collections.abc import Callable
from typing import NamedTuple

from anime_compiler.cli.progress.duration import took_text
from renderer import events

_GB = 1_000_000_000


class Spent(NamedTuple):
    """What all nodes of one operation took together."""

    nodes: int
    seconds: float
    peak: int


class Profile:
    """Hears a render, and adds up."""

    def __init__(self, peak: Callable[[], int]) -> None:
        self._peak = peak
        self.spent: dict[str, Spent] = {}

    def hear(self, event: events.Event) -> None:
        """Count what is finished."""
        if isinstance(event, events.Finished):
            before = self.spent.get(event.op, Spent(0, 0.0, 0))
            peak = max(before.peak, self._peak())
            self.spent[event.op] = Spent(before.nodes + 1, before.seconds + event.seconds, peak)

    def lines(self) -> list[str]:
        """A line for each operation, the longest first."""
        total = sum(one.seconds for one in self.spent.values()) or 1.0
        ordered = sorted(self.spent.items(), key=lambda item: -item[1].seconds)
        return [
            f"{op:13} {one.nodes:5} {took_text(one.seconds):>9} {one.seconds / total:6.1%}  {one.peak / _GB:6.2f} GB"
            for op, one in ordered
        ]
