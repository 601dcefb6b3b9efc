"""What can be shown where output goes."""

import os
import shutil
from typing import TextIO


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
