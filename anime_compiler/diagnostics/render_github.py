"""Findings as annotations of a GitHub workflow."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
from anime_compiler.diagnostics.render_text import counted, visible

# GitHub silently drops what a step annotates beyond ten of a kind.
_SHOWN = 10
_COMMAND = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render_github(found: Sequence[Diagnostic]) -> str:
    """A workflow command for each finding, errors first; plain lines of log count what is left out."""
    return "\n".join(line for level in Level for line in _lines(level, found))


def _lines(level: Level, found: Sequence[Diagnostic]) -> Iterator[str]:
    of_level = [finding for finding in found if finding.level is level]
    for finding in of_level[:_SHOWN]:
        properties = ",".join(f"{key}={_property(value)}" for key, value in _place(finding).items())
        yield f"::{_COMMAND[level]} {properties}::{_data(_text(finding))}"
    if len(of_level) > _SHOWN:
        yield f"{counted(len(of_level) - _SHOWN, f'more {level.value}')} not shown"


def _place(finding: Diagnostic) -> dict[str, str]:
    first, last = finding.span.first, finding.span.last
    place = {"file": visible(PurePath(finding.span.source.name).as_posix()), "line": f"{first.line}"}
    # With columns on several lines GitHub would drop the annotation's place.
    if first.line == last.line:
        place["col"] = f"{first.column}"
    place["endLine"] = f"{last.line}"
    if first.line == last.line:
        place["endColumn"] = f"{last.column}"
    return place | {"title": finding.code.name}


def _text(finding: Diagnostic) -> str:
    lines = [finding.message, *(f"help: {finding.help}".split("\n") if finding.help else [])]
    return "\n".join(map(visible, lines))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
