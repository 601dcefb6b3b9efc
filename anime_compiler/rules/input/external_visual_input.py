"""a picture is to come in from outside

Refused is every key under which other tools take pictures (`init_image`, `reference`, `mask` …) where the
language has no such key, and every value or name that is an address, a path, a picture file, a data URI or
a picture's bytes written as text. Keys that you name yourself, such as characters and variables, may be
called what you like. Links in `citation`, `licence`, `made_with` and `$schema` are fine: nothing there is
ever drawn.

## Why

All control must come from pictures that the model itself has made: no photograph, sketch, drawn pose or
edited map may guide it. The language therefore has no way to load a picture, under any ruleset, and the
plan has no operation for it.

## Instead

Say in words what is to be seen, let the model draw a turnaround of each character, and take control maps
from what it has drawn:

```yaml
characters:
  hana: {looks: "1girl, short blue hair", sheet: {views: 4}}
shots:
  - id: rooftop
    prompt: "{{ hana }} leans on the railing of a school rooftop"
    control:
      - {kind: openpose, from: keyframes}
```
"""

from collections.abc import Iterator
from typing import Any

from anime_compiler.diagnostics.diagnostic import Family, Level
from anime_compiler.language.holders import Either, ListOf, MapOf
from anime_compiler.language.kinds import Kind, Label
from anime_compiler.language.reader import shown
from anime_compiler.language.record import Field, RecordOf
from anime_compiler.language.storyboard import OwnModel, Storyboard
from anime_compiler.language.visual_input import is_picture_key, picture_in
from anime_compiler.model.catalogue import Parameters
from anime_compiler.parse.spec_tree import ListNode, MapNode, Node, Place, SpecTree, TextNode
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT  # no ruleset can allow it, since nothing could render it
FAMILY = Family.CONTEST

_INSTEAD = (
    "say in `prompt` what is to be seen; a character's looks are kept by `sheet`, a pose by `control` with "
    "`from: keyframes`"
)
_NAME_INSTEAD = "write a name from the catalogue, or one of your own from `models`; a storyboard names no files"
_ROOT = RecordOf(Storyboard)
_NEVER_DRAWN: tuple[Any, ...] = (
    Storyboard.schema_link,
    Storyboard.made_with,
    OwnModel.citation,
    OwnModel.licence,
    OwnModel.made_with,
)


def check_tree(tree: SpecTree, _: Parameters) -> Iterator[Finding]:
    """Walk the tree along the language, which tells keys of its own from those of the author."""
    found: list[Finding] = []
    _look_into(tree.root, _ROOT, tree, found)
    return iter(found)


def _look_into(node: Node, kind: Kind[Any] | None, tree: SpecTree, found: list[Finding]) -> None:
    """Add the findings in a node; without a kind it is in a place that the language does not know."""
    if isinstance(node, TextNode):
        _look_at(node, kind, tree, found)
        return
    if isinstance(kind, Either):
        kind = kind.forms[type(node)]
    if isinstance(node, ListNode):
        for item in node.items:
            _look_into(item, kind.kind if isinstance(kind, ListOf) else None, tree, found)
    elif isinstance(kind, RecordOf):
        _look_into_record(node, kind.record.fields, tree, found)
    else:
        of_key, of_value = (kind.key, kind.kind) if isinstance(kind, MapOf) else (None, None)
        for key, value in node.entries.values():
            _look_at(key, of_key, tree, found)
            _look_into(value, of_value, tree, found)


def _look_into_record(node: MapNode, fields: dict[str, Field[Any]], tree: SpecTree, found: list[Finding]) -> None:
    for name, (key, value) in node.entries.items():
        field = fields.get(name)
        if field is None:
            before = len(found)
            _look_at(key, None, tree, found)
            _look_into(value, None, tree, found)
            # Where the picture itself stands there, that says it better than the key.
            if is_picture_key(name) and len(found) == before:
                found.append(Finding(tree.span(key), f"`{name}` asks for a picture from outside", _INSTEAD))
        elif field not in _NEVER_DRAWN:
            _look_into(value, field.kind, tree, found)


def _look_at(node: TextNode, kind: Kind[Any] | None, tree: SpecTree, found: list[Finding]) -> None:
    picture = picture_in(node.text)
    if picture is None:
        return
    start, end, what = picture
    piece = shown(node.text[start:end])
    span = Place(tree.source, node).within(start, end)
    kind = kind.forms[TextNode] if isinstance(kind, Either) else kind
    if isinstance(kind, Label):
        found.append(Finding(span, f"`{piece}` is {what}, but a name belongs here", _NAME_INSTEAD))
    else:
        found.append(Finding(span, f"`{piece}` is {what}, but no picture may come in from outside", _INSTEAD))
