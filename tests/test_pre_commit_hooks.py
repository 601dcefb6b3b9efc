from pathlib import Path

import pytest
import yaml

from anime_compiler.cli.main import main

_HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((Path(__file__).parents[1] / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}
_GOOD = "animec: 1\nclip: a\nstack: animatic\nruleset: open\nshots:\n  - {id: roof, prompt: a school rooftop}\n"
_MENDABLE = _GOOD.replace("prompt:", "promt:")


@pytest.fixture(autouse=True)
def storyboards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(_GOOD, encoding="utf-8")
    Path("mendable.yaml").write_text(_MENDABLE, encoding="utf-8")
    Path("other.yaml").write_text("- of another program\n", encoding="utf-8")


def _run(hook: str, *files: str) -> int:
    """What git's hook does: the entry with the names of the files behind it."""
    program, *words = _HOOKS[hook]["entry"].split()
    assert program == "animec"
    return main([*words, *files])


@pytest.mark.parametrize("hook", ["animec-check", "animec-fix"])
def test_it_is_given_yaml_files_and_passes_over_those_of_others(hook: str) -> None:
    assert (_HOOKS[hook]["language"], _HOOKS[hook]["types"]) == ("python", ["yaml"])
    assert _run(hook, "good.yaml", "other.yaml") == 0
    assert _run(hook, "other.yaml") == 0


def test_check_fails_and_changes_nothing() -> None:
    assert _run("animec-check", "good.yaml", "mendable.yaml") == 3
    assert Path("mendable.yaml").read_text(encoding="utf-8") == _MENDABLE


def test_fix_fails_once_where_it_mends() -> None:
    assert _run("animec-fix", "good.yaml", "mendable.yaml") == 1
    assert Path("mendable.yaml").read_text(encoding="utf-8") == _GOOD
    assert _run("animec-fix", "good.yaml", "mendable.yaml") == 0
