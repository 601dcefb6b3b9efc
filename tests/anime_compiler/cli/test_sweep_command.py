"""`animec sweep`: everything is refused before anything is made, and what is made is laid out and told."""

import gc
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anime_compiler.cli.main import main
from renderer import events
from renderer.stacks import available
from renderer.verify.png import picture_in
from tests.renderer.noise_stack import NoiseStack

BOARD = """\
animec: 1
clip: small
ruleset: open
stack: sdxl
style: {template: plain}
profile: {size: 64x64}
shots:
  - {id: a, prompt: roof, duration: 16f, beats: [{at: 0%, prompt: one}, {at: 100%, prompt: two}]}
  - {id: b, prompt: sea, duration: 16f}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANIMEC_STORE", str(tmp_path / "store"))
    noise = available._Entry("tests.renderer.noise_stack", "NoiseStack", NoiseStack.edition, has_models=False)
    monkeypatch.setattr(available, "_STACKS", {"noise": noise})
    monkeypatch.setattr(available, "_DRAFTS_WITH", "noise")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "c.yaml").write_text(BOARD, encoding="utf-8")
    yield tmp_path
    gc.enable()


def files(folder: Path) -> list[Path]:
    return sorted((folder / "outputs" / "images").glob("*")) if (folder / "outputs").exists() else []


def events_of(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_grid_is_made_and_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--vary", "seed=1..3", "--vary", "shots.a.prompt=roof,night"]) == 0
    (path,) = files(folder)
    out, err = capsys.readouterr()
    assert err == ""
    assert [line for line in out.splitlines() if line.startswith(("outputs", "  columns", "  rows", "8 made"))] == [
        f"outputs/images/{path.name}",
        "  columns  seed: 1, 2, 3",
        "  rows     shots.a.prompt: roof, night",
        out.splitlines()[-2],
    ]
    facts = json.loads(picture_in(path.read_bytes(), "a.png").texts["animec"])
    assert facts["storyboard"] == "c.yaml"
    assert facts["picture"] == "a/keyframe/0"
    assert [len(row) for row in facts["keys"]] == [3, 3]


def test_a_second_time_nothing_is_made(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["sweep", "c.yaml", "--vary", "seed=1..3"]
    assert main(command) == 0
    before = files(folder)[0].stat().st_mtime_ns
    capsys.readouterr()
    assert main(command) == 0
    assert "0 made, 4 from the store" in capsys.readouterr().out
    assert [path.stat().st_mtime_ns for path in files(folder)] == [before]


def test_before_gigabytes_are_hashed_it_is_said(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def bound(plan: Any, _name: str, _settings: Any, tell: events.Tell | None = None) -> Any:
        if tell is not None:
            tell(events.Hashing(("pastel",), 7_000_000_000))
        return plan

    monkeypatch.setattr(available, "bound_for", bound)
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2"]) == 0
    assert capsys.readouterr().out.startswith("hashing 7.0 GB of models, once: pastel\n")
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2", "--quiet"]) == 0
    assert capsys.readouterr().out == ""


def test_a_picture_that_a_film_has_is_not_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2"]) == 0
    capsys.readouterr()
    assert main(["sweep", "c.yaml", "--vary", "seed=1..3", "--dry-run", "--json"]) == 0
    assert events_of(capsys.readouterr().out)[0]["to_do"] == ["3/a/keyframe/0"]


def test_programs_are_told_every_event_and_every_grid(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--json", "--vary", "seed=1,2", "--vary", "fps=8,12", "--vary", "title=x,y"]) == 0
    told = events_of(capsys.readouterr().out)
    kinds = [event["event"] for event in told]
    assert kinds[0] == "planned"
    assert kinds[-5:] == ["written", "written", "done", "grid", "grid"]
    assert [event["path"] for event in told if event["event"] == "grid"] == [
        event["path"] for event in told if event["event"] == "written"
    ]
    assert [event["fixed"] for event in told if event["event"] == "grid"] == [{"title": "x"}, {"title": "y"}]
    assert {f"images/{path.name}" for path in files(folder)} == {event["path"] for event in told[-2:]}


def test_the_shot_and_the_beat_can_be_chosen(folder: Path) -> None:
    for picture in ("a:2", "b"):
        assert main(["sweep", "c.yaml", "--vary", "seed=1", "--shot", picture, "-q"]) == 0
    facts = [json.loads(picture_in(path.read_bytes(), "a.png").texts["animec"]) for path in files(folder)]
    assert {one["picture"] for one in facts} == {"a/keyframe/1", "b/keyframe/0"}


def test_values_that_are_set_hold_for_all(folder: Path) -> None:
    for seed in ("5", "6"):
        assert main(["sweep", "c.yaml", "--vary", "shots.a.prompt=x,y", "--set", f"seed={seed}", "-q"]) == 0
    assert len(files(folder)) == 2


def test_nothing_is_said_where_nothing_is_to_be_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2", "--quiet", "--out", "elsewhere"]) == 0
    assert capsys.readouterr() == ("", "")
    assert len([*(folder / "elsewhere" / "images").glob("prompt_grid_small_*.png")]) == 1


def test_a_dry_run_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("2 pictures in 1 grid\noutputs/images/prompt_grid_small_")
    assert out.endswith("store   0 of 3 nodes are there (noise); 3 would run\n")
    assert [path.name for path in folder.iterdir()] == ["c.yaml"]


def test_one_combination_that_breaks_a_rule_stops_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2", "--vary", "fps=8,90"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "--> --set fps:1:5" in err
    assert err.count("error[") == 1
    assert err.endswith(
        "animec: nothing is made, for 2 of 4 combinations cannot be rendered:\n"
        "  seed=1 fps=90\n"
        "  seed=2 fps=90\n"
        "  leave out their values, or mend what is said above\n"
    )
    assert [path.name for path in folder.iterdir()] == ["c.yaml"]


def test_a_storyboard_with_errors_ends_as_a_plan_of_it_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "c.yaml").write_text(BOARD.replace("prompt: sea", "promt: sea"), encoding="utf-8")
    planned = main(["plan", "c.yaml"]), capsys.readouterr().err
    assert (main(["sweep", "c.yaml", "--vary", "seed=1..4"]), capsys.readouterr().err) == planned


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "seed=1..9", "--vary", "fps=1..9"], "9 × 9 pictures are 81"),
        (["--vary", "seed=1", "--shot", "c"], "there is no shot or still `c`"),
        (["--vary", "seed=1", "--shot", "a:3"], "none with the number 3"),
        (["--vary", "seed=1", "--shot", "a:0"], "is no picture"),
        (["--vary", "seed=1", "--shot", ":2"], "is no picture"),
        (["--vary", "stack=sd2,sdxl"], "`stack` is varied"),
        ([], "--vary"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_made(
    words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", "c.yaml", *words]) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["c.yaml"]


def test_a_draft_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["sweep", "c.yaml", "--vary", "seed=1..2"]
    assert main(command) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "a draft by `noise`; the storyboard's own stack is `sdxl`"
    assert main([*command, "--final"]) == 5
    assert "`sdxl` cannot render here" in capsys.readouterr().err


def test_stills_can_be_varied_too(folder: Path) -> None:
    text = BOARD[: BOARD.index("shots:")] + "stills: [{id: lamp, prompt: a lamp, count: 3}]\n"
    (folder / "c.yaml").write_text(text, encoding="utf-8")
    assert main(["sweep", "c.yaml", "--vary", "seed=1..2", "--shot", "lamp:2", "-q"]) == 0
    assert json.loads(picture_in((files(folder)[0]).read_bytes(), "a.png").texts["animec"])["picture"] == "lamp/still/1"


def test_a_folder_that_cannot_be_written_to_is_told_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "c.yaml", "--vary", "seed=1", "-q", "--out", "c.yaml"]) == 7
    assert "cannot read or write `c.yaml`" in capsys.readouterr().err
