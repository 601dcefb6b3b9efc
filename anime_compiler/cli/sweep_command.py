"""Make one picture under many settings, and lay them side by side in grids with labelled axes.

  animec sweep clip.yaml --vary seed=1..4
  animec sweep clip.yaml --vary seed=1..4 --vary style.loras.pastel-anime-xl=0.7:0.85:0.05
  animec sweep clip.yaml --vary style.template=noir,pastel --shot rooftop:2    its second beat
  animec sweep clip.yaml --vary seed=1..8 --dry-run                            what would be made, and what is stored

The first --vary is the columns, the second the rows; with a third and more there is a grid for each of their values.
Each combination is compiled as if it were written so, and one that breaks a rule is refused before anything is made.
"""

import json
import re
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from anime_compiler.cli.combinations import Combination, Varied, compiled, findings, varied
from anime_compiler.cli.inputs import (
    add_input_arguments,
    add_short_forms,
    limits_of,
    read_storyboard,
    whole_number,
)
from anime_compiler.cli.machine import processors
from anime_compiler.cli.machine_options import add_machine_options, settings_of
from anime_compiler.cli.terminal import report_findings, use_color
from anime_compiler.diagnostics.exit_status import exit_status
from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.language.choices import STACKS
from anime_compiler.plan.one_still import one_still
from anime_compiler.plan.render_plan import RenderPlan

if TYPE_CHECKING:  # the renderer is imported when every combination has been found good
    from anime_compiler.cli.stored import Outlook
    from renderer import events
    from renderer.outputs.sweep import Grid
    from renderer.stacks.available import Choice

_MOST_NAMED = 3


