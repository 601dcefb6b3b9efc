"""One picture under many settings, side by side: rendered together, so that what they share is made once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from anime_compiler.errors import UsageError
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import Node, PlanModel, PlanOutput, RenderPlan
from renderer import events
from renderer.engines.engine import Engine
from renderer.render import Rendered, parts_named, render
from renderer.stacks.available import Identity
from renderer.stacks.stack import Stack
from renderer.store import files
from renderer.store.errors import DamagedPart, told
from renderer.store.store import Store

if TYPE_CHECKING:  # arrays
    from renderer.values import Pixels

_TRIES = 3  # so often is made again what turns out to be damaged when it is drawn
_EDITION = 1  # of how grids are drawn, which is part of their names: one that is there already is not drawn again


class Axis(NamedTuple):
    """A key that is varied, and its values as they were written."""

    path: str
    values: tuple[str, ...]


_NOTHING = Axis("", ("",))  # the rows of a grid in which nothing but the columns is varied


class Sweep(NamedTuple):
    """What is varied, and a plan of one picture for each combination of values, those of the last axis side by side.

    The first axis is the columns of a grid, the second the rows; each combination of all others has a grid of its own.
    """

    axes: tuple[Axis, ...]
    plans: tuple[RenderPlan, ...]


class Cell(NamedTuple):
    """A picture: the node that makes it, and which of the node's it is."""

    node: Node
    picture: int

    @property
    def name(self) -> str:
        scene, kind, number = self.node.id.split("/")[1:]  # before them stands the plan that had it first
        return f"{scene}/{kind}/{int(number) + self.picture}"


class Grid(NamedTuple):
    """A file to be: its place in the output folder, its axes, what all of it shares, and its pictures row by row."""

    path: str
    title: str
    about: str
    columns: Axis
    rows: Axis
    fixed: Mapping[str, str]
    cells: tuple[tuple[Cell, ...], ...]
    facts: Mapping[str, Any]  # what is written into the file


def plan_of_all(sweep: Sweep) -> RenderPlan:
    """One plan of all pictures, in the order of the sweep; what several of them need stands in it once."""
    first = sweep.plans[0]
    if len({plan.stack for plan in sweep.plans}) > 1:
        cure = "give the command once for each stack, with `--stack`"
        raise UsageError("a grid shows the pictures of one stack, and `stack` is varied", cure)
    models: dict[str, PlanModel] = {}
    nodes: dict[str, Node] = {}  # by key
    outputs = []
    for number, plan in enumerate(sweep.plans):
        _take_models(plan, models)
        ids: dict[str, str] = {}
        for node in plan.nodes:
            inputs = tuple(given._replace(node=ids[given.node]) for given in node.inputs)
            same = nodes.setdefault(node.key, node._replace(id=f"{number + 1}/{node.id}", inputs=inputs))
            ids[node.id] = same.id
        outputs.append(PlanOutput(f"images/{number + 1:02}.png", ids[plan.outputs[0].node], plan.outputs[0].picture))
    merged = first._replace(models=tuple(models.values()), nodes=tuple(nodes.values()), outputs=tuple(outputs))
    return with_keys(merged)


def _take_models(plan: RenderPlan, models: dict[str, PlanModel]) -> None:
    for model in plan.models:
        if models.setdefault(model.id, model) != model:
            cure = "give each file a name of its own under `models`, and vary the name"
            raise UsageError(f"the combinations mean different files by the model `{model.id}`", cure)


