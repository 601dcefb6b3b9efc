"""Text to tree, on libyaml's event stream: no constructor ever runs, and budgets end hostile input early."""

from collections.abc import Callable
from typing import Any, NoReturn

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from anime_compiler.diagnostics.diagnostic import Bag, Code, Edit, Fix, Label
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.errors import UnusableEnvironment
from anime_compiler.parse import codes
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import Entry, ListNode, MapNode, SpecTree, TextNode
from anime_compiler.parse.syntax_help import explain_syntax, where_too_deep

try:
    from yaml._yaml import CParser  # type: ignore[import-untyped,unused-ignore]
except ImportError:  # pragma: no cover - every wheel of PyYAML carries libyaml
    cure = "install its wheel: pip install --force-reinstall PyYAML"
    raise UnusableEnvironment("PyYAML was installed without libyaml", cure) from None


def parse(name: str, data: bytes, limits: Limits, bag: Bag) -> SpecTree | None:
    """The tree of a file, or of as much of it as could be read; `None` where there is nothing to go on with.

    After a syntax error the tree holds what stood before it, and what was still being read is marked open.
    """
    if len(data) > limits.bytes:
        message = f"the file is larger than {limits.bytes:,} bytes"
        bag.add(
            codes.FILE_TOO_LARGE,
            message,
            Span(Source(name, ""), 0, 0),
            help="raise the limit with `--max-bytes`",
        )
        return None
    try:
        source = Source(name, data.decode().lstrip("\ufeff"))  # libyaml does not count byte order marks
    except UnicodeDecodeError as error:
        before = Source(name, data[: error.start].decode("utf-8"))
        end = len(before.text)
        message = f"byte {error.start + 1:,} of the file is not UTF-8 text"
        bag.add(codes.NOT_UTF8, message, Span(before, end, end), help="save the file as UTF-8")
        return None
    return _TreeBuilder(source, limits, bag).build()


class _Stop(Exception):
    """A finding after which reading on would not be honest."""


