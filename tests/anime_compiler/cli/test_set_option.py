"""`--set` on the command line: `check` and `plan` take the values as if they were written."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from anime_compiler.cli.check_command import FORMATS
from anime_compiler.cli.main import main

GOOD = """\
animec: 1
clip: good
ruleset: open
shots:
  - {id: roof, prompt: a roof, duration: 28f, camera: pan_left}
  - {id: street, prompt: a street, duration: 16f}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    yield tmp_path
    gc.enable()


def test_a_finding_is_underlined_in_what_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good.yaml", "--set", "shots.roof.duration=28", "--set", "seed=7"]) == 3
    assert (
        capsys.readouterr().out
        == """\
error[bad-value]: `28` is not a duration
  --> --set shots.roof.duration:1:21
   |
 1 | shots.roof.duration=28
   |                     ^^
   = help: write a duration such as `4s` or `32f`; replace with `28s`

1 error in 1 file
"""
    )


def test_several_files_are_checked_with_the_same_values(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.yaml").write_text(GOOD.replace("roof", "room"), encoding="utf-8")
    assert main(["check", ".", "--set", "shots.roof.seed=1", "--format", "concise"]) == 3
    assert capsys.readouterr().out == (
        "--set shots.roof.seed:1:7: error[bad-override] there is no item `roof` in `shots`\n"
    )


@pytest.mark.parametrize("fix", ["--fix", "--unsafe-fixes"])
def test_what_is_set_is_never_written_into_the_file(fix: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace("prompt:", "promt:")
    Path("good.yaml").write_text(text, encoding="utf-8")
    assert main(["check", "good.yaml", fix, "--set", "seed=7"]) == 2
    assert capsys.readouterr() == (
        "",
        "animec: `--fix` cannot mend what is not written: `--set` is here as well\n  leave out one of the two\n",
    )
    assert Path("good.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_set_can_be_told_in_every_form(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good.yaml", "--format", form, "--set", "seed=\x1b-1", "--set", "fps=\n- 8"]) == 3
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "seed" in out


def test_a_plan_is_made_of_the_values_that_are_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--set", "shots.*.duration=16f", "--set", "fps=16"]) == 0
    assert "film    32 frames at 16 a second, 2 s, 768x768, 2 shots\n" in capsys.readouterr().out


def test_where_a_set_value_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--explain", "--set", "seed=7"]) == 0
    (row,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("seed "))
    assert row.split() == ["seed", "7", "from", "the", "command", "line", "(--set)"]


def test_a_storyboard_is_compared_with_itself_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--diff", "good.yaml", "--set", "shots.street.seed=7"]) == 0
    out = capsys.readouterr().out
    assert "  ~ street/segment/0  because of seed" in out
    assert "roof/segment" not in out
