"""A report in words, for a terminal, and as data for programs."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from anime_compiler.diagnostics.render_text import counted, visible
from renderer.evidence.claims import NOT_PROVEN, PROVEN, supported
from renderer.verify.verdict import TITLES, Failure, Level, Report, Verdict

REPORT_VERSION = 1

_GREEN, _YELLOW, _RED, _DIM, _BOLD = "32", "33", "31", "2", "1"
_COLORS = {"passed": _GREEN, "failed": _RED, "not run": _DIM}
_MOST_SHOWN = 12
_NARROW = 72  # below it columns stand one below the other


def in_words(report: Report, has_color: bool, width: int) -> str:
    """What holds and what does not, ledger by ledger; then what that proves, and what nothing could prove."""
    blocks = [_verdict(verdict, has_color) for verdict in report.verdicts]
    return "\n".join((*blocks, _columns(report, has_color, width), _conclusion(report, has_color)))


def as_data(report: Report) -> dict[str, Any]:
    """The same for programs, with every failure."""
    return {
        "animec_verify": REPORT_VERSION,
        "sound": report.is_sound,
        "ledgers": [_verdict_data(verdict) for verdict in report.verdicts],
        "proven": [claim.short for claim in PROVEN if _is_proven(report, claim.level)],
        "not_proven": [*_open_claims(report), *(short for short, _ in NOT_PROVEN)],
    }


def _verdict(verdict: Verdict, has_color: bool) -> str:
    facts = (*([("root", verdict.root)] if verdict.root else []), *verdict.about)
    lines = [_painted(visible(verdict.ledger), _BOLD, has_color)]
    lines += [f"  {name:10}{visible(value)}" for name, value in facts]
    lines.append("")
    for level in verdict.levels:
        lines += _level(level, has_color)
    return "\n".join(lines) + "\n"


def _level(level: Level, has_color: bool) -> Iterator[str]:
    """One line, and one for each failure; the first failure is told in detail."""
    status = _painted(f"{level.status:8}", _COLORS[level.status], has_color)
    said = [text for text in (level.found, *level.remarks) if text] or [""]
    yield f"  {level.number} {TITLES[level.number]:11}{status}{visible(said[0])}".rstrip()
    yield from (f"{'':23}{visible(remark)}" for remark in said[1:])
    for number, failure in enumerate(level.failures[:_MOST_SHOWN]):
        yield f"      {visible(failure.message)}"
        if number == 0:
            yield from (f"          {visible(detail)}" for detail in failure.details)
    if left := len(level.failures[_MOST_SHOWN:]):
        yield f"      … and {left} more (--json names them all)"


def _columns(report: Report, has_color: bool, width: int) -> str:
    """Proven, supported, not proven; side by side where there is room."""
    titles = (("PROVEN", _GREEN), ("SUPPORTED", _YELLOW), ("NOT PROVEN", _RED))
    texts = (
        [claim.short for claim in PROVEN if _is_proven(report, claim.level)],
        list(dict.fromkeys(short for one in report.verdicts for short, _ in supported(one.stack))),
        [*_open_claims(report), *(short for short, _ in NOT_PROVEN)],
    )
    room = width // 3 - 2 if width >= _NARROW else width - 2
    columns = [[*_wrapped(column, room)] for column in texts]
    if width < _NARROW:
        blocks = zip(titles, columns, strict=True)
        return "\n".join("\n".join((_painted(title, paint, has_color), *lines, "")) for (title, paint), lines in blocks)
    head = "  ".join(_painted(f"{title:{room}}", paint, has_color) for title, paint in titles).rstrip()
    rows = ("  ".join(f"{cell:{room}}" for cell in row).rstrip() for row in zip_longest(*columns, fillvalue=""))
    return "\n".join((head, *rows, ""))


def _wrapped(column: Iterable[str], room: int) -> Iterator[str]:
    for text in column:
        yield from textwrap.wrap(text, room, initial_indent="- ", subsequent_indent="  ")


def _conclusion(report: Report, has_color: bool) -> str:
    failures = sum(len(level.failures) for verdict in report.verdicts for level in verdict.levels)
    of = counted(len(report.verdicts), "ledger")
    if report.is_sound:
        return _painted(f"{of}: everything that was checked holds", _GREEN, has_color) + "\n"
    does = "does" if failures == 1 else "do"
    return _painted(f"{of}: {counted(failures, 'thing')} that {does} not hold", _RED, has_color) + "\n"


def _open_claims(report: Report) -> list[str]:
    """What a level would have shown that has not been passed."""
    return [f"{claim.short} (level {claim.level})" for claim in PROVEN if not _is_proven(report, claim.level)]


def _is_proven(report: Report, level: int) -> bool:
    """Whether a level was passed everywhere; and with it the chain that it stands on."""
    return all(verdict.levels[number].status == "passed" for verdict in report.verdicts for number in {0, level})


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "ledger": verdict.ledger,
        "sound": verdict.is_sound,
        "root": verdict.root,
        **dict(verdict.about),
        "levels": [_level_data(level) for level in verdict.levels],
    }


def _level_data(level: Level) -> dict[str, Any]:
    return {
        "level": level.number,
        "title": TITLES[level.number],
        "status": level.status,
        "found": level.found,
        "failures": [_failure_data(failure) for failure in level.failures],
        "remarks": list(level.remarks),
    }


def _failure_data(failure: Failure) -> dict[str, Any]:
    return {"message": failure.message, "details": list(failure.details)}


def _painted(text: str, color: str, has_color: bool) -> str:
    return f"\x1b[{color}m{text}\x1b[0m" if has_color else text
