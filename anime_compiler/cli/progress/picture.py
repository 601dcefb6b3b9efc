"""The picture of a render at a terminal, as lines that are never wider or higher than it is."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.text import Text

from anime_compiler.cli.interrupts import STOPPING
from anime_compiler.cli.progress.duration import clock_text, left_text
from anime_compiler.cli.progress.estimate import Paces, time_left
from anime_compiler.cli.progress.signs import LEGEND, Signs
from anime_compiler.cli.progress.standing import Standing, State
from anime_compiler.cli.progress.table import Columns, Row, columns_of, head_text, row_text, rows_of
from anime_compiler.diagnostics.render_text import visible

_WIDEST = 140
_LONGEST_BAR = 48
_BESIDE_BAR = 42
_MOST_NOW = 4  # lines for what is being worked on
_LEAST_ROWS = 3
_QUIET_SECONDS = 2.0  # a time that is shown only now and then would only be restless
_DONE = (State.MADE, State.STORED)


class Size(NamedTuple):
    """Columns and lines of a terminal."""

    width: int
    height: int


class Picture:
    """Draws one render, each time as it stands."""

    def __init__(self, standing: Standing, about: str, signs: Signs, jobs: int, earlier: Paces) -> None:
        plan = standing.plan
        self.standing, self.signs, self.earlier = standing, signs, earlier
        self.title = visible(plan.clip if plan.title == plan.clip else f"{plan.clip}: {plan.title}")
        self.about = visible(about)
        self.now_lines = min(jobs, _MOST_NOW)
        self.rows = rows_of(plan)
        self.widest_id = max(map(len, standing.nodes), default=0)

    def draw(self, size: Size, is_stopping: bool) -> list[Text]:
        """While it runs. A low terminal goes without the table."""
        width = min(size.width, _WIDEST) - 1  # the last column stays free: some terminals wrap when it is written to
        foot = [*self._now(width), self._bar(width), self._last(is_stopping)]
        room = size.height - len(foot) - 5  # a head, two empty lines, the columns' names, and the line below
        has_table = len(self.rows) <= room or room >= _LEAST_ROWS
        lines = [*self._table(width, room), Text(), *foot] if has_table else foot
        return [_cut(line, width) for line in lines]

    def last(self, size: Size) -> list[Text]:
        """When it is over: what was made and what was stored, to be left standing."""
        width = min(size.width, _WIDEST) - 1
        is_whole = len(self.rows) <= size.height - 5
        lines = self._table(width, len(self.rows)) if is_whole else [self._head(), self._bar(width)]
        return [_cut(line, width) for line in lines]

    def _head(self) -> Text:
        return Text().append(self.title, "bold").append(f"  {self.about}", "dim")

    def _table(self, width: int, room: int) -> list[Text]:
        columns = columns_of(self.rows, width)
        return [self._head(), Text(), head_text(columns), *self._rows(columns, room)]

    def _rows(self, columns: Columns, room: int) -> list[Text]:
        """As many scenes as there is room for, around the first that is not done."""
        first, past = _window(self.rows, self.standing, room)
        rows = [row_text(row, columns, self.standing.states, self.signs) for row in self.rows[first:past]]
        if first:
            rows.insert(0, Text(f"… {first} more above", "dim"))
        if past < len(self.rows):
            rows.append(Text(f"… {len(self.rows) - past} more below", "dim"))
        return rows

    def _now(self, width: int) -> list[Text]:
        """What is being worked on; always as many lines, so that nothing below jumps."""
        shown = [self._at_work(node, width) for node in [*self.standing.running][: self.now_lines]]
        waiting = [node for node, state in self.standing.states.items() if state is State.WAITING]
        shown += [Text(f"{self._name(node, width)}  another render makes it", "yellow") for node in waiting]
        if not shown and self.standing.written:
            shown = [Text(f"writing files, {self.standing.written} so far")]
        shown = shown[: self.now_lines]
        return shown + [Text()] * (self.now_lines - len(shown))

    def _at_work(self, node: str, width: int) -> Text:
        since, step, of = self.standing.running[node]
        gone = self.standing.clock() - since
        text = Text(self._name(node, width))
        if of > 1:
            text.append(f"  step {step:>{len(str(of))}} of {of}")
        return text.append(f"  {clock_text(gone)}", "dim") if gone >= _QUIET_SECONDS else text

    def _name(self, node: str, width: int) -> str:
        wide = max(8, min(self.widest_id, width - 34))
        name = visible(node)
        return f"{name:{wide}}" if len(name) <= wide else f"…{name[1 - wide :]}"

    def _bar(self, width: int) -> Text:
        """All nodes as a bar, how many that is, and the time."""
        counts, whole = self.standing.counts(), max(1, len(self.standing.nodes))
        length = max(8, min(_LONGEST_BAR, width - _BESIDE_BAR))
        done = sum(counts[state] for state in _DONE)
        stored, full = length * counts[State.STORED] // whole, length * done // whole
        text = Text().append(self.signs.full * stored, self.signs.styles[State.STORED])
        text.append(self.signs.full * (full - stored), self.signs.styles[State.MADE])
        text.append(self.signs.empty * (length - full), "dim")
        text.append(f"  {done:>{len(str(whole))}} of {whole}  {clock_text(self.standing.elapsed())}")
        left = left_text(time_left(self.standing, self.earlier)) if done < whole else ""
        return text.append(f"  {left}" if left else "", "dim")

    def _last(self, is_stopping: bool) -> Text:
        """What the signs mean; a terminal that writes `^C` writes it here, so this line is a short one."""
        if is_stopping:
            return Text(STOPPING, "bold yellow")
        text = Text()
        for state, meaning in LEGEND.items():
            text.append(self.signs.cells[state], self.signs.styles[state]).append(f" {meaning}   ", "dim")
        text.rstrip()
        return text


def _window(rows: Sequence[Row], standing: Standing, room: int) -> tuple[int, int]:
    """The rows to show: all, or those around the first that is not done, with a line for those above and below."""
    if len(rows) <= room:
        return 0, len(rows)
    front = next(
        (at for at, row in enumerate(rows) if any(standing.states[node] not in _DONE for node in row.all_nodes())), 0
    )
    first = front - 1
    if first <= 1:  # no line is spent on saying that there is one above
        return 0, room - 1
    if first + room - 2 >= len(rows) - 1:
        return len(rows) - room + 1, len(rows)
    return first, first + room - 2


def _cut(line: Text, width: int) -> Text:
    line.truncate(width)
    return line
