"""What can be shown where output goes."""

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TextIO

from anime_compiler.diagnostics.diagnostic import Diagnostic
from anime_compiler.diagnostics.render_text import render_text, summary, visible
from anime_compiler.errors import AnimecError


def use_color(stream: TextIO) -> bool:
    """Colours for people at a terminal, unless they asked for none (no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int:
    """Columns to fill."""
    return min(shutil.get_terminal_size((100, 24)).columns, 140) if stream.isatty() else 100


def report_error(error: AnimecError) -> int:
    """Tell what went wrong, and give the status. A file name in it may hold anything, so nothing is printed raw."""
    print(f"animec: {visible(str(error))}", file=sys.stderr)
    if error.cure:
        print(f"  {visible(error.cure)}", file=sys.stderr)
    return error.exit_status


def report_findings(found: Sequence[Diagnostic]) -> None:
    """What there is to say of one storyboard, on the error stream, so that what a command makes can be piped."""
    if found:
        text = render_text(found, use_color(sys.stderr), width_of(sys.stderr))
        print(f"{text}\n\n{summary(found, 1)}", file=sys.stderr)
