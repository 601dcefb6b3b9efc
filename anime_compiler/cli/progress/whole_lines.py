"""Lines into a stream that may go away."""

from typing import TextIO


class WholeLines:
    """Writes each line whole and at once. A log that cannot be written any more is no reason to lose a render, so
    trouble is kept for the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._trouble: OSError | None = None

    def write(self, line: str) -> None:
        """One line, unless the stream has gone."""
        if self._trouble is None:
            try:
                self._stream.write(f"{line}\n")
                self._stream.flush()
            except OSError as error:
                self._trouble = error

    def check(self) -> None:
        """Raise what went wrong."""
        if self._trouble:
            raise self._trouble
