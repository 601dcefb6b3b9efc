"""The schema of a ledger says what its reader says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from anime_compiler.language.json_schema import schema_text
from renderer.evidence.ledger_schema import ledger_schema
from tests.renderer.verify.renders import STILLS, Given, make, rows_of

SCHEMA = ledger_schema()
VALIDATOR = Draft7Validator(SCHEMA)


def test_what_is_published_is_up_to_date() -> None:
    published = Path(__file__).parents[3] / "schemas" / "ledger.json"
    assert published.read_text(encoding="utf-8") == schema_text(SCHEMA)


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    folder = tmp_path_factory.mktemp("schema")
    return [
        row
        for given in (Given(), Given(STILLS))
        for row in rows_of(make(folder / given.text[-5:-2], given) / "ledger.jsonl")
    ]


def test_every_row_of_a_render_fits(rows: list[dict[str, object]]) -> None:
    assert [error.message for row in rows for error in VALIDATOR.iter_errors(row)] == []


def test_no_row_fits_with_a_field_more_or_less_or_of_another_type(rows: list[dict[str, object]]) -> None:
    firsts = {str(row["row"]): row for row in reversed(rows)}
    assert len(firsts) == 9
    for row in firsts.values():
        assert not VALIDATOR.is_valid({**row, "approved": True})
        for field in row:
            assert not VALIDATOR.is_valid({name: value for name, value in row.items() if name != field})
            assert not VALIDATOR.is_valid({**row, field: None})


def test_it_can_be_written_as_json() -> None:
    assert json.loads(schema_text(SCHEMA)) == SCHEMA
