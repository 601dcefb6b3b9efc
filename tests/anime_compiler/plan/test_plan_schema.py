"""The published schema of a plan against plans that are written."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from anime_compiler.language.json_schema import schema_text
from anime_compiler.plan.ops import OPS
from anime_compiler.plan.plan_schema import plan_schema

_ROOT = Path(__file__).parents[3]
_GOLDEN = sorted((_ROOT / "tests" / "plans").glob("*.plan.json"))
_VALIDATOR = Draft7Validator(plan_schema())


def _plan() -> Any:
    return json.loads((_ROOT / "tests" / "plans" / "clip_001.plan.json").read_text(encoding="utf-8"))


def test_the_published_schema_is_up_to_date() -> None:
    assert (_ROOT / "schemas" / "plan.json").read_text(encoding="utf-8") == schema_text(plan_schema())


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(plan_schema())


@pytest.mark.parametrize("file", _GOLDEN, ids=lambda file: file.stem)
def test_every_plan_that_ships_fits_it(file: Path) -> None:
    assert list(_VALIDATOR.iter_errors(json.loads(file.read_text(encoding="utf-8")))) == []


def test_the_plans_that_ship_have_every_common_operation() -> None:
    seen = {node["op"] for file in _GOLDEN for node in json.loads(file.read_text(encoding="utf-8"))["nodes"]}
    assert {op.__name__ for op in OPS} - seen <= {"Upscale"}


@pytest.mark.parametrize("key", ["animec_plan", "clip", "nodes", "models", "fps"])
def test_a_plan_that_lacks_something_does_not_fit(key: str) -> None:
    plan = _plan()
    del plan[key]
    assert list(_VALIDATOR.iter_errors(plan))


def test_parameters_belong_to_their_operation() -> None:
    plan = _plan()
    plan["nodes"][0]["op"] = "Decode"
    assert list(_VALIDATOR.iter_errors(plan))


def test_an_unknown_operation_and_an_unknown_key_do_not_fit() -> None:
    for change in ({"op": "LoadImage"}, {"image": "a.png"}, {"key": "short"}):
        plan = _plan()
        plan["nodes"][0].update(change)
        assert list(_VALIDATOR.iter_errors(plan)), change
