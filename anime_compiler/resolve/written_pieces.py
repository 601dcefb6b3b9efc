"""Where a piece of a filled-in prompt was written: in the prompt itself, or in the value of one of its names."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from anime_compiler.diagnostics.source import Span
from anime_compiler.resolve.template_text import PLAIN_NAME
from anime_compiler.resolve.variables import Names, Value

_MOST_STEPS = 64  # from a value into the value of a name in it


def has_only_plain_names(text: str) -> bool:
    """Whether a template holds nothing but `{{ name }}`, so that its text and what it fills out to run side by side."""
    return text.count("{") == 2 * len(PLAIN_NAME.findall(text))


def written_span(text: Value, names: Names, filled: str, start: int, end: int) -> Span:
    """The piece of the author's own text that became `filled[start:end]`; where it cannot be told, the whole text."""
    for _ in range(_MOST_STEPS):
        if text.text == filled:
            return text.place.within(start, end, *text.path)
        run = _run_at(start, text.text, names)
        if run is None:
            break
        start, end = start - run.start, min(end, run.end) - run.start
        if not run.name:
            return text.place.within(run.source + start, run.source + end, *text.path)
        text, filled = names.values[run.name], names.texts[run.name]
    piece = filled[start:end]
    if piece and text.text.count(piece) == 1:
        found = text.text.index(piece)
        return text.place.within(found, found + len(piece), *text.path)
    return text.place.at(*text.path)


class _Run(NamedTuple):
    """A stretch of the filled-in text: from the author's own text at `source`, or the value of a name."""

    start: int
    end: int
    source: int
    name: str = ""


def _run_at(place: int, text: str, names: Names) -> _Run | None:
    """The run that a place in the filled-in text is in; nothing where the two do not run side by side."""
    if not has_only_plain_names(text):
        return None
    run = next((run for run in _runs(text, names) if place < run.end), None)
    return run if run and (not run.name or run.name in names.values) else None


def _runs(text: str, names: Names) -> Iterator[_Run]:
    read = filled = 0
    for found in re.finditer(PLAIN_NAME, text):
        literal = found.start() - read
        yield _Run(filled, filled + literal, read)
        filled += literal
        value = len(names.texts.get(found[1], ""))
        yield _Run(filled, filled + value, found.start(), found[1])
        filled += value
        read = found.end()
    yield _Run(filled, filled + len(text) - read + 1, read)
