"""Findings for people: each with its line of source underlined, in the shape that rustc gives them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
from anime_compiler.diagnostics.source import Source, Span

_BOLD, _BLUE = "1", "1;34"
_LEVEL = {Level.ERROR: "1;31", Level.WARNING: "1;33", Level.NOTE: "1;36"}
_WEIGHT = {level: weight for weight, level in enumerate(Level)}
_NARROWEST = 20

# Python calls these printable, but nothing is to be seen of them.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0)]))
)
# They ask for a picture or a letter; terminals disagree on how wide the answer is, so they are not asked.
_PRESENTATION = "\ufe0e\ufe0f"


def render_text(found: Sequence[Diagnostic], color: bool, width: int = 100, most: int | None = 20) -> str:
    """The findings in the order given, without a line end; where there are too many, the heaviest of them."""
    by_weight = sorted(range(len(found)), key=lambda number: _WEIGHT[found[number].level])
    shown = sorted(by_weight[:most])
    blocks = ["\n".join(_finding(found[number], color, width)) for number in shown]
    if len(shown) < len(found):
        blocks.append(f"… and {len(found) - len(shown)} more (use --all to see them)")
    return "\n\n".join(blocks)


def render_concise(found: Iterable[Diagnostic]) -> str:
    """The findings in the order given, one a line, in the form that editors and grep know."""
    return "\n".join(
        f"{visible(finding.span.source.name)}:{finding.span.first.line}:{finding.span.first.column}: "
        f"{finding.level.value}[{finding.code.name}] {visible(finding.message)}"
        for finding in found
    )


def summary(found: Sequence[Diagnostic], files: int) -> str:
    """The last line of a check: "2 errors, 1 warning in 3 files; 1 can be mended with --fix"."""
    numbers = [(sum(finding.level is level for finding in found), level.value) for level in Level]
    kinds = ", ".join(counted(number, kind) for number, kind in numbers if number)
    if not kinds:
        return f"all good: {counted(files, 'file')}"
    mendable = sum(finding.fix is not None and finding.fix.safe for finding in found)
    cure = f"; {mendable} can be mended with --fix" if mendable else ""
    return f"{kinds} in {counted(files, 'file')}{cure}"


def counted(number: int, thing: str) -> str:
    """As in "1 file" and "2 files"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def visible(text: str) -> str:
    """The text with all spelled out that a terminal would obey or not show; anybody may have written it."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def one_line(text: str) -> str:
    """The text without line ends and whatever else cannot be seen, for places that can hold nothing else."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _visible(char: str) -> str:
    if char == "\t":
        return "    "
    if char < " " or char == "\x7f":
        return "␡" if char == "\x7f" else chr(0x2400 + ord(char))
    if char in _PRESENTATION:
        return ""
    # The ideographic space is not printable to Python, but takes two cells, and people write it all the time.
    seen = char == "\u3000" or (char.isprintable() and char not in _UNSEEN)
    return char if seen else f"<U+{ord(char):04X}>"


def _cells(shown: str) -> int:
    """How many cells of a terminal a character takes, given as `_visible` shows it."""
    if shown.isascii():
        return len(shown)
    # Most storyboards are ASCII, and never pay for these tables.
    from unicodedata import category, east_asian_width

    # The vowels and finals of Hangul that is written in single letters join the consonant before them.
    if category(shown) in ("Mn", "Me") or "\u1160" <= shown <= "\u11ff" or "\ud7b0" <= shown <= "\ud7ff":
        return 0
    return 2 if east_asian_width(shown) in "WF" else 1


class _Mark(NamedTuple):
    """What is underlined in one line, in code points from its start; the finding itself has no text."""

    start: int
    end: int
    sign: str
    text: str


class _View(NamedTuple):
    """The piece of a line that is shown, and in `edges` the cells where its code points start and it ends."""

    text: str
    begin: int
    edges: list[int]

    def cells(self, mark: _Mark) -> tuple[int, int]:
        """Where a mark is drawn, a cell wide at least; what reaches out of sight ends under the ellipsis."""
        last = len(self.edges) - 1
        start = self.edges[min(max(mark.start - self.begin, 0), last)]
        end = self.edges[min(max(mark.end - self.begin, 0), last)]
        if start == end > 0 and mark.start < mark.end:
            return end - 1, end  # an accent is under the letter before it
        return start, max(start + 1, end)


