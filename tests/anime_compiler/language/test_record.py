"""Maps with known keys: what is said of keys that are unknown, misspelt or missing, and what is kept of the rest."""

from typing import Any

import pytest

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.diagnostics.fixes import apply_fixes
from anime_compiler.language.holders import ListOf
from anime_compiler.language.kinds import Text, Whole
from anime_compiler.language.reader import Invalid, Reader
from anime_compiler.language.record import Record, RecordOf, optional, required
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits


class Wheel(Record):
    """A wheel."""

    size = required(Whole(1, 99), "How large.", example="28")
    spokes = optional(Whole(0, 99), "How many spokes.", default="36", example="32")


class Bicycle(Record):
    """A bicycle."""

    one_of = ("wheel", "wheels")

    name = required(Text(20), "What it is called.", example="Rosinante")
    frame_number = optional(Whole(0, 9999), "Stamped into the frame.", key="frame", example="1234")
    wheel = optional(RecordOf(Wheel), "Its only wheel.", example="{size: 20}")
    wheels = optional(ListOf(RecordOf(Wheel)), "Its wheels.", example="[{size: 28}, {size: 28}]")
    bell = optional(Text(20), "How it sounds.", example="ring")
    belt = optional(Text(20), "Instead of a chain.", example="carbon")


GOOD = "name: a\nframe: 7\nwheels: [{size: 28}, {size: 20, spokes: 16}]\n"


def read(text: str) -> tuple[Bicycle, list[Diagnostic]]:
    bag = Bag()
    tree = parse("test.yaml", text.encode(), Limits(), bag)
    assert tree is not None
    bicycle = RecordOf(Bicycle).read(tree.root, Reader(tree.source, bag))
    assert not isinstance(bicycle, Invalid)
    return bicycle, bag.in_order()


def said(text: str) -> list[tuple[str, str, str | None]]:
    return [(f"{one.span.first.line}:{one.span.first.column}", one.message, one.help) for one in read(text)[1]]


def test_values_are_attributes_of_the_record_in_their_own_types() -> None:
    bicycle, found = read(GOOD)
    assert found == []
    assert (bicycle.name, bicycle.frame_number) == ("a", 7)
    assert [(wheel.size, wheel.spokes) for wheel in bicycle.wheels or ()] == [(28, None), (20, 16)]


def test_what_was_not_written_is_none() -> None:
    bicycle, _ = read(GOOD)
    assert bicycle.bell is None
    assert (bicycle.invalid, bicycle.doubtful) == (frozenset(), frozenset())


def test_a_record_knows_its_place() -> None:
    bicycle, _ = read(GOOD)
    assert bicycle.place.at("frame").text == "7"
    assert bicycle.wheels is not None
    assert bicycle.wheels[1].place.at("size").first == (3, 29)


def test_a_key_of_the_class_is_a_field_with_its_documentation() -> None:
    assert Bicycle.frame_number.key == "frame"
    assert Bicycle.frame_number.doc == "Stamped into the frame."
    assert [*Bicycle.fields] == ["name", "frame", "wheel", "wheels", "bell", "belt"]


@pytest.mark.parametrize(
    ("key", "help"),
    [
        ("frme", "did you mean `frame`?"),
        ("Frame", "did you mean `frame`?"),
        ("fraem", "did you mean `frame`?"),
        ("saddle", "known here: `name`, `frame`, `wheel`, `wheels`, `bell` and `belt`"),
        ("nmae", "known here: `name`, `frame`, `wheel`, `wheels`, `bell` and `belt`"),
        ("bel", "did you mean `bell` or `belt`?"),
        ("__proto__", "known here: `name`, `frame`, `wheel`, `wheels`, `bell` and `belt`"),
        ("x" * 100, "known here: `name`, `frame`, `wheel`, `wheels`, `bell` and `belt`"),
    ],
)
def test_an_unknown_key_is_told_with_the_free_key_that_was_probably_meant(key: str, help: str) -> None:
    shown = key if len(key) <= 60 else f"{key[:60]}…"
    assert said(f"name: a\nwheel: {{size: 1}}\n{key}: 1\n") == [("3:1", f"there is no key `{shown}` here", help)]


def test_a_misspelling_is_mended_safely() -> None:
    text = "nmae: a\nwheel: {size: 28, spoks: 3}\n"
    _, found = read(text)
    assert all(one.fix and one.fix.safe for one in found)
    mended, fixes = apply_fixes(found[0].span.source, found)
    assert (mended, fixes) == ("name: a\nwheel: {size: 28, spokes: 3}\n", 2)
    assert read(mended)[1] == []


