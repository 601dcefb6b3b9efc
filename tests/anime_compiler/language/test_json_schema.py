"""The published schemas: what they promise to editors, and what they accept and refuse."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from anime_compiler.language.json_schema import SCHEMA_FILES, schema_text, schemas
from anime_compiler.language.record import Field
from tests.anime_compiler.language.reading import findings, load, records_in

_ROOT = Path(__file__).parents[3]
_SCHEMAS = schemas()
_VALIDATOR = Draft7Validator(_SCHEMAS["storyboard.json"])
_METASCHEMA: Any = Draft7Validator.META_SCHEMA
_KEYWORDS = set(_METASCHEMA["properties"])
_EDITOR_KEYWORDS = {
    "markdownDescription", "markdownEnumDescriptions", "defaultSnippets", "errorMessage", "patternErrorMessage"
}  # fmt: skip


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


def _authored_fields() -> list[Any]:
    """Every field that an author may write, with the schema that it is in."""
    return [
        pytest.param(file, record.__name__, field, id=f"{record.__name__}.{field.key}")
        for file in ("storyboard.json", "template.json")
        for record in records_in(SCHEMA_FILES[file].record)
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
        assert node.keys() <= _KEYWORDS | _EDITOR_KEYWORDS
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
    assert findings(field.example or "", field.kind) == []
    assert examples[0] == load(f"value: {field.example}")["value"], "read as YAML 1.2"


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
    return load(re.sub(r"\$\{?(\d+)(?:[:|].*?\})?", lambda found: texts[found[1]], str(body)))


@pytest.mark.parametrize(("file", "record", "field"), _authored_fields())
def test_a_snippet_is_valid_as_it_stands(file: str, record: str, field: Field[Any]) -> None:
    root = _SCHEMAS[file]
    schema = root["definitions"].get(record, root)["properties"][field.key]
    for snippet in schema.get("defaultSnippets", []):
        value = _filled(snippet["body"], {})
        whole = [value] if schema["type"] == "array" else value
        assert [*Draft7Validator({**schema, "definitions": root["definitions"]}).iter_errors(whole)] == []
        assert findings(json.dumps(whole), field.kind) == []


def test_a_new_storyboard_is_valid_as_it_stands() -> None:
    bodies = [_filled(snippet["body"], {}) for snippet in _SCHEMAS["storyboard.json"]["defaultSnippets"]]
    assert len(bodies) == 2
    for body in bodies:
        assert [*_VALIDATOR.iter_errors(body)] == []
        assert findings(json.dumps(body)) == []


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
    errors = Draft7Validator(_SCHEMAS[name]).iter_errors(load(file.read_text(encoding="utf-8")))
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
    assert findings(text)
    if path:  # a schema knows nothing of a key that stands twice
        assert [error.json_path for error in _VALIDATOR.iter_errors(load(text))] == [path]
