"""The JSON Schema of a plan, from the types that it is made of."""

from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from anime_compiler.language.json_schema import DOCUMENTATION, SCHEMAS_ADDRESS
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PLAN_VERSION, PlanModel, PlanOutput, RenderPlan

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_SIMPLE: dict[type, Schema] = {
    str: _TEXT,
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}


def plan_schema() -> Schema:
    """What `animec plan --json` writes. Whether a plan is legal is more than a schema can say: see `verify.py`."""
    definitions: dict[str, Schema] = {}
    hints = get_type_hints(RenderPlan)
    head = {
        name: _schema(hints[name], definitions)
        for name in RenderPlan._fields
        if name not in ("nodes", "outputs", "models")
    }
    properties = {
        "animec_plan": {"description": "Version of this form.", "const": PLAN_VERSION},
        **head,
        "models": {"type": "array", "items": _schema(PlanModel, definitions)},
        "nodes": {"type": "array", "items": _node(definitions)},
        "outputs": {"type": "array", "items": _schema(PlanOutput, definitions)},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{SCHEMAS_ADDRESS}/plan.json",
        "title": "animec render plan",
        "description": f"A render plan: operations in an order in which they can be done.\n{DOCUMENTATION}",
        **_object(properties),
        "definitions": dict(sorted(definitions.items())),
    }


def _node(definitions: dict[str, Schema]) -> Schema:
    """A node; what its parameters are depends on its operation."""
    names = [op.__name__ for op in ops.OPS]
    pair = {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2}
    key = {"description": "Names the result.", "type": "string", "pattern": "^[0-9a-f]{64}$"}
    place = {"description": "Line and column of the storyboard.", "type": "array", "items": _SIMPLE[int]}
    node = _object(
        {
            "id": _TEXT,
            "key": key,
            "op": {"type": "string", "enum": names},
            "parameters": {"type": "object"},
            "inputs": {"description": "Slot and node.", "type": "array", "items": pair},
            "scene": _TEXT,
            "at": {**place, "minItems": 2, "maxItems": 2},
        }
    )
    node["allOf"] = [
        {
            "if": {"properties": {"op": {"const": op.__name__}}},
            "then": {"properties": {"parameters": _schema(op, definitions)}},
        }
        for op in ops.OPS
    ]
    return node


def _schema(wanted: Any, definitions: dict[str, Schema]) -> Schema:
    """A type as a schema; a named tuple becomes a definition."""
    if wanted in _SIMPLE:
        return _SIMPLE[wanted]
    if get_origin(wanted) is tuple:
        inner = get_args(wanted)
        if inner[-1] is Ellipsis:
            return {"type": "array", "items": _schema(inner[0], definitions)}
        items = [_schema(kind, definitions) for kind in inner]
        return {"type": "array", "items": items, "minItems": len(items), "maxItems": len(items)}
    if isinstance(wanted, UnionType):  # something, or nothing
        return {"anyOf": [_schema(get_args(wanted)[0], definitions), {"type": "null"}]}
    name = wanted.__name__
    if name not in definitions:
        hints = get_type_hints(wanted)
        definitions[name] = {}
        fields = {field: _schema(hints[field], definitions) for field in wanted._fields}
        definitions[name] = {"description": (wanted.__doc__ or "").strip(), **_object(fields)}
    return {"$ref": f"#/definitions/{name}"}


def _object(properties: dict[str, Schema]) -> Schema:
    """An object that has all of these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
