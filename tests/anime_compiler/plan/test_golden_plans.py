"""The plans of all storyboards that ship, as documents: a refactoring must leave every byte of them alone.

Where a plan is meant to change, `ANIMEC_UPDATE_GOLDEN=1 pytest tests/anime_compiler/plan/test_golden_plans.py` writes
them anew, and the difference is for reviewers to read.
"""

import os
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.plan_diff import diff
from anime_compiler.plan.plan_json import read_plan, write_plan
from anime_compiler.resolve.context import Library

ROOT = Path(__file__).parents[3]
SPECS = {spec.stem: spec for spec in sorted((ROOT / "specs").glob("*.yaml"))}
GOLDEN = ROOT / "tests" / "plans"
IS_UPDATE = os.environ.get("ANIMEC_UPDATE_GOLDEN") == "1"


def planned(spec: Path) -> str:
    compiled = compile_storyboard(spec.name, spec.read_bytes(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return write_plan(with_keys(compiled.plan))


@pytest.mark.parametrize("name", SPECS)
def test_the_plan_is_the_one_on_record(name: str) -> None:
    text = planned(SPECS[name])
    golden = GOLDEN / f"{name}.plan.json"
    if IS_UPDATE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(text.encode())
    recorded = golden.read_bytes().decode()
    changes = diff(read_plan(recorded), read_plan(text)).changes
    assert [f"{change.change.value} {change.node.id}: {'; '.join(change.reasons)}" for change in changes] == []
    assert text == recorded


def test_every_plan_on_record_belongs_to_a_storyboard() -> None:
    assert {golden.name for golden in GOLDEN.iterdir()} == {f"{name}.plan.json" for name in SPECS}


@pytest.mark.parametrize("name", SPECS)
def test_every_storyboard_that_ships_is_without_fault(name: str) -> None:
    spec = SPECS[name]
    compiled = compile_storyboard(spec.name, spec.read_bytes(), Library(shipped_catalogue(), ()))
    assert [(found.code.name, found.message) for found in compiled.diagnostics] == []
    assert spec.read_text(encoding="utf-8").startswith(
        "# yaml-language-server: $schema=../schemas/storyboard.json\n#"
    ), "editors find the schema, and people are told what it is for"
