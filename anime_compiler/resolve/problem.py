"""What is wrong with a piece of text that does not know yet where in the storyboard it stands."""

from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Code

# So many findings may say what was probably meant. Nobody reads more, and finding it out takes a while each time.
MOST_ADVISED = 200


class Problem(NamedTuple):
    """A finding in a text of its own; start and end are offsets in that text."""

    code: Code
    message: str
    start: int
    end: int
    help: str | None = None


def quoted(text: str, most: int = 40) -> str:
    """A piece of text for a message: in backticks, on one line, and not endless."""
    visible = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text[:most])
    return f"`{visible}…`" if len(text) > most else f"`{visible}`"
