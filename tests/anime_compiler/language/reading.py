"""Reading storyboards in the two ways that must agree: by our reader, and as YAML 1.2 for a schema."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.language.holders import Either, ListOf, MapOf
from anime_compiler.language.kinds import Kind
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
    """A text as the data that an editor sees in it."""
    return yaml.load(text, _CoreLoader)  # noqa: S506 - it is a safe loader


def findings(text: str, kind: Kind[Any] | None = None) -> list[Diagnostic]:
    """What our own reader says of a storyboard, or of a value of some other kind."""
    bag = Bag()
    tree = parse("test.yaml", (f"value: {text}" if kind else text).encode(), Limits(), bag)
    if tree:
        node = tree.root.entries["value"].value if kind else tree.root
        (kind or RecordOf(Storyboard)).read(node, Reader(tree.source, bag))
    return list(bag)


def kinds_in(kind: Kind[Any], seen: set[type[Record]]) -> Iterator[Kind[Any]]:
    """A kind and all that it is made of; each record once."""
    yield kind
    match kind:
        case RecordOf() if kind.record not in seen:
            seen.add(kind.record)
            for field in kind.record.fields.values():
                yield from kinds_in(field.kind, seen)
        case ListOf() | MapOf():
            yield from kinds_in(kind.kind, seen)
        case Either():
            for form in filter(None, kind.forms.values()):
                yield from kinds_in(form, seen)
        case _:
            pass


def records_in(record: type[Record]) -> list[type[Record]]:
    """A record and all that it is made of."""
    found = (kind.record for kind in kinds_in(RecordOf(record), set()) if isinstance(kind, RecordOf))
    return list(dict.fromkeys(found))
