"""a render needs more memory than the card has

Compared are the memory that `--vram` names and an estimate for the largest still and the largest segment. Where not all
weights of a phase fit beside the working memory, they have to be streamed to the card and the render is slower: a
warning. Where not even the working memory fits, the render cannot be done on that card: an error. Without `--vram`
nothing is compared.

## Why

Running out of memory after two minutes of loading weights is the worst moment to hear of it.

## Instead

Choose a smaller `size`, a smaller camera `amount` (a move by crop needs a larger canvas), or fewer controls.
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Family, Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.lower.camera_path import lower_camera
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.plan.estimate import Memory, segment_memory, still_memory
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT
FAMILY = Family.RESOURCE
_PHASES = {"stills": "a still", "motion": "a segment"}


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:  # noqa: ARG001
    """Compare the phase that needs most with the card."""
    card = board.vram_gb
    if card is None or not board.stack.costs:
        return
    needs = list(_needs(board))
    if not needs:
        return
    memory, span = max(needs, key=lambda need: (need[0].least > card, need[0].peak))
    if memory.least > card:
        message = (
            f"{_PHASES[memory.phase]} needs about {memory.least:.1f} GB at the least, and the card has {card:g} GB"
        )
        yield Finding(span, message, "choose a smaller size or a smaller camera amount", level=Level.ERROR)
    elif memory.peak > card:
        message = f"{_PHASES[memory.phase]} needs about {memory.peak:.1f} GB, and the card has {card:g} GB"
        yield Finding(span, message, "weights will be streamed to the card, which is slower")


def _needs(board: Storyboard) -> Iterator[tuple[Memory, Span]]:
    """Memory of each scene, with the place that decides it."""
    for shot in board.shots:
        canvas, path = lower_camera(shot.camera, board.sampling.size, board.stack.multiple)
        span = shot.place.at("camera") if path else board.place.at("profile")
        if shot.motion.module:
            yield segment_memory(canvas, len(shot.control), board.stack), span
        else:
            yield still_memory(canvas, board.stack), span
    if board.stills:
        together = min(board.sampling.batch, max(still.pictures for still in board.stills))
        yield still_memory(board.sampling.size, board.stack, together), board.place.at("profile")
