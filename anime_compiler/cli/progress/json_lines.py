"""A render for programs: every event as a line of JSON, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from anime_compiler.cli.progress.whole_lines import WholeLines
from renderer import events


@contextmanager
def json_lines(stream: TextIO) -> Iterator[events.Tell]:
    """Passes events on while it lasts."""
    lines = WholeLines(stream)
    yield lambda event: lines.write(events.as_json(event))
    lines.check()
