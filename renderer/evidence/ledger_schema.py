"""The JSON Schema of a ledger's row, from the types that rows are made of."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from anime_compiler.language.json_schema import DOCUMENTATION, SCHEMAS_ADDRESS
from renderer.evidence.rows import KINDS, LEDGER_VERSION

Schema = dict[str, Any]
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SIMPLE: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
}


def ledger_schema() -> Schema:
    """What each line of `ledger.jsonl` holds. That lines form a chain is more than a schema can say."""
    definitions: dict[str, Schema] = {}
    chain: Schema = {
        "row": {"description": "The kind of the row.", "type": "string", "enum": [*KINDS]},
        "n": {"description": "Its number, from 0.", **_SIMPLE[int]},
        "prev": {"description": "The SHA-256 of the line before; of the first one zeros.", **_HASH},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"{SCHEMAS_ADDRESS}/ledger.json",
        "title": "animec ledger",
        "description": f"A row of a ledger. Rows stand in the order in which their kinds do here.\n{DOCUMENTATION}",
        "type": "object",
        "properties": chain,
        "required": [*chain],
        "allOf": [
            {"if": {"properties": {"row": {"const": name}}}, "then": _row(kind, chain, definitions)}
            for name, (kind, _, _) in KINDS.items()
        ],
        "definitions": definitions,
    }


def _row(kind: Any, chain: Schema, definitions: dict[str, Schema]) -> Schema:
    """What rows of a kind hold, beside what all rows do."""
    fields = _fields(kind, definitions)
    if "animec_ledger" in fields:
        fields["animec_ledger"] = {"description": "Version of this form.", "const": LEDGER_VERSION}
    return {"description": (kind.__doc__ or "").strip(), **_object({**dict.fromkeys(chain, True), **fields})}


def _fields(kind: Any, definitions: dict[str, Schema]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    return {name: _schema(hints[name], definitions) for name in kind._fields}


def _schema(wanted: Any, definitions: dict[str, Schema]) -> Schema:
    """A type as a schema; a named tuple becomes a definition."""
    if wanted in _SIMPLE:
        return _SIMPLE[wanted]
    origin = get_origin(wanted)
    if origin is Annotated:
        return _HASH
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(wanted)[0], definitions)}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _SIMPLE[str]}
    if wanted.__name__ not in definitions:
        described = {"description": (wanted.__doc__ or "").strip()}
        definitions[wanted.__name__] = {**described, **_object(_fields(wanted, definitions))}
    return {"$ref": f"#/definitions/{wanted.__name__}"}


def _object(properties: dict[str, Any]) -> Schema:
    """An object that has all of these properties and no others."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
