"""Where a piece of a filled-in prompt was written."""

import pytest

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.source import Source
from anime_compiler.parse.spec_tree import Place, TextNode
from anime_compiler.resolve.template_text import expand_text
from anime_compiler.resolve.variables import Value, expand_values
from anime_compiler.resolve.written_pieces import has_only_plain_names, written_span


def value(name: str, text: str) -> Value:
    return Value(text, Place(Source(name, text), TextNode(0, len(text), text, plain=True)), ())


def written(prompt: str, piece: str, **values: str) -> tuple[str, str, int]:
    """Where a piece of a filled-in prompt was written: in which text, what stands there, and from which letter."""
    names = expand_values({name: value(name, text) for name, text in values.items()}, Bag())
    filled = expand_text(prompt, names.texts).text
    start = filled.index(piece)
    span = written_span(value("prompt", prompt), names, filled, start, start + len(piece))
    return span.source.name, span.text, span.start


@pytest.mark.parametrize(
    ("prompt", "piece", "values", "expected"),
    [
        pytest.param("a (b", "(", {}, ("prompt", "(", 2), id="no names"),
        pytest.param("{{ v }} (b", "(", {"v": "xyz"}, ("prompt", "(", 8), id="behind a name"),
        pytest.param("(a) {{ v }}", "(b", {"v": "x (b"}, ("v", "(b", 2), id="in a value"),
        pytest.param("{{v}}{{ w }}", "(", {"v": "x", "w": "(b"}, ("w", "(", 0), id="in the second value"),
        pytest.param("{{ v }}", "(", {"v": "x {{ w }}", "w": "y (b"}, ("w", "(", 2), id="in a value in a value"),
        pytest.param("a {{ v }} c", "b c", {"v": "b"}, ("v", "b", 0), id="over the end of a value"),
        pytest.param("{{ v | upper }} (b", "(", {"v": "x"}, ("prompt", "(", 16), id="beside a filter"),
        pytest.param("{{ v | upper }}", "(X", {"v": "(x"}, ("prompt", "{{ v | upper }}", 0), id="out of a filter"),
    ],
)
def test_a_piece_is_found_where_its_author_wrote_it(
    prompt: str, piece: str, values: dict[str, str], expected: tuple[str, str, int]
) -> None:
    assert written(prompt, piece, **values) == expected


def test_values_that_are_made_of_each_other_end_somewhere() -> None:
    assert written("{{ a }} x", "x", a="{{ b }}", b="{{ a }}")[:2] == ("prompt", "x")
    assert written("{{ a }} x", "a", a="{{ b }}", b="{{ a }}")[0] in ("a", "b", "prompt")


def test_a_chain_of_many_values_ends_somewhere() -> None:
    chain = {f"n{number}": f"{{{{ n{number + 1} }}}}" for number in range(500)}
    assert written("{{ n0 }}", "(", **chain, n500="(")[0].startswith("n")


@pytest.mark.parametrize(
    ("text", "only"),
    [("a", True), ("{{ a }} {{b}}", True), ("{{ a | upper }}", False), ("{% if a %}", False), ("{", False)],
)
def test_plain_names_are_told_from_all_other_templates(text: str, only: bool) -> None:
    assert has_only_plain_names(text) is only
