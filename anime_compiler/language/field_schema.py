"""What a field's JSON Schema tells an editor beside its kind: its meaning, its default and an example.

Where these stand decides what editors show. Tried with yaml-language-server, which most YAML editors use:

- beside a `$ref` it reads the description and the examples, though a validator of draft-07 ignores them there;
- what a value completes to it looks for at the top of a field only, and what hovering shows in `then` and `else` too;
- of a map among the `examples` at the top it makes a completion that says `[object Object]`.

`default` is described in words alone: written as a keyword, every skeleton would spell out every default.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.source import Source
from anime_compiler.errors import CompilerBug
from anime_compiler.language.holders import Anything
from anime_compiler.language.kinds import Schema
from anime_compiler.language.reader import Reader
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits


def field_schema(kind: Schema, doc: str, default: str | None, example: str | None) -> Schema:
    """The schema of a field, made of the schema of its kind."""
    if "$ref" in kind:
        kind = {"type": "object", "if": {"type": "object"}, "then": kind}
    said = described(f"{doc} Default: {default}." if default is not None else doc)
    schema: Schema = {**said, **kind}
    for branch in _branches(schema):
        if "$ref" in branch:
            branch.update(said)
    if example is not None:
        _add_example(schema, example)
    return schema


def described(text: str) -> Schema:
    """A description; a second time where it has marks that editors would otherwise show as they stand."""
    return {"description": text, "markdownDescription": text} if "`" in text else {"description": text}


def _add_example(schema: Schema, example: str) -> None:
    value = core_value(example)
    if not _holds_map(value):
        schema["examples"] = [value]
        return
    if "if" not in schema:
        schema |= {"if": {"type": schema["type"]}, "then": {}}
    if isinstance(value, dict):
        snippet = {"label": example, "body": _with_stops(value, count(1))}
        schema.setdefault("defaultSnippets", []).append(snippet)
    *_, last = _branches(schema)  # lists stand behind texts there, and maps behind lists
    last["examples"] = [value]


def _branches(schema: Schema) -> Iterator[Schema]:
    """What stands for the possible types of a value."""
    while "if" in schema:
        yield schema["then"]
        if "else" not in schema:
            return
        schema = schema["else"]
    yield schema


def _holds_map(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_holds_map, value)))


def _with_stops(value: Any, number: Iterator[int]) -> Any:
    """A value as the body of a snippet: the tabulator goes from text to text."""
    if isinstance(value, dict):
        return {key: _with_stops(item, number) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_stops(item, number) for item in value]
    return f"${{{next(number)}:{value}}}"


def core_value(text: str) -> Any:
    """A value that is written in YAML as data, as YAML 1.2 has it: `off` is a word."""
    bag = Bag()
    tree = parse("an example", f"value: {text}".encode(), Limits(), bag)
    node = tree.root.get("value") if tree else None
    if node is None or bag.has_errors:
        raise CompilerBug(f"`{text}` is no example in YAML")
    return Anything().read(node, Reader(Source("an example", text), bag))
