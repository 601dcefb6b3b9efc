"""Combinations of varied values: in order, each compiled, and what is said of several said once."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

import pytest

from anime_compiler.cli.combinations import Combination, compiled, findings, varied
from anime_compiler.cli.inputs import StoryboardFile
from anime_compiler.errors import UsageError
from anime_compiler.parse.read_file import Limits

TEXT = b"animec: 1\nclip: c\nruleset: open\nshots: [{id: a, prompt: roof, duration: 17f}]\n"


def made(*texts: str, overrides: Sequence[str] = (), data: bytes = TEXT) -> list[Combination]:
    limits = Limits()
    options = Namespace(overrides=[*overrides], vram=None, max_bytes=limits.bytes, max_nodes=limits.nodes)
    return compiled(StoryboardFile("c.yaml", data), options, varied(texts))


def test_the_values_of_the_last_key_change_first() -> None:
    assert [one.overrides for one in made("seed=1..2", "shots.a.prompt=x,y")] == [
        ("seed=1", "shots.a.prompt=x"),
        ("seed=1", "shots.a.prompt=y"),
        ("seed=2", "shots.a.prompt=x"),
        ("seed=2", "shots.a.prompt=y"),
    ]


def test_each_is_the_storyboard_with_its_values() -> None:
    boards = [one.compilation.storyboard for one in made("seed=1..2", "fps=8,12", overrides=["seed=9", "clip=d"])]
    assert [(board.seed, board.fps, board.clip) for board in boards if board] == [
        (1, 8, "d"),
        (1, 12, "d"),
        (2, 8, "d"),
        (2, 12, "d"),
    ]


def test_paths_and_values_are_kept_as_they_were_written() -> None:
    (key,) = varied(['style.loras."v1.5=x"=0.5:0.7:0.1'])
    assert key.path == 'style.loras."v1.5=x"'
    assert key.values == ("0.5", "0.6", "0.7")
    (key,) = varied(["shots.a.prompt='a=b, c',d"])
    assert key.values == ("'a=b, c'", "d")


def test_what_is_said_of_all_is_said_once() -> None:
    combinations = made("seed=1..4")
    said = [[found.code.name for found in one.compilation.diagnostics] for one in combinations]
    assert said == [["shot-not-whole-segments"]] * 4
    assert [found.code.name for found in findings(combinations)] == ["shot-not-whole-segments"]
    assert not any(one.has_errors for one in combinations)


def test_what_is_said_of_a_varied_value_points_at_it() -> None:
    combinations = made("seed=1,x", "fps=8,y")
    assert [one.has_errors for one in combinations] == [False, True, True, True]
    errors = [found for found in findings(combinations) if found.level.value == "error"]
    assert [(found.message, found.span.source.name) for found in errors] == [
        ("`y` is not a whole number", "--set fps"),
        ("`x` is not a whole number", "--set seed"),
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["seed=1..2", "seed=3"], "`seed` is varied twice"),
        (["seed=1..9", "fps=1..9"], "9 × 9 pictures are 81, and at most 64 can be made at once"),
        (["seed=1..65"], "65 values are more than the 64"),
        (["seed"], "`seed` is no path with values"),
        (["seed="], "holds an empty value"),
    ],
)
def test_what_cannot_be_varied_is_refused_before_anything_is_compiled(texts: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        varied(texts)
    assert refused.value.cure


def test_sixty_four_are_possible() -> None:
    assert len(made("seed=1..8", "fps=1..8")) == 64


def test_templates_lie_beside_the_storyboard_for_every_combination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    combinations = made("style.template=noir,nothing_like_it")
    assert [one.has_errors for one in combinations] == [False, True]
