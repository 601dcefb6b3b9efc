"""What is done when memory runs out, in one order, and never in silence.

Each step computes the same picture to rounding, or to what the eye cannot tell; the result says that it was taken. What
was needed once will be needed again, so a step once taken stays for the rest of the render.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final, TypeVar

import torch

from anime_compiler.errors import AnimecError
from renderer.stacks.stack import Steps

T = TypeVar("T")


class Thrift(Enum):
    """A way to need less memory; its value is what was done."""

    ONE_BY_ONE = "both sides of guidance were computed one after the other"
    STREAMED = "weights were streamed to the card"
    TILED = "decoded in tiles"

    @property
    def when_needed(self) -> str:
        """What the result says at which it turned out to be needed."""
        return f"memory ran out: {self.value}"

    @property
    def when_planned(self) -> str:
        """What results say for which it was done from the beginning."""
        return f"the card has little memory: {self.value}"


DENOISING: Final = (Thrift.ONE_BY_ONE, Thrift.STREAMED)
DECODING: Final = (Thrift.TILED,)


class OutOfMemory(AnimecError):
    """Nothing helped."""

    exit_status = 6


class Thrifts:
    """The steps that have been taken, on a device. Weights can be streamed to a card only."""

    def __init__(self, device: torch.device, taken: frozenset[Thrift]) -> None:
        self._has_card = device.type == "cuda"
        self.taken = set(taken) if self._has_card else set(taken) - {Thrift.STREAMED}

    def next(self, order: tuple[Thrift, ...]) -> Thrift | None:
        """The first step that has not been taken yet."""
        possible = (one for one in order if self._has_card or one is not Thrift.STREAMED)
        return next((one for one in possible if one not in self.taken), None)


def within_memory(
    thrifts: Thrifts, order: tuple[Thrift, ...], steps: Steps, clear: Callable[[], None], work: Callable[[], T]
) -> T:
    """Do some work; where memory runs out, clear up, take the next step of the order, and begin again."""
    while True:
        try:
            return work()
        except RuntimeError as error:
            if not _is_about_memory(error):
                raise
            step = thrifts.next(order)
            if step is None:
                message = "there is not enough memory for it, however it is done"
                cure = "choose a smaller size, fewer frames or fewer controls, or --device cpu"
                raise OutOfMemory(message, cure) from error
        clear()
        thrifts.taken.add(step)
        steps.remark(step.when_needed)


def _is_about_memory(error: RuntimeError) -> bool:
    """Whether memory ran out: CUDA has an exception for it, others say so in words."""
    return isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error).lower()
