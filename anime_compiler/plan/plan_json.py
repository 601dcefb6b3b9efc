"""The plan as a file: named fields in a fixed order, versioned, and read back without loss."""

import json
from functools import cache
from math import isfinite
from types import UnionType
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
_HEAD = ("source", "clip", "title", "ruleset", "suppressed", "stack", "draft_of", "fps", "size", "frames")
_PLAN = ("animec_plan", *_HEAD, "models", "nodes", "outputs")
_NODE = ("id", "key", "op", "parameters", "inputs", "scene", "at")
_fields_of = cache(get_type_hints)


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
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnreadablePlan(f"the plan is not JSON: {error}") from None
    if not isinstance(document, dict) or "animec_plan" not in document:
        _refuse("it lacks `animec_plan`")
    version = document["animec_plan"]
    if type(version) is not int or version != PLAN_VERSION:
        _refuse(f"its version is {version!r:.60}, and this program knows {PLAN_VERSION}")
    try:
        _check_keys("a plan", document, _PLAN)
        return RenderPlan(
            **{name: _typed(_fields_of(RenderPlan)[name], document[name]) for name in _HEAD},
            models=_typed(tuple[PlanModel, ...], document["models"]),
            nodes=tuple(_read_node(node) for node in _listed(document["nodes"])),
            outputs=_typed(tuple[PlanOutput, ...], document["outputs"]),
        )
    except (TypeError, ValueError, OverflowError) as error:
        _refuse(str(error))


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"`{text}` is not a number")


def _read_node(written: Any) -> Node:
    _check_keys("a node", written, _NODE)
    op = _OPS.get(_typed(str, written["op"]))
    if op is None:
        raise ValueError(f"there is no operation {written['op']!r:.60}")
    inputs = (_typed(tuple[str, str], given) for given in _listed(written["inputs"]))
    return Node(
        id=_typed(str, written["id"]),
        op=_typed(op, written["parameters"]),
        inputs=tuple(Input(slot, node) for slot, node in inputs),
        scene=_typed(str, written["scene"]),
        at=Position(*_typed(tuple[int, int], written["at"])),
        key=_typed(str, written["key"]),
    )


def _check_keys(what: str, value: Any, keys: tuple[str, ...]) -> None:
    """What is not read cannot be judged, so nothing else may be there."""
    if not isinstance(value, dict) or set(value) != set(keys):
        raise TypeError(f"{what} has the fields {', '.join(keys)}")


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {value!r:.60}")
    return value


def _typed(wanted: Any, value: Any) -> Any:
    """A JSON value as the type that a field declares; nothing is converted that was not written by `write_plan`."""
    if get_origin(wanted) is tuple:
        inner = get_args(wanted)
        if inner[-1] is Ellipsis:
            return tuple(_typed(inner[0], item) for item in _listed(value))
        return tuple(_typed(kind, item) for kind, item in zip(inner, _listed(value), strict=True))
    if isinstance(wanted, UnionType):  # something, or nothing
        return None if value is None else _typed(get_args(wanted)[0], value)
    if hasattr(wanted, "_fields"):
        _check_keys(wanted.__name__, value, wanted._fields)
        return wanted(**{name: _typed(kind, value[name]) for name, kind in _fields_of(wanted).items()})
    if wanted is float and type(value) is int:
        value = float(value)
    if type(value) is not wanted or (wanted is float and not isfinite(value)):
        raise TypeError(f"{wanted.__name__} was expected, not {value!r:.60}")
    if wanted is str and not value.isascii():
        value.encode()  # half a character, which JSON can say, cannot be written to a file
    return value


def _refuse(reason: str) -> NoReturn:
    raise UnreadablePlan(f"this is not a plan: {reason}", "`animec plan STORYBOARD --json` writes one")