class _TreeBuilder:
    """Turns events into nodes with a stack of its own, so that no nesting can exhaust Python's."""

    def __init__(self, source: Source, limits: Limits, bag: Bag) -> None:
        self.source = source
        self.limits = limits
        self.bag = bag
        self.root: MapNode | None = None
        self.stack: list[ListNode | MapNode] = []  # what is being read, outermost first

    def build(self) -> SpecTree | None:
        try:
            self._read_events(CParser(self.source.text).get_event)
            if self.root is None:
                self._reject_root(Span(self.source, 0, 0), empty=True)
        except YAMLError as error:
            deep = where_too_deep(error)
            if deep is None:
                self.bag.extend([explain_syntax(error, self.source)])
            else:
                self._report_depth(Span(self.source, deep, deep + 1))
        except _Stop:
            pass
        for node in self.stack:
            node.is_open = True
        return None if self.root is None else SpecTree(self.source, self.root)

    def _report_depth(self, span: Span) -> None:
        message = f"lists and maps are nested deeper than {self.limits.depth}"
        self.bag.add(codes.TOO_DEEP, message, span, "nothing in the language nests deeper than 8")

    # One loop with the cases in order of frequency: this is the hot path of the whole front end, and a call
    # for every event would cost more than the work done for it. Hence its length.
    def _read_events(self, next_event: Callable[[], Any]) -> None:  # noqa: C901
        make: Any = tuple.__new__  # what a named tuple's constructor calls in turn
        stack, nodes_left, depth = self.stack, self.limits.nodes, self.limits.depth
        holder: ListNode | MapNode | None = None  # the innermost list or map being read
        key: TextNode | None = None  # the key that waits for its value
        while True:
            event = next_event()
            kind = type(event)
            if kind is ScalarEvent:
                style = event.style
                node = make(TextNode, (event.start_mark.index, event.end_mark.index, event.value, not style))
                if style == "|" or style == ">":
                    node = node._replace(end=self._trimmed(node.start, node.end))
                if event.anchor is not None or event.tag is not None:
                    self._refuse_marks(event)
                if isinstance(holder, MapNode):
                    if key is None:
                        key = node
                        if node.text in holder.entries or node.text == "<<":
                            self._report_key(holder, node)
                    else:
                        holder.entries.setdefault(key.text, make(Entry, (key, node)))
                        key = None
                elif holder is not None:
                    holder.items.append(node)
                else:
                    self._reject_root(Span(self.source, node.start, node.end), empty=node.is_null)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(stack.pop(), event)
                holder = stack[-1] if stack else None
                continue
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                opened: ListNode | MapNode = MapNode(start) if kind is MappingStartEvent else ListNode(start)
                if event.anchor is not None or event.tag is not None:
                    self._refuse_marks(event)
                if isinstance(holder, MapNode):
                    if key is None:
                        self._stop(
                            codes.COMPLEX_KEY,
                            "a key is a list or a map instead of a word",
                            event,
                            _QUOTE_BRACES,
                        )
                    holder.entries.setdefault(key.text, make(Entry, (key, opened)))
                    key = None
                elif holder is not None:
                    holder.items.append(opened)
                elif isinstance(opened, MapNode):
                    self.root = opened
                else:
                    self._reject_root(Span(self.source, start, start + 1), empty=False)
                stack.append(opened)
                holder = opened
                if len(stack) > depth:
                    self._report_depth(Span(self.source, start, event.end_mark.index))
                    raise _Stop
            elif kind is StreamEndEvent:
                return
            elif kind is AliasEvent:
                self._stop(
                    codes.ALIAS_REFUSED,
                    f"`*{brief(event.anchor)}` is an alias, which the language does not have",
                    event,
                    "write the value out; text that starts with `*` needs quotes",
                )
            elif kind is DocumentStartEvent and self.root is not None:
                self._stop(
                    codes.SECOND_DOCUMENT,
                    "a second document starts here, but a file holds one storyboard",
                    event,
                    "put it in a file of its own",
                )
            else:
                continue
            nodes_left -= 1
            if nodes_left < 0:
                message = f"the file holds more than {self.limits.nodes:,} values"
                self._stop(codes.TOO_MANY_NODES, message, event, "raise the limit with `--max-nodes`")

    def _close(self, node: ListNode | MapNode, event: Any) -> None:
        """Give a list or map its end; libyaml puts the end of a block at the start of whatever comes next."""
        end = event.end_mark.index
        if event.start_mark.index == end:
            if isinstance(node, ListNode):
                end = node.items[-1].end if node.items else node.start
            else:
                last = next(reversed(node.entries.values()), None)
                end = max(last.key.end, last.value.end) if last else node.start
        node.end = end

    def _trimmed(self, start: int, end: int) -> int:
        """The end of a block of text without the white space behind it."""
        return start + len(self.source.text[start:end].rstrip())

    def _report_key(self, holder: MapNode, node: TextNode) -> None:
        span = Span(self.source, node.start, node.end)
        if node.text == "<<":
            message = "`<<` merges maps, which the language does not have"
            self.bag.add(codes.ALIAS_REFUSED, message, span, help="write the keys out")
            return
        first = holder.entries[node.text].key
        self.bag.add(
            codes.DUPLICATE_KEY,
            f"`{brief(node.text)}` stands twice in one map",
            span,
            help="keep the one that you mean",
            labels=(Label(Span(self.source, first.start, first.end), "first written here"),),
        )

    def _refuse_marks(self, event: Any) -> None:
        """Report an anchor or a tag; the value itself is still read, so that other findings are not lost."""
        text, start = self.source.text, event.start_mark.index
        if event.anchor is not None:
            at = text.index("&", start)
            span = Span(self.source, at, at + len(event.anchor) + 1)
            message = f"`&{brief(event.anchor)}` is an anchor, which the language does not have"
            help = "remove it; text that starts with `&` needs quotes"
            self.bag.add(codes.ALIAS_REFUSED, message, span, help)
        if event.tag is not None:
            at = text.index("!", start)
            written = text[at : event.end_mark.index].split(None, 1)[0]
            span = Span(self.source, at, at + len(written))
            fix = Fix("remove the tag", (Edit(span, ""),), safe=False)
            message = f"`{brief(written)}` is a tag, which the language does not have"
            help = "remove it; text that starts with `!` needs quotes"
            self.bag.add(codes.TAG_REFUSED, message, span, help, fix=fix)

    def _reject_root(self, span: Span, empty: bool) -> NoReturn:
        if empty:
            self.bag.add(codes.EMPTY_FILE, "the file is empty", span, help="`animec new` writes one to start from")
        else:
            self.bag.add(
                codes.NOT_A_MAP,
                "the file starts with a value instead of keys",
                span,
                help="start with `animec: 1`",
            )
        raise _Stop

    def _stop(self, code: Code, message: str, event: Any, help: str | None = None) -> NoReturn:
        start, end = event.start_mark.index, event.end_mark.index
        line_end = self.source.text.find("\n", start)
        end = min(max(end, start + 1), line_end if line_end > start else len(self.source.text))
        self.bag.add(code, message, Span(self.source, start, end), help)
        raise _Stop


def brief(text: str) -> str:
    """The author's text for a message: on one line, and not endless."""
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in text[:60])
    return f"{plain}…" if len(text) > 60 else plain


_QUOTE_BRACES = 'text that starts with `{` needs quotes: "{{ name }} …"'
