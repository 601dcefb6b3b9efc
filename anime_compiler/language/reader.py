"""What a kind needs to read a node: a place for findings, and the habits that all kinds share."""

from typing import Final, final

from anime_compiler.diagnostics.diagnostic import Bag, Code, Edit, Fix, Label
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.language.visual_input import looks_like_picture
from anime_compiler.parse.spec_tree import ListNode, MapNode, Node, TextNode


@final
class Invalid:
    """What reading gives in place of a value that could not be understood; the finding has been reported."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID: Final = Invalid()


class Reader:
    """Reads one file; findings go into the bag."""

    def __init__(self, source: Source, bag: Bag) -> None:
        self.source = source
        self.bag = bag

    def report(
        self,
        code: Code,
        message: str,
        node: Node,
        help: str | None = None,
        suggestion: str | None = None,
        labels: tuple[Label, ...] = (),
        safe: bool = False,
    ) -> Invalid:
        """Report a finding at a node; a suggestion is what could stand there instead."""
        span = Span(self.source, node.start, node.end)
        fix = Fix(f"replace with `{suggestion}`", (Edit(span, suggestion),), safe) if suggestion is not None else None
        self.bag.add(code, message, span, help, labels, fix)
        return INVALID

    def as_written(self, node: TextNode) -> str:
        """A text for a message, with the quotes that it was written in: they may be what is wrong with it."""
        return shown(node.text if node.plain else self.source.text[node.start : node.end])

    def refuse(self, code: Code, node: Node, said: str, expects: str, suggestion: str | None = None) -> Invalid:
        """Report a text that a kind does not understand.

        A path or an address is left to the rule against external visual input, which says more about it.
        """
        if isinstance(node, TextNode) and looks_like_picture(node.text):
            return INVALID
        return self.report(code, said, node, expects, suggestion)


def shown(text: str) -> str:
    """A piece of the author's text for a message: one line, without control characters, and not endless."""
    plain = "".join(character if character.isprintable() else "\ufffd" for character in text[:60])
    return plain + "…" if len(text) > 60 else plain


def type_name(node: Node) -> str:
    """What a node is, in words."""
    if isinstance(node, ListNode):
        return "a list"
    if isinstance(node, MapNode):
        return "a map"
    return "nothing" if node.is_null else "text"
