"""How each phase of a plan is run on a card, known before anything is loaded. Derived from estimates, not measured.

What memory does not hold is not given up: both sides of guidance can be computed one after the other, which halves the
working memory, and weights can be streamed to the card block by block, which is slower.
"""

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple

from anime_compiler.plan.estimate import Memory

# Gigabytes, as cards are sold: somewhat larger units than those of estimates, which is about what the driver takes.
CARDS: Final = (8.0, 10.0, 12.0, 16.0, 24.0)
_WORKSPACE: Final = 1.0  # of `least`: room for the weights that are streamed at the moment


class Way(Enum):
    """How a phase is run; its value is what people are told."""

    WHOLE = "whole"
    ONE_BY_ONE = "one by one"
    STREAMED = "streamed"
    NO = "no"


class PhaseWay(NamedTuple):
    """A phase and its way."""

    phase: str
    way: Way


def ways_on(memory: Sequence[Memory], gigabytes: float) -> tuple[PhaseWay, ...]:
    """How each phase is run on a card with so much memory."""
    return tuple(PhaseWay(one.phase, _way(one, gigabytes)) for one in memory)


def slowest_way(ways: Sequence[PhaseWay]) -> Way:
    """The way of the phase that finds it hardest: what a network needs once it needs throughout."""
    order = list(Way)
    return max((one.way for one in ways), key=order.index, default=Way.WHOLE)


def cards_line(memory: Sequence[Memory]) -> str:
    """In one line: the cards of each way of the hardest phase, smallest first."""
    by_way: dict[Way, list[str]] = {}
    for card in CARDS:
        by_way.setdefault(slowest_way(ways_on(memory, card)), []).append(f"{card:g}")
    return "cards " + "; ".join(f"of {', '.join(cards)} GB: {_WORDS[way]}" for way, cards in by_way.items())


def _way(memory: Memory, room: float) -> Way:
    working = memory.least - _WORKSPACE
    if memory.peak <= room:
        return Way.WHOLE
    if memory.peak - working / 2 <= room:
        return Way.ONE_BY_ONE
    return Way.STREAMED if _WORKSPACE + working / 2 <= room else Way.NO


_WORDS: Final = {
    Way.WHOLE: "as it is",
    Way.ONE_BY_ONE: "with both sides of guidance one by one",
    Way.STREAMED: "with weights streamed",
    Way.NO: "not at all",
}
