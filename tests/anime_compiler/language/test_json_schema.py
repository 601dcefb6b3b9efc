"""The published schemas: what they promise to editors, and that they agree with the reader."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, ValidationError

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.language.json_schema import SCHEMA_FILES, schema_text, schemas
from anime_compiler.language.kinds import Either, Kind, Label, ListOf, MapOf, Name
from anime_compiler.language.reader import Reader
from anime_compiler.language.record import Field, Record, RecordOf
from anime_compiler.language.storyboard import Storyboard
from anime_compiler.language.visual_input import looks_like_picture
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import ListNode, MapNode

_ROOT = Path(__file__).parents[3]
_SCHEMAS = schemas()
_VALIDATOR = Draft7Validator(_SCHEMAS["storyboard.json"])
_EDITOR_KEYWORDS = {
    "markdownDescription", "markdownEnumDescriptions", "defaultSnippets", "errorMessage", "patternErrorMessage"
}  # fmt: skip


class _CoreLoader(yaml.SafeLoader):
    """YAML 1.2, as editors read it, and without our own parser."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the base class has it so


_CoreLoader.add_constructor(
    "tag:yaml.org,2002:int", lambda _, node: int(node.value, 0 if node.value[:2] in ("0x", "0o") else 10)
)
for _tag, _form in (
    ("null", r"null|Null|NULL|~|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
):
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_form})\Z"), None)


def _load(text: str) -> Any:
    return yaml.load(text, _CoreLoader)  # noqa: S506 - it is a safe loader


