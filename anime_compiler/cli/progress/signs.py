"""The signs and colours of a render's picture."""

from collections.abc import Mapping
from typing import NamedTuple

from anime_compiler.cli.progress.standing import State

_STYLES = {
    State.STORED: "cyan",
    State.MADE: "green",
    State.RUNNING: "bold yellow",
    State.WAITING: "yellow",
    State.TO_DO: "dim",
    State.FAILED: "bold red",
}


class Signs(NamedTuple):
    """One sign for each state of a node, told apart without colours too, and the two of the bar."""

    cells: Mapping[State, str]
    full: str
    empty: str
    styles: Mapping[State, str] = _STYLES


# None of these is drawn two cells wide by terminals set to Chinese, Japanese or Korean, as `■` and `━` may be.
DRAWN = Signs(
    {
        State.STORED: "▪",
        State.MADE: "▮",
        State.RUNNING: "▸",
        State.WAITING: "▹",
        State.TO_DO: "▯",
        State.FAILED: "✗",
    },
    "▰",
    "▱",
)
# For terminals that know no other letters.
TYPED = Signs(
    {
        State.STORED: "=",
        State.MADE: "#",
        State.RUNNING: ">",
        State.WAITING: "~",
        State.TO_DO: ".",
        State.FAILED: "x",
    },
    "#",
    "-",
)
LEGEND = {State.STORED: "stored", State.MADE: "made", State.RUNNING: "in hand", State.TO_DO: "to come"}


def signs_for(encoding: str | None) -> Signs:
    """What a stream of an encoding can show."""
    try:
        "".join([*DRAWN.cells.values(), DRAWN.full, DRAWN.empty]).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return TYPED
    return DRAWN
