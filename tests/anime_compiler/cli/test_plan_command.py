"""`animec plan`: the plan in five forms on the output, everything else on the error stream."""

import gc
import json
import os
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from anime_compiler.plan.plan_json import read_plan, write_plan
from renderer.store.store import Store

ROOT = Path(__file__).parents[3]
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
FORMS = [(), ("--json",), ("--explain",), ("--graph", "mermaid"), ("--graph", "dot"), ("--all",)]
GOOD = """\
animec: 1
clip: good
ruleset: open
shots:
  - {id: roof, prompt: a roof, duration: 28f, camera: pan_left}
  - {id: street, prompt: a street, duration: 16f}
"""
NOTED = GOOD.replace("28f", "17f")
BROKEN = GOOD.replace("prompt: a roof", "promt: a roof")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, text in (("good", GOOD), ("noted", NOTED), ("broken", BROKEN)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    yield tmp_path
    gc.enable()


@pytest.fixture
def written(folder: Path) -> Path:
    """The plan of the good storyboard, in a file."""
    assert main(["plan", "good.yaml", "--json", "-o", "good.json"]) == 0
    return folder / "good.json"


def test_a_tree_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("good\nsdxl, ruleset open, ")
    assert "film    44 frames at 8 a second, 5.5 s, 768x768, 2 shots\n" in out
    assert err == ""


def test_what_there_is_to_say_of_the_storyboard_does_not_get_into_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "noted.yaml", "--json"]) == 0
    out, err = capsys.readouterr()
    assert read_plan(out).clip == "good"
    assert err.startswith("note[shot-not-whole-segments]: ")
    assert err.endswith("\n\n1 note in 1 file\n\n")


def test_a_storyboard_with_errors_has_no_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "broken.yaml"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "error[unknown-key]: there is no key `promt` here" in err
    assert err.endswith("\n\n1 error in 1 file; 1 can be mended with --fix\n")