def _view(line: str, first: int, last: int, room: int) -> _View:
    # What is farther away than the row is wide cannot be seen, and a line may be a megabyte long.
    start = max(0, first - room)
    near = [_visible(char) for char in line[start : min(last, first + room) + room]]
    edges = list(accumulate(map(_cells, near), initial=0))
    if start == 0 and len(near) == len(line) and edges[-1] <= room:
        return _View("".join(near), 0, edges)

    inner = room - 2  # an ellipsis may stand at either side
    marked = edges[min(last - start, len(near))] - edges[first - start]
    left = edges[first - start] - max(inner - marked, inner // 4) // 2
    left = max(0, min(left, edges[-1] - inner))
    begin = bisect_right(edges, edges[bisect_left(edges, left)]) - 1
    end = bisect_right(edges, edges[begin] + inner) - 1
    before = "…" if start + begin > 0 else ""
    after = "…" if start + end < len(line) else ""
    shift = len(before) - edges[begin]
    seen = [edge + shift for edge in edges[begin : end + 1]] + [edges[end] + shift + 1] * len(after)
    return _View(before + "".join(near[begin:end]) + after, start + begin, seen)


def _breadth(line: str, start: int, end: int, enough: int) -> int:
    """How many cells a piece of a line takes; a piece of many code points is too broad without counting."""
    return enough if end - start > enough else sum(_cells(_visible(char)) for char in line[start:end])


class _Pen(NamedTuple):
    """Draws in colour or without, behind a margin for the line numbers."""

    color: bool
    level: Level
    digits: int

    def paint(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color and text else text

    def row(self, text: str, number: str = "", bar: str = " |") -> str:
        return f"{self.paint(_BLUE, f' {number:>{self.digits}}{bar}')} {text}".rstrip()

    def strokes(self, row: str) -> str:
        style = {"^": _LEVEL[self.level], "-": _BLUE, "|": _BLUE}
        runs = ((sign, "".join(run)) for sign, run in groupby(row))
        return "".join(self.paint(style[sign], run) if sign in style else run for sign, run in runs)


def _finding(found: Diagnostic, color: bool, width: int) -> Iterator[str]:
    by_line: dict[tuple[Source, int], list[_Mark]] = {}
    for span, sign, text in (found.span, "^", ""), *((span, "-", text) for span, text in found.labels):
        by_line.setdefault((span.source, span.first.line), []).append(_mark(span, sign, text))
    pen = _Pen(color, found.level, max(len(str(line)) for _, line in by_line))
    room = max(_NARROWEST, width - pen.digits - 4)

    head = pen.paint(_LEVEL[found.level], f"{found.level.value}[{found.code.name}]")
    yield head + pen.paint(_BOLD, f": {visible(found.message)}")
    above: Source | None = None
    for (source, line), marks in by_line.items():
        if above is not None:
            yield pen.row("")
        if source is not above:
            yield pen.row(f"{visible(source.name)}:{line}:{marks[0].start + 1}", bar="-->")
            above = source
            if source.text:
                yield pen.row("")
        if source.text:  # there is nothing to show of a file that is empty, or too large to be read
            yield from _frame(pen, line, source.line_text(line), marks, room)
    yield from _remarks(pen, found)


def _remarks(pen: _Pen, found: Diagnostic) -> Iterator[str]:
    remarks = [("help", found.help)] if found.help else []
    if found.fix and found.fix.safe:
        remarks.append(("fix", f"{found.fix.title} (check --fix)"))
    elif found.fix:
        remarks.append(("possible fix", f"{found.fix.title} (check --unsafe-fixes)"))
    for name, text in remarks:
        first, *others = map(visible, text.split("\n"))
        yield pen.row(f"{pen.paint(_BOLD, f'{name}:')} {first}", bar=" =")
        for other in others:
            yield pen.row(f"{' ' * len(name)}  {other}", bar="  ")


def _mark(span: Span, sign: str, text: str) -> _Mark:
    """The span's first line's share of it; what follows on other lines is not underlined."""
    line, column = span.first
    length = len(span.source.line_text(line))
    start = min(column - 1, length)
    return _Mark(start, max(start, min(start + span.end - span.start, length)), sign, visible(text))


def _frame(pen: _Pen, number: int, line: str, marks: list[_Mark], room: int) -> Iterator[str]:
    """The line with its marks; once more for marks that are too far from the others to be seen with them."""
    groups: list[list[_Mark]] = []
    for mark in sorted(marks, key=lambda mark: mark.start):
        if groups and _breadth(line, groups[-1][0].start, mark.end, room) <= room - 2:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    groups.sort(key=lambda group: all(mark.sign == "-" for mark in group))
    for group in groups:
        if group is not groups[0]:
            yield pen.row("")
        view = _view(line, group[0].start, max(mark.end for mark in group), room)
        yield pen.row(view.text, str(number))
        for row, text in _rows(view, group):
            yield pen.row(pen.strokes(row) + pen.paint(_BLUE, text))


def _rows(view: _View, marks: list[_Mark]) -> Iterator[tuple[str, str]]:
    """The rows below a line, as strokes and the text after them: the marks, then labels hung on bars."""
    cells = {mark: view.cells(mark) for mark in marks}
    end = max(after for _, after in cells.values())
    row = [" "] * end
    for mark in sorted(marks, key=lambda mark: mark.sign):  # the finding itself is drawn over its labels
        first, after = cells[mark]
        row[first:after] = mark.sign * (after - first)

    hung = [mark for mark in marks if mark.text]
    if hung and cells[hung[-1]][1] == end:
        yield "".join(row) + " ", hung.pop().text
    else:
        yield "".join(row), ""
    if hung:
        yield _bars(cells[mark][0] for mark in hung), ""
    while hung:
        lowest = hung.pop()
        column = cells[lowest][0]
        yield _bars(cells[mark][0] for mark in hung if cells[mark][0] < column).ljust(column), lowest.text


def _bars(columns: Iterable[int]) -> str:
    row = ""
    for column in sorted(set(columns)):
        row = row.ljust(column) + "|"
    return row
