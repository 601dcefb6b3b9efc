import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for

from anime_compiler import __version__
from anime_compiler.diagnostics.diagnostic import Code, Diagnostic, Edit, Family, Fix, Label, Level
from anime_compiler.diagnostics.render_sarif import render_sarif
from anime_compiler.diagnostics.source import Source, Span

SOURCE = Source("specs/clip_001.yaml", "seed: 1\ndurations: 4s\nseed: 2\nseed: 2\n")
OTHER = Source("templates/anime cel.yaml", "looks: {}")
PAGE = "\na key that the language does not have\n\nA misspelt key would be **ignored** in silence.\n"
UNKNOWN_KEY = Code("unknown-key", Level.ERROR, PAGE)
CLIP_LENGTH = Code("clip-length", Level.WARNING, "a clip outside 8 to 10 s", Family.CONTEST)


def at(start: int, end: int, source: Source = SOURCE) -> Span:
    return Span(source, start, end)


RENAME = Fix("rename to `duration`", (Edit(at(8, 17), "duration"), Edit(at(0, 0, OTHER), "# ")), safe=True)
RICH = Diagnostic(
    UNKNOWN_KEY,
    "there is no key `durations`",
    at(8, 17),
    "did you mean `duration`?",
    (Label(at(0, 4), "as here"), Label(at(0, 5, OTHER), "and there")),
    RENAME,
)
PLAIN = Diagnostic(CLIP_LENGTH, "the clip is too short", at(8, 26), level_override=Level.NOTE)


def run_of(*found: Diagnostic) -> Any:
    (run,) = json.loads(render_sarif(found))["runs"]
    return run


def test_a_result_says_what_where_and_how_to_mend_it() -> None:
    (result,) = run_of(RICH)["results"]
    del result["partialFingerprints"]
    here = {"uri": "specs/clip_001.yaml", "uriBaseId": "%SRCROOT%"}
    there = {"uri": "templates/anime%20cel.yaml", "uriBaseId": "%SRCROOT%"}
    durations = {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 10}
    seed = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 5}
    looks = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 6}
    begin = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert result == {
        "ruleId": "unknown-key",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "there is no key `durations`\nhelp: did you mean `duration`?"},
        "locations": [{"physicalLocation": {"artifactLocation": here, "region": durations}}],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {"artifactLocation": here, "region": seed},
                "message": {"text": "as here"},
            },
            {
                "id": 2,
                "physicalLocation": {"artifactLocation": there, "region": looks},
                "message": {"text": "and there"},
            },
        ],
        "fixes": [
            {
                "description": {"text": "rename to `duration`"},
                "artifactChanges": [
                    {
                        "artifactLocation": here,
                        "replacements": [{"deletedRegion": durations, "insertedContent": {"text": "duration"}}],
                    },
                    {
                        "artifactLocation": there,
                        "replacements": [{"deletedRegion": begin, "insertedContent": {"text": "# "}}],
                    },
                ],
                "properties": {"safe": True},
            }
        ],
    }


def test_rules_are_listed_once_with_their_pages_and_results_point_at_them() -> None:
    run = run_of(RICH, PLAIN, RICH)
    driver = run["tool"]["driver"]
    assert driver["name"] == "animec"
    assert driver["version"] == __version__
    assert [rule["id"] for rule in driver["rules"]] == ["clip-length", "unknown-key"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0, 1]
    assert driver["rules"][1] == {
        "id": "unknown-key",
        "shortDescription": {"text": "a key that the language does not have"},
        "fullDescription": {"text": "a key that the language does not have"},
        "help": {"text": PAGE.strip(), "markdown": PAGE.strip()},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["storyboard"]},
    }


def test_a_rule_has_its_usual_level_and_a_result_the_level_that_it_has() -> None:
    run = run_of(PLAIN)
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == "warning"
    assert run["results"][0]["level"] == "note"


def test_nothing_found_is_an_empty_list_of_results_so_that_old_alerts_are_closed() -> None:
    run = run_of()
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


