"""Fixes that write another value where one was written."""

from anime_compiler.diagnostics.diagnostic import Edit, Fix
from anime_compiler.diagnostics.source import Span
from anime_compiler.parse.spec_tree import Place, TextNode


def rewrite(place: Place, value: str, *path: str | int) -> Fix | None:
    """Write a value in place of the one under a path; nothing to offer where none was written."""
    node = place.find(*path)
    if not isinstance(node, TextNode):
        return None
    span = Span(place.source, node.start, node.end)
    return Fix(f"replace with `{value}`", (Edit(span, value),), safe=False)
