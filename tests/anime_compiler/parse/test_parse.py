"""Text to tree: exact places, budgets, and everything of YAML that the language does not have."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import ListNode, MapNode, Node, SpecTree, TextNode


def read(text: str | bytes, limits: Limits | None = None) -> tuple[SpecTree | None, list[Diagnostic]]:
    bag = Bag()
    data = text if isinstance(text, bytes) else text.encode()
    return parse("test.yaml", data, limits or Limits(), bag), bag.in_order()


def tree_of(text: str | bytes) -> SpecTree:
    tree, found = read(text)
    assert found == []
    assert tree is not None
    return tree


def pieces(text: str | bytes) -> list[tuple[str, str]]:
    """What the keys and values of a file span, in the order of the file; only texts, since lists and maps hold them."""
    tree = tree_of(text)
    return [
        ("" if key is None else tree.span(key).text, tree.span(node).text)
        for _, key, node in tree.walk()
        if isinstance(node, TextNode)
    ]


def said(text: str | bytes, limits: Limits | None = None) -> list[tuple[str, str, str]]:
    """The findings of a file: code, place and the text that they point at."""
    return [
        (one.code.name, f"{one.span.first.line}:{one.span.first.column}", one.span.text)
        for one in read(text, limits)[1]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: b\n", [("a", "b")], id="plain"),
        pytest.param("a: b", [("a", "b")], id="no final line end"),
        pytest.param("a:    b   # c\n", [("a", "b")], id="spaces and a comment around a value"),
        pytest.param("a: b#c\n", [("a", "b#c")], id="a sign of number in a value"),
        pytest.param("a:\tb\t# c\n", [("a", "b")], id="tabs around a value"),
        pytest.param("a: it's\n", [("a", "it's")], id="an apostrophe inside"),
        pytest.param("a: 'it''s' # c\n", [("a", "'it''s'")], id="single quotes"),
        pytest.param('a: "b\\n\\\n  c"\n', [("a", '"b\\n\\\n  c"')], id="double quotes over two lines"),
        pytest.param("\"a\": b\n'c': d\n", [('"a"', "b"), ("'c'", "d")], id="quoted keys"),
        pytest.param("a: b c\n   d\ne: f\n", [("a", "b c\n   d"), ("e", "f")], id="plain over two lines"),
        pytest.param("a:\nb: c\n", [("a", ""), ("b", "c")], id="no value"),
        pytest.param("? a\n: b\n", [("a", "b")], id="key and value with signs of their own"),
        pytest.param("a: [b, 'c', d e] # f\n", [("", "b"), ("", "'c'"), ("", "d e")], id="flow list"),
        pytest.param("a: {b: c, d: , e}\n", [("b", "c"), ("d", ""), ("e", "")], id="flow map"),
        pytest.param("a: {b: c,\n  d: e }\n", [("b", "c"), ("d", "e")], id="flow map over two lines"),
        pytest.param("a:\n- b\n- c # d\n\ne: f\n", [("", "b"), ("", "c"), ("e", "f")], id="block list"),
        pytest.param("a:\n  - - b\n    - c\n  - d: e\n", [("", "b"), ("", "c"), ("d", "e")], id="nested lists"),
        pytest.param("a: |\n  b\n  c\n\nd: e\n", [("a", "|\n  b\n  c"), ("d", "e")], id="block text"),
        pytest.param("a: |\n  b\n  # c\nd: e\n", [("a", "|\n  b\n  # c"), ("d", "e")], id="block text, not a comment"),
        pytest.param("a: |\n  b\n # c\nd: e\n", [("a", "|\n  b"), ("d", "e")], id="a comment behind block text"),
        pytest.param("a: >-  # c\n  b\n\n  d\n\n\n", [("a", ">-  # c\n  b\n\n  d")], id="folded text"),
        pytest.param("a: |2-\n    b\n   c\n", [("a", "|2-\n    b\n   c")], id="block text with an indicator"),
        pytest.param("a: |+\n  b\n\n\nc: d\n", [("a", "|+\n  b"), ("c", "d")], id="block text that keeps line ends"),
        pytest.param("a: |\n\nb: c\n", [("a", "|"), ("b", "c")], id="empty block text"),
        pytest.param("a: b\r\nc: |\r\n  d\r\n  e\r\n", [("a", "b"), ("c", "|\r\n  d\r\n  e")], id="CRLF"),
        pytest.param("\ufeffa: b\n", [("a", "b")], id="byte order mark"),
        pytest.param("\ufeff\ufeffa: b\n", [("a", "b")], id="two byte order marks"),
        pytest.param("a: 🌸 # 👾\nb: 桜\n", [("a", "🌸"), ("b", "桜")], id="letters outside of the first plane"),
        pytest.param("# c\n\n---\n# d\na: b\n...\n# e\n", [("a", "b")], id="a document's start and end"),
    ],
)
def test_each_text_spans_exactly_what_was_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert pieces(text) == expected


def test_lists_and_maps_span_from_their_first_sign_to_their_last() -> None:
    tree = tree_of("a: {b: [c, d] } # e\nf:\n- g\n\n# h\nj:\n  k: l\n\n")
    spans = {path: tree.span(node).text for path, _, node in tree.walk() if not isinstance(node, TextNode)}
    assert spans == {("a",): "{b: [c, d] }", ("a", "b"): "[c, d]", ("f",): "- g", ("j",): "k: l"}


def test_lines_and_columns_count_letters_and_start_at_one() -> None:
    tree = tree_of("a: 🌸\nbb:\n  - 'c'\n")
    places = [tree.span(node).first for _, _, node in tree.walk() if isinstance(node, TextNode)]
    assert places == [(1, 4), (3, 5)]


def test_a_text_is_kept_as_it_was_written_and_not_guessed_at() -> None:
    words = ["NO", "on", "010", "12:30", "1e3", "0x1F", "1_000", ".5", "+1", "-0.0", ".nan", "2024-13-45", "null", "~"]
    tree = tree_of("".join(f"k{number}: {word}\n" for number, word in enumerate(words)))
    nodes = [node for _, _, node in tree.walk() if isinstance(node, TextNode)]
    assert [node.text for node in nodes] == words
    assert [node.text for node in nodes if node.is_null] == ["null", "~"]


def test_a_quoted_null_is_a_word() -> None:
    node = tree_of("a: 'null'\n").root.get("a")
    assert isinstance(node, TextNode)
    assert not node.is_null


def test_cr_lf_means_what_lf_means() -> None:
    text = "a: b\nc: |\n  d\n\n  e\nf: >\n  g\n  h\nj: 'k\n\n  l'\n"
    with_lf, with_crlf = tree_of(text), tree_of(text.replace("\n", "\r\n"))
    assert values(with_lf.root) == values(with_crlf.root)


# -- any data, in any of YAML's styles


def values(node: Node | None) -> Any:
    if isinstance(node, MapNode):
        return {name: values(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [values(item) for item in node.items]
    return node.text if node else None


class Styled(str):
    """A text with the style that it is to be written in."""

    style: str | None
    __slots__ = ("style",)


class Flow(list[Any]):
    """A list that is to be written in brackets."""


class Dumper(yaml.SafeDumper):
    pass


def _styled(dumper: yaml.SafeDumper, text: Styled) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=text.style)


Dumper.add_representer(Styled, _styled)
Dumper.add_representer(
    Flow, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def styled(text: str, style: str | None) -> Styled:
    made = Styled(text)
    made.style = style
    return made


WORDS = st.text(st.sampled_from("ab 1:#-,?&*!|>%@`'\"{}[]\n\té桜🌸~"), max_size=12)
TEXTS = st.builds(styled, WORDS, st.sampled_from([None, "'", '"', "|", ">"]))
KEYS = st.builds(styled, WORDS.filter(lambda text: text != "<<"), st.sampled_from([None, "'", '"']))
DATA = st.dictionaries(
    KEYS,
    st.recursive(
        TEXTS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.lists(inner, max_size=3).map(Flow)
            | st.dictionaries(KEYS, inner, max_size=3)
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(DATA, st.sampled_from([None, True, False]), st.integers(2, 7), st.sampled_from([10, 40, 1000]), st.booleans())
def test_whatever_was_written_is_read_with_its_exact_places(
    data: dict[str, Any], flow: bool | None, indent: int, width: int, unicode: bool
) -> None:
    text = yaml.dump(
        data, Dumper=Dumper, default_flow_style=flow, indent=indent, width=width, allow_unicode=unicode, sort_keys=False
    )
    tree = tree_of(text)
    assert values(tree.root) == yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    assert_rereads(tree)
    assert_nested(tree, tree.root)


def assert_rereads(tree: SpecTree) -> None:
    for _, key, node in tree.walk():
        for one in (key, node):
            if isinstance(one, TextNode):
                assert reread(tree.source.text, one).rstrip("\n") == one.text.rstrip("\n")


def reread(text: str, node: TextNode) -> str:
    """What a span means to another reader; a block needs what stands before it, for the sake of its indentation."""
    written = text[node.start : node.end]
    if written[:1] not in ("|", ">"):
        return str(yaml.load(f"- {written}\n", yaml.BaseLoader)[0]) if written else ""  # noqa: S506
    events = yaml.parse(text[: node.end] + "\n", yaml.BaseLoader)
    return [event.value for event in events if isinstance(event, yaml.ScalarEvent)][-1]


def assert_nested(tree: SpecTree, node: Node) -> None:
    """Children lie inside of their parent, in order, and do not overlap."""
    children: list[Node] = []
    if isinstance(node, MapNode):
        children = [child for entry in node.entries.values() for child in entry]
    elif isinstance(node, ListNode):
        children = list(node.items)
    reached = node.start
    for child in children:
        assert reached <= child.start <= child.end <= node.end <= len(tree.source.text)
        reached = child.end
        assert_nested(tree, child)


# -- what of YAML is not part of the language


def test_a_duplicate_key_names_both_places_however_it_is_quoted() -> None:
    _, (found,) = read('seed: 1\nfps: 8\n"seed": 2\n')
    assert found.code.name == "duplicate-key"
    assert found.message == "`seed` stands twice in one map"
    assert (found.span.first, found.span.text) == ((3, 1), '"seed"')
    assert [(label.span.first, label.span.text, label.text) for label in found.labels] == [
        ((1, 1), "seed", "first written here")
    ]


def test_of_a_duplicate_key_the_first_value_is_kept() -> None:
    tree, _ = read("a: 1\na: 2\n")
    assert tree is not None
    assert values(tree.root) == {"a": "1"}


def test_the_same_key_in_two_maps_is_no_duplicate() -> None:
    assert pieces("a: {c: 1}\nb: {c: 2}\n") == [("c", "1"), ("c", "2")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &x b\n", [("alias-refused", "1:4", "&x")], id="anchor"),
        pytest.param("a: &x\n  b: c\n", [("alias-refused", "1:4", "&x")], id="anchor of a map"),
        pytest.param("a: [&x b]\n", [("alias-refused", "1:5", "&x")], id="anchor in a list"),
        pytest.param("&x a: b\n", [("alias-refused", "1:1", "&x")], id="anchor of a key"),
        pytest.param("a: 1\nb: *x\n", [("alias-refused", "2:4", "*x")], id="alias"),
        pytest.param("<<: {a: b}\n", [("alias-refused", "1:1", "<<")], id="merge key"),
        pytest.param("a: !!str b\n", [("tag-refused", "1:4", "!!str")], id="tag"),
        pytest.param("a: !b {c: d}\n", [("tag-refused", "1:4", "!b")], id="tag of a map"),
        pytest.param(
            "a: !!python/object:os.system {}\n", [("tag-refused", "1:4", "!!python/object:os.system")], id="py"
        ),
        pytest.param("a: !<tag:x,2000:y> b\n", [("tag-refused", "1:4", "!<tag:x,2000:y>")], id="verbatim tag"),
        pytest.param(
            "a: !!timestamp 2024-13-45\n", [("tag-refused", "1:4", "!!timestamp")], id="tag that does not fit"
        ),
        pytest.param("a: ! b\n", [("tag-refused", "1:4", "!")], id="tag without a name"),
        pytest.param(
            "a: &x !!str b\n", [("alias-refused", "1:4", "&x"), ("tag-refused", "1:7", "!!str")], id="anchor and tag"
        ),
        pytest.param(
            "a: !!str &x b\n", [("tag-refused", "1:4", "!!str"), ("alias-refused", "1:10", "&x")], id="tag and anchor"
        ),
        pytest.param("[a]: b\n", [("complex-key", "1:1", "[")], id="a list as the first key"),
        pytest.param("a: b\n? [c]\n: d\n", [("complex-key", "2:3", "[")], id="a list as a key"),
        pytest.param("a: {{ b }}\n", [("complex-key", "1:5", "{")], id="a template without quotes"),
        pytest.param("a: b\n---\nc: d\n", [("second-document", "2:1", "---")], id="second document"),
        pytest.param("- a\n", [("not-a-map", "1:1", "-")], id="a list"),
        pytest.param("a b c\n", [("not-a-map", "1:1", "a b c")], id="a text"),
        pytest.param("'' # c\n", [("not-a-map", "1:1", "''")], id="an empty text"),
        pytest.param("", [("empty-file", "1:1", "")], id="nothing"),
        pytest.param("\n# a\n\n  # b\n", [("empty-file", "1:1", "")], id="comments"),
        pytest.param("--- \n", [("empty-file", "2:1", "")], id="a start without a document"),
        pytest.param("~\n", [("empty-file", "1:1", "~")], id="null"),
    ],
)
def test_what_the_language_does_not_have_is_refused_at_its_place(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert said(text) == expected


def test_what_is_refused_says_what_to_do_instead() -> None:
    for text in ("a: &x b", "a: *x", "<<: {}", "a: !x b", "a: {{ b }}", "a: 1\na: 2", "a: b\n---\nc: d", "- a", ""):
        assert all(one.help for one in read(text)[1]), text


def test_a_value_with_an_anchor_or_a_tag_is_read_all_the_same() -> None:
    tree, _ = read("a: &x b\nc: !!map {d: !e f}\n")
    assert tree is not None
    assert values(tree.root) == {"a": "b", "c": {"d": "f"}}


def test_names_in_messages_are_short_and_cannot_command_a_terminal() -> None:
    _, (found,) = read('"a\\e[31m%s": 1\n"a\\e[31m%s": 2\n' % (("b" * 100,) * 2))
    assert found.message == f"`a\ufffd[31m{'b' * 54}…` stands twice in one map"


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        pytest.param(b"a: caf\xe9\n", 7, id="Latin-1"),
        pytest.param("a: b\n".encode("utf-16"), 1, id="UTF-16"),
        pytest.param(b"a: \xed\xa0\x80\n", 4, id="a lone surrogate"),
        pytest.param(b"a: \xf4\x90\x80\x80\n", 4, id="beyond the last letter"),
        pytest.param(b"a: \xc0\xaf\n", 4, id="an overlong form"),
        pytest.param("a: 桜".encode()[:-1], 4, id="a letter cut short"),
    ],
)
def test_bytes_that_are_not_utf_8_are_refused_at_the_first_of_them(data: bytes, byte: int) -> None:
    tree, (found,) = read(data)
    assert tree is None
    assert (found.code.name, found.message) == ("not-utf8", f"byte {byte} of the file is not UTF-8 text")
    assert found.span.first == (1, byte)


# -- after an error


def test_after_a_syntax_error_what_stood_before_it_is_kept_and_marked_as_cut_short() -> None:
    tree, found = read("a: 1\nb:\n  c: 2\n  d: [3, {e: 4\n")
    assert [one.code.name for one in found] == ["yaml-syntax"]
    assert tree is not None
    assert values(tree.root) == {"a": "1", "b": {"c": "2", "d": ["3", {"e": "4"}]}}
    assert tree.root.is_open
    inner = tree.root.get("b")
    assert isinstance(inner, MapNode)
    assert inner.is_open


def test_what_was_closed_before_the_error_is_not_marked() -> None:
    tree, _ = read("a: {b: c}\nd: 'e\n")
    assert tree is not None
    closed = tree.root.get("a")
    assert isinstance(closed, MapNode)
    assert not closed.is_open


def test_a_list_that_an_alias_cut_short_is_marked() -> None:
    tree, _ = read("a: [b, *c, d]\n")
    assert tree is not None
    cut = tree.root.get("a")
    assert isinstance(cut, ListNode)
    assert cut.is_open


# -- budgets


def test_a_file_over_the_size_limit_is_not_even_decoded() -> None:
    tree, (found,) = read(b"\xff" * 11, Limits(bytes=10))
    assert tree is None
    assert (found.code.name, found.message) == ("file-too-large", "the file is larger than 10 bytes")
    assert found.help == "raise the limit with `--max-bytes`"


def test_a_file_of_just_the_size_limit_is_read() -> None:
    assert read(b"a: b", Limits(bytes=4))[1] == []


def test_more_values_than_the_limit_end_the_reading() -> None:
    text = "a: [" + "1, " * 10_000 + "]\n"
    tree, (found,) = read(text, Limits(nodes=100))
    assert (found.code.name, found.message) == ("too-many-nodes", "the file holds more than 100 values")
    assert found.help == "raise the limit with `--max-nodes`"
    assert tree is not None
    assert len(values(tree.root)["a"]) < 102


def test_just_as_many_values_as_the_limit_are_read() -> None:
    assert read("a: [1, 2]\n", Limits(nodes=5))[1] == []
    assert said("a: [1, 2]\n", Limits(nodes=4)) == [("too-many-nodes", "1:8", "2")]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_deeper_than_the_limit_ends_the_reading(opening: str) -> None:
    _, found = read("a: " + opening * 10_000 if opening in "[{a: " else "a:\n " + opening * 10_000)
    assert [one.code.name for one in found][-1:] in (["too-deep"], ["complex-key"])


def test_nesting_up_to_the_limit_is_read() -> None:
    deep = Limits(depth=4)
    assert read("a: [[[b]]]\n", deep)[1] == []
    assert said("a: [[[[b]]]]\n", deep) == [("too-deep", "1:7", "[")]


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{new}: &{new} [{f'*{old},' * 9}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert [code for code, _, _ in said(bomb)] == ["alias-refused"] * 3
