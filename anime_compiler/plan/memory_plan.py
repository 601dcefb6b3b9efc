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
    return tuple(PhaseWay(one.phase, way_on(one, gigabytes)) for one in memory)


def way_on(memory: Memory, gigabytes: float) -> Way:
    """The fastest way to run a phase for which there is room."""
    if memory.peak <= gigabytes:
        return Way.WHOLE
    if memory.one_by_one <= gigabytes:
        return Way.ONE_BY_ONE
    return Way.STREAMED if memory.least <= gigabytes else Way.NO


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


_WORDS: Final = {
    Way.WHOLE: "as it is",
    Way.ONE_BY_ONE: "with both sides of guidance one by one",
    Way.STREAMED: "with weights streamed",
    Way.NO: "not at all",
}
