"""What is to be rendered: a storyboard, or a plan in a file, and what of it was asked for."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.inputs import (
    compile_file,
    library_beside,
    limits_of,
    overrides_of,
    read_storyboard,
)
from anime_compiler.cli.plan_file import is_plan_file, plan_in
from anime_compiler.cli.terminal import report_findings
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.diagnostics.exit_status import exit_status
from anime_compiler.errors import UsageError
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.plan.render_plan import RenderPlan

_NO_SOURCE = "a plan is rendered without its storyboard, so nobody can prove later that it was compiled from one"


class Asked(NamedTuple):
    """A plan, with all that it takes to compile it again: the storyboard, which a plan from a file lacks, values put in
    place of its own, templates beside it, and the part that was chosen."""

    plan: RenderPlan
    name: str
    data: bytes
    overrides: tuple[str, ...]
    templates: Mapping[str, bytes]
    selection: tuple[str | None, str | None, str | None]  # --only, --from, --until
    remark: str = ""
    board: Storyboard | None = None

    @property
    def is_part(self) -> bool:
        return any(one is not None for one in self.selection)

    def of(self, plan: RenderPlan) -> "Asked":
        """The same with another plan, of which the same part is chosen."""
        if self.is_part:
            from anime_compiler.plan.selection import chosen

            plan = chosen(plan, *self.selection)
        return self._replace(plan=plan)

    def redraw(self, stack: str) -> RenderPlan:
        """The plan for another stack than the storyboard's own."""
        return self.drafted(stack).plan

    def drafted(self, stack: str) -> "Asked":
        """The same for another stack than the storyboard's own; what that lacks is remarked."""
        from anime_compiler.pipeline import draft_plan

        assert self.board is not None
        made = draft_plan(self.board, stack, shipped_catalogue())
        lacks = [f"without {known_names(made.left_out)}"] if made.left_out else []
        lacks += [f"words it has never seen: {known_names(made.unseen)}"] if made.unseen else []
        return self._replace(remark="; ".join(lacks)).of(made.plan)


def asked_for(options: Namespace) -> tuple[Asked | None, int]:
    """The plan to render, or the exit status where the storyboard has errors; findings go to the error stream."""
    asked, status = _plan_file(options), 0
    if asked is None:
        asked, status = _compiled(options)
    return (asked, status) if asked is None else (asked.of(asked.plan), 0)


def _compiled(options: Namespace) -> tuple[Asked | None, int]:
    file = read_storyboard(options.path, limits_of(options))
    library = library_beside(file, options)
    found, board, plan = compile_file(file, options, library)
    told = [one for one in found if one.level.value == "error"] if options.quiet else found
    report_findings(told)
    if board is None or plan is None:
        return None, exit_status(found)
    if told:
        print(file=sys.stderr)  # what comes of it follows
    selection, overrides = _selection(options), overrides_of(options)
    return Asked(plan, file.name, file.data, overrides, library.read or {}, selection, board=board), 0


def _plan_file(options: Namespace) -> Asked | None:
    if not is_plan_file(options.path):
        return None
    if overrides_of(options):
        raise UsageError(f"`{options.path}` is a plan, in which nothing can be set", "give the storyboard instead")
    return Asked(plan_in(options.path), options.path, b"", (), {}, _selection(options), _NO_SOURCE)


def _selection(options: Namespace) -> tuple[str | None, str | None, str | None]:
    return options.only, options.first, options.last
