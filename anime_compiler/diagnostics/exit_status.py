"""What `animec` ends with after looking at files."""

from collections.abc import Iterable

from anime_compiler.diagnostics.diagnostic import Diagnostic, Family, Level

# The lower the status, the earlier its cause is met on the way to a film: the lowest is to be mended first.
_STATUS = {Family.STORYBOARD: 3, Family.CONTEST: 4, Family.MODEL: 5, Family.RESOURCE: 6}


def exit_status(found: Iterable[Diagnostic], strict: bool = False) -> int:
    """0, or the status of the family that is to be mended first; `strict` lets warnings count as errors."""
    counting = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    return min((_STATUS[finding.code.family] for finding in found if finding.level in counting), default=0)
