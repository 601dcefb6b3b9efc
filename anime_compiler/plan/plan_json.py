"""The plan as a file: named fields in a fixed order, versioned, and read back without loss."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from anime_compiler.diagnostics.source import Position
from anime_compiler.errors import UnreadablePlan
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import (
    PLAN_VERSION,
    Input,
    Node,
    PlanModel,
    PlanOutput,
    RenderPlan,
)

_OPS: dict[str, type[Any]] = {op.__name__: op for op in ops.OPS}
_HEAD = ("source", "clip", "title", "ruleset", "suppressed", "stack", "fps", "size", "frames")


def write_plan(plan: RenderPlan) -> str:
    """The plan as JSON text; the same plan gives the same bytes."""
    document = {"animec_plan": PLAN_VERSION, **{name: _plain(getattr(plan, name)) for name in _HEAD}}
    document["models"] = [_plain(model) for model in plan.models]
    document["nodes"] = [_node(node) for node in plan.nodes]
    document["outputs"] = [_plain(output) for output in plan.outputs]
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "key": node.key,
        "op": type(node.op).__name__,
        "parameters": _plain(node.op),
        "inputs": [[given.slot, given.node] for given in node.inputs],
        "scene": node.scene,
        "at": list(node.at),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if hasattr(value, "_fields"):
            return {name: _plain(item) for name, item in zip(value._fields, value, strict=True)}
        return [_plain(item) for item in value]
    return value


def read_plan(text: str) -> RenderPlan:
    """A plan from its JSON text. Anything but a plan raises `UnreadablePlan`; whether it is legal, `verify` says."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePlan(f"the plan is not JSON: {error}") from None
    if not isinstance(document, dict) or "animec_plan" not in document:
        _refuse("it lacks `animec_plan`")
    if document["animec_plan"] != PLAN_VERSION:
        _refuse(f"its version is {document['animec_plan']!r}, and this program knows {PLAN_VERSION}")
    hints = get_type_hints(RenderPlan)
    try:
        head = {name: _typed(hints[name], document[name]) for name in _HEAD}
        models = tuple(_typed(PlanModel, model) for model in document["models"])
        nodes = tuple(_read_node(node) for node in document["nodes"])
        outputs = tuple(_typed(PlanOutput, output) for output in document["outputs"])
    except (KeyError, TypeError, ValueError) as error:
        _refuse(str(error))
    return RenderPlan(**head, models=models, nodes=nodes, outputs=outputs)


def _read_node(written: Mapping[str, Any]) -> Node:
    op = _OPS.get(written["op"])
    if op is None:
        raise ValueError(f"there is no operation {written['op']!r}")
    inputs = tuple(Input(_typed(str, slot), _typed(str, node)) for slot, node in written["inputs"])
    line, column = written["at"]
    return Node(
        id=_typed(str, written["id"]),
        op=_typed(op, written["parameters"]),
        inputs=inputs,
        scene=_typed(str, written["scene"]),
        at=Position(_typed(int, line), _typed(int, column)),
        key=_typed(str, written["key"]),
    )


def _typed(wanted: Any, value: Any) -> Any:
    """A JSON value as the type that a field declares; nothing is converted that was not written by `write_plan`."""
    if get_origin(wanted) is tuple:
        inner = get_args(wanted)
        if not isinstance(value, list):
            raise TypeError(f"a list was expected, not {value!r:.60}")
        if inner[-1] is Ellipsis:
            return tuple(_typed(inner[0], item) for item in value)
        return tuple(_typed(kind, item) for kind, item in zip(inner, value, strict=True))
    if hasattr(wanted, "_fields"):
        if not isinstance(value, dict) or set(value) != set(wanted._fields):
            raise TypeError(f"{wanted.__name__} has the fields {', '.join(wanted._fields)}")
        hints = get_type_hints(wanted)
        return wanted(**{name: _typed(hints[name], value[name]) for name in wanted._fields})
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        raise TypeError(f"{wanted.__name__} was expected, not {value!r:.60}")
    return value


def _refuse(reason: str) -> NoReturn:
    raise UnreadablePlan(f"this is not a plan: {reason}", "`animec plan STORYBOARD --json` writes one")
