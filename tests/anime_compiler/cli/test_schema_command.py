import json
from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from anime_compiler.language.json_schema import SCHEMA_FILES


def test_it_prints_the_schema_of_the_storyboard(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "animec storyboard"


@pytest.mark.parametrize("name", SCHEMA_FILES)
def test_it_prints_each_of_them(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--kind", name.removesuffix(".json")]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == SCHEMA_FILES[name].title


def test_what_it_writes_is_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "new" / "schemas"
    assert main(["schema", "--write", str(folder)]) == 0
    assert {file.name for file in folder.iterdir()} == {*SCHEMA_FILES, "plan.json", "ledger.json"}
    assert main(["schema", "--check", str(folder)]) == 0
    assert capsys.readouterr() == ("", "")


def test_it_names_what_is_not_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["schema", "--write", str(tmp_path)])
    (tmp_path / "stack.json").unlink()
    (tmp_path / "template.json").write_text("{}\n")
    (tmp_path / "other.json").write_text("another's\n")
    assert main(["schema", "--check", str(tmp_path)]) == 3
    said, cure = capsys.readouterr()
    assert said.splitlines() == [
        f"{tmp_path / 'template.json'} is not what the language says",
        f"{tmp_path / 'stack.json'} is not what the language says",
    ]
    assert f"animec schema --write {tmp_path}" in cure


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--write", "{file}/schemas"], "cannot make the folder"),
        (["--write", "{file}"], "cannot make the folder"),
        (["--check", "{file}"], "cannot read"),
    ],
)
def test_a_folder_that_is_none_is_a_fault_of_the_environment(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["schema", *(argument.format(file=file) for argument in arguments)]) == 7
    assert said in capsys.readouterr().err
