"""A render for people at a terminal: one picture that is drawn over and over, and left standing at the end."""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult
from rich.control import Control
from rich.live import Live
from rich.segment import ControlType
from rich.text import Text

from anime_compiler.cli.progress.hashing import hashing_line
from anime_compiler.cli.progress.picture import Picture, Size
from anime_compiler.cli.progress.standing import Standing
from renderer import events

_A_SECOND = 4  # often enough for a clock, seldom enough to read by


@contextmanager
def live_picture(
    standing: Standing, picture: Picture, is_stopping: Callable[[], bool], stream: TextIO, has_color: bool
) -> Iterator[events.Tell]:
    """Draws from when there is something to do; of a render that finds all in the store nothing is shown."""
    frame = _Frame(picture, is_stopping)
    live = _Redrawn(frame, _console(stream, has_color))

    def tell(event: events.Event) -> None:
        with frame.guard:
            standing.note(event)
        if isinstance(event, events.Hashing):
            live.console.print(hashing_line(event), soft_wrap=True)
        if isinstance(event, events.Planned) and event.to_do:
            live.start()

    try:
        yield tell
    finally:
        frame.is_over = True
        if live.is_started:
            live.stop()
            live.console.line()  # what is said of the render stands apart


def _console(stream: TextIO, has_color: bool) -> Console:
    # All is said here: by itself rich would go by FORCE_COLOR and its own variables, and colour numbers in names.
    return Console(
        file=stream,
        force_terminal=True,
        force_interactive=True,
        color_system="auto" if has_color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


class _Frame:
    """The picture as it stands when rich asks for it, in a thread of its own."""

    def __init__(self, picture: Picture, is_stopping: Callable[[], bool]) -> None:
        self.guard = threading.Lock()
        self.is_over = False
        self.lengths: Sequence[int] = ()  # of the lines as they were drawn last
        self._picture, self._is_stopping = picture, is_stopping

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        size = Size(*console.size)
        with self.guard:
            lines = self._picture.last(size) if self.is_over else self._picture.draw(size, self._is_stopping())
        self.lengths = [line.cell_len for line in lines]
        yield Text("\n", no_wrap=True, overflow="crop", end="").join(lines)


class _Redrawn(Live):
    """A live display that finds its first line again after the terminal was made narrower.

    Terminals break lines that have become too long, so that the picture then stands on more lines than were drawn.
    """

    def __init__(self, frame: _Frame, console: Console) -> None:
        # Where errors go elsewhere than to the terminal, they must not get into the picture.
        super().__init__(
            frame,
            console=console,
            refresh_per_second=_A_SECOND,
            redirect_stdout=False,
            redirect_stderr=sys.stderr.isatty(),
        )
        self._frame = frame

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        width = max(1, self.console.width)
        broken = sum(max(0, length - 1) // width for length in self._frame.lengths)
        up = ((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)) * broken
        again = [Control((ControlType.ERASE_IN_LINE, 2), *up)] if broken else []
        return [*again, *super().process_renderables(renderables)]