def grids_of(sweep: Sweep, plan: RenderPlan, stack: Identity, is_draft: bool) -> Iterator[Grid]:
    """The grids of a sweep, of which `plan` has all pictures as the stack draws them."""
    nodes = plan.by_id()
    axes = sweep.axes if len(sweep.axes) > 1 else (*sweep.axes, _NOTHING)
    pictures = [Cell(nodes[output.node], output.picture) for output in plan.outputs]
    found = dict(zip(product(*(axis.values for axis in axes)), pictures, strict=True))
    columns, rows, *others = axes
    for values in product(*(axis.values for axis in others)):
        cells = tuple(tuple(found[column, row, *values] for column in columns.values) for row in rows.values)
        fixed = {axis.path: value for axis, value in zip(others, values, strict=True)}
        facts = {
            "storyboard": plan.source,
            "clip": plan.clip,
            "picture": cells[0][0].name,
            "stack": stack.name,
            "edition": stack.edition,
            "is_draft": is_draft,
            "columns": columns._asdict(),
            "rows": rows._asdict() if rows.path else None,
            "fixed": fixed,
            "keys": [[cell.node.key for cell in row] for row in cells],
        }
        title, about = plan.title or plan.clip, _about(cells[0][0], stack, is_draft, fixed)
        name = sha256(json.dumps([_EDITION, title, about, facts]).encode()).hexdigest()[:8]
        path = f"images/prompt_grid_{plan.clip}_{name}.png"
        yield Grid(path, title, about, columns, rows, fixed, cells, facts)


def _about(cell: Cell, stack: Identity, is_draft: bool, fixed: Mapping[str, str]) -> str:
    number = int(cell.name.rpartition("/")[2]) + 1
    told = [f"{cell.node.scene}, still {number}", f"{stack.name}, a draft" if is_draft else stack.name]
    return " · ".join([*told, *(f"{path}: {value}" for path, value in fixed.items())])


def render_sweep(
    plan: RenderPlan,
    grids: Sequence[Grid],
    stack: Stack,
    store: Store,
    engine: Engine,
    out: Path,
    tell: events.Tell,
    threads: int = 1,
) -> int:
    """Make every picture that the store lacks, and write the grids; gives how much had to be made."""
    made = 0
    for attempt in range(1, _TRIES + 1):
        rendered = render(plan, stack, store, engine, tell, threads)
        made += rendered.made
        try:
            for grid in grids:
                _write(grid, rendered, store, out, tell)
            break
        except DamagedPart as damage:
            if attempt == _TRIES:
                raise
            _forget(damage, rendered, store, tell)
    return made


def _forget(damage: DamagedPart, rendered: Rendered, store: Store, tell: events.Tell) -> None:
    for node, made in rendered.results.items():
        is_hit = any(part.sha256 == damage.sha256 for part in made.parts.values())
        if is_hit and store.drop_if_damaged(made.key):
            tell(events.Damaged(node))


def _write(grid: Grid, rendered: Rendered, store: Store, out: Path, tell: events.Tell) -> None:
    """A grid in its place. One of its name that is there has the same pictures: it is kept, and no array is touched."""
    target = out / grid.path
    is_kept = target.is_file()
    if not is_kept:
        data = _drawn(grid, rendered, store)
        with told(target):
            files.make_folder(target.parent)
            files.replace_file(target, data)
    tell(events.Written(grid.path, target.stat().st_size, is_kept))


def _drawn(grid: Grid, rendered: Rendered, store: Store) -> bytes:
    """The file of a grid."""
    # Imported here: who has all grids already needs neither arrays nor PNG.
    from renderer.assemble.png import png_bytes
    from renderer.outputs.grid_sheet import grid_sheet

    pictures = [[_picture(cell, rendered, store) for cell in row] for row in grid.cells]
    drawn = grid_sheet(grid.title, grid.about, grid.columns, grid.rows, pictures)
    return png_bytes(drawn, {"animec": json.dumps(grid.facts, sort_keys=True)})


def _picture(cell: Cell, rendered: Rendered, store: Store) -> "Pixels":
    from renderer.values import Pictures, value_in

    name = parts_named(cell.node.op)[cell.picture]
    value = value_in({name: store.read(rendered.results[cell.node.id].parts[name])})
    assert isinstance(value, Pictures)
    pixels: Pixels = value.pixels[0]
    return pixels
