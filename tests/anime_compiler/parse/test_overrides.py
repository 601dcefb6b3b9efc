"""Overrides: what they put into a tree, what is refused, and where findings about them point."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.render_text import render_text
from anime_compiler.parse.overrides import override
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import ListNode, MapNode, Node, SpecTree, TextNode
from anime_compiler.pipeline import Compilation, compile_storyboard
from anime_compiler.plan.keys import with_keys
from anime_compiler.resolve.context import Library

TREE = "a: b\nlist: [{id: x, v: 1}, {id: y}]\nplain: [p, q]\nmap: {k: {deep: 1}}\nword: short\nempty:\nnone: []\n"
BOARD = """\
animec: 1
clip: board
ruleset: open
profile: 768_lcm
shots:
  - id: roof
    prompt: a roof
    duration: 2s
    control: [{kind: depth}]
    camera: pan_left
  - {id: street, prompt: a street, duration: 2s}
"""
LONG = {"word": "of"}


def overridden(*texts: str, file: str = TREE, limits: Limits | None = None) -> tuple[SpecTree, Bag]:
    bag = Bag()
    tree = parse("t.yaml", file.encode(), Limits(), bag)
    assert tree is not None
    return override(tree, texts, LONG, limits or Limits(), bag), bag


def plain(node: Node | None) -> Any:
    if isinstance(node, MapNode):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.text if node else None


def changed(*texts: str) -> dict[str, Any]:
    """What is other than in the file."""
    tree, bag = overridden(*texts)
    assert [one.message for one in bag] == []
    before, after = plain(overridden()[0].root), plain(tree.root)
    return {key: value for key, value in after.items() if before.get(key) != value}


def said(*texts: str, file: str = TREE) -> list[str]:
    tree, bag = overridden(*texts, file=file)
    if texts and any(one.code.name == "bad-override" for one in bag) and len(texts) == 1:
        assert plain(tree.root) == plain(overridden(file=file)[0].root), "what is refused changes nothing"
    return [f"{one.span.source.name}:{one.span.first.column} {one.code.name}: {one.message}" for one in bag]


@cache
def compiled(*texts: str) -> Compilation:
    return compile_storyboard("b.yaml", BOARD.encode(), Library(shipped_catalogue(), ()), None, texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=c", {"a": "c"}),
        ("a=c, with a comma: no", None),
        ("a=c, with [brackets] {and} a comma", {"a": "c, with [brackets] {and} a comma"}),
        ("a={x: [1, 2], y: 10%}", {"a": {"x": ["1", "2"], "y": "10%"}}),
        ('a="{{ hana }}, rain"', {"a": "{{ hana }}, rain"}),
        ("a=x=y", {"a": "x=y"}),
        ("new=1", {"new": "1"}),
        ("new.deep.er=1", {"new": {"deep": {"er": "1"}}}),
        ("map.k.deep=2", {"map": {"k": {"deep": "2"}}}),
        ("map.k.other=2", {"map": {"k": {"deep": "1", "other": "2"}}}),
        ("map.k=2", {"map": {"k": "2"}}),
        ("map.*.deep=2", {"map": {"k": {"deep": "2"}}}),
        ("empty.x=1", {"empty": {"x": "1"}}),
        ("list.x.v=2", {"list": [{"id": "x", "v": "2"}, {"id": "y"}]}),
        ("list.1.v=2", {"list": [{"id": "x", "v": "1"}, {"id": "y", "v": "2"}]}),
        ("list.*.w.z=2", {"list": [{"id": "x", "v": "1", "w": {"z": "2"}}, {"id": "y", "w": {"z": "2"}}]}),
        ("list.y={id: z}", {"list": [{"id": "x", "v": "1"}, {"id": "z"}]}),
        ("plain.1=r", {"plain": ["p", "r"]}),
        ("plain.*=r", {"plain": ["r", "r"]}),
        ("word.more=1", {"word": {"of": "short", "more": "1"}}),
        ("word.of=long", {"word": {"of": "long"}}),
        ("word=long", {"word": "long"}),
        ('"new.key"=1', {"new.key": "1"}),
        ('"*"=1', {"*": "1"}),
    ],
)
def test_what_is_set(text: str, expected: dict[str, Any] | None) -> None:
    if expected is None:
        assert said(text) == ["--set a:18 yaml-syntax: a second `: ` on one line"]
    else:
        assert changed(text) == expected


def test_later_ones_see_what_earlier_ones_made() -> None:
    assert changed("new={a: [1, 2]}", "new.a.1=3", "new.b.c=4") == {"new": {"a": ["1", "3"], "b": {"c": "4"}}}
    assert changed("word.more=1", "word.of=2") == {"word": {"of": "2", "more": "1"}}
    assert changed("a=1", "a=2") == {"a": "2"}


def test_items_that_are_set_together_are_not_tied_together() -> None:
    changes = changed("list.*.m={deep: {er: 1}}", "list.x.m.deep.er=2")
    assert [item["m"] for item in changes["list"]] == [{"deep": {"er": "2"}}, {"deep": {"er": "1"}}]


def test_what_is_set_keeps_the_place_of_its_key_in_the_map() -> None:
    tree, _ = overridden("a=1", "list=2")
    assert list(tree.root.entries)[:2] == ["a", "list"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("list.z.v=1", "--set list.z.v:6 bad-override: there is no item `z` in `list`"),
        ("list.2.v=1", "--set list.2.v:6 bad-override: there is no item `2` in `list`"),
        ("list.'0'.v=1", "--set list.'0'.v:6 bad-override: there is no item `0` in `list`"),
        ("plain.p=1", "--set plain.p:7 bad-override: there is no item `p` in `plain`"),
        ("none.0=1", "--set none.0:6 bad-override: there is no item `0` in `none`"),
        ("none.*=1", "--set none.*:6 bad-override: there is no item `*` in `none`"),
        ("new.0.a=1", "--set new.0.a:5 bad-override: there is no item `0`, since `new` holds none here"),
        ("empty.*=1", "--set empty.*:7 bad-override: there is no item `*`, since `empty` holds none here"),
        ("map.k.deep.er=1", "--set map.k.deep.er:12 bad-override: `deep` is text here, so there is no `er` in it"),
        ("plain.*.x=1", "--set plain.*.x:9 bad-override: `1` is text here, so there is no `x` in it"),
        ("*.x=1", None),
        ("a", "--set a:1 bad-override: `a` is given no value"),
        ("=1", "--set:1 bad-override: a step of the path is empty"),
        ("a=", "--set a:1 bad-override: `a` is set to nothing"),
        ("a= ~", "--set a:1 bad-override: `a` is set to nothing"),
        ("a=null", "--set a:1 bad-override: `a` is set to nothing"),
        ("a=b # c", "--set a:5 bad-override: this is no part of the value"),
        ("a={b: c} # d", "--set a:10 bad-override: this is no part of the value"),
        ("a=b\nc: d", "--set a:1 bad-override: a second value starts here"),
        ("<<.a=1", "--set <<.a:1 bad-override: `<<` merges maps, which the language does not have"),
        ("a=\udce9", "--set a:3 bad-override: this is not UTF-8 text"),
        ("a=*x", "--set a:3 alias-refused: `*x` is an alias, which the language does not have"),
        ("a=&x y", "--set a:3 alias-refused: `&x` is an anchor, which the language does not have"),
        ("a=!!python/object:os.system x", None),
        ("a={<<: {b: c}}", "--set a:4 alias-refused: `<<` merges maps, which the language does not have"),
        ("a={b: 1, b: 2}", "--set a:10 duplicate-key: `b` stands twice in one map"),
        ("a={{ hana }}", "--set a:4 complex-key: a key is a list or a map instead of a word"),
        ("a=[1", "--set a:3 yaml-syntax: a `[` that is never closed"),
        ("a=b\n---\nc", "--set a:1 second-document: a second document starts here, but a file holds one storyboard"),
        ("a=\x00", "--set a:3 yaml-syntax: the file holds a control character"),
    ],
)
def test_what_is_refused_changes_nothing_and_is_told_at_its_place(text: str, message: str | None) -> None:
    found = said(text)
    assert len(found) == 1
    assert message is None or found == [message]


def test_what_is_refused_comes_with_what_was_probably_meant() -> None:
    for text, help in (
        ("list.xx.v=1", "did you mean `x`?"),
        ("list.other.v=1", "known: `x` and `y`; `*` is all of them"),
        ("plain.9=1", "its items are `0` to `1`; `*` is all of them"),
        ("none.0=1", "it has no items"),
        ("map.k.deep.er=1", "set `deep` as a whole"),
    ):
        _, bag = overridden(text)
        assert [one.help for one in bag] == [help]


def test_a_refused_one_does_not_hinder_the_others() -> None:
    tree, bag = overridden("a=1", "list.z.v=1", "new=2")
    assert (plain(tree.root.get("a")), plain(tree.root.get("new")), len(bag)) == ("1", "2", 1)


def test_nothing_is_said_to_be_missing_that_a_syntax_error_has_cut_off() -> None:
    found = said("list.y.v=1", file="list:\n  - {id: x}\n  - {id: [\n")
    assert [one.split()[1] for one in found] == ["yaml-syntax:"]


@pytest.mark.parametrize(
    ("texts", "limits", "message"),
    [
        (["a=" + "[" * 40 + "]" * 40], Limits(), "lists and maps are nested deeper than 32"),
        ([".".join("abcdefgh") + "=[[[1]]]"], Limits(depth=9), "lists and maps are nested deeper than 2"),
        ([".".join("a" * 40) + "=1"], Limits(), "lists and maps would be nested deeper than 32"),
        (["list.*.v=[1, 2, 3]"], Limits(nodes=11), "what is set comes to more than 11 values"),
        (["a=[1, 2, 3]", "a=[1, 2, 3]"], Limits(nodes=9), "what is set comes to more than 9 values"),
        (["list.*.v=" + "x" * 50], Limits(bytes=100), "what is set comes to more than 100 bytes"),
    ],
)
def test_what_is_set_has_the_budgets_of_a_file(texts: list[str], limits: Limits, message: str) -> None:
    _, bag = overridden(*texts, limits=limits)
    assert [one.message for one in bag] == [message]


def test_without_overrides_the_tree_is_the_one_that_was_read() -> None:
    tree, _ = overridden()
    assert override(tree, (), LONG, Limits(), Bag()) is tree


def test_a_finding_is_underlined_in_what_was_typed() -> None:
    found = compiled("shots.roof.duration=2.03s").diagnostics
    assert render_text(found[:1], color=False) == (
        "error[fraction-of-a-frame]: 2.03s at 8 frames a second is 16.24 frames\n"
        "  --> --set shots.roof.duration:1:21\n"
        "   |\n"
        " 1 | shots.roof.duration=2.03s\n"
        "   |                     ^^^^^\n"
        "   = help: write `16f` (2 s) or `17f` (2.125 s)"
    )


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("seed=-4", ["seed-range: -4"]),
        ("sed=4", ["unknown-key: sed"]),
        ("shots.*.moton.scale=1", ["unknown-key: moton"]),
        ("shots.roof.camera={amount: 10%}", ["missing-key: amount"]),
        ("shots.street={id: street}", ["missing-key: id"]),
        ("title=[a]", ["wrong-type: [a]"]),
        ("style.template=nior", ["unknown-name: nior"]),
        ("shots.roof.prompt=a ((roof", ["unbalanced-parenthesis: (("]),
        ('shots.roof.prompt="a {{ roof }}"', ["unreadable-template-variable: roof"]),
        ("shots.roof.control.0.from=shot:street", ["control-from-later-shot: shot:street"]),
        ("shots.roof.next=carry", []),
        ("shots.street.id=roof", ["duplicate-id: roof"]),
    ],
)
def test_findings_of_every_stage_point_at_what_was_typed(text: str, pointed: list[str]) -> None:
    found = compiled(text).diagnostics
    errors = [one for one in found if one.level.value == "error"]
    assert [f"{one.code.name}: {one.span.text}" for one in errors] == pointed
    assert all(one.span.source.text == text for one in errors)
    assert all(one.fix is None for one in errors)


def test_a_finding_of_several_places_that_one_override_made_is_told_once() -> None:
    found = compiled("shots.*.camera.amount=200%").diagnostics
    assert [(one.code.name, one.span.text) for one in found if one.code.name == "bad-value"] == [("bad-value", "200%")]


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("shots.roof.prompt=see https://example.org/a.png", "https://example.org/a.png"),
        ("shots.roof.init_image=x", "init_image"),
        ("shots.roof.control.0.image=x", "image"),
        ("shots.roof.control.0.from=pose.png", "pose.png"),
        ("style.loras={../secret: 1}", "../secret"),
        ('style.loras."../secret"=1', "../secret"),
        ("shots.*.beats=[{at: 0%, prompt: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg'}]", "data:image/png"),
    ],
)
def test_no_picture_comes_in_by_the_command_line(text: str, pointed: str) -> None:
    found = [one for one in compiled(text).diagnostics if one.code.name == "external-visual-input"]
    assert found
    assert all(pointed in one.span.text and one.span.source.text == text for one in found)
    assert compiled(text).plan is None


def test_no_picture_comes_in_as_numbers_by_the_command_line() -> None:
    points = ", ".join(f"{{at: {n / 10:g}%, value: 0.{n:04}, ease: hold}}" for n in range(250))
    texts = ["ruleset=cs492c-2025", f"shots.roof.control.0.weight=[{points}]", f"shots.roof.motion.scale=[{points}]"]

    def drawn(*texts: str) -> list[str]:
        return [one.message for one in compiled(*texts).diagnostics if one.code.name == "authored-geometry"]

    assert drawn(*texts[:2]) == []
    assert drawn(*texts) == ["a shot holds 5,202 bytes of numbers, but at most 4,096 are allowed"]


def test_the_plan_is_that_of_a_file_with_these_values_in_it() -> None:
    texts = (
        "seed=7",
        "shots.roof.duration=3s",
        "shots.*.chain.overlap=2f",
        "profile.steps=6",
        "shots.roof.camera.amount=20%",
    )
    file = (
        BOARD.replace("clip: board\n", "clip: board\nseed: 7\n")
        .replace("profile: 768_lcm", "profile: {extends: 768_lcm, steps: 6}")
        .replace("duration: 2s\n", "duration: 3s\n    chain: {overlap: 2f}\n", 1)
        .replace("camera: pan_left", "camera: {move: pan_left, amount: 20%}")
        .replace("a street, duration: 2s", "a street, duration: 2s, chain: {overlap: 2f}")
    )
    other = compile_storyboard("b.yaml", file.encode(), Library(shipped_catalogue(), ())).plan
    mine = compiled(*texts).plan
    assert mine is not None
    assert other is not None
    assert [(node.id, node.key) for node in with_keys(mine).nodes] == [
        (node.id, node.key) for node in with_keys(other).nodes
    ]


def test_every_node_of_the_plan_still_points_at_a_line_of_the_file() -> None:
    plan = compiled(
        "shots.*.prompt=a door", "shots.roof.camera={move: tilt_up}", "clip=other", "shots.street={id: s, prompt: t}"
    ).plan
    assert plan is not None
    lines = BOARD.splitlines()
    places = {node.id: lines[node.at.line - 1][node.at.column - 1 :] for node in plan.nodes}
    assert places["roof/segment/0"] == "a roof"
    assert places["film"] == "board"
    assert places["s/segment/0"].startswith("{id: street")
    assert (plan.source, plan.clip) == ("b.yaml", "other")


STEPS = st.sampled_from(["shots", "roof", "0", "*", "control", "camera", "prompt", "'a.b'", "<<", "x", "profile", "id"])
PATHS = st.lists(STEPS, max_size=5).map(".".join)
VALUES = st.one_of(
    st.text(alphabet="ab1{}[]:,#&*!|>-'\"\n\t %\\", max_size=20),
    st.sampled_from(["7", "4s", "{move: pan_left}", "[{kind: depth}]", "{id: a, prompt: b}", "none", "10%"]),
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.builds("{}={}".format, PATHS, VALUES), min_size=1, max_size=3))
def test_whatever_is_typed_ends_in_a_plan_or_in_findings_that_can_be_shown(texts: list[str]) -> None:
    made = compile_storyboard("b.yaml", BOARD.encode(), Library(shipped_catalogue(), ()), None, texts)
    assert made.plan is not None or any(one.level.value == "error" for one in made.diagnostics)
    render_text(made.diagnostics, color=False, most=None)
    for one in made.diagnostics:
        assert 0 <= one.span.start <= one.span.end <= len(one.span.source.text)
        assert one.span.source.name == "b.yaml" or one.span.source.text in texts


def test_a_key_in_the_tree_has_the_place_of_its_step() -> None:
    tree, _ = overridden("map.k.new.er=1")
    node = tree.root
    for name in ("map", "k", "new"):
        entry = node.entries[name]
        assert isinstance(entry.value, MapNode)
        node = entry.value
    assert tree.source.text[entry.key.start : entry.key.end] == "new"
    inner = node.entries["er"]
    assert isinstance(inner.value, TextNode)
    assert [tree.source.text[part.start : part.end] for part in (inner.key, inner.value)] == ["er", "1"]
