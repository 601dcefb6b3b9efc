"""What to say when an operation fails: which shot, which operation, which line of the storyboard, and what to do."""

from anime_compiler.errors import AnimecError
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.errors import NodeFailed
from renderer.store.errors import store_error

_MEMORY = "close other programs, render a smaller size (`profile: smoke`), or fewer at once (`--jobs 1`)"


def node_failed(plan: RenderPlan, node: Node, error: Exception) -> AnimecError:
    """The failure of a node as a person at a deadline needs it told."""
    op = type(node.op).__name__
    where = f"shot `{node.scene}`, " if node.scene else ""
    place = f"{plan.source}:{node.at.line}:{node.at.column}"
    reason, cure, status = _told(error)
    return NodeFailed(f"{where}`{node.id}` ({op}, from {place}) could not be done: {reason}", cure, status)


def _told(error: Exception) -> tuple[str, str | None, int]:
    """Reason, cure and exit status."""
    if isinstance(error, AnimecError):
        return str(error), error.cure, error.exit_status
    if isinstance(error, MemoryError):
        return "there is not enough memory", _MEMORY, 6
    if isinstance(error, OSError):
        told = store_error(error, "a file of the render")
        return str(told), told.cure, told.exit_status
    bug = "please report this with the storyboard; ANIMEC_DEBUG=1 shows where it happened"
    return f"{type(error).__name__}: {error}", bug, 9
