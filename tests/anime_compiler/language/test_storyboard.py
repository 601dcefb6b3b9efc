"""The storyboard language itself: every key is documented, and its example and its default are right."""

from typing import Any

import pytest

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.language import data_files, storyboard
from anime_compiler.language.holders import Either
from anime_compiler.language.kinds import GREATEST_SEED
from anime_compiler.language.reader import Reader
from anime_compiler.language.record import Field, Record, RecordOf
from anime_compiler.language.storyboard import Storyboard
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits

RECORDS: list[type[Record]] = [
    thing
    for thing in [*vars(storyboard).values(), data_files.TemplateFile]
    if isinstance(thing, type) and issubclass(thing, Record) and thing is not Record
]
FIELDS = [(record.__name__, key, field) for record in RECORDS for key, field in record.fields.items()]
IN_WORDS = {"the stack's own"}  # a default that depends on something is told in words


def read(field: Field[Any], written: str) -> tuple[Any, list[Diagnostic]]:
    bag = Bag()
    tree = parse("test.yaml", f"value: {written}\n".encode(), Limits(), bag)
    assert tree is not None
    return field.kind.read(tree.root.entries["value"].value, Reader(tree.source, bag)), bag.in_order()


def findings(text: str) -> list[Diagnostic]:
    bag = Bag()
    tree = parse("test.yaml", text.encode(), Limits(), bag)
    assert tree is not None
    RecordOf(Storyboard).read(tree.root, Reader(tree.source, bag))
    return bag.in_order()


every_field = pytest.mark.parametrize(
    ("record", "key", "field"), FIELDS, ids=[f"{name}.{key}" for name, key, _ in FIELDS]
)


def test_the_language_is_as_large_as_it_was() -> None:
    assert len(RECORDS) >= 16
    assert len(FIELDS) >= 100


@every_field
def test_every_field_is_documented_by_a_sentence(record: str, key: str, field: Field[Any]) -> None:
    assert field.doc[0].isupper() or field.doc[0] == "`", f"{record}.{key}"
    assert field.doc.endswith("."), f"{record}.{key}"


@every_field
def test_every_field_has_an_example_that_reads_back_without_findings(record: str, key: str, field: Field[Any]) -> None:
    assert field.example is not None, f"{record}.{key}"
    assert read(field, field.example)[1] == []


@every_field
def test_every_default_reads_back_without_findings(record: str, key: str, field: Field[Any]) -> None:
    if field.default is not None and field.default not in IN_WORDS:
        assert not field.required, f"{record}.{key}"
        assert read(field, field.default)[1] == []


@every_field
def test_every_field_refuses_what_it_is_not(record: str, key: str, field: Field[Any]) -> None:
    """Nothing is nothing, and a map where a text belongs is not turned into one."""
    assert [one.code.name for one in read(field, "~")[1]] == ["wrong-type"], f"{record}.{key}"


def test_every_record_says_what_it_is() -> None:
    for record in RECORDS:
        assert (record.__doc__ or "").strip().endswith("."), record.__name__


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_a_record_of_all_its_examples_reads_back_without_findings(record: type[Record]) -> None:
    text = "".join(f"{key}: {field.example}\n" for key, field in record.fields.items())
    bag = Bag()
    tree = parse("test.yaml", text.encode(), Limits(), bag)
    assert tree is not None
    RecordOf(record).read(tree.root, Reader(tree.source, bag))
    assert [one.message for one in bag] == []


SHORTEST = "animec: 1\nclip: a\nshots: [{id: b, prompt: c}]\n"


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ("seed: 9223372036854775808", f"9223372036854775808 is outside 0 to {GREATEST_SEED}"),
        ("seed: -1", f"-1 is outside 0 to {GREATEST_SEED}"),
        ("fps: 0", "0 is outside 1 to 60"),
        ("fps: 23.976", "`23.976` is not a whole number"),
        ("fps: 1000000", "1000000 is outside 1 to 60"),
        ("stack: sdlx", "there is no stack `sdlx`"),
        ("profile: {size: 7}", "`7` is not a size"),
        ("profile: {guidance: 30.1}", "30.1 is outside 0 to 30"),
        ("profile: {steps: 151}", "151 is outside 1 to 150"),
        ("style: {loras: {a: 2.1}}", "2.1 is outside -2 to 2"),
        ("style: {negative: {a: b}}", "a map stands here, but text or a list belongs here"),
        ("characters: {hana: a girl}", "text stands here, but a map belongs here"),
        ("characters: {ha-na: {looks: a}}", "`ha-na` cannot be a name"),
        ("characters: {hana: {looks: a, sheet: {views: 9}}}", "9 is outside 2 to 8"),
        ("models: {own: {kind: lora, family: sdxl}}", "there is no model kind `lora`"),
        ("stills: [{id: a, prompt: b, count: 65}]", "65 is outside 1 to 64"),
        ("post: [{step: sharpen}]", "there is no step `sharpen`"),
        ("rules: {clip-length: no}", "there is no severity `no`"),
        ("title: [a]", "a list stands here, but text belongs here"),
    ],
)
def test_every_part_has_its_limits(added: str, message: str) -> None:
    assert [one.message for one in findings(f"{SHORTEST}{added}\n")] == [message]


@pytest.mark.parametrize(
    ("shot", "message"),
    [
        ("{id: a}", "the key `prompt` is missing"),
        ("{prompt: a}", "the key `id` is missing"),
        ("a", "text stands here, but a map belongs here"),
        ("{id: a, prompt: b, duration: 4}", "`4` is not a duration"),
        ("{id: a, prompt: b, camera: pan}", "there is no camera move `pan`"),
        ("{id: a, prompt: b, camera: {move: pan_left, amount: 0.1}}", "`0.1` is not a share"),
        ("{id: a, prompt: b, motion: still}", "there is no motion `still`"),
        ("{id: a, prompt: b, motion: {scale: 4}}", "4 is outside 0 to 3"),
        ("{id: a, prompt: b, control: [{kind: pose}]}", "there is no control `pose`"),
        ("{id: a, prompt: b, control: [{kind: depth, weight: 3}]}", "3 is outside 0 to 2"),
        ("{id: a, prompt: b, control: [{kind: depth, weight: [{at: 50, value: 1}]}]}", "`50` is not a position"),
        ("{id: a, prompt: b, beats: [{at: 50%}]}", "the key `prompt` is missing"),
        ("{id: a, prompt: b, next: wipe}", "`wipe` is not a join"),
        ("{id: a, prompt: b, chain: {mode: loop}}", "there is no way of chaining `loop`"),
        ("{id: nul, prompt: b}", "`nul` is a name that some file systems reserve"),
    ],
)
def test_every_part_of_a_shot_has_its_limits(shot: str, message: str) -> None:
    assert [one.message for one in findings(f"animec: 1\nclip: a\nshots: [{shot}]\n")] == [message]


def test_a_list_of_shots_may_not_be_empty() -> None:
    assert [one.message for one in findings("animec: 1\nclip: a\nshots: []\n")] == ["the list is empty"]


def test_a_number_that_may_change_over_time_is_a_number_or_a_list_everywhere() -> None:
    curves = [
        (name, key) for name, key, field in FIELDS if isinstance(field.kind, Either) and key in ("weight", "scale")
    ]
    assert curves == [("Motion", "weight"), ("Motion", "scale"), ("Control", "weight")]
