"""Places: how later stages point back at the text."""

import pytest

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.source import Span
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import ListNode, Place, SpecTree, TextNode

TEXT = """\
a: b
list: [c, {d: e}]
map:
  f: g
  h: {i: j}
empty: {}
'quoted': "k l"
"""


def tree_of(text: str = TEXT) -> SpecTree:
    bag = Bag()
    tree = parse("test.yaml", text.encode(), Limits(), bag)
    assert tree is not None
    assert not len(bag)
    return tree


def place_of(text: str = TEXT) -> Place:
    tree = tree_of(text)
    return Place(tree.source, tree.root)


def test_walking_gives_parents_before_children_in_the_order_of_the_file() -> None:
    walked = [(path, key.text if key else None, type(node).__name__) for path, key, node in tree_of().walk()]
    assert walked == [
        (("a",), "a", "TextNode"),
        (("list",), "list", "ListNode"),
        (("list", "0"), None, "TextNode"),
        (("list", "1"), None, "MapNode"),
        (("list", "1", "d"), "d", "TextNode"),
        (("map",), "map", "MapNode"),
        (("map", "f"), "f", "TextNode"),
        (("map", "h"), "h", "MapNode"),
        (("map", "h", "i"), "i", "TextNode"),
        (("empty",), "empty", "MapNode"),
        (("quoted",), "quoted", "TextNode"),
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("a",), "b", id="a text is itself"),
        pytest.param(("quoted",), '"k l"', id="with its quotes"),
        pytest.param(("list",), "[c, {d: e}]", id="a list is itself"),
        pytest.param(("list", 0), "c", id="an item"),
        pytest.param(("list", 1), "d", id="a map in a list is its first key"),
        pytest.param(("list", 1, "d"), "e", id="a value in a list"),
        pytest.param(("map",), "map", id="a map is the key it stands under"),
        pytest.param(("map", "h"), "h", id="also deeper"),
        pytest.param(("map", "h", "i"), "j", id="a value deeper"),
        pytest.param(("empty",), "empty", id="an empty map is the key it stands under"),
        pytest.param(("map", "none"), "map", id="what is not there is the last that was written"),
        pytest.param(("map", "none", "deeper"), "map", id="however far it goes on"),
        pytest.param(("list", 7), "list", id="an item that is not there"),
        pytest.param(("a", "deeper"), "a", id="below a text"),
        pytest.param(("a", 0), "a", id="an item of a text"),
        pytest.param(("list", "c"), "list", id="a key of a list"),
        pytest.param((), "a", id="the file is its first key"),
    ],
)
def test_a_path_leads_to_the_narrowest_span_worth_underlining(path: tuple[str | int, ...], expected: str) -> None:
    assert place_of().at(*path).text == expected


def test_an_empty_map_in_a_list_is_itself() -> None:
    assert place_of("a: [{}]\n").at("a", 0).text == "{}"


def test_a_part_is_a_place_of_its_own_and_what_is_not_there_is_the_whole() -> None:
    place = place_of()
    assert place.part("map", "h").at("i").text == "j"
    assert place.part("list", 1).at("d").text == "e"
    assert place.part("map", "none") == place
    assert place.part("list", 9) == place
    assert place.part("a", "deeper") == place


def test_a_key_is_found_by_its_name_or_else_the_first_one_stands_in() -> None:
    assert place_of().key("quoted").text == "'quoted'"
    assert place_of().key("none").text == "a"
    assert place_of().part("a").key("none").text == "b"


def test_a_key_can_be_a_place() -> None:
    place = place_of()
    assert place.part_key("map", "f").at().text == "f"
    assert place.part_key("quoted").at().text == "'quoted'"
    assert place.part_key("map", "none") == place


def test_names_are_the_keys_of_a_map_whatever_their_values() -> None:
    place = place_of("a: {b: [1], c: , 1x: d}\ne: f\n")
    assert place.names("a") == ("b", "c", "1x")
    assert place.names("e") == ()
    assert place.names("none") == ()
    assert place.part("e").names("a") == ()


# -- pieces of a text


def within(written: str, piece: str) -> Span:
    """The span of a piece of a value, counted in the value's own letters."""
    place = place_of(f"a: {written}\n")
    node = place.node.get("a") if not isinstance(place.node, TextNode | ListNode) else None
    assert isinstance(node, TextNode)
    start = node.text.index(piece)
    return place.within(start, start + len(piece), "a")


@pytest.mark.parametrize(
    "written",
    ["red hair", "'red hair'", '"red hair"', "'a 🌸 and red hair'", "blue eyes,\n   red hair", "|\n  blue\n  red hair"],
)
def test_a_piece_of_a_text_is_pointed_at_in_every_style(written: str) -> None:
    assert within(written, "red").text == "red"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param('"red, \\"red\\" hair"', id="twice, and escapes move it"),
        pytest.param('"r\\u0065d hair"', id="spelt with an escape"),
    ],
)
def test_where_a_piece_cannot_be_told_the_whole_text_is_pointed_at(written: str) -> None:
    assert within(written, "red").text == written


def test_a_piece_of_what_is_no_text_is_the_key_it_stands_under() -> None:
    assert place_of().within(0, 1, "map").text == "map"
    assert place_of().within(0, 1, "none").text == "a"
