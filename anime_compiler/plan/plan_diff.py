"""What changes from one plan to another: what would be made again, and why."""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from anime_compiler.model.prompt import Prompt
from anime_compiler.plan.keys import models_of
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


# Neither shows in a node, and both are in its key.
_UNSEEN = ("the stack, or the version of the operation",)


def diff(before: RenderPlan, after: RenderPlan) -> PlanDiff:
    """Compare two plans with keys. A node whose key stands anywhere in the other plan keeps its result."""
    old_keys = {node.key for node in before.nodes}
    old = before.by_id()
    new_ids = {node.id for node in after.nodes}
    new_keys = {node.key for node in after.nodes}
    changed = [node for node in after.nodes if node.key not in old_keys]
    why = _Reasons(before, after)
    changes = [
        NodeChange(Change.AGAIN, node, tuple(why.of(old[node.id], node)) or _UNSEEN)
        if node.id in old
        else NodeChange(Change.NEW, node, ())
        for node in changed
    ]
    gone = [node for node in before.nodes if node.id not in new_ids and node.key not in new_keys]
    changes += [NodeChange(Change.GONE, node, ()) for node in gone]
    return PlanDiff(tuple(changes), len(after.nodes) - len(changed))


class _Reasons:
    """Finds out why a node of two plans has another key."""

    def __init__(self, before: RenderPlan, after: RenderPlan) -> None:
        self.had = {node.id: node.key for node in before.nodes}
        self.has = {node.id: node.key for node in after.nodes}
        self.models = {model.id: model.identity for model in before.models}
        self.changed = {model.id for model in after.models if self.models.get(model.id) != model.identity}

    def of(self, old: Node, new: Node) -> Iterator[str]:
        """What is different about the node: its parameters, its models, its inputs."""
        yield from _differences(old.op, new.op, "")
        for model in dict.fromkeys(models_of(new.op)):
            if model in self.models and model in self.changed:
                yield f"the file of {model}"
        had = [(given.slot, self.had[given.node]) for given in old.inputs]
        has = [(given.slot, self.has[given.node]) for given in new.inputs]
        if had != has:
            fresh = sorted({given.node for given, pair in zip(new.inputs, has, strict=True) if pair not in had})
            yield f"its input{'s' if len(fresh) > 1 else ''} {', '.join(fresh)}" if fresh else "which inputs it has"


def _differences(old: object, new: object, path: str) -> Iterator[str]:
    """Which parameters differ, by name, and how where that is short; of lists only that they do."""
    if old == new:
        return
    if isinstance(old, Prompt) and isinstance(new, Prompt) and old.text != new.text:
        yield f"{path} {_changed_words(old.text, new.text)}"
        return
    if type(old) is type(new) and isinstance(old, tuple) and hasattr(old, "_fields"):
        for name, before, after in zip(old._fields, old, new, strict=True):  # type: ignore[call-overload]
            yield from _differences(before, after, f"{path}.{name}" if path else name)
    elif isinstance(old, tuple) and isinstance(new, tuple) and [*map(type, old)] == [*map(type, new)] == [int]:
        yield from _differences(old[0], new[0], path)  # the seed of a single picture
    elif isinstance(old, int | float) and isinstance(new, int | float):
        # Seeds are large whole numbers that no short form may round.
        yield f"{path} {old} → {new}" if isinstance(old, int) and isinstance(new, int) else f"{path} {old:g} → {new:g}"
    elif isinstance(old, str) and isinstance(new, str) and len(old) + len(new) < 60:
        yield f"{path} {old or 'none'} → {new or 'none'}"
    else:
        yield path or "the operation"


def _changed_words(old: str, new: str) -> str:
    """The words from the first to the last that differ."""
    had, has = old.split(), new.split()
    start = next(
        (at for at, (one, other) in enumerate(zip(had, has, strict=False)) if one != other), min(len(had), len(has))
    )
    same = 0
    while same < min(len(had), len(has)) - start and had[-1 - same] == has[-1 - same]:
        same += 1
    before, after = (_shortened(" ".join(words[start : len(words) - same])) for words in (had, has))
    if not before or not after:
        return f"with “{after}” added" if after else f"without “{before}”"
    return f"“{before}” → “{after}”"


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
