"""What the README shows is what the program prints."""

from pathlib import Path

import pytest

from anime_compiler.cli.main import COMMANDS, main

_ROOT = Path(__file__).parents[2]
_README = (_ROOT / "README.md").read_text(encoding="utf-8")


def test_the_plan_in_the_readme_is_the_plan_of_the_showcase(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(_ROOT)
    assert main(["plan", "specs/clip_001.yaml"]) == 0
    assert f"```text\n{capsys.readouterr().out}```" in _README


def test_the_showcase_has_no_findings(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_ROOT)
    assert main(["check", "specs/clip_001.yaml", "--strict"]) == 0
    assert capsys.readouterr().out == "all good: 1 file\n"


def test_every_command_is_in_the_table_of_the_readme() -> None:
    for command in COMMANDS:
        assert f"| `{command}` |" in _README


def test_the_map_names_every_folder_of_the_compiler() -> None:
    architecture = (_ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in (_ROOT / "anime_compiler").iterdir():
        if folder.is_dir() and folder.name not in ("__pycache__", "shipped"):
            assert f"`{folder.name}/`" in architecture, folder.name


def test_the_map_names_every_room_of_the_renderer() -> None:
    architecture = (_ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in (_ROOT / "renderer").iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            assert f"`{folder.name}/`" in architecture, folder.name
