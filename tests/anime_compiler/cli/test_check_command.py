"""`animec check`: everything that is wrong with every storyboard it was given, in the form that was asked for."""

import gc
import json
import os
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from anime_compiler.cli.check_command import FORMATS
from anime_compiler.cli.main import main

ROOT = Path(__file__).parents[3]
GOOD = "animec: 1\nclip: good\nruleset: open\nshots:\n  - {id: roof, prompt: a roof, duration: 16f}\n"
MISSPELT = GOOD.replace("prompt:", "promt:")
NOTED = GOOD.replace("16f", "17f")
WARNED = GOOD.replace("ruleset: open\n", "rules: {pose-control-missing: off, style-lora-missing: off}\n")
REFUSED = GOOD.replace("ruleset: open\n", "profile: {scheduler: euler}\n")
OTHER = "services: {web: {image: nginx}}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    gc.enable()


def write(name: str, text: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8", newline="")
    return name


def document(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    main(["check", *words, "--format", "json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        (GOOD, [], 0),
        (NOTED, [], 0),
        (NOTED, ["--strict"], 0),
        (WARNED, [], 0),
        (WARNED, ["--strict"], 4),
        (MISSPELT, [], 3),
        (REFUSED, [], 4),
        (REFUSED + "extra: 1\n", [], 3),
        (GOOD, ["--vram", "1"], 6),
        (GOOD, ["--vram", "8"], 0),
        ("", [], 3),
        ("animec: 1\n", [], 3),
        ("animec: [\n", [], 3),
        ("animec: 99\nclip: a\nstills: [{id: a, prompt: a}]\n", [], 3),
    ],
)
def test_what_it_ends_with(text: str, options: list[str], status: int) -> None:
    assert main(["check", write("clip.yaml", text), *options]) == status


def test_a_good_storyboard_is_told_so_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", write("clip.yaml", GOOD)])
    assert capsys.readouterr() == ("all good: 1 file\n", "")


def test_a_finding_is_shown_with_its_line_and_a_cure_and_counted_after_a_blank_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["check", write("clip.yaml", MISSPELT)])
    assert capsys.readouterr() == (
        """\
error[unknown-key]: there is no key `promt` here
  --> clip.yaml:5:16
   |
 5 |   - {id: roof, promt: a roof, duration: 16f}
   |                ^^^^^
   = help: did you mean `prompt`?
   = fix: rename to `prompt` (check --fix)

1 error in 1 file; 1 can be mended with --fix
""",
        "",
    )


def test_several_files_are_checked_in_the_order_given(capsys: pytest.CaptureFixture[str]) -> None:
    names = [write("b.yaml", MISSPELT), write("a.yaml", NOTED), write("c.yaml", GOOD)]
    assert main(["check", *names]) == 3
    out = capsys.readouterr().out
    assert out.index("b.yaml:5") < out.index("a.yaml:5")
    assert out.endswith("1 error, 1 note in 3 files; 1 can be mended with --fix\n")


def test_a_folder_is_searched_for_storyboards(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("clips/b.yaml", "clips/a.yml", "clips/deep/er/c.yaml"):
        write(name, MISSPELT)
    for name in ("clips/compose.yaml", "clips/notes.txt", "clips/.hidden/d.yaml", "clips/node_modules/e.yaml"):
        write(name, OTHER if name.endswith("compose.yaml") else MISSPELT)
    assert main(["check", "clips"]) == 3
    out = capsys.readouterr().out
    places = [line.split()[1] for line in out.splitlines() if line.startswith("  --> ")]
    assert places == ["clips/a.yml:5:16", "clips/b.yaml:5:16", "clips/deep/er/c.yaml:5:16"]


def test_without_a_path_this_folder_is_searched(capsys: pytest.CaptureFixture[str]) -> None:
    write("here.yaml", MISSPELT)
    assert main(["check"]) == 3
    assert "  --> here.yaml:5:16" in capsys.readouterr().out


def test_a_folder_without_storyboards(capsys: pytest.CaptureFixture[str]) -> None:
    write("compose.yaml", OTHER)
    assert main(["check"]) == 2
    assert capsys.readouterr() == ("", "animec: no storyboard here (a storyboard has the key `animec`)\n")


def test_a_named_file_counts_whatever_is_in_it_unless_others_are_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    write("compose.yaml", OTHER)
    assert main(["check", "compose.yaml"]) == 3
    assert "there is no key `services` here" in capsys.readouterr().out
    assert main(["check", "compose.yaml", "--skip-others"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", "compose.yaml", write("clip.yaml", GOOD), "--skip-others"]) == 0
    assert capsys.readouterr().out == "all good: 1 file\n"


def test_links_in_a_circle_are_not_followed(capsys: pytest.CaptureFixture[str]) -> None:
    write("clips/a.yaml", GOOD)
    Path("clips/again").symlink_to(Path("clips").absolute())
    Path("clips/broken.yaml").symlink_to("nowhere.yaml")
    assert main(["check", "clips"]) == 0
    assert capsys.readouterr().out == "all good: 1 file\n"


@pytest.mark.parametrize(
    ("bad", "status", "said"),
    [
        ("nothere.yaml", 2, "animec: there is no file `nothere.yaml`"),
        ("pipe", 2, "animec: `pipe` is not a regular file"),
    ],
)
def test_a_file_that_cannot_be_read_hides_nothing_about_the_others(
    bad: str, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo("pipe")
    assert main(["check", write("a.yaml", MISSPELT), bad, write("b.yaml", MISSPELT)]) == status
    out, err = capsys.readouterr()
    assert "a.yaml:5:16" in out
    assert "b.yaml:5:16" in out
    assert err.splitlines()[0] == said


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(MISSPELT.encode())))
    assert main(["check", "-"]) == 3
    assert "  --> <stdin>:5:16" in capsys.readouterr().out


def test_bytes_that_are_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path("clip.yaml").write_bytes(b"animec: 1\nclip: \xff\n")
    assert main(["check", "clip.yaml"]) == 3
    out, err = capsys.readouterr()
    assert "error[" in out
    assert err == ""


def test_quiet_shows_errors_only(capsys: pytest.CaptureFixture[str]) -> None:
    text = WARNED.replace("16f", "17f")
    assert main(["check", write("clip.yaml", text), "--quiet"]) == 0
    assert capsys.readouterr().out == "all good: 1 file\n"


def test_the_first_twenty_findings_are_shown_and_all_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    shots = "".join(f"  - {{id: shot{number}, promt: a roof}}\n" for number in range(25))
    write("clip.yaml", f"animec: 1\nclip: many\nruleset: open\nshots:\n{shots}")
    main(["check", "clip.yaml"])
    out = capsys.readouterr().out
    assert out.count("error[") == 20
    assert "25 errors in 1 file" in out
    main(["check", "clip.yaml", "--all"])
    assert capsys.readouterr().out.count("error[") == 25


def test_concise_is_a_line_for_each_finding(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", write("clip.yaml", MISSPELT), "--format", "concise"])
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("clip.yaml:5:16: ")
    assert "unknown-key" in line


def test_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, write("clip.yaml", MISSPELT), write("noted.yaml", NOTED))
    assert found["animec_diagnostics"] == 1
    assert found["counts"] == {"error": 1, "warning": 0, "note": 1}
    assert [(finding["code"], finding["file"]) for finding in found["findings"]] == [
        ("unknown-key", "clip.yaml"),
        ("shot-not-whole-segments", "noted.yaml"),
    ]


def test_sarif_is_one_run_in_which_every_result_has_its_rule_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", write("clip.yaml", MISSPELT), write("clips/noted.yaml", NOTED), "--format", "sarif"])
    sarif = json.loads(capsys.readouterr().out)
    assert sarif["version"] == "2.1.0"
    (run,) = sarif["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(result["ruleId"], rules[result["ruleIndex"]]) for result in run["results"]] == [
        ("unknown-key", "unknown-key"),
        ("shot-not-whole-segments", "shot-not-whole-segments"),
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "clip.yaml"
    assert (place["region"]["startLine"], place["region"]["startColumn"]) == (5, 16)


def test_github_is_a_workflow_command_for_each_finding(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", write("clip.yaml", MISSPELT), write("noted.yaml", NOTED), "--format", "github"])
    error, note = capsys.readouterr().out.splitlines()
    assert error.startswith("::error file=clip.yaml,line=5,col=16,endLine=5,endColumn=21,title=unknown-key::")
    assert note.startswith("::notice file=noted.yaml,line=5,")


@pytest.mark.parametrize("form", FORMATS)
def test_no_form_puts_anything_but_findings_on_the_output(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write("clip.yaml", MISSPELT), "nothere.yaml", "--format", form]) == 2
    out, err = capsys.readouterr()
    assert out.endswith("\n")
    assert "nothere" not in out
    assert err == "animec: there is no file `nothere.yaml`\n"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_where_there_is_nothing_to_say_programs_still_get_a_document(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", write("clip.yaml", GOOD), "--format", form]) == 0
    assert json.loads(capsys.readouterr().out)
    assert main(["check", "nothere.yaml", "--format", form]) == 2
    assert json.loads(capsys.readouterr().out)


def test_a_fix_changes_the_words_it_is_about_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    text = f"# promt: is misspelt below   \n\n{MISSPELT}   # trailing   \n\n\n"
    assert main(["check", write("clip.yaml", text), "--fix"]) == 1
    assert Path("clip.yaml").read_bytes().decode() == text.replace("roof, promt:", "roof, prompt:")
    assert capsys.readouterr().out == "1 fix applied\nall good: 1 file\n"
    assert main(["check", "clip.yaml", "--fix"]) == 0
    assert capsys.readouterr().out == "all good: 1 file\n"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("last", [True, False], ids=["", "no end of line at the end"])
def test_a_fix_keeps_the_form_of_the_file(mark: bytes, end: str, last: bool) -> None:
    text = MISSPELT.replace("a roof", "ein Café 🦊").replace("\n", end)
    before = mark + (text if last else text.removesuffix(end)).encode()
    Path("clip.yaml").write_bytes(before)
    assert main(["check", "clip.yaml", "--fix"]) == 1
    assert Path("clip.yaml").read_bytes() == before.replace(b"promt", b"prompt")


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755])
def test_a_fix_keeps_the_permissions(mode: int) -> None:
    write("clip.yaml", MISSPELT)
    Path("clip.yaml").chmod(mode)
    main(["check", "clip.yaml", "--fix"])
    assert Path("clip.yaml").stat().st_mode & 0o777 == mode


def test_a_fix_leaves_no_other_file_behind(folder: Path) -> None:
    main(["check", write("clip.yaml", MISSPELT), "--fix"])
    assert [path.name for path in folder.iterdir()] == ["clip.yaml"]


def test_without_fix_no_file_is_written(folder: Path) -> None:
    write("clip.yaml", MISSPELT)
    folder.joinpath("clip.yaml").chmod(0o444)
    before = Path("clip.yaml").stat()
    main(["check", "clip.yaml"])
    after = Path("clip.yaml").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_what_a_fix_cannot_be_sure_of_is_left_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace("ruleset: open", "ruleset: opne")
    assert main(["check", write("clip.yaml", text), "--fix"]) == 3
    assert Path("clip.yaml").read_text(encoding="utf-8") == text
    assert main(["check", "clip.yaml", "--fix", "--unsafe-fixes"]) == 1
    assert Path("clip.yaml").read_text(encoding="utf-8") == GOOD
    assert capsys.readouterr().out.endswith("1 fix applied\nall good: 1 file\n")


def test_several_files_are_mended_in_one_go(capsys: pytest.CaptureFixture[str]) -> None:
    names = [write("a.yaml", MISSPELT), write("b.yaml", GOOD), write("c.yaml", MISSPELT)]
    assert main(["check", *names, "--fix"]) == 1
    assert capsys.readouterr().out == "2 fixes applied\nall good: 3 files\n"
    assert {Path(name).read_text(encoding="utf-8") for name in names} == {GOOD}


def test_what_a_fix_could_not_mend_is_still_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", write("clip.yaml", MISSPELT + "extra_key: 1\n"), "--fix"]) == 3
    out = capsys.readouterr().out
    assert "there is no key `extra_key` here" in out
    assert "promt" not in out
    assert out.endswith("\n\n1 fix applied\n1 error in 1 file\n")


def test_standard_input_cannot_be_mended(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(MISSPELT.encode())))
    assert main(["check", "-", "--fix"]) == 2
    assert "standard input cannot be changed" in capsys.readouterr().err


def test_a_link_is_not_replaced_by_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    write("real.yaml", MISSPELT)
    Path("link.yaml").symlink_to("real.yaml")
    assert main(["check", "link.yaml", "--fix"]) == 7
    assert Path("link.yaml").is_symlink()
    assert Path("real.yaml").read_text(encoding="utf-8") == MISSPELT
    assert "`link.yaml` is a link" in capsys.readouterr().err


def test_templates_beside_a_storyboard_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    write("clips/templates/prompts/mine.yaml", "template: mine\ntitle: Mine\npositive: 'mine, {{ prompt }}'\n")
    write("clips/clip.yaml", GOOD + "style: {template: mine}\n")
    assert main(["check", "clips/clip.yaml"]) == 0
    assert main(["check", write("clip.yaml", GOOD + "style: {template: mine}\n")]) == 3
    assert "there is no prompt template `mine`" in capsys.readouterr().out


def test_limits_end_hostile_files_early(capsys: pytest.CaptureFixture[str]) -> None:
    write("clip.yaml", GOOD)
    assert main(["check", "clip.yaml", "--max-bytes", "50"]) == 3
    assert main(["check", "clip.yaml", "--max-nodes", "5"]) == 3
    out = capsys.readouterr().out
    assert "--max-bytes" in out
    assert "--max-nodes" in out


def test_the_specs_of_this_repository_are_all_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "specs"), "--strict"]) == 0
    count = len(list((ROOT / "specs").glob("*.yaml")))
    assert capsys.readouterr() == (f"all good: {count} files\n", "")


def test_a_file_of_a_folder_that_nobody_may_read_hides_nothing_about_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        write(name, MISSPELT)
    open_file = os.open

    def refuse(path: str, *rest: Any) -> int:
        if Path(path).name == "b.yaml":
            raise PermissionError(13, "Permission denied")
        return open_file(path, *rest)

    monkeypatch.setattr("anime_compiler.parse.read_file.os.open", refuse)
    assert main(["check", "."]) == 7
    out, err = capsys.readouterr()
    assert err == "animec: cannot read `b.yaml`: Permission denied\n"
    assert "a.yaml:5:16" in out
    assert "c.yaml:5:16" in out
