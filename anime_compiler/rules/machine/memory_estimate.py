"""a render needs more memory than the card has

Compared are the memory that `--vram` names and an estimate for the largest still and the largest segment, as `animec
plan` tells them. What a card has no room for can be done in a more frugal way: both sides of guidance one after the
other, and beyond that with weights streamed to the card; both are slower, and a warning. Where not even that has room,
the render cannot be done on that card: an error. Without `--vram` nothing is compared.

## Why

Running out of memory after two minutes of loading weights is the worst moment to hear of it.

## Instead

Choose a smaller `size`, a smaller camera `amount` (a move by crop needs a larger canvas), or fewer controls.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from anime_compiler.diagnostics.diagnostic import Family, Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.lower.camera_path import lower_camera
from anime_compiler.lower.keyframes import shots_that_need_stills
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.plan.estimate import Memory, segment_memory, still_memory
from anime_compiler.plan.memory_plan import Way, slowest_way, way_on, ways_on
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT
FAMILY = Family.RESOURCE
_PHASES: Final = {"stills": "a still", "motion": "a segment"}
_FRUGAL: Final = {
    Way.ONE_BY_ONE: "both sides of guidance will be computed one after the other, which is slower",
    Way.STREAMED: "weights will be streamed to the card, which is slower",
}


class _Need(NamedTuple):
    """What a scene needs, and the place that decides it."""

    memory: Memory
    span: Span


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Compare the scene that finds it hardest with the card."""
    card = board.vram_gb
    needs = list(_needs(board)) if card is not None and board.stack.costs else []
    if card is None or not needs:
        return
    hardest = slowest_way(ways_on([need.memory for need in needs], card))
    memory, span = max(
        (need for need in needs if way_on(need.memory, card) is hardest), key=lambda need: need.memory.peak
    )
    what = f"{_PHASES[memory.phase]} needs about"
    if hardest is Way.NO:
        message = f"{what} {memory.least:.1f} GB at the least, and the card has {card:g} GB"
        yield Finding(span, message, "choose a smaller size or a smaller camera amount", level=Level.ERROR)
    elif hardest is not Way.WHOLE:
        yield Finding(span, f"{what} {memory.peak:.1f} GB, and the card has {card:g} GB", _FRUGAL[hardest])


def _needs(board: Storyboard) -> Iterator[_Need]:
    """Memory of each picture and segment that a plan would have."""
    drawn = shots_that_need_stills(board.shots)
    for shot in board.shots:
        canvas, path = lower_camera(shot.camera, board.sampling.size, board.stack.multiple, board.stack.grows)
        span = shot.place.at("camera") if path else board.place.at("profile")
        if shot.motion.module:
            yield _Need(segment_memory(canvas, len(shot.control), board.stack), span)
        if shot.id in drawn:
            yield _Need(still_memory(canvas, board.stack), span)
    together = [min(board.sampling.batch, still.pictures) for still in board.stills]
    together += [1 for person in board.characters.values() if person.sheet_views]
    if together:
        yield _Need(still_memory(board.sampling.size, board.stack, max(together)), board.place.at("profile"))