def test_a_broken_rule_ends_with_4(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace("ruleset: open\n", "profile: {scheduler: euler}\n")
    (folder / "euler.yaml").write_text(text, encoding="utf-8")
    assert main(["plan", "euler.yaml"]) == 4
    assert "error[manual-scheduler]" in capsys.readouterr().err


def test_a_card_that_is_too_small_ends_with_6(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--vram", "1"]) == 6
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
@pytest.mark.parametrize("form", FORMS, ids=" ".join)
def test_every_spec_in_every_form(spec: Path, form: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(spec), *form]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.endswith("\n")
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_the_plan_as_a_file_is_what_is_printed(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--json"]) == 0
    printed = capsys.readouterr().out
    assert written.read_text(encoding="utf-8") == printed
    assert write_plan(read_plan(printed)) == printed
    assert oct(written.stat().st_mode & 0o777) == "0o644"


def test_where_it_is_written_to_a_file_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--graph", "dot", "--output", "good.dot"]) == 0
    assert capsys.readouterr() == ("", "")
    assert Path("good.dot").read_text(encoding="utf-8").startswith('digraph "good" {')
    assert sorted(path.name for path in Path().iterdir() if path.name.startswith(".")) == []


def test_a_dash_is_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--json", "-o", "-"]) == 0
    assert read_plan(capsys.readouterr().out).clip == "good"
    assert not Path("-").exists()


@pytest.mark.parametrize("target", ["nowhere/good.json", ".", "link.json"])
def test_a_file_that_cannot_be_written_ends_with_7(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("link.json").symlink_to("good.yaml")
    assert main(["plan", "good.yaml", "--json", "-o", target]) == 7
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("animec: ")
    assert Path("good.yaml").read_text(encoding="utf-8") == GOOD


def test_a_storyboard_that_is_broken_leaves_an_old_plan_alone(written: Path) -> None:
    before = written.read_bytes()
    assert main(["plan", "broken.yaml", "--json", "-o", "good.json"]) == 3
    assert written.read_bytes() == before


def test_a_storyboard_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(GOOD.encode())))
    assert main(["plan", "-", "--json"]) == 0
    assert read_plan(capsys.readouterr().out).source == "<stdin>"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("nothere.yaml", 2, "animec: there is no file `nothere.yaml`\n"),
        (".", 2, "animec: `.` is not a regular file\n"),
        ("pipe", 2, "animec: `pipe` is not a regular file\n"),
        ("x" * 300, 7, f"animec: cannot read `{'x' * 300}`: File name too long\n"),
    ],
)
def test_a_file_that_cannot_be_read(path: str, status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("pipe")
    assert main(["plan", path]) == status
    assert capsys.readouterr() == ("", said)


def test_where_each_value_came_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--explain"]) == 0
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    found = {line[0]: (line[1], line[2]) for line in lines}
    assert found["ruleset"] == ("open", "written, line 3")
    assert found["stack"] == ("sdxl", "the language's default")
    assert found["profile.steps"] == ("22", "from profile 768_long")
    assert found["roof.camera.move"] == ("pan_left", "written, line 5")
    assert found["roof.motion.module"] == ("animatediff-sdxl-beta", "from stack sdxl")


def changed(name: str, before: str, after: str) -> str:
    assert before in GOOD
    Path(name).write_text(GOOD.replace(before, after), encoding="utf-8")
    return name


@pytest.mark.parametrize("other", ["good.json", "good.yaml"])
def test_nothing_has_changed(other: str, written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written.exists()
    assert main(["plan", "good.yaml", "--diff", other]) == 0
    assert capsys.readouterr().out == "0 of 10 nodes would be made again, 10 keep their result\n"


@pytest.mark.parametrize("other", ["good.json", "good.yaml"])
def test_what_a_change_would_make_again(other: str, written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written.exists()
    assert main(["plan", changed("other.yaml", "a street", "a wet street"), "--diff", other]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "4 of 10 nodes would be made again, 6 keep their result",
        "  ~ street/text/0  because of prompt with “wet” added",
        "  ~ street/segment/0  because of its input street/text/0",
        "  ~ street/decode/0  because of its input street/segment/0",
        "  ~ film  because of its input street/decode/0",
    ]


def test_new_and_gone_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", changed("other.yaml", "id: street", "id: road"), "--diff", "good.yaml"]) == 0
    out = capsys.readouterr().out
    assert "  + road/segment/0\n" in out
    assert "  - street/segment/0\n" in out


def test_a_comparison_with_a_storyboard_that_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--diff", "broken.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("animec: `broken.yaml` has errors, so there is no plan to compare with\n")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "`other.json`: the plan is not JSON"),
        (b"\xff\xfe", "`other.json` is not a plan: it is not text"),
        (b"[]", "`other.json`: this is not a plan: it lacks `animec_plan`"),
    ],
)
def test_a_comparison_with_what_is_no_plan(content: bytes, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.json").write_bytes(content)
    assert main(["plan", "good.yaml", "--diff", "other.json"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_a_comparison_with_a_plan_that_was_tampered_with(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(written.read_text(encoding="utf-8"))
    document["nodes"][-1]["inputs"][0][1] = "nowhere"
    written.write_text(json.dumps(document), encoding="utf-8")
    assert main(["plan", "good.yaml", "--diff", "good.json"]) == 3
    assert "`good.json` is no legal plan: node `film` needs `nowhere`" in capsys.readouterr().err


def test_limits_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "good.yaml", "--max-bytes", "20"]) == 3
    assert main(["plan", "good.yaml", "--max-nodes", "5"]) == 3
    assert capsys.readouterr().out == ""


def test_colours_are_for_terminals_and_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["plan", "noted.yaml"])
    assert "\x1b" not in capsys.readouterr().err
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["plan", "noted.yaml"])
    out, err = capsys.readouterr()
    assert "\x1b" in err
    assert "\x1b" not in out


def test_without_a_store_nothing_is_said_of_one_and_none_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.iterdir())
    assert main(["plan", "good.yaml"]) == 0
    assert "\nstore " not in capsys.readouterr().out
    assert main(["plan", "good.yaml", "--store", "there", "--stack", "animatic"]) == 0
    out = capsys.readouterr().out
    assert out.endswith(f"\nstore   there is none yet in {folder}/there; 10 nodes would run (animatic)\n")
    assert sorted(folder.iterdir()) == before


def test_what_of_the_plan_is_stored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Store(folder / "there")
    assert main(["plan", "good.yaml", "--store", "there", "--stack", "animatic"]) == 0
    assert capsys.readouterr().out.endswith("\nstore   none of 10 nodes is there (animatic); 10 would run\n")
    assert main(["plan", "good.yaml", "--store", "there", "--stack", "sdxl"]) == 0
    assert "\nstore   3 models are not in `" in capsys.readouterr().out


@pytest.mark.parametrize("form", [("--json",), ("--explain",), ("--graph", "dot"), ("--diff", "good.yaml")])
def test_only_the_tree_tells_of_the_store(
    form: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Store(folder / "there")
    assert main(["plan", "good.yaml", "--store", "there", *form]) == 0
    assert "would run" not in capsys.readouterr().out