class _Picture(NamedTuple):
    """Which picture is wanted; without a scene of the first."""

    scene: str = ""
    number: int = 1


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_input_arguments(parser, several=False)
    parser.add_argument(
        "--vary", action="append", required=True, metavar="PATH=VALUES", help="a key and its values; may be given again"
    )
    parser.add_argument(
        "--shot",
        type=_picture,
        default=_Picture(),
        metavar="ID[:BEAT]",
        help="the shot at that beat, or the picture of a still (the first of the first)",
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--stack", choices=STACKS, help="the models that draw it, in place of the storyboard's own")
    which.add_argument("--final", action="store_true", help="with the storyboard's own stack, or not at all")
    parser.add_argument(
        "--out", type=Path, default="outputs", metavar="DIR", help="where grids are written (%(default)s)"
    )
    where = "where results are kept; default: $ANIMEC_STORE, or animec/store in the cache folder"
    parser.add_argument("--store", type=Path, metavar="DIR", help=where)
    parser.add_argument("--dry-run", action="store_true", help="show what is stored and what would run; do nothing")
    parser.add_argument("--jobs", type=whole_number, metavar="N", help="so much at once (as much as does it good)")
    add_machine_options(parser)
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--json", action="store_true", help="every event and grid as a line of JSON, for programs")
    said.add_argument("--quiet", "-q", action="store_true", help="say nothing but errors")
    add_short_forms(parser)


def run(options: Namespace) -> int:
    """Compile every combination, choose a stack, render, write the grids."""
    keys = varied(options.vary)
    combinations = compiled(read_storyboard(options.path, limits_of(options)), options, keys)
    found = findings(combinations)
    report_findings([one for one in found if one.level.value == "error"] if options.quiet else found)
    if refused := [one for one in combinations if one.has_errors]:
        if len(refused) < len(combinations):
            print(_refusal(refused, len(combinations)), file=sys.stderr)
        return exit_status(found)
    return _made(_plans(combinations, options.shot), keys, options)


def _refusal(refused: Sequence[Combination], number: int) -> str:
    """Which combinations the findings are about."""
    named = ["  " + visible(" ".join(one.overrides)) for one in refused[:_MOST_NAMED]]
    if len(refused) > _MOST_NAMED:
        named.append(f"  … and {len(refused) - _MOST_NAMED} more")
    first = f"animec: nothing is made, for {len(refused)} of {counted(number, 'combination')} cannot be rendered:"
    return "\n".join([first, *named, "  leave out their values, or mend what is said above"])


def _plans(combinations: Sequence[Combination], wanted: _Picture) -> tuple[RenderPlan, ...]:
    """A plan of the wanted picture under each combination."""
    plans = []
    for _, (_, board, plan) in combinations:
        assert board is not None
        assert plan is not None
        scene = wanted.scene or board.scenes[0].id
        plans.append(one_still(board, plan, scene, wanted.number))
    return tuple(plans)


def _made(plans: tuple[RenderPlan, ...], keys: Sequence[Varied], options: Namespace) -> int:
    from anime_compiler.cli.stored import outlook
    from renderer.outputs.sweep import Axis, Sweep, grids_of, plan_of_all
    from renderer.stacks.available import bound_for, chosen_stack, identity_of
    from renderer.store.place import default_store_folder

    sweep = Sweep(tuple(Axis(*key) for key in keys), plans)
    whole = plan_of_all(sweep)
    settings = settings_of(options)
    choice = chosen_stack(whole, options.stack, options.final, settings)
    root = options.store.absolute() if options.store else default_store_folder()
    is_loud = not (options.json or options.quiet)
    bound = whole if options.dry_run else bound_for(whole, choice.name, settings, _say if is_loud else None)
    seen = outlook(bound, choice.name, root, settings)
    grids = tuple(grids_of(sweep, seen.plan, identity_of(choice.name, settings), choice.is_draft))
    if options.dry_run:
        print(*_dry_run(seen, grids, choice.name, options), sep="\n")
        return 0
    done = _rendered(seen, grids, choice, root, options)
    remarks = [f"a draft by `{choice.name}`; the storyboard's own stack is `{whole.stack}`"] * choice.is_draft
    if options.json:
        print(*map(_as_json, grids), sep="\n")
        for remark in remarks:
            print(f"animec: {remark}", file=sys.stderr)
    elif not options.quiet:
        print(*_summary(grids, done, options.out), *remarks, sep="\n")
    return 0


def _say(event: "events.Event") -> None:
    """What is told before anything is made."""
    from anime_compiler.cli.progress.hashing import hashing_line
    from renderer.events import Hashing

    if isinstance(event, Hashing):
        print(hashing_line(event), flush=True)


def _dry_run(seen: "Outlook", grids: Sequence["Grid"], stack: str, options: Namespace) -> list[str]:
    """What would be made: for people the axes, and how much is stored; for programs the first event, and the grids."""
    from renderer import events

    to_do = tuple(node.id for node in seen.to_do)
    if options.json:
        return [events.as_json(events.Planned(len(seen.plan.nodes), seen.stored, to_do)), *map(_as_json, grids)]
    return [
        f"{counted(len(seen.plan.outputs), 'picture')} in {counted(len(grids), 'grid')}",
        *(line for grid in grids for line in _grid_lines(grid, options.out)),
        f"store   {seen.stored} of {len(seen.plan.nodes)} nodes are there ({stack}); {len(to_do)} would run",
    ]


def _rendered(
    seen: "Outlook", grids: Sequence["Grid"], choice: "Choice", root: Path, options: Namespace
) -> "events.Done":
    """Render and write, shown all the while."""
    from anime_compiler.cli.interrupts import heard_signals
    from anime_compiler.cli.last_render import last_paces
    from anime_compiler.cli.progress.progress import Form, Shown, form_for, progress
    from renderer import events
    from renderer.engines.local import LocalEngine
    from renderer.engines.stopping import Stopping
    from renderer.outputs.sweep import render_sweep
    from renderer.stacks.available import jobs_for, stack_named
    from renderer.store.store import Store

    began, store, stopping = time.monotonic(), Store(root), Stopping()
    form = form_for(sys.stdout, options.json, options.quiet)
    jobs = options.jobs or jobs_for(choice.name, processors())
    about = f"{choice.name}, a draft" if choice.is_draft else choice.name
    shown = Shown(seen.plan, about, jobs, last_paces(store, choice.name), lambda: stopping.asked)
    with (
        heard_signals(stopping, form is Form.LIVE),
        progress(form, shown, sys.stdout, use_color(sys.stdout)) as show,
    ):
        stack, engine = stack_named(choice.name, settings_of(options)), LocalEngine(jobs, stopping)
        made = render_sweep(seen.plan, grids, stack, store, engine, options.out, show, jobs)
        folder = (options.out / "images").as_posix()
        done = events.Done(folder, made, len(seen.plan.nodes) - made, time.monotonic() - began)
        show(done)
    return done


def _summary(grids: Sequence["Grid"], done: "events.Done", out: Path) -> list[str]:
    """Where the grids are, what they show, and what it took."""
    from anime_compiler.cli.progress.duration import took_text

    lines = [line for grid in grids for line in _grid_lines(grid, out)]
    return [*lines, f"{done.made} made, {done.cached} from the store, in {took_text(done.seconds)}"]


def _grid_lines(grid: "Grid", out: Path) -> list[str]:
    """A grid's file, and below it its axes."""
    lines = [str(out / grid.path)]
    axes = {"columns": grid.columns, "rows": grid.rows}
    lines += [f"  {name:7}  {axis.path}: {', '.join(axis.values)}" for name, axis in axes.items() if axis.path]
    lines += [f"  all      {path}: {value}" for path, value in grid.fixed.items()]
    return [visible(line) for line in lines]


def _as_json(grid: "Grid") -> str:
    return json.dumps({"event": "grid", "path": grid.path, **grid.facts})


def _picture(text: str) -> _Picture:
    found = re.fullmatch(r"([^:]+)(?::([1-9][0-9]{0,5}))?", text, re.ASCII)
    if found is None:
        raise ArgumentTypeError(f"`{visible(text)}` is no picture: write `rooftop`, or `rooftop:2` for its second beat")
    return _Picture(found[1], int(found[2] or 1))
