"""What of a plan is in the store, what would run, and why: the lines that stand below the tree of a plan.

Who has never rendered anything has no store, and does not wait for any of this; so what it takes is imported late.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from anime_compiler.diagnostics.render_text import counted, visible
from anime_compiler.errors import AnimecError
from anime_compiler.plan.render_plan import Node, RenderPlan

if TYPE_CHECKING:
    from renderer.stacks.available import Redraw
    from renderer.stacks.settings import Settings

_LABEL = "store   "
_DERIVED = re.compile(r" -?[0-9]{10,} → -?[0-9]{10,}")  # seeds of nodes are derived, and tell nobody anything
_MOST_REASONS = 6
_MOST_NAMES = 3


class Outlook(NamedTuple):
    """A plan as a stack draws it, and the nodes of it that would run."""

    plan: RenderPlan
    to_do: list[Node]

    @property
    def stored(self) -> int:
        return len(self.plan.nodes) - len(self.to_do)


def stored_text(
    plan: RenderPlan,
    asked_stack: str | None,
    asked_store: Path | None,
    settings: "Settings",
    redraw: "Redraw | None" = None,
) -> str:
    """The lines for a plan that nobody renders now; nothing where there is no store. No trouble with it is an error."""
    from renderer.store.place import default_store_folder

    try:
        root = asked_store.absolute() if asked_store else default_store_folder()
        if not asked_store and not is_store(root):
            return ""
        from renderer.stacks.available import chosen_stack

        choice = chosen_stack(plan, asked_stack, is_final=False, settings=settings, redraw=redraw)
        lines = store_lines(choice.plan, choice.name, root, settings)
    except AnimecError as error:
        lines = [f"{_LABEL}{visible(str(error))}"]
    return "".join(f"{line}\n" for line in lines)


def is_store(root: Path) -> bool:
    """Whether there is a store already; looking for one must not make it."""
    try:
        return (root / "version").is_file()
    except OSError:
        return False


def outlook(plan: RenderPlan, stack: str, root: Path, settings: "Settings") -> Outlook:
    """What a render of a plan with a stack would run."""
    from renderer.render import drawn_by, missing
    from renderer.stacks.available import bound_as_known, identity_of
    from renderer.store.store import Store

    # Names and editions are all that counts here, and a stack itself takes long to import.
    named = identity_of(stack, settings)
    drawn = drawn_by(bound_as_known(plan, stack, settings), named)
    return Outlook(drawn, missing(drawn, named, Store(root)) if is_store(root) else [*drawn.nodes])


def store_lines(plan: RenderPlan, stack: str, root: Path, settings: "Settings") -> list[str]:
    """How much of a plan, drawn by a stack, is there, and why the rest is not."""
    seen = outlook(plan, stack, root, settings)
    to_do = len(seen.to_do)
    if not to_do:
        return [f"{_LABEL}all {seen.stored} nodes are there ({stack}); nothing would run"]
    if not is_store(root):
        return [f"{_LABEL}there is none yet in {visible(str(root))}; {counted(to_do, 'node')} would run ({stack})"]
    there = f"{seen.stored} of {len(seen.plan.nodes)} nodes are" if seen.stored else f"none of {to_do} nodes is"
    lines = [f"{there} there ({stack}); {to_do} would run"]
    lines += _reasons(seen, root)
    return [f"{'' if number else _LABEL:{len(_LABEL)}}{line}" for number, line in enumerate(lines)]


def _reasons(seen: Outlook, root: Path) -> Iterator[str]:
    """What has changed since the last render of this clip, by reason; nodes that only follow from that are counted."""
    from anime_compiler.cli.last_render import last_plan
    from renderer.store.store import Store

    before = last_plan(Store(root), seen.plan.clip, seen.plan.stack)
    if before is None:
        return
    nodes_of, following = _by_reason(before, seen)
    for reason, nodes in [*nodes_of.items()][:_MOST_REASONS]:
        yield f"{_listed(nodes)}: {reason}"
    if len(nodes_of) > _MOST_REASONS:
        yield f"… and {sum(map(len, [*nodes_of.values()][_MOST_REASONS:]))} more"
    if following:
        yield f"and {following} that follow{'s' * (following == 1)} from that"


def _by_reason(before: RenderPlan, seen: Outlook) -> tuple[dict[str, list[str]], int]:
    from anime_compiler.plan.plan_diff import Change, diff

    changes = {one.node.id: one for one in diff(before, seen.plan).changes if one.change is not Change.GONE}
    running = {node.id for node in seen.to_do}
    nodes_of: dict[str, list[str]] = {}
    following = 0
    for node in seen.to_do:
        change = changes.get(node.id)
        own = [reason for reason in change.reasons if not reason.startswith("its input")] if change else []
        if change and not own and any(given.node in running for given in node.inputs):
            following += 1
        else:
            why = own or (change.reasons if change else ["its result is no longer in the store"])
            reason = _DERIVED.sub("", "; ".join(why)) or "new"
            nodes_of.setdefault(visible(reason), []).append(node.id)
    return nodes_of, following


def _listed(nodes: Sequence[str]) -> str:
    shown = ", ".join(map(visible, nodes[:_MOST_NAMES]))
    return shown if len(nodes) <= _MOST_NAMES else f"{shown} and {len(nodes) - _MOST_NAMES} more"
