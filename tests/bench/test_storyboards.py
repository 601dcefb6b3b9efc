"""What is measured with is what it claims to be: clean, or wrong in exactly the places that were planned."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from yaml import CSafeLoader, load

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.parse.read_file import Limits
from anime_compiler.pipeline import Compilation, compile_storyboard
from anime_compiler.resolve.context import Library
from bench.storyboards import Board, Mistake, clean, faulty, write_storyboards

_LIMITS = Limits(bytes=1 << 24, nodes=1 << 20)
_SCHEMA = Path(__file__).parents[2] / "schemas" / "storyboard.json"


def _compile(board: Board) -> Compilation:
    return compile_storyboard("board.yaml", board.text.encode(), Library(shipped_catalogue(), (), None), _LIMITS)


@pytest.mark.parametrize("shots", [1, 10, 250])
def test_of_a_clean_one_there_is_nothing_to_say(shots: int) -> None:
    compiled = _compile(clean(shots))
    assert not compiled.diagnostics
    assert compiled.storyboard is not None
    assert len(compiled.storyboard.shots) == shots
    assert compiled.plan is not None


def test_a_clean_one_passes_the_schema_too() -> None:
    data = load(clean(30).text, CSafeLoader)
    assert not list(Draft7Validator(json.loads(_SCHEMA.read_text(encoding="utf-8"))).iter_errors(data))


@pytest.mark.parametrize("shots", [10, 250, 1100])
def test_every_mistake_is_reported_at_its_line_and_nothing_else(shots: int) -> None:
    board = faulty(shots)
    errors = [found for found in _compile(board).diagnostics if found.level is Level.ERROR]
    assert tuple(Mistake(found.span.first.line, found.code.name) for found in errors) == board.mistakes


def test_one_shot_in_a_hundred_has_a_mistake_each_of_another_kind() -> None:
    mistakes = faulty(1100).mistakes
    assert len(mistakes) == 11
    assert len({mistake.code for mistake in mistakes}) == 11


def test_prompts_differ_from_shot_to_shot() -> None:
    storyboard = _compile(clean(250)).storyboard
    assert storyboard is not None
    assert len({tuple(beat.prompt for beat in shot.beats) for shot in storyboard.shots}) == 250


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    paths = write_storyboards(tmp_path, 20)
    assert [path.name for path in paths] == ["clean_20.yaml", "faulty_20.yaml"]
    assert [path.read_text(encoding="utf-8") for path in paths] == [clean(20).text, faulty(20).text]
