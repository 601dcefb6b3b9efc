"""The tree a file is read into: texts, lists and maps with their places, not yet typed."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from anime_compiler.diagnostics.source import Source, Span

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class TextNode(NamedTuple):
    """One scalar as it was written; what it means is decided by the schema, not by its looks."""

    start: int
    end: int
    text: str
    plain: bool  # written without quotes, so that `null` is nothing and not a word

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in _NULLS


class ListNode:
    """A sequence."""

    __slots__ = ("end", "is_open", "items", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.items: list[Node] = []
        self.is_open = False


class Entry(NamedTuple):
    """A key of a map and its value."""

    key: TextNode
    value: "Node"


class MapNode:
    """A mapping; its keys are texts and each stands once."""

    __slots__ = ("end", "entries", "is_open", "start")

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.entries: dict[str, Entry] = {}
        self.is_open = False  # a syntax error cut it short, so what it lacks may stand further down

    def get(self, key: str) -> "Node | None":
        entry = self.entries.get(key)
        return entry.value if entry else None


Node: TypeAlias = TextNode | ListNode | MapNode


class SpecTree(NamedTuple):
    """A parsed file."""

    source: Source
    root: MapNode

    def span(self, node: Node) -> Span:
        return Span(self.source, node.start, node.end)

    def walk(self) -> Iterator[tuple[tuple[str, ...], TextNode | None, Node]]:
        """Each node below the root with its path and, in a map, its key; parents before children."""
        stack: list[tuple[tuple[str, ...], TextNode | None, Node]] = [((), None, self.root)]
        while stack:
            path, key, node = stack.pop()
            if node is not self.root:
                yield path, key, node
            if isinstance(node, MapNode):
                stack.extend(((*path, name), entry.key, entry.value) for name, entry in reversed(node.entries.items()))
            elif isinstance(node, ListNode):
                stack.extend(((*path, str(i)), None, node.items[i]) for i in reversed(range(len(node.items))))


class Place(NamedTuple):
    """A node together with its source: how later stages point back at the text."""

    source: Source
    node: Node

    def at(self, *path: str | int) -> Span:
        """The span of the value under a path; where the path ends early, of the last thing that was written."""
        node, head = self.node, _head(self.node)
        for step in path:
            if isinstance(node, MapNode) and isinstance(step, str) and (entry := node.entries.get(step)):
                node, head = entry.value, entry.key
            elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
                head = _head(node)
            else:
                return Span(self.source, head.start, head.end)
        if isinstance(node, MapNode):
            return Span(self.source, head.start, head.end)
        return Span(self.source, node.start, node.end)

    def find(self, *path: str | int) -> Node | None:
        """The node of a value deeper in the map, if it was written."""
        node: Node | None = self.node
        for step in path:
            if isinstance(node, MapNode) and isinstance(step, str):
                node = node.get(step)
            elif isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    def part(self, *path: str | int) -> "Place":
        """The place of a value deeper in the map, or this one where it was not written."""
        node = self.find(*path)
        return self if node is None else Place(self.source, node)

    def part_key(self, *path: str) -> "Place":
        """The place of a key deeper in the map, or this one where it was not written."""
        *above, name = path
        holder = self.part(*above).node
        entry = holder.entries.get(name) if isinstance(holder, MapNode) else None
        return Place(self.source, entry.key) if entry else self

    def names(self, name: str) -> tuple[str, ...]:
        """The keys of the map under a key, whether or not their values could be read."""
        holder = self.node.get(name) if isinstance(self.node, MapNode) else None
        return tuple(holder.entries) if isinstance(holder, MapNode) else ()

    def key(self, name: str) -> Span:
        """The span of a key, or of the map's first key where it was not written."""
        if isinstance(self.node, MapNode) and (entry := self.node.entries.get(name)):
            return Span(self.source, entry.key.start, entry.key.end)
        return self.at()

    def within(self, start: int, end: int, *path: str) -> Span:
        """The span of a piece of the text under a path, counted in the text's own characters.

        Escapes and folded lines make the written form differ from the text; then the piece is searched for,
        and where it stands more than once or not at all, the whole text is pointed at.
        """
        node: Node | None = self.node
        for step in path:
            node = node.get(step) if isinstance(node, MapNode) else None
        if not isinstance(node, TextNode):
            return self.at(*path)
        written = self.source.text[node.start : node.end]
        quoted = 0 if node.plain else 1
        if written[quoted : len(written) - quoted] == node.text:
            return Span(self.source, node.start + quoted + start, node.start + quoted + end)
        piece = node.text[start:end]
        if piece and written.count(piece) == 1:
            found = node.start + written.index(piece)
            return Span(self.source, found, found + len(piece))
        return Span(self.source, node.start, node.end)


def _head(node: Node) -> Node:
    """The part of a node worth underlining: of a map its first key, of anything else itself."""
    if isinstance(node, MapNode):
        for entry in node.entries.values():
            return entry.key
    return node
