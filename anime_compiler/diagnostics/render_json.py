"""Findings for programs, as JSON.

    {
      "animec_diagnostics": 1,              the version of this shape; a key may be added without a new one
      "findings": [{
        "code": "unknown-key",
        "level": "error",                   error | warning | note
        "family": "storyboard",             storyboard | contest | model | resource
        "message": "...",
        "help": "..." or null,
        "file": "specs/clip_001.yaml",
        "range": {
          "start": {"line": 7, "column": 5, "offset": 94},
          "end":   {"line": 7, "column": 14, "offset": 103}
        },
        "labels": [{"file": "...", "range": {...}, "text": "..."}],
        "fix": {
          "title": "...",
          "safe": true,                     whether `check --fix` applies it
          "edits": [{"file": "...", "range": {...}, "replacement": "..."}]
        } or null
      }],
      "counts": {"error": 1, "warning": 0, "note": 0}
    }

Lines and columns count from 1, offsets from 0. Columns and offsets count code points, without a byte order
mark. An end is the place just after the last code point. Every key is always there.
"""

from collections.abc import Sequence
from json import dumps

from anime_compiler.diagnostics.diagnostic import Diagnostic, Fix, Level
from anime_compiler.diagnostics.source import Position, Span


def render_json(found: Sequence[Diagnostic]) -> str:
    """The findings in the order given, in the shape that is drawn above; pure ASCII, for any pipe."""
    shape = {
        "animec_diagnostics": 1,
        "findings": [_finding(finding) for finding in found],
        "counts": {level.value: sum(finding.level is level for finding in found) for level in Level},
    }
    return dumps(shape, indent=2)


def _finding(finding: Diagnostic) -> dict[str, object]:
    return {
        "code": finding.code.name,
        "level": finding.level.value,
        "family": finding.code.family.value,
        "message": finding.message,
        "help": finding.help,
        **_place(finding.span),
        "labels": [{**_place(label.span), "text": label.text} for label in finding.labels],
        "fix": finding.fix and _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, object]:
    edits = [{**_place(edit.span), "replacement": edit.replacement} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.source.name,
        "range": {"start": _point(span.first, span.start), "end": _point(span.last, span.end)},
    }


def _point(position: Position, offset: int) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": offset}
