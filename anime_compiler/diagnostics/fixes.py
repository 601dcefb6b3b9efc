"""Mends a text by the fixes that its findings carry."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Diagnostic, Fix
from anime_compiler.diagnostics.source import Source


class _Cut(NamedTuple):
    """An edit as offsets, so that cuts sort in the order of the text."""

    start: int
    end: int
    replacement: str


def apply_fixes(source: Source, found: Iterable[Diagnostic], unsafe: bool = False) -> tuple[str, int]:
    """The mended text and how many fixes are in it; each is applied whole or not at all.

    Of fixes that are in each other's way the first in the text wins; the others are left for the next run.
    """
    wanted = [finding.fix for finding in found if finding.fix and (unsafe or finding.fix.safe)]
    taken: list[_Cut] = []
    applied = 0
    for cuts in sorted(_cuts(source, fix) for fix in wanted):
        if cuts and _fit(cuts, taken):
            applied += 1
            for cut in cuts:
                insort(taken, cut)
    return _cut(source.text, taken), applied


def _cuts(source: Source, fix: Fix) -> list[_Cut]:
    """None where the fix reaches into another text as well: half a fix is no fix."""
    if any(edit.span.source is not source for edit in fix.edits):
        return []
    return sorted(_Cut(edit.span.start, edit.span.end, edit.replacement) for edit in fix.edits)


def _fit(cuts: list[_Cut], taken: list[_Cut]) -> bool:
    """Whether the cuts, which are sorted as those taken before are, leave each other and those alone."""
    if any(_collide(*pair) for pair in pairwise(cuts)):
        return False
    for cut in cuts:
        place = bisect_left(taken, cut)
        neighbours = [*taken[max(0, place - 1) : place], cut, *taken[place : place + 1]]
        if any(_collide(*pair) for pair in pairwise(neighbours)):
            return False
    return True


def _collide(before: _Cut, after: _Cut) -> bool:
    # Two insertions at one place do not overlap, but which of them comes first would be anybody's guess.
    return before.end > after.start or before.start == after.start


def _cut(text: str, cuts: list[_Cut]) -> str:
    pieces, done = [], 0
    for cut in cuts:
        pieces += [text[done : cut.start], cut.replacement]
        done = cut.end
    return "".join([*pieces, text[done:]])
