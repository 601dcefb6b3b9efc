"""Reader and schema agree on what is a storyboard, apart from the exceptions that are listed here."""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, ValidationError

from anime_compiler.diagnostics.diagnostic import Diagnostic
from anime_compiler.language.holders import Either, ListOf, MapOf
from anime_compiler.language.json_schema import schemas
from anime_compiler.language.kinds import Kind, Label, Name, Real, Text, Whole
from anime_compiler.language.record import Record, RecordOf
from anime_compiler.language.storyboard import Storyboard
from anime_compiler.language.visual_input import looks_like_picture
from anime_compiler.parse.spec_tree import ListNode, MapNode
from tests.anime_compiler.language.reading import findings, load, records_in

_VALIDATOR = Draft7Validator(schemas()["storyboard.json"])
_SHOTS = "animec: 1\nclip: c\nshots:\n  - id: a\n    prompt: b\n"

_WORDS = {r"\S", Label.pattern, Name().pattern, Name(dashes=False).pattern}


def _only_editors_mind(error: ValidationError) -> bool:
    """A number or `true` where a word belongs is that word to us; a picture from outside is left to its rule."""
    if isinstance(error.instance, str):
        return looks_like_picture(error.instance)
    schema: Any = error.schema
    wants_a_word = schema.get("pattern") in _WORDS or "if" in schema
    return error.validator == "type" and isinstance(error.instance, int | float) and wants_a_word


def _only_we_mind(found: Diagnostic) -> bool:
    """What a schema cannot say, or not without hiding what it does say."""
    written = found.span.source.text[found.span.start : found.span.end]
    return (
        "file systems reserve" in found.message
        or "a cross-fade of one frame" in found.message
        or re.fullmatch(r"-?[0-9]+\.0+|\.[0-9]+|0[0-9]+|[0-9.]+[eE][-+]?[0-9]+|0[xo].*", written) is not None
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_SHOTS + "title: true\n", id="a word that is a switch in YAML"),
        pytest.param(_SHOTS + "base: 768\n", id="a name that is a number in YAML"),
        pytest.param(_SHOTS + "profile: 768\n", id="a name or a map"),
        pytest.param(_SHOTS.replace("id: a", "id: true"), id="an identifier that is a switch in YAML"),
    ],
)
def test_what_only_editors_mind(text: str) -> None:
    errors = [*_VALIDATOR.iter_errors(load(text))]
    assert errors
    assert all(map(_only_editors_mind, errors))
    assert findings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_SHOTS.replace("clip: c", "clip: NUL"), id="reserved by file systems"),
        pytest.param(_SHOTS + "    next: crossfade 1f\n", id="a cross-fade that is a cut"),
        pytest.param(_SHOTS + "fps: 8.0\n", id="a whole number with a point"),
        pytest.param(_SHOTS + "seed: 010\n", id="a leading zero"),
        pytest.param(_SHOTS + "seed: 0x10\n", id="hexadecimal digits"),
        pytest.param(_SHOTS + "seed: 0o17\n", id="octal digits"),
        pytest.param(_SHOTS + "    motion: {scale: .5}\n", id="no digit before the point"),
        pytest.param(_SHOTS + "    motion: {scale: 1e0}\n", id="an exponent"),
    ],
)
def test_what_only_we_mind(text: str) -> None:
    assert [*_VALIDATOR.iter_errors(load(text))] == []
    found = findings(text)
    assert found
    assert all(map(_only_we_mind, found))


@pytest.mark.parametrize(
    "line", ["init_image: ./a.png", "sketch: x", "base: ../a.png", "stack: https://a.example/b.png"]
)
def test_pictures_from_outside_are_left_to_their_rule(line: str) -> None:
    errors = [*_VALIDATOR.iter_errors(load(_SHOTS + line))]
    assert len(errors) == 1
    assert _only_editors_mind(errors[0]) or errors[0].validator == "additionalProperties"
    assert findings(_SHOTS + line) == []


def _agree(found: list[Diagnostic], errors: list[ValidationError]) -> bool:
    """Whether both refuse or both accept; the one that is alone must have a reason that stands above."""
    return bool(found) == bool(errors) or (all(map(_only_we_mind, found)) and all(map(_only_editors_mind, errors)))


def _whole_value(kind: Kind[Any], example: Any) -> Any:
    """A value of a kind with every key that it may have."""
    match kind:
        case RecordOf():
            fields = kind.record.fields.values()
            return {field.key: _whole_value(field.kind, load(f"v: {field.example}")["v"]) for field in fields}
        case ListOf():
            return [_whole_value(kind.kind, example[0] if isinstance(example, list) and example else "a")]
        case MapOf():
            return {"hana": _whole_value(kind.kind, next(iter(example.values())))}
        case Either():
            inner = kind.forms[MapNode] or kind.forms[ListNode]
            return _whole_value(inner, example) if inner else example
        case _:
            return example