def _findings(text: str, kind: Kind[Any] | None = None) -> list[Diagnostic]:
    """What our own reader says of a storyboard, or of a value of some other kind."""
    bag = Bag()
    tree = parse("test.yaml", (f"value: {text}" if kind else text).encode(), Limits(), bag)
    if tree:
        node = tree.root.entries["value"].value if kind else tree.root
        (kind or RecordOf(Storyboard)).read(node, Reader(tree.source, bag))
    return list(bag)


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema; what stands in examples and snippets is none."""
    if isinstance(schema, dict):
        yield schema
        for key in ("additionalProperties", "propertyNames", "items", "if", "then", "else"):
            yield from _nodes(schema.get(key))
        for key in ("properties", "definitions"):
            for inner in schema.get(key, {}).values():
                yield from _nodes(inner)
        for inner in schema.get("anyOf", []):
            yield from _nodes(inner)


def _records(record: type[Record], seen: dict[str, type[Record]]) -> dict[str, type[Record]]:
    """A record and all that it is made of, by name."""

    def walk(kind: Kind[Any] | None) -> None:
        match kind:
            case RecordOf():
                _records(kind.record, seen)
            case ListOf() | MapOf():
                walk(kind.kind)
            case Either():
                for form in kind.forms.values():
                    walk(form)

    if record.__name__ not in seen:
        seen[record.__name__] = record
        for field in record.fields.values():
            walk(field.kind)
    return seen


def _authored_fields() -> list[Any]:
    """Every field that an author may write, with the schema that it is in."""
    return [
        pytest.param(file, record.__name__, field, id=f"{record.__name__}.{field.key}")
        for file in ("storyboard.json", "template.json")
        for record in _records(SCHEMA_FILES[file].record, {}).values()
        for field in record.fields.values()
    ]


# -- what is published


@pytest.mark.parametrize("name", _SCHEMAS)
def test_what_is_checked_in_is_what_the_language_says(name: str) -> None:
    written = (_ROOT / "schemas" / name).read_text(encoding="utf-8")
    assert written == schema_text(_SCHEMAS[name]), "run `animec schema --write schemas`"


@pytest.mark.parametrize("name", _SCHEMAS)
def test_a_schema_is_valid_draft_07(name: str) -> None:
    Draft7Validator.check_schema(_SCHEMAS[name])
    assert _SCHEMAS[name]["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert _SCHEMAS[name]["$id"].endswith(f"/schemas/{name}")


@pytest.mark.parametrize("name", _SCHEMAS)
def test_a_schema_keeps_the_conventions_of_schemastore(name: str) -> None:
    root = _SCHEMAS[name]
    assert re.fullmatch(r"[a-z][a-z ]+[a-z]", root["title"])
    assert re.search(r"\nhttps://\S+$", root["description"])
    assert list(root["definitions"]) == sorted(root["definitions"])
    assert "$schema" in root["properties"]
    for node in _nodes(root):
        assert node.keys() <= Draft7Validator.META_SCHEMA["properties"].keys() | _EDITOR_KEYWORDS
        assert node.get("$ref", "#/definitions/").removeprefix("#/definitions/") in {"", *root["definitions"]}
        if "properties" in node:
            assert node["additionalProperties"] is False
            assert node["description"]
        for key, described in node.get("properties", {}).items():
            assert described["description"][-1] not in ":,", key
            assert "type" in described, key
        if "enum" in node:
            assert len(node["markdownEnumDescriptions"]) == len(node["enum"]) == len(set(node["enum"]))


@pytest.mark.parametrize(("file", "record", "field"), _authored_fields())
def test_every_field_has_an_example_that_editor_and_reader_accept(file: str, record: str, field: Field[Any]) -> None:
    root = _SCHEMAS[file]
    schema = root["definitions"].get(record, root)["properties"][field.key]
    examples = [example for node in _nodes(schema) for example in node.get("examples", [])]
    assert len(examples) == 1
    assert [*Draft7Validator({**schema, "definitions": root["definitions"]}).iter_errors(examples[0])] == []
    assert _findings(field.example or "", field.kind) == []
    assert examples[0] == _load(f"value: {field.example}")["value"], "read as YAML 1.2"


def test_no_example_is_a_map_where_editors_offer_it_as_a_value() -> None:
    """yaml-language-server would call it `[object Object]`."""
    for node in _nodes(_SCHEMAS["storyboard.json"]):
        for schema in node.get("properties", {}).values():
            offered = schema.get("examples", [])
            assert not any(isinstance(value, dict) or "{'" in str(value) for value in offered)


def _filled(body: Any, texts: dict[str, str]) -> Any:
    """A snippet whose author pressed the tabulator and nothing else."""
    if isinstance(body, dict):
        return {_filled(key, texts): _filled(value, texts) for key, value in body.items()}
    if isinstance(body, list):
        return [_filled(item, texts) for item in body]
    for number, choices, offered in re.findall(r"\$\{(\d+)(?:\|(.*?)\||:(.*?))\}", str(body)):
        texts[number] = offered or choices.split(",")[0]
    return _load(re.sub(r"\$\{?(\d+)(?:[:|].*?\})?", lambda found: texts[found[1]], str(body)))


@pytest.mark.parametrize(("file", "record", "field"), _authored_fields())
def test_a_snippet_is_valid_as_it_stands(file: str, record: str, field: Field[Any]) -> None:
    root = _SCHEMAS[file]
    schema = root["definitions"].get(record, root)["properties"][field.key]
    for snippet in schema.get("defaultSnippets", []):
        value = _filled(snippet["body"], {})
        whole = [value] if schema["type"] == "array" else value
        assert [*Draft7Validator({**schema, "definitions": root["definitions"]}).iter_errors(whole)] == []
        assert _findings(json.dumps(whole), field.kind) == []


def test_a_new_storyboard_is_valid_as_it_stands() -> None:
    bodies = [_filled(snippet["body"], {}) for snippet in _SCHEMAS["storyboard.json"]["defaultSnippets"]]
    assert len(bodies) == 2
    for body in bodies:
        assert [*_VALIDATOR.iter_errors(body)] == []
        assert _findings(json.dumps(body)) == []


# -- files that ship


def _shipped() -> list[Any]:
    data = _ROOT / "anime_compiler" / "catalogue"
    files = {
        "storyboard.json": _ROOT.glob("specs/*.yaml"),
        "template.json": _ROOT.glob("templates/prompts/*.yaml"),
        "catalogue.json": data.glob("models/*.yaml"),
        "profiles.json": data.glob("profiles.yaml"),
        "ruleset.json": data.glob("rulesets/*.yaml"),
        "stack.json": data.glob("stacks/*.yaml"),
    }
    assert files.keys() == _SCHEMAS.keys()
    found = [(name, file) for name, found in files.items() for file in sorted(found)]
    assert {name for name, _ in found} == _SCHEMAS.keys()
    return [pytest.param(name, file, id=f"{name}-{file.stem}") for name, file in found]


@pytest.mark.parametrize(("name", "file"), _shipped())
def test_what_ships_is_valid(name: str, file: Path) -> None:
    errors = Draft7Validator(_SCHEMAS[name]).iter_errors(_load(file.read_text(encoding="utf-8")))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


# -- what both refuse

_SHOTS = "animec: 1\nclip: c\nshots:\n  - id: a\n    prompt: b\n"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        pytest.param("animec: 1\nclip: c\n", "$", id="neither shots nor stills"),
        pytest.param("clip: c\nshots: [{id: a, prompt: b}]", "$", id="no version"),
        pytest.param("animec: one\nclip: c\nshots: [{id: a, prompt: b}]", "$.animec", id="version in words"),
        pytest.param("animec: 1\nclip: 1st\nshots: [{id: a, prompt: b}]", "$.clip", id="name that starts with a digit"),
        pytest.param("animec: 1\nclip: c\nshots: []", "$.shots", id="empty list"),
        pytest.param("animec: 1\nclip: c\nshots: {id: a, prompt: b}", "$.shots", id="map for a list"),
        pytest.param("animec: 1\nclip: c\nshots: [{prompt: b}]", "$.shots[0]", id="shot without a name"),
        pytest.param(_SHOTS + "    duratoin: 4s\n", "$.shots[0]", id="misspelt key"),
        pytest.param(_SHOTS + "    duration: 4\n", "$.shots[0].duration", id="duration without a unit"),
        pytest.param(_SHOTS + "    duration: 4 s\n", "$.shots[0].duration", id="duration with a blank"),
        pytest.param(_SHOTS + "    camera: pan_lefty\n", "$.shots[0].camera", id="unknown word"),
        pytest.param(_SHOTS + "    camera: {amount: 10%}\n", "$.shots[0].camera", id="camera without a move"),
        pytest.param(_SHOTS + "    camera: [pan_left]\n", "$.shots[0].camera", id="list for a word or a map"),
        pytest.param(_SHOTS + "    next: crossfade\n", "$.shots[0].next", id="cross-fade without a length"),
        pytest.param(_SHOTS + "    control: [{kind: depth, weight: 3}]\n", "$.shots[0].control[0].weight", id="range"),
        pytest.param(_SHOTS + "    control: [{kind: depth, from: a.dat}]\n", "$.shots[0].control[0].from", id="file"),
        pytest.param(_SHOTS + "    beats: [{at: 101%, prompt: x}]\n", "$.shots[0].beats[0].at", id="beyond the end"),
        pytest.param(_SHOTS + "    motion: {scale: []}\n", "$.shots[0].motion.scale", id="curve without points"),
        pytest.param(_SHOTS + "    vars: {a-b: c}\n", "$.shots[0].vars", id="variable with a dash"),
        pytest.param(_SHOTS + "    prompt:\n", None, id="key that stands twice"),
        pytest.param(_SHOTS + "    seed: -1\n", "$.shots[0].seed", id="seed below zero"),
        pytest.param(_SHOTS + "    negative: ['']\n", "$.shots[0].negative[0]", id="empty text"),
        pytest.param(_SHOTS + "title: ' '\n", "$.title", id="blank text"),
        pytest.param(_SHOTS + "title:\n", "$.title", id="nothing"),
        pytest.param(_SHOTS + "fps: '8'\n", "$.fps", id="number in quotes"),
        pytest.param(_SHOTS + "profile: {size: 768}\n", "$.profile.size", id="size of one number"),
        pytest.param(_SHOTS + "profile: {lcm: yes}\n", "$.profile.lcm", id="yes for true"),
        pytest.param(_SHOTS + "style: {loras: {a..b: 1}}\n", "$.style.loras", id="name with a way up"),
        pytest.param(_SHOTS + "rules: {clip-length: none}\n", "$.rules['clip-length']", id="unknown severity"),
    ],
)
def test_a_bad_storyboard_is_refused_by_both(text: str, path: str | None) -> None:
    assert _findings(text)
    if path:  # a schema knows nothing of a key that stands twice
        assert [error.json_path for error in _VALIDATOR.iter_errors(_load(text))] == [path]


# -- agreement

_WORDS = {r"\S", Label.pattern, Name().pattern, Name(dashes=False).pattern}


def _only_editors_mind(error: ValidationError) -> bool:
    """A number or `true` where a word belongs is that word to us; a picture from outside is left to its rule."""
    if isinstance(error.instance, str):
        return looks_like_picture(error.instance)
    wants_a_word = error.schema.get("pattern") in _WORDS or "if" in error.schema
    return error.validator == "type" and isinstance(error.instance, int | float) and wants_a_word


def _only_we_mind(found: Diagnostic) -> bool:
    """What a schema cannot say, or not without hiding what it does say."""
    written = found.span.source.text[found.span.start : found.span.end]
    return (
        "file systems reserve" in found.message
        or "a cross-fade of one frame" in found.message
        or re.fullmatch(r"-?[0-9]+\.0+|[0-9]*\.[0-9]+|-?0[0-9]+|.*[eE][-+]?[0-9]+|0[xo].*", written) is not None
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
    errors = [*_VALIDATOR.iter_errors(_load(text))]
    assert errors
    assert all(map(_only_editors_mind, errors))
    assert _findings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_SHOTS.replace("clip: c", "clip: NUL"), id="reserved by file systems"),
        pytest.param(_SHOTS + "    next: crossfade 1f\n", id="a cross-fade that is a cut"),
        pytest.param(_SHOTS + "fps: 8.0\n", id="a whole number with a point"),
        pytest.param(_SHOTS + "seed: 010\n", id="a leading zero"),
        pytest.param(_SHOTS + "seed: 0x10\n", id="other digits"),
        pytest.param(_SHOTS + "    motion: {scale: .5}\n", id="no digit before the point"),
        pytest.param(_SHOTS + "    motion: {scale: 1e0}\n", id="an exponent"),
    ],
)
def test_what_only_we_mind(text: str) -> None:
    assert [*_VALIDATOR.iter_errors(_load(text))] == []
    findings = _findings(text)
    assert findings
    assert all(map(_only_we_mind, findings))


@pytest.mark.parametrize("line", ["init_image: ./a.png", "sketch: x", "base: ../a.png", "stack: https://a.example/b.png"])
def test_pictures_from_outside_are_left_to_their_rule(line: str) -> None:
    errors = [*_VALIDATOR.iter_errors(_load(_SHOTS + line))]
    assert len(errors) == 1
    assert _only_editors_mind(errors[0]) or errors[0].validator == "additionalProperties"
    assert _findings(_SHOTS + line) == []


def _whole_value(kind: Kind[Any], example: Any) -> Any:
    """A value of a kind with every key that it may have."""
    match kind:
        case RecordOf():
            fields = kind.record.fields.values()
            return {field.key: _whole_value(field.kind, _load(f"v: {field.example}")["v"]) for field in fields}
        case ListOf(kind=RecordOf() as item):
            return [_whole_value(item, None)]
        case MapOf(kind=RecordOf() as item):
            return {"hana": _whole_value(item, None)}
        case Either():
            inner = kind.forms[MapNode] or kind.forms[ListNode]
            return _whole_value(inner, example) if isinstance(inner, RecordOf | ListOf) else example
    return example


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a value with each key or index in it."""
    if not isinstance(value, dict | list):
        return []
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


