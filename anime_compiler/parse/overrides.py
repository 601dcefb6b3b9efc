"""Values from the command line, put into a tree before anybody looks at it: `--set shots.rooftop.duration=4s`.

What is set keeps its own text: findings about it point at the `--set`, and everything that is refused in a file is
refused there, too, since it is the same tree that is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from anime_compiler.diagnostics.diagnostic import Bag, Label
from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.parse import codes
from anime_compiler.parse.overlaid import OverlaidSource, Piece
from anime_compiler.parse.override_path import RefusedOverride, Step, read_path
from anime_compiler.parse.parse import brief, parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import Entry, ListNode, MapNode, Node, SpecTree, TextNode

_KEY = "v: "  # what a value is read behind: as in a file, a comma or a bracket within a text is nothing special

_Holder: TypeAlias = ListNode | MapNode


class _Target(NamedTuple):
    """A value to be set: `name` in the last of the lists and maps above it, and the steps that lead on into nothing."""

    above: tuple[_Holder, ...]
    name: str | int
    step: Step
    rest: tuple[Step, ...]

    @property
    def node(self) -> Node | None:
        """What stands there now; a key without a value is as good as none."""
        holder = self.above[-1]
        node = holder.get(str(self.name)) if isinstance(holder, MapNode) else holder.items[int(self.name)]
        return None if isinstance(node, TextNode) and node.is_null else node


def override(tree: SpecTree, texts: Sequence[str], long_forms: Mapping[str, str], limits: Limits, bag: Bag) -> SpecTree:
    """The tree with each override made, in order. One that cannot be made has a finding, and changes nothing.

    `long_forms` tells, for a key whose value may be a text or a map, which key of the map the text stands for.
    """
    if not texts:
        return tree
    overlay = _Overlay(tree, long_forms, limits, bag)
    for text in texts:
        overlay.add(text)
    return SpecTree(OverlaidSource(tree.source, overlay.pieces, overlay.ends), tree.root)


class _Overlay:
    """Makes one override after the other, within the budgets of one more file."""

    def __init__(self, tree: SpecTree, long_forms: Mapping[str, str], limits: Limits, bag: Bag) -> None:
        self.root = tree.root
        self.long_forms = long_forms
        self.limits = limits
        self.bag = bag
        self.pieces: list[Piece] = []
        self.ends: dict[int, int] = {}
        self._file_end = len(tree.source.text)
        self._next = self._file_end + 1
        self._bytes_left = limits.bytes
        self._nodes_left = limits.nodes

    def add(self, text: str) -> None:
        source = Source(f"--set {brief(text.partition('=')[0])}".rstrip(), text)
        try:
            steps, value_at = read_path(text)
            value = self._value(source, steps, value_at)
            if value is None:
                return
            targets = self._targets(steps)
            self._spend(value_at - 1, len(text) * len(targets), (_count(value) + len(steps)) * len(targets))
            for target in targets:
                self._set(target, value, value_at - len(_KEY), source)
        except RefusedOverride as refused:
            span = Span(source, refused.start, refused.end)
            self.bag.add(codes.BAD_OVERRIDE, refused.message, span, refused.help)

    def _value(self, source: Source, steps: Sequence[Step], at: int) -> Node | None:
        """The value as a tree of its own, with places counted behind `_KEY`; nothing where it has findings."""
        text, depth = source.text, self.limits.depth - len(steps) + 1
        if depth < 1:
            message = f"lists and maps would be nested deeper than {self.limits.depth}"
            raise RefusedOverride(message, 0, at, "nothing in the language nests deeper than 8")
        try:
            data = f"{_KEY}{text[at:]}".encode()
        except UnicodeEncodeError as error:
            place = at + error.start - len(_KEY)
            raise RefusedOverride("this is not UTF-8 text", place, place + 1, "type it in a UTF-8 terminal") from None
        found = Bag()
        tree = parse(source.name, data, self.limits._replace(depth=depth), found)
        self.bag.extend(
            one._replace(
                span=_typed(one.span, source, at),
                labels=tuple(Label(_typed(label.span, source, at), label.text) for label in one.labels),
                fix=None,
            )
            for one in found
        )
        if tree is None or found.has_errors:
            return None
        first, *others = tree.root.entries.values()
        if others:
            start = _typed(tree.span(others[0].key), source, at).start
            raise RefusedOverride("a second value starts here", start, len(text), "write one `--set` for each value")
        _refuse_nothing(first.value, source, at)
        return first.value

    def _targets(self, steps: Sequence[Step]) -> list[_Target]:
        """Everything that a path names."""
        pending = [_Target((self.root,), name, steps[0], tuple(steps[1:])) for name in _names(self.root, steps[0], "")]
        found: list[_Target] = []
        while pending:
            target = pending.pop()
            node = target.node
            if node is None or (isinstance(node, TextNode) and str(target.name) in self.long_forms):
                _refuse_items(target)
                found.append(target)
            elif not target.rest:
                found.append(target)
            elif isinstance(node, TextNode):
                _refuse_text(target)
            else:
                step, *rest = target.rest
                names = _names(node, step, str(target.name))
                pending += [_Target((*target.above, node), name, step, tuple(rest)) for name in names]
        return found[::-1]

    def _spend(self, end: int, letters: int, nodes: int) -> None:
        self._bytes_left -= letters
        self._nodes_left -= nodes
        if self._nodes_left < 0:
            message = f"what is set comes to more than {self.limits.nodes:,} values"
            raise RefusedOverride(message, 0, end, "raise the limit with `--max-nodes`")
        if self._bytes_left < 0:
            message = f"what is set comes to more than {self.limits.bytes:,} bytes"
            raise RefusedOverride(message, 0, end, "raise the limit with `--max-bytes`")

    def _set(self, target: _Target, value: Node, shift: int, source: Source) -> None:
        """Put a copy of the value there; each has a place of its own, by which later stages tell one from another."""
        base, end = self._next, self._next + len(source.text)
        self._next = end + 1
        holder, old = target.above[-1], target.node
        self.pieces.append(Piece(base, source, self._in_file(old.start if old else holder.start)))
        made = _moved(value, base + shift)
        for step in reversed(target.rest):
            around = MapNode(base + step.start)
            around.end = end
            around.entries[step.text] = Entry(_key(step, base, step.text), made)
            made = around
        for above in target.above:
            self.ends.setdefault(above.start, above.end)
            above.end = end
        if isinstance(holder, ListNode):
            holder.items[int(target.name)] = made
            return
        name = str(target.name)
        key = _key(target.step, base, name)
        if target.rest and isinstance(old, TextNode) and isinstance(made, MapNode):  # a word that stands for a map
            key, word = holder.entries[name].key, self.long_forms[name]
            made.entries = {word: Entry(TextNode(old.start, old.end, word, True), old), **made.entries}
        holder.entries[name] = Entry(key, made)

    def _in_file(self, offset: int) -> int:
        if offset <= self._file_end:
            return offset
        return next(piece.instead for piece in reversed(self.pieces) if piece.start <= offset)


def _typed(span: Span, source: Source, at: int) -> Span:
    """A place in what was read behind `_KEY`, in the text as it was typed."""
    start, end = (min(max(offset + at - len(_KEY), 0), len(source.text)) for offset in (span.start, span.end))
    return Span(source, start, end)


def _key(step: Step, base: int, name: str) -> TextNode:
    return TextNode(base + step.start, base + step.end, name, not step.is_quoted)


def _refuse_nothing(value: Node, source: Source, at: int) -> None:
    """Refuse a value that is nothing, and one that ends before its text does: what follows would be lost in silence."""
    if isinstance(value, TextNode) and value.is_null:
        message = f"`{brief(source.text[: at - 1])}` is set to nothing"
        raise RefusedOverride(message, 0, at, "write a value behind the `=`")
    end = at + value.end - len(_KEY)
    rest = source.text[end:]
    if rest.strip():
        start = end + len(rest) - len(rest.lstrip())
        help = "what follows ` #` is a comment; text that holds it needs quotes"
        raise RefusedOverride("this is no part of the value", start, len(source.text), help)


def _names(node: Node, step: Step, under: str) -> Sequence[str | int]:
    """The names, in a list or map, of what a step leads to; what a syntax error cut off may well have been there."""
    if isinstance(node, MapNode):
        if step.is_all and not node.entries and not node.is_open:
            raise RefusedOverride(f"`*` finds nothing in `{brief(under)}`", *step[1:3], "name what is to be set")
        return list(node.entries) if step.is_all else [step.text]
    assert isinstance(node, ListNode)
    if step.is_all and node.items:
        return range(len(node.items))
    names = [number for number, item in enumerate(node.items) if _id(item) == step.text]
    if names or node.is_open:
        return names
    if step.number is not None and step.number < len(node.items):
        return [step.number]
    raise _no_item(node, step, under)


def _no_item(node: ListNode, step: Step, under: str) -> RefusedOverride:
    ids = [name for name in map(_id, node.items) if name]
    if not node.items:
        help = "it has no items"
    elif meant := closest(step.text, ids):
        help = f"did you mean `{brief(meant)}`?"
    elif ids:
        help = f"known: {known_names(map(brief, ids))}; `*` is all of them"
    else:
        help = f"its items are `0` to `{len(node.items) - 1}`; `*` is all of them"
    return RefusedOverride(f"there is no item `{brief(step.text)}` in `{brief(under)}`", *step[1:3], help)


def _id(item: Node) -> str:
    id = item.get("id") if isinstance(item, MapNode) else None
    return id.text if isinstance(id, TextNode) else ""


def _refuse_items(target: _Target) -> None:
    """Refuse to make an item of a list that is not there."""
    for step in target.rest:
        if step.is_all or step.number is not None:
            message = f"there is no item `{step.text}`, since `{brief(target.step.text)}` holds none here"
            raise RefusedOverride(message, *step[1:3], "set the whole list: `--set 'path=[…]'`")


def _refuse_text(target: _Target) -> None:
    name, key = brief(str(target.name)), target.rest[0]
    message = f"`{name}` is text here, so there is no `{brief(key.text)}` in it"
    raise RefusedOverride(message, *key[1:3], f"set `{name}` as a whole")


def _nodes(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ListNode):
            pending += node.items
        elif isinstance(node, MapNode):
            pending += [entry.value for entry in node.entries.values()]


def _count(node: Node) -> int:
    return sum(1 for _ in _nodes(node))


def _moved(node: Node, by: int) -> Node:
    """A copy that stands elsewhere; how deep it goes has been limited."""
    if isinstance(node, TextNode):
        return _moved_text(node, by)
    copy: _Holder
    if isinstance(node, ListNode):
        copy = ListNode(node.start + by)
        copy.items = [_moved(item, by) for item in node.items]
    else:
        copy = MapNode(node.start + by)
        copy.entries = {
            name: Entry(_moved_text(entry.key, by), _moved(entry.value, by)) for name, entry in node.entries.items()
        }
    copy.end = node.end + by
    return copy


def _moved_text(node: TextNode, by: int) -> TextNode:
    return node._replace(start=node.start + by, end=node.end + by)
