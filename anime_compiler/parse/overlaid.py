"""A file whose tree holds values from elsewhere: their texts stand behind the file's, so that one offset names a place
in either, and findings are brought back to the text that was really written."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic, Fix, Label
from anime_compiler.diagnostics.source import Position, Source, Span


class Piece(NamedTuple):
    """A text that was laid over the file at one place."""

    start: int  # where it stands behind the file
    source: Source  # the text as it was typed
    instead: int  # the place in the file that its value stands for


class OverlaidSource(Source):
    """The text of a file and those of its pieces; positions in it are those of the file.

    `ends` tells where a list or map ended, by its start, before something from elsewhere was put into it.
    """

    def __init__(self, file: Source, pieces: Sequence[Piece], ends: Mapping[int, int]) -> None:
        super().__init__(file.name, "\n".join([file.text, *(piece.source.text for piece in pieces)]))
        self.file = file
        self._pieces = pieces
        self._starts = [piece.start for piece in pieces]
        self._ends = ends

    def position(self, offset: int) -> Position:
        """A place in the file; for a value from elsewhere the place that it stands for."""
        piece = self._piece_at(offset)
        return self.file.position(piece.instead if piece else offset)

    def line_text(self, line: int) -> str:
        """The text of a line of the file."""
        return self.file.line_text(line)

    def is_laid_over(self, offset: int) -> bool:
        """Whether a place is in a text from elsewhere."""
        return offset > len(self.file.text)

    def written(self, span: Span) -> Span:
        """The same place in the text that was really written: the file's, or a piece's."""
        piece = self._piece_at(span.start)
        start, source = (piece.start, piece.source) if piece else (0, self.file)
        end = span.end
        if end > start + len(source.text):
            end = min(self._ends.get(span.start, end), start + len(source.text))
        return Span(source, span.start - start, end - start)

    def _piece_at(self, offset: int) -> Piece | None:
        return self._pieces[bisect_right(self._starts, offset) - 1] if self.is_laid_over(offset) else None


def is_laid_over(span: Span) -> bool:
    """Whether something stands in a text from elsewhere and not in the file."""
    return isinstance(span.source, OverlaidSource) and span.source.is_laid_over(span.start)


def as_written(found: Iterable[Diagnostic], source: Source) -> Bag:
    """Findings about a tree with the places that people know; without a piece they stay as they are."""
    return Bag([_as_written(one) for one in found] if isinstance(source, OverlaidSource) else found)


def _as_written(one: Diagnostic) -> Diagnostic:
    labels = tuple(Label(_place(label.span), label.text) for label in one.labels)
    one = one._replace(span=_place(one.span), labels=labels)
    return _with_fix(one, one.fix) if one.fix else one


def _with_fix(one: Diagnostic, fix: Fix) -> Diagnostic:
    """A fix mends files; what else it says is told as help."""
    if not any(is_laid_over(edit.span) for edit in fix.edits):
        return one._replace(fix=fix._replace(edits=tuple(edit._replace(span=_place(edit.span)) for edit in fix.edits)))
    help = one.help or ""
    is_told = all(edit.replacement in help for edit in fix.edits)
    return one._replace(fix=None, help=help if is_told else "; ".join(filter(None, (help, fix.title))))


def _place(span: Span) -> Span:
    return span.source.written(span) if isinstance(span.source, OverlaidSource) else span
