"""Stopping by hand: once finishes what is being done, twice stops at once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from renderer.errors import Interrupted

_CURE = "nothing that was finished is lost: the same command goes on from here"


class Stopping:
    """Whether somebody has asked to stop. Signals set it; engines look at it before they begin something new."""

    def __init__(self) -> None:
        self.asked = False

    def check(self) -> None:
        """Raise `Interrupted` if it was asked for."""
        if self.asked:
            raise Interrupted("stopped", _CURE)

    @contextmanager
    def by_signals(self) -> Iterator[None]:
        """Take SIGINT and SIGTERM as the wish to stop while this lasts."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(one, self._note) for one in signals]
        try:
            yield
        finally:
            for one, handler in zip(signals, before, strict=True):
                signal.signal(one, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            os._exit(130)  # twice: the store is whole at any moment, so there is nothing to tidy up
        self.asked = True
