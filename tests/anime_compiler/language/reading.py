"""Reading storyboards in the two ways that must agree: by our reader, and as YAML 1.2 for a schema."""

import re
from typing import Any

import yaml

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.language.kinds import Either, Kind, ListOf, MapOf
from anime_compiler.language.reader import Reader
from anime_compiler.language.record import Record, RecordOf
from anime_compiler.language.storyboard import Storyboard
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits


class _CoreLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it, and without our own parser."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the base class has it so


_CoreLoader.add_constructor(
    "tag:yaml.org,2002:int", lambda _, node: int(node.value, 0 if node.value[:2] in ("0x", "0o") else 10)
)
for _tag, _form in (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
):
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_form})\Z"), None)


def load(text: str) -> Any:
    return yaml.load(text, _CoreLoader)  # noqa: S506 - it is a safe loader


def findings(text: str, kind: Kind[Any] | None = None) -> list[Diagnostic]:
    """What our own reader says of a storyboard, or of a value of some other kind."""
    bag = Bag()
    tree = parse("test.yaml", (f"value: {text}" if kind else text).encode(), Limits(), bag)
    if tree:
        node = tree.root.entries["value"].value if kind else tree.root
        (kind or RecordOf(Storyboard)).read(node, Reader(tree.source, bag))
    return list(bag)


def records(record: type[Record], seen: dict[str, type[Record]]) -> dict[str, type[Record]]:
    """A record and all that it is made of, by name."""

    def walk(kind: Kind[Any] | None) -> None:
        match kind:
            case RecordOf():
                records(kind.record, seen)
            case ListOf() | MapOf():
                walk(kind.kind)
            case Either():
                for form in kind.forms.values():
                    walk(form)
            case _:
                pass

    if record.__name__ not in seen:
        seen[record.__name__] = record
        for field in record.fields.values():
            walk(field.kind)
    return seen
