"""What is said of broken YAML: in plain words, at the place, and with a cure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits


def syntax_finding(text: str) -> Diagnostic:
    bag = Bag()
    parse("test.yaml", text.encode(), Limits(), bag)
    (found,) = [one for one in bag if one.code.name == "yaml-syntax"]
    return found


@pytest.mark.parametrize(
    ("text", "place", "message", "help"),
    [
        pytest.param(
            "title: part one: the roof\n",
            (1, 16),
            "a second `: ` on one line",
            'text that holds `: ` needs quotes: prompt: "…"',
            id="a colon in a text",
        ),
        pytest.param(
            "a: {b: c: d}\n",
            (1, 9),
            "a second `: ` on one line",
            'text that holds `: ` needs quotes: prompt: "…"',
            id="a colon in a text in braces",
        ),
        pytest.param(
            "clip: a\n  fps: 8\n",
            (2, 6),
            "a key on a line that goes on with the text above it",
            "line it up with the keys it belongs to, or give the line above its `:`",
            id="a key that is indented too far",
        ),
        pytest.param(
            "clip: a\nstyle\nfps: 8\n",
            (3, 1),
            "a key without its `:`",
            "write `key: value`",
            id="a key without its colon",
        ),
        pytest.param(
            "shots:\n\t- id: a\n",
            (2, 1),
            "a tab in the indentation",
            "indent with spaces",
            id="a tab in the indentation",
        ),
        pytest.param(
            "a: @home\n",
            (1, 4),
            "a character that cannot start a value",
            "put the text in quotes, and indent with spaces",
            id="a sign that starts nothing",
        ),
        pytest.param(
            "shots:\n  - id: a\n   prompt: b\n",
            (3, 4),
            "this line does not fit the list above it",
            "start it with `- ` in the list's column",
            id="a line beside its list",
        ),
        pytest.param(
            "a:\n    b: c\n  d: e\n",
            (3, 3),
            "this line does not fit the indentation around it",
            "line it up with the keys it belongs to",
            id="a line between two indentations",
        ),
        pytest.param(
            "a: {b: c\n",
            (1, 4),
            "a `{` that is never closed",
            'close it, or quote text that starts with it: "{{ name }} …"',
            id="a brace that is not closed",
        ),
        pytest.param(
            "a: [b, c\n",
            (1, 4),
            "a `[` that is never closed",
            "close it, or put text that starts with `[` in quotes",
            id="a bracket that is not closed",
        ),
        pytest.param('a: "b\n', (1, 4), "a quote that is never closed", "close the quote", id="a quote"),
        pytest.param(
            'a: "C:\\hana"\n',
            (1, 7),
            "a backslash that means nothing here",
            "write `\\\\` for a backslash, or use single quotes",
            id="a backslash",
        ),
        pytest.param(
            "a: *\n", (1, 5), "`*` and `&` have a meaning in YAML", "put the text in quotes", id="an asterisk alone"
        ),
        pytest.param(
            "a: b\nc: d\0e\n",
            (2, 5),
            "the file holds a control character",
            "delete it; a NUL or escape cannot be text",
            id="a NUL",
        ),
        pytest.param(
            "a: 🌸\x1b[31m\n",
            (1, 5),
            "the file holds a control character",
            "delete it; a NUL or escape cannot be text",
            id="an escape sequence",
        ),
    ],
)
def test_usual_mistakes_are_told_in_plain_words(text: str, place: tuple[int, int], message: str, help: str) -> None:
    found = syntax_finding(text)
    assert (found.message, found.help) == (message, help)
    assert found.span.first == place


def test_what_is_never_closed_is_pointed_at_where_it_was_opened() -> None:
    found = syntax_finding('a: b\nc: "d\ne: f\n')
    assert (found.span.first, found.span.text, found.labels) == ((2, 4), '"', ())


def test_a_rare_mistake_has_the_library_s_words_and_still_a_cure() -> None:
    found = syntax_finding("a: !<b c\n")
    assert found.message == "did not find the expected '>'"
    assert found.help == "`animec explain yaml-syntax` shows the usual causes"


PIECES = st.sampled_from(
    ["a", ": ", "\n", "- ", "  ", "{", "}", "[", "]", "'", '"', "|", "\t", "#", "&b", "*b", "!c", "\0", "%", "?"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_every_syntax_error_has_a_place_in_the_text_a_message_and_a_cure(text: str) -> None:
    bag = Bag()
    parse("test.yaml", text.encode(), Limits(), bag)
    for found in bag:
        assert 0 <= found.span.start <= found.span.end <= len(text)
        assert found.message
        assert not found.message.endswith(".")
        assert found.help
