"""What changes from one plan to another: what would be made again, and why."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from anime_compiler.plan.render_plan import Node, RenderPlan


class Change(Enum):
    """How a node stands against the other plan."""

    NEW = "+"
    AGAIN = "~"
    GONE = "-"


class NodeChange(NamedTuple):
    """A node that is new, gone, or would be made again; the reasons name what is different about it."""

    change: Change
    node: Node
    reasons: tuple[str, ...]


class PlanDiff(NamedTuple):
    """The changes, in the order of the plan, and how many nodes keep their result."""

    changes: tuple[NodeChange, ...]
    kept: int


def diff(before: RenderPlan, after: RenderPlan) -> PlanDiff:
    """Compare two plans with keys. A node whose key stands anywhere in the other plan keeps its result."""
    old_keys = {node.key for node in before.nodes}
    old = before.by_id()
    new_ids = {node.id for node in after.nodes}
    new_keys = {node.key for node in after.nodes}
    changed = [node for node in after.nodes if node.key not in old_keys]
    changes = [
        NodeChange(Change.AGAIN, node, tuple(_reasons(old[node.id], node, old, after)))
        if node.id in old
        else NodeChange(Change.NEW, node, ())
        for node in changed
    ]
    gone = [node for node in before.nodes if node.id not in new_ids and node.key not in new_keys]
    changes += [NodeChange(Change.GONE, node, ()) for node in gone]
    return PlanDiff(tuple(changes), len(after.nodes) - len(changed))


def _reasons(old: Node, new: Node, before: dict[str, Node], after: RenderPlan) -> Iterator[str]:
    yield from _differences(old.op, new.op, "")
    keys = {node.id: node.key for node in after.nodes} if old.inputs or new.inputs else {}
    had = [(given.slot, before[given.node].key) for given in old.inputs]
    has = [(given.slot, keys[given.node]) for given in new.inputs]
    if had != has:
        fresh = sorted({given.node for given, pair in zip(new.inputs, has, strict=True) if pair not in had})
        yield f"its input {', '.join(fresh)}" if fresh else "the order of its inputs"


def _differences(old: object, new: object, path: str) -> Iterator[str]:
    """Which parameters differ, by name; of texts and lists only that they do."""
    if old == new:
        return
    if type(old) is type(new) and isinstance(old, tuple) and hasattr(old, "_fields"):
        for name, before, after in zip(old._fields, old, new, strict=True):  # type: ignore[call-overload]
            yield from _differences(before, after, f"{path}.{name}" if path else name)
    elif isinstance(old, int | float) and isinstance(new, int | float):
        yield f"{path} {old:g} → {new:g}"
    elif isinstance(old, str) and isinstance(new, str) and len(old) + len(new) < 60:
        yield f"{path} {old or 'none'} → {new or 'none'}"
    else:
        yield path or "the operation"