_EVERY_KEY = json.dumps(_whole_value(RecordOf(Storyboard), None))
_KNOWN = sorted({key for record in _records(Storyboard, {}).values() for key in record.fields})
_TEXTS = [
    "", "  ", "x", "4s", "32f", "4 s", "50%", "100%", "101%", "100.5%", "768x768", "768X768", "0", "8", "true", "null",
    "~", "NO", "off", "keyframes", "shot:a", "character:", "cut", "carry", "crossfade 4f", "crossfade 1f", "none",
    "pan_left", "linear", "sdxl", "openpose", "note", "a b", "a-b", "a.b", "a..b", "a/b", "-a", "con", "NUL", "é", "日本",
    *(letter * length for letter in "ax" for length in (64, 65, 120, 121, 200, 201, 512, 513, 1025)),
]  # fmt: skip
_NUMBERS = [
    -11, -3, -1, 0, 1, 2, 3, 8, 9, 60, 61, 150, 151, 999, 1000, 1 << 62, 1 << 63, 0.5, -0.25, 1.5, 2.001, 31.5, 4.0
]  # fmt: skip
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


@settings(max_examples=600, deadline=None)
@given(_near_the_language())
def test_reader_and_schema_agree(value: Any) -> None:
    findings, errors = _findings(json.dumps(value, ensure_ascii=False)), [*_VALIDATOR.iter_errors(value)]
    if bool(findings) != bool(errors):
        assert all(map(_only_we_mind, findings))
        assert all(map(_only_editors_mind, errors))