@pytest.mark.parametrize(
    ("name", "artifact"),
    [
        ("./specs//a b.yaml", {"uri": "specs/a%20b.yaml", "uriBaseId": "%SRCROOT%"}),
        ("50%: #1?.yaml", {"uri": "50%25%3A%20%231%3F.yaml", "uriBaseId": "%SRCROOT%"}),
        ("하나.yaml", {"uri": "%ED%95%98%EB%82%98.yaml", "uriBaseId": "%SRCROOT%"}),
        ("not-utf8-\udcff.yaml", {"uri": "not-utf8-%FF.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a b.yaml", {"uri": "file:///srv/a%20b.yaml"}),
    ],
)
def test_file_names_are_valid_addresses(name: str, artifact: dict[str, str]) -> None:
    (result,) = run_of(Diagnostic(UNKNOWN_KEY, "no", at(0, 0, Source(name, ""))))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_messages_hold_nothing_that_can_deceive_a_reader() -> None:
    (result,) = run_of(Diagnostic(UNKNOWN_KEY, "`gnp\u202e`\x1b[2J", at(0, 4)))["results"]
    assert result["message"]["text"] == "`gnp<U+202E>`␛[2J"


def test_a_fix_without_edits_is_left_out_because_sarif_has_no_such_thing() -> None:
    (result,) = run_of(RICH._replace(fix=Fix("think", (), safe=False)))["results"]
    assert "fixes" not in result


def fingerprints(text: str, *spans: tuple[int, int], code: Code = UNKNOWN_KEY) -> list[str]:
    source = Source("a.yaml", text)
    results = run_of(*(Diagnostic(code, "no", Span(source, *span)) for span in spans))["results"]
    return [result["partialFingerprints"]["animecFinding/v1"] for result in results]


def test_a_fingerprint_survives_edits_elsewhere_and_tells_findings_apart() -> None:
    before = fingerprints("seed: 1\nseed: 2\nfps: 8", (0, 4), (8, 12), (16, 19))
    after = fingerprints("# a comment\nseed: 1\n\nseed: 2\n fps: 9", (12, 16), (21, 25), (30, 33))
    assert before == after
    assert len(set(before)) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", fingerprint) for fingerprint in before)
    assert fingerprints("seed: 1", (0, 4), code=CLIP_LENGTH)[0] not in before


def closed(required: dict[str, object], **optional: object) -> dict[str, object]:
    """The schema of an object that has these keys and no others."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def some(item: object, least: int = 1) -> dict[str, object]:
    return {"type": "array", "items": item, "minItems": least, "uniqueItems": True}


# What SARIF 2.1.0 allows of what is written here, and what GitHub's code scanning requires of it. The schema
# of OASIS is not in this repository, because its licence does not plainly allow that: see the last test.
WORDS = {"type": "string", "minLength": 1, "maxLength": 1024}
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["error", "warning", "note"]}
MESSAGE = closed({"text": WORDS})
RELATIVE = closed({"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~%/-]+$"}, "uriBaseId": {"const": "%SRCROOT%"}})
REGION = closed({"startLine": COUNT, "startColumn": COUNT, "endLine": COUNT, "endColumn": COUNT})
PLACE = closed({"artifactLocation": RELATIVE, "region": REGION})
REPLACEMENT = closed({"deletedRegion": REGION, "insertedContent": closed({"text": {"type": "string"}})})
CHANGE = closed({"artifactLocation": RELATIVE, "replacements": some(REPLACEMENT)})
FIX = closed(
    {
        "description": MESSAGE,
        "artifactChanges": some(CHANGE),
        "properties": closed({"safe": {"type": "boolean"}}),
    }
)
RULE = closed(
    {
        "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": closed({"text": {"type": "string"}, "markdown": {"type": "string"}}),
        "defaultConfiguration": closed({"level": LEVEL}),
        "properties": closed({"tags": some(WORDS)}),
    }
)
RESULT = closed(
    {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": some(closed({"physicalLocation": PLACE})),
        "partialFingerprints": closed({"animecFinding/v1": {"type": "string"}}),
    },
    relatedLocations=some(closed({"id": COUNT, "physicalLocation": PLACE, "message": MESSAGE})),
    fixes=some(FIX),
)
DRIVER = closed(
    {
        "name": {"const": "animec"},
        "version": {"type": "string"},
        "informationUri": {"type": "string", "pattern": "^https://"},
        "rules": some(RULE, least=0),
    }
)
RUN = closed(
    {
        "tool": closed({"driver": DRIVER}),
        "columnKind": {"const": "unicodeCodePoints"},
        "results": {"type": "array", "items": RESULT},
    }
)
LOG = closed(
    {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN, "minItems": 1, "maxItems": 1},
    }
)


@pytest.mark.parametrize("found", [(), (PLAIN,), (RICH, PLAIN, RICH)])
def test_the_structure_is_what_sarif_allows_and_github_requires(found: tuple[Diagnostic, ...]) -> None:
    Draft7Validator(LOG).validate(json.loads(render_sarif(found)))


@pytest.mark.skipif("SARIF_SCHEMA" not in os.environ, reason="SARIF_SCHEMA names no copy of the OASIS schema")
@pytest.mark.parametrize("found", [(), (PLAIN,), (RICH, PLAIN, RICH)])
def test_the_schema_of_oasis_is_kept(found: tuple[Diagnostic, ...]) -> None:
    schema = json.loads(Path(os.environ["SARIF_SCHEMA"]).read_text())
    validator_for(schema)(schema).validate(json.loads(render_sarif(found)))
