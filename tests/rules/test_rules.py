"""Runs the literate cases in `tests/rules/*.md`, one document for each rule.

A document is prose with cases: a heading, a storyboard in a `yaml` block, and a `findings` block with what the rule
says of it, one `<level> <line>:<column> <message>` a line, in the order of the text. A snippet that lacks the keys
which every storyboard needs gets them appended at its end, so that lines are counted from its first.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.rules.rule import all_rules

_FOLDER = Path(__file__).parent
_CASE = re.compile(
    r"^## (?P<title>.+?)\n(?P<prose>.*?)^```yaml\n(?P<yaml>.*?)^```\n.*?^```findings\n(?P<findings>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
_NEEDED = {"animec": "animec: 1\n", "clip": "clip: test_clip\n"}
_DEFAULT_SHOT = "shots:\n  - id: default\n    prompt: a school rooftop\n"


class Case(NamedTuple):
    rule: str
    title: str
    storyboard: str
    findings: list[str]


def _complete(snippet: str) -> str:
    for key, line in _NEEDED.items():
        if not re.search(rf"^{key}:", snippet, re.MULTILINE):
            snippet += line
    if not re.search(r"^(?:shots|stills):", snippet, re.MULTILINE):
        snippet += _DEFAULT_SHOT
    return snippet


def _cases() -> list[Case]:
    return [
        Case(file.stem, found["title"], _complete(found["yaml"]), found["findings"].splitlines())
        for file in sorted(_FOLDER.glob("*.md"))
        for found in _CASE.finditer(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.rule}: {case.title}")
def test_case(case: Case) -> None:
    vram = re.search(r"^# vram: ([0-9.]+)$", case.storyboard, re.MULTILINE)
    library = Library(shipped_catalogue(), (), float(vram[1]) if vram else None)
    compiled = compile_storyboard("case.yaml", case.storyboard.encode(), library)
    said = [
        f"{found.level.value} {found.span.first.line}:{found.span.first.column} {found.message}"
        for found in compiled.diagnostics
        if found.code.name == case.rule
    ]
    assert said == case.findings
    unexpected = [
        found for found in compiled.diagnostics if found.level is Level.ERROR and found.code.name != case.rule
    ]
    if not case.findings:
        assert unexpected == [], "a storyboard that passes a rule must not be broken in another way"


def test_every_rule_has_a_document_with_cases_that_pass_and_that_fail() -> None:
    cases = _cases()
    for rule in all_rules():
        passing = [case for case in cases if case.rule == rule.name and not case.findings]
        failing = [case for case in cases if case.rule == rule.name and case.findings]
        assert passing, rule.name
        assert failing, rule.name


def test_every_document_belongs_to_a_rule() -> None:
    assert {file.stem for file in _FOLDER.glob("*.md")} <= {rule.name for rule in all_rules()}


def test_every_rule_explains_itself() -> None:
    for rule in all_rules():
        page = rule.code.page
        assert "## Why" in page, rule.name
        assert "## Instead" in page, rule.name
        assert not rule.code.summary.endswith("."), rule.name
        assert len(rule.code.summary) < 110, rule.name
