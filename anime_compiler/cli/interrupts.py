"""Ctrl-C while a render runs: what is said the first time, and how the terminal is left the second time."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

from renderer.engines.stopping import Stopping

_Handler: TypeAlias = Callable[[int, FrameType | None], None]
STOPPING = "stopping: what is in hand is finished first; Ctrl-C again stops at once"
_SHOW_CURSOR = "\x1b[?25h\n"


@contextmanager
def heard_signals(stopping: Stopping, is_live: bool) -> Iterator[None]:
    """Take signals as the wish to stop. A live picture says so itself; without one it is said on the error stream."""
    with stopping.by_signals():
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, _told(stopping, signal.getsignal(one), is_live))
        yield


def _told(stopping: Stopping, handler: object, is_live: bool) -> _Handler:
    assert callable(handler)

    def told(number: int, frame: FrameType | None) -> None:
        if stopping.asked and is_live:
            _write(
                1 if os.isatty(1) else 2, _SHOW_CURSOR
            )  # the process ends here, and would leave the terminal without a cursor
        elif not stopping.asked and not is_live:
            _write(2, f"animec: {STOPPING}\n")
        handler(number, frame)

    return told


def _write(stream: int, text: str) -> None:
    """Past Python's buffers, which may be in use just now."""
    with suppress(OSError):
        os.write(stream, text.encode())