def test_a_key_that_may_be_two_others_is_not_mended() -> None:
    _, (found,) = read("name: a\nwheel: {size: 1}\nbel: ring\n")
    assert found.fix is None


def test_two_misspellings_are_not_mended_into_one_key() -> None:
    _, found = read("name: a\nwheel: {size: 1}\nfrme: 1\nfraem: 2\n")
    assert [one.help for one in found] == [
        "did you mean `frame`?",
        "known here: `name`, `frame`, `wheel`, `wheels`, `bell` and `belt`",
    ]


def test_a_missing_key_is_told_with_what_it_is_for() -> None:
    assert said("wheel: {spokes: 3}\n") == [
        ("1:1", "the key `name` is missing", "what it is called, such as `name: Rosinante`"),
        ("1:9", "the key `size` is missing", "how large, such as `size: 28`"),
    ]


def test_a_missing_key_is_no_echo_of_its_misspelling() -> None:
    assert [message for _, message, _ in said("nmae: a\nwheel: {sise: 3}\n")] == [
        "there is no key `nmae` here",
        "there is no key `sise` here",
    ]


def test_a_key_that_merely_resembles_another_does_not_hide_that_it_is_missing() -> None:
    class Named(Record):
        """Two keys that are almost alike."""

        bell = required(Text(), "How it sounds.")
        belt = required(Text(), "Instead of a chain.")

    bag = Bag()
    tree = parse("test.yaml", b"bell: ring\n", Limits(), bag)
    assert tree is not None
    RecordOf(Named).read(tree.root, Reader(tree.source, bag))
    assert [one.message for one in bag] == ["the key `belt` is missing"]


def test_one_of_several_keys_is_enough() -> None:
    assert said("name: a\nwheel: {size: 1}\n") == []
    assert said("name: a\nwheels: []\n") == []
    assert said("name: a\n") == [("1:1", "there is no `wheel` or `wheels` here", "write at least one of them")]


def test_a_misspelling_of_one_of_several_keys_is_enough_too() -> None:
    assert [message for _, message, _ in said("name: a\nwhels: []\n")] == ["there is no key `whels` here"]


def test_a_key_of_which_nothing_could_be_read_is_invalid() -> None:
    bicycle, _ = read("name: [a]\nframe: x\nwheels: 2\n")
    assert bicycle.invalid == {"name", "frame", "wheels"}
    assert bicycle.bell is None


def test_a_key_that_is_missing_or_misspelt_is_invalid_since_its_value_is_not_known() -> None:
    bicycle, _ = read("whels: []\nfrme: 7\n")
    assert bicycle.invalid == {"name", "wheels", "frame"}


def test_a_key_under_which_something_could_not_be_read_is_doubtful() -> None:
    bicycle, _ = read("name: a\nwheels: [{size: 1}, {size: x}]\n")
    assert bicycle.invalid == frozenset()
    assert bicycle.doubtful == {"wheels"}
    assert [wheel.size for wheel in bicycle.wheels or ()] == [1, None]


def test_of_what_was_cut_short_nothing_is_called_missing() -> None:
    for text in ("frame: 7\nbell: 'r", "frame: 7\nbell: *r", "frame: 7\nwheel: {spokes: 3, *r"):
        assert [one.code.name for one in read(text)[1] if one.code.name == "missing-key"] == [], text


def test_of_what_was_to_be_merged_nothing_is_called_missing() -> None:
    bicycle, found = read("<<: {name: a}\nwheels: [{<<: {size: 3}}]\n")
    assert [one.code.name for one in found] == ["alias-refused", "alias-refused"]
    assert "name" in bicycle.invalid


@pytest.mark.parametrize("key", ["image", "init_image", "reference", "mask"])
def test_a_key_for_pictures_is_left_to_the_rule_that_says_more_about_it(key: str) -> None:
    assert said(f"name: a\nwheel: {{size: 1}}\n{key}: a.png\n") == []


@pytest.mark.parametrize("node", ["[a]", "text", "~"])
def test_what_is_no_map_is_told(node: str) -> None:
    found: list[Any] = read(f"name: a\nwheel: {node}\n")[1]
    assert [one.message.partition(" stands here")[2] for one in found] == [", but a map belongs here"]


def test_text_that_lacks_quotes_is_told_once() -> None:
    """`{{ name }}` is a map to YAML; that it is no text would be an echo of what the parser says of it."""
    assert [one.code.name for one in read("wheel: {size: 1}\nname: {{ b }} bike\n")[1]] == ["complex-key"]
