"""Show what a render would do: stills, maps, segments, time and memory. Nothing is rendered.

animec plan clip.yaml                    the plan as a tree, with what it costs
animec plan clip.yaml --explain          where each value came from
animec plan clip.yaml --json -o a.json   the plan as a file that a render can execute
animec plan clip.yaml --diff a.json      what a change would make again, and why (also: another storyboard)
animec plan clip.yaml --graph mermaid    the plan as a picture; also dot
animec plan clip.yaml --set seed=7       as if it were written so; also shots.rooftop.duration=4s

Where something was rendered before, the plan also says what of it is stored, what would run, and why.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.inputs import (
    add_input_arguments,
    add_short_forms,
    compile_file,
    limits_of,
    read_storyboard,
    without_overrides,
)
from anime_compiler.cli.machine_options import add_machine_options, settings_of
from anime_compiler.cli.terminal import report_findings
from anime_compiler.cli.write_file import write_file
from anime_compiler.diagnostics.exit_status import exit_status
from anime_compiler.language.choices import STACKS
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import RenderPlan


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    add_input_arguments(parser, several=False)
    add_short_forms(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the plan itself, as JSON")
    form.add_argument("--explain", action="store_true", help="where each value came from")
    form.add_argument("--diff", metavar="OTHER", help="what would be made again, compared with a plan or a storyboard")
    form.add_argument("--graph", choices=("mermaid", "dot"), help="the plan as a picture")
    parser.add_argument("--all", action="store_true", help="show all scenes, not only the first 40")
    parser.add_argument("--stack", choices=STACKS, help="whose stored results count (those that a render would use)")
    parser.add_argument("--store", type=Path, metavar="DIR", help="the store to look into")
    add_machine_options(parser)
    parser.add_argument("-o", "--output", metavar="FILE", help="write there instead of to the terminal")


def run(options: Namespace) -> int:
    """Compile one storyboard and show its plan."""
    compiled, status = _compiled(options.path, options)
    if compiled is None:
        return status
    board, plan = compiled
    text = _shown(board, plan, options)
    if options.output and options.output != "-":
        write_file(options.output, text.encode())
    else:
        print(text, end="")
    return 0


def _compiled(path: str, options: Namespace) -> tuple[tuple[Storyboard, RenderPlan] | None, int]:
    """The storyboard and its plan; findings go to the error stream, so that the plan can be piped."""
    found, board, plan = compile_file(read_storyboard(path, limits_of(options)), options)
    report_findings(found)
    if board is None or plan is None:
        return None, exit_status(found)
    if found:
        print(file=sys.stderr)  # the plan follows
    return (board, with_keys(plan)), 0


def _shown(board: Storyboard, plan: RenderPlan, options: Namespace) -> str:
    """Each form is imported where it is used, for the sake of start-up."""
    if options.json:
        from anime_compiler.plan.plan_json import write_plan

        return write_plan(plan)
    if options.graph:
        from anime_compiler.plan.plan_graph import dot, mermaid

        return dot(plan) if options.graph == "dot" else mermaid(plan)
    if options.explain:
        return _origins(board)
    if options.diff:
        return _difference(plan, options)
    from anime_compiler.cli.stored import stored_text
    from anime_compiler.pipeline import draft_plan
    from anime_compiler.plan.estimate import estimate
    from anime_compiler.plan.plan_tree import draw_tree

    catalogue = shipped_catalogue()
    tree = draw_tree(plan, estimate(plan, board.stack), catalogue.cards, options.all)

    def redraw(stack: str) -> RenderPlan:
        return draft_plan(board, stack, catalogue).plan

    return tree + stored_text(plan, options.stack, options.store, settings_of(options), redraw)


def _origins(board: Storyboard) -> str:
    from anime_compiler.resolve.explain_origins import origin_rows

    rows = list(origin_rows(board))
    wide = max(len(row.path) for row in rows)
    value = min(40, max(len(row.value) for row in rows))
    return "".join(
        f"{row.path:{wide}}  {row.value:{value}}  {row.source}{f', line {row.line}' if row.line else ''}\n"
        for row in rows
    )


def _difference(plan: RenderPlan, options: Namespace) -> str:
    from anime_compiler.plan.plan_diff import Change, diff

    changes, kept = diff(_other_plan(options), plan)
    again = sum(change.change is not Change.GONE for change in changes)
    lines = [f"{again} of {len(plan.nodes)} nodes would be made again, {kept} keep their result"]
    for change in changes:
        reasons = f"  because of {'; '.join(change.reasons)}" if change.reasons else ""
        lines.append(f"  {change.change.value} {change.node.id}{reasons}")
    return "\n".join(lines) + "\n"


def _other_plan(options: Namespace) -> RenderPlan:
    if options.diff.endswith(".json"):
        from anime_compiler.cli.plan_file import plan_in

        return plan_in(options.diff)
    # What is set is what is to be compared: the other storyboard is taken as it was written.
    compiled, _ = _compiled(options.diff, without_overrides(options))
    if compiled is None:
        from anime_compiler.errors import UsageError

        raise UsageError(f"`{options.diff}` has errors, so there is no plan to compare with")
    return compiled[1]
