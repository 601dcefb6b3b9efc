"""Scenes as rows and stages as columns, each node a cell."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from anime_compiler.cli.progress.signs import Signs
from anime_compiler.cli.progress.standing import State
from anime_compiler.cli.progress.work import STAGES, stage_of
from anime_compiler.diagnostics.render_text import visible
from anime_compiler.plan.render_plan import RenderPlan

_GAP = "  "
_WIDEST_NAME = 24
_WIDEST_STAGE = 24
_COUNT = len("000/000")
# A cell that stands for several nodes shows the one that matters most.
_FIRST = (State.FAILED, State.RUNNING, State.WAITING, State.TO_DO, State.MADE, State.STORED)


class Row(NamedTuple):
    """A scene with its nodes by stage."""

    name: str
    nodes: Mapping[str, tuple[str, ...]]

    def all_nodes(self) -> list[str]:
        return [node for nodes in self.nodes.values() for node in nodes]


class Columns(NamedTuple):
    """How many cells wide the name and each stage are."""

    name: int
    stages: Mapping[str, int]


def rows_of(plan: RenderPlan) -> list[Row]:
    """A row for each scene: characters, then shots in their order, and the film at the end."""
    scenes: dict[str, dict[str, list[str]]] = {}
    for node in plan.nodes:
        stage = stage_of(node.op)
        if stage:
            scenes.setdefault(node.scene, {}).setdefault(stage, []).append(node.id)
    order = sorted(scenes, key=lambda scene: (scene == "", not scene.startswith("character:")))
    return [
        Row(visible(scene) or "film", {stage: tuple(nodes) for stage, nodes in scenes[scene].items()})
        for scene in order
    ]


def columns_of(rows: Sequence[Row], width: int) -> Columns:
    """As many cells as there are nodes where the terminal is wide enough, otherwise as many as fit in every column."""
    name = min(_WIDEST_NAME, width // 4, max((cell_len(row.name) for row in rows), default=0))
    most = {stage: max((len(row.nodes.get(stage, ())) for row in rows), default=0) for stage in STAGES}
    most = {stage: count for stage, count in most.items() if count}
    room = width - name - len(_GAP) * (len(most) + 1) - _COUNT
    return Columns(name, _widths(most, room))


def _widths(most: Mapping[str, int], room: int) -> dict[str, int]:
    for cap in range(_WIDEST_STAGE, 0, -1):
        widths = {stage: max(len(stage), min(count, cap)) for stage, count in most.items()}
        if sum(widths.values()) <= room:
            return widths
    return {stage: len(stage) for stage in most}


def head_text(columns: Columns) -> Text:
    """The names of the stages over their columns."""
    stages = _GAP.join(f"{stage:{width}}" for stage, width in columns.stages.items())
    return Text(f"{' ' * columns.name}{_GAP}{stages}".rstrip(), "dim")


def row_text(row: Row, columns: Columns, states: Mapping[str, State], signs: Signs) -> Text:
    """A scene's line."""
    text = Text(set_cell_size(_shortened(row.name, columns.name), columns.name))
    for stage, width in columns.stages.items():
        text.append(_GAP)
        shown = cells([states[node] for node in row.nodes.get(stage, ())], width)
        for state in shown:
            text.append(signs.cells[state], signs.styles[state])
        text.append(" " * (width - len(shown)))
    nodes = row.all_nodes()
    done = sum(states[node] in (State.MADE, State.STORED) for node in nodes)
    return text.append(f"{_GAP}{f'{done}/{len(nodes)}':>{_COUNT}}", "dim")


def cells(states: Sequence[State], room: int) -> list[State]:
    """What each cell shows: one node, or where there are more nodes than cells several that follow each other."""
    count = min(len(states), room)
    bounds = [len(states) * number // count for number in range(count + 1)] if count else []
    return [min(states[bounds[n] : bounds[n + 1]], key=_FIRST.index) for n in range(count)]


def _shortened(name: str, width: int) -> str:
    return name if cell_len(name) <= width else set_cell_size(name, max(0, width - 1)) + "…"
