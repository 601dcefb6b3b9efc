"""`animec export`: the timeline on the output or in a file, of a storyboard or of a plan."""

import gc
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from anime_compiler.cli.main import main

GOOD = """\
animec: 1
clip: good
ruleset: open
shots:
  - {id: roof, prompt: a roof, duration: 28f, next: crossfade 4f}
  - {id: street, prompt: a street, duration: 16f}
"""
BROKEN = GOOD.replace("prompt: a roof", "promt: a roof")
STILLS = "animec: 1\nclip: stills\nruleset: open\nstills: [{id: lamp, prompt: a lamp}]\n"
FORMS = {"otio": "{\n", "edl": "TITLE: good\n", "chapters": ";FFMETADATA1\n"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, text in (("good", GOOD), ("broken", BROKEN), ("stills", STILLS)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    yield tmp_path
    gc.enable()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_written_to_the_output_or_to_a_file(
    form: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "good.yaml", "--to", form]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(FORMS[form])
    assert err == ""
    assert main(["export", "good.yaml", "--to", form, "-o", f"good.{form}"]) == 0
    assert capsys.readouterr().out == ""
    assert (folder / f"good.{form}").read_text(encoding="utf-8") == out


def test_a_plan_gives_what_its_storyboard_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--json", "-o", "plan.json"]) == 0
    assert main(["export", "good.yaml", "--to", "otio"]) == 0
    out = capsys.readouterr().out
    assert main(["export", "plan.json", "--to", "otio"]) == 0
    assert capsys.readouterr().out == out


def test_values_can_be_set_for_an_export_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "good.yaml", "--to", "edl", "--set", "fps=12"]) == 0
    assert "* TIMECODE COUNTS 12 FRAMES A SECOND" in capsys.readouterr().out


def test_a_storyboard_with_errors_ends_as_a_plan_of_it_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planned = main(["plan", "broken.yaml"]), capsys.readouterr().err
    assert (main(["export", "broken.yaml", "--to", "edl", "-o", "out.edl"]), capsys.readouterr().err) == planned
    assert planned[0] == 3
    assert not (folder / "out.edl").exists()


def test_stills_are_no_film(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "stills.yaml", "--to", "otio"]) == 2
    assert capsys.readouterr().err.startswith("animec: `stills` has no film to export, only stills\n  ")


def test_a_form_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "good.yaml"]) == 2
    assert "--to" in capsys.readouterr().err
    assert main(["export", "good.yaml", "--to", "aaf"]) == 2


def test_a_file_that_is_no_plan_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "no.json").write_text('{"animec_plan": 99}', encoding="utf-8")
    assert main(["export", "no.json", "--to", "otio"]) == 3
    assert "is not a plan" in capsys.readouterr().err


def test_nothing_heavy_is_imported_for_an_export(folder: Path) -> None:
    names = "av,cv2,numpy,PIL,torch,opentimelineio"
    script = (
        "import sys; from anime_compiler.cli.main import main; main(['export', 'good.yaml', '--to', 'otio']); "
        f"sys.exit(sum(name in sys.modules for name in '{names}'.split(',')))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, check=False, env=_env())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["OTIO_SCHEMA"] == "Timeline.1"


def _env() -> dict[str, str]:
    return {"PYTHONPATH": str(Path(__file__).parents[3])}