_TEXTS = [
    "", "  ", "x", "4s", "32f", "4 s", "50%", "100%", "101%", "100.5%", "768x768", "768X768", "0", "8", "true", "null",
    "~", "NO", "off", "keyframes", "shot:a", "character:", "cut", "carry", "crossfade 4f", "crossfade 1f", "none",
    "pan_left", "linear", "sdxl", "openpose", "note", "a b", "a-b", "a.b", "a..b", "a/b", "-a", "con", "NUL", "é",
    *(letter * length for letter in "ax" for length in (64, 65, 120, 121)),
]  # fmt: skip
_NUMBERS = [-11, -3, -1, 0, 1, 2, 3, 8, 9, 60, 61, 1 << 62, 1 << 63, 0.5, -0.25, 1.5, 2.001, 31.5, 4.0]
_INSIDE: list[Any] = ["", " ", "a", 1, None, [], [1], {}]
_HOLDERS: list[Any] = [
    [],
    {},
    *([inner] for inner in _INSIDE),
    *({"a": inner} for inner in _INSIDE),
    {"a b": 1},
    {"..": 1},
]


def _at_its_bounds(kind: Kind[Any], example: Any) -> list[Any]:
    """Values just inside and just outside of what a kind accepts."""
    match kind:
        case Whole() | Real():
            return [kind.least - 1, kind.least - 0.25, kind.least, kind.most, kind.most + 0.25, kind.most + 1]
        case Text():
            return ["a" * kind.most, "a" * (kind.most + 1)]
        case ListOf(most=most) if most < 1000:
            item = _whole_value(kind, example)[0]
            within = [[value] for value in _at_its_bounds(kind.kind, item)]
            return [[item] * most, [item] * (most + 1), *within]
        case MapOf(most=most) if most < 1000:
            item = _whole_value(kind, example)["hana"]
            sizes = [{f"k{i}": item for i in range(count)} for count in (most, most + 1)]
            names = [{name: item} for name in ("", "-a", "a-b", "a b", "a.b", "é", "a" * 64, "a" * 65, "a" * 121)]
            return [*sizes, *names, *({"a": value} for value in _at_its_bounds(kind.kind, item))]
        case Either():
            return [value for form in kind.forms.values() if form for value in _at_its_bounds(form, example)]
        case _:
            return []


@pytest.mark.parametrize("record", records_in(Storyboard), ids=lambda record: str(record.__name__))
def test_reader_and_schema_agree_on_each_field(record: type[Record]) -> None:
    root = schemas()["storyboard.json"]
    for key, schema in root["definitions"].get(record.__name__, root)["properties"].items():
        validator = Draft7Validator({**schema, "definitions": root["definitions"]})
        field = record.fields[key]
        example = load(f"v: {field.example}")["v"]
        values = [*_TEXTS, *_NUMBERS, True, False, None, *_HOLDERS, example, _whole_value(field.kind, example)]
        for value in [*values, *_at_its_bounds(field.kind, example)]:
            written = json.dumps(value, ensure_ascii=False)
            assert _agree(findings(written, field.kind), [*validator.iter_errors(value)]), (key, value)


@pytest.mark.parametrize("record", records_in(Storyboard), ids=lambda record: str(record.__name__))
def test_reader_and_schema_agree_on_the_keys(record: type[Record]) -> None:
    root = schemas()["storyboard.json"]
    schema = {**root["definitions"].get(record.__name__, root), "definitions": root["definitions"]}
    whole = _whole_value(RecordOf(record), None)
    without = [{key: value for key, value in whole.items() if key != left_out} for left_out in ["", *whole]]
    neither = {key: value for key, value in whole.items() if key not in record.one_of}
    for value in [*without, neither, {**whole, "x": 1}, {**whole, "": 1}, {}]:
        errors = [*Draft7Validator(schema).iter_errors(value)]
        assert bool(findings(json.dumps(value), RecordOf(record))) == bool(errors), value


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with each key or index in it."""
    if not isinstance(value, dict | list):
        return []
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


_EVERY_KEY = json.dumps(_whole_value(RecordOf(Storyboard), None))
_KNOWN = sorted({key for record in records_in(Storyboard) for key in record.fields})
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([*_TEXTS, *_NUMBERS, True, False, None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_KNOWN, *_TEXTS]), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def _near_the_language(draw: st.DrawFn) -> Any:
    """A storyboard with every key, of which a few values and keys were changed."""
    value = json.loads(_EVERY_KEY)
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        places = _places(value)
        elsewhere = [holder[key] for holder, key in places if not isinstance(holder[key], dict | list)]
        values = _VALUES | st.sampled_from(elsewhere)
        holder, key = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["replace", "replace", "remove", "add", "rename"]))
        if change != "add":
            old = holder.pop(key, None) if isinstance(holder, dict) else holder.pop(key)
        if change == "replace" and isinstance(holder, dict):
            holder[key] = draw(values)
        elif change in ("replace", "add") and isinstance(holder, list):
            holder.insert(key, draw(values))
        elif change in ("add", "rename") and isinstance(holder, dict):
            name = draw(st.sampled_from([*_KNOWN, *_TEXTS, f"{key}s", str(key)[1:]]))
            holder[name] = draw(values) if change == "add" else old
    return value


@settings(max_examples=300, deadline=None)
@given(_near_the_language())
def test_reader_and_schema_agree(value: Any) -> None:
    found, errors = findings(json.dumps(value, ensure_ascii=False)), [*_VALIDATOR.iter_errors(value)]
    assert _agree(found, errors)
