"""Kinds that hold other kinds: lists, maps, alternatives, and values without a fixed form."""

import re
from typing import Any, ClassVar, TypeVar

from anime_compiler.language import codes
from anime_compiler.language.kinds import Choice, Kind, Label, Name, Schema
from anime_compiler.language.reader import Invalid, Reader
from anime_compiler.parse.spec_tree import ListNode, MapNode, Node, TextNode

T = TypeVar("T")


class ListOf(Kind[tuple[T, ...]]):
    """A list of one kind."""

    def __init__(self, kind: Kind[T], least: int = 0, most: int = 100_000) -> None:
        self.kind, self.least, self.most = kind, least, most
        self.expects = "a list"

    def read(self, node: Node, reader: Reader) -> tuple[T, ...] | Invalid:
        if not isinstance(node, ListNode):
            return self.wrong_type(node, reader)
        if not node.is_open and not self.least <= len(node.items) <= self.most:
            said = f"the list has {len(node.items):,} items, but {self.least} to {self.most:,} are possible"
            reader.report(codes.OUT_OF_RANGE, said if node.items else "the list is empty", node)
        read = self.kind.read
        return tuple(value for item in node.items if not isinstance(value := read(item, reader), Invalid))

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        schema: Schema = {"type": "array", "items": self.kind.schema(definitions)}
        if self.least:
            schema["minItems"] = self.least
        if self.most < 100_000:
            schema["maxItems"] = self.most
        return schema


class MapOf(Kind[dict[str, T]]):
    """A map from names to one kind."""

    def __init__(self, key: Name | Label, kind: Kind[T], most: int = 10_000) -> None:
        self.key, self.kind, self.most = key, kind, most
        self.expects = "a map"

    def read(self, node: Node, reader: Reader) -> dict[str, T] | Invalid:
        if not isinstance(node, MapNode):
            return self.wrong_type(node, reader)
        if len(node.entries) > self.most:
            reader.report(
                codes.OUT_OF_RANGE,
                f"the map has {len(node.entries):,} keys, but at most {self.most:,} are possible",
                node,
            )
        values: dict[str, T] = {}
        for entry in node.entries.values():
            name = self.key.read_text(entry.key, reader)
            value = self.kind.read(entry.value, reader)
            if not isinstance(name, Invalid) and not isinstance(value, Invalid):
                values[name] = value
        return values

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        schema: Schema = {
            "type": "object",
            "propertyNames": self.key.schema(definitions),
            "additionalProperties": self.kind.schema(definitions),
        }
        return schema | {"maxProperties": self.most} if self.most < 10_000 else schema


class Anything(Kind[Any]):
    """Values without a fixed form, with YAML 1.2's core meaning; for the numbers of rulesets, never for authors."""

    expects = "a value"
    _words: ClassVar[dict[str, object]] = {"true": True, "false": False, "null": None, "~": None, "": None}
    _number = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?\Z").match

    def read(self, node: Node, reader: Reader) -> Any:
        if isinstance(node, ListNode):
            return [self.read(item, reader) for item in node.items]
        if isinstance(node, MapNode):
            return {key: self.read(entry.value, reader) for key, entry in node.entries.items()}
        if not node.plain:
            return node.text
        if found := self._number(node.text):
            return float(node.text) if found[1] else int(node.text)
        return self._words.get(node.text, node.text)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {}


class Either(Kind[T]):
    """A kind that is chosen by the form of the value: a text, a list or a map."""

    def __init__(self, text: Kind[T] | None = None, list: Kind[T] | None = None, map: Kind[T] | None = None) -> None:
        self.forms = {TextNode: text, ListNode: list, MapNode: map}
        self.expects = " or ".join(kind.expects for kind in self.forms.values() if kind)

    def read(self, node: Node, reader: Reader) -> T | Invalid:
        kind = self.forms[type(node)]
        return kind.read(node, reader) if kind else self.wrong_type(node, reader)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        """An if/then ladder on the JSON type: the only form in which editors report one clear error."""
        kinds = [kind.schema(definitions) for kind in self.forms.values() if kind]
        types: list[str] = []
        ladder: Schema = {}
        for schema in reversed(kinds):
            type_ = schema.get("type", "object")
            types = [*([type_] if isinstance(type_, str) else type_), *types]
            ladder = {"if": {"type": type_}, "then": schema, **({"else": ladder} if ladder else {})}
        return {"type": types, **ladder, **self._words()}

    def _words(self) -> Schema:
        """Words as snippets too, since editors do not look for completions in `then`."""
        text = self.forms[TextNode]
        if not isinstance(text, Choice):
            return {}
        words = [{"label": word, "description": said, "body": word} for word, said in text.meanings.items()]
        return {"defaultSnippets": words}
