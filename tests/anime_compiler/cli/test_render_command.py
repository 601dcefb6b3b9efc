"""`animec render`, from a storyboard to files, with the stack that needs no models."""

import gc
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from renderer.stacks import available

ROOT = Path(__file__).parents[3]
TINY = """\
animec: 1
clip: tiny
ruleset: open
stack: pocket
profile: {size: 64x64}
shots:
  - id: roof
    prompt: a girl on a roof
    duration: 16f
    control: [{kind: depth}]
    beats: [{at: 0%, prompt: standing}, {at: 100%, prompt: smiling}]
  - {id: sea, prompt: the sea, duration: 16f}
"""
NODES = 12
DRAFT = "a draft by `animatic`: stack `pocket` cannot render here yet (--final insists on `pocket`)"
FILM = Path("outputs/video/tiny/tiny.mp4")


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a storyboard, its output and the store, made by a child process whose output is kept beside."""
    folder = tmp_path_factory.mktemp("rendered")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    done = subprocess.run(animec("render", "tiny.yaml"), cwd=folder, env=environment(folder), capture_output=True)
    (folder / "out.txt").write_bytes(done.stdout)
    (folder / "err.txt").write_bytes(done.stderr)
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of one's own, with a storyboard and no store yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANIMEC_STORE", str(tmp_path / "store"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    yield tmp_path
    gc.enable()


@pytest.fixture
def again(rendered: Path, folder: Path) -> Path:
    """A copy of what was rendered."""
    shutil.copytree(rendered, folder, dirs_exist_ok=True)
    return folder


def animec(*words: str) -> list[str]:
    return [sys.executable, "-m", "anime_compiler", *words]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "ANIMEC_STORE": str(folder / "store"), "PYTHONPATH": str(ROOT)}


def files_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def write(name: str, before: str, after: str) -> str:
    assert before in TINY
    Path(name).write_text(TINY.replace(before, after), encoding="utf-8")
    return name


def test_a_film_and_what_belongs_to_it(rendered: Path) -> None:
    found = {path.name for path in (rendered / FILM).parent.iterdir()}
    assert {"tiny.mp4", "tiny.mkv", "frames", "keyframes", "maps", "plan.json", "ledger.jsonl", "report.html"} <= found
    assert len(list((rendered / FILM).parent.glob("frames/*.png"))) == 32


def test_in_a_pipe_it_is_lines_and_at_the_end_what_came_of_it(rendered: Path) -> None:
    assert (rendered / "err.txt").read_text() == ""
    text = (rendered / "out.txt").read_bytes().decode()
    assert "\r" not in text
    assert "\x1b" not in text
    first, *nodes, film, took, draft = text.splitlines()
    assert first == "tiny, animatic, a draft: 12 of 12 to make, 0 in the store"
    assert [int(line.split("/")[0]) for line in nodes] == [*range(1, NODES + 1)]
    assert nodes[-1].startswith("12/12  film  ")
    assert film == "outputs/video/tiny/tiny.mp4  4 s, 64x64, 8 frames a second"
    assert re.fullmatch(r"12 made, 0 from the store, in [0-9.]+ s", took)
    assert draft == DRAFT


def test_what_is_stored_is_not_made_again(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(again / "outputs")
    assert main(["render", "tiny.yaml"]) == 0
    out, err = capsys.readouterr()
    assert [line.split(", in ")[0] for line in out.splitlines()] == [
        "outputs/video/tiny/tiny.mp4  4 s, 64x64, 8 frames a second",
        "0 made, 12 from the store",
        DRAFT,
    ]
    assert err == ""
    assert files_in(again / "outputs") == before


@pytest.mark.usefixtures("again")
def test_only_what_changed_is_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", write("tiny.yaml", "the sea", "a lake")]) == 0
    out = capsys.readouterr().out
    assert [line.split()[1] for line in out.splitlines()[1:5]] == [
        "sea/text/0",
        "sea/segment/0",
        "sea/decode/0",
        "film",
    ]
    assert "4 made, 8 from the store" in out


@pytest.mark.usefixtures("again")
def test_events_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", write("tiny.yaml", "the sea", "a lake"), "--json"]) == 0
    out, err = capsys.readouterr()
    told = [json.loads(line) for line in out.splitlines()]
    assert told[0] == {
        "event": "planned",
        "nodes": NODES,
        "cached": 8,
        "to_do": ["sea/text/0", "sea/segment/0", "sea/decode/0", "film"],
    }
    assert [one["node"] for one in told if one["event"] == "finished"] == told[0]["to_do"]
    written = {one["path"]: one["kept"] for one in told if one["event"] == "written"}
    assert not written["video/tiny/tiny.mp4"]
    assert any(written.values()), "stills of the other shot are there already"
    assert told[-1]["event"] == "done"
    assert (told[-1]["folder"], told[-1]["made"], told[-1]["cached"]) == ("outputs/video/tiny", 4, 8)
    assert err == f"animec: {DRAFT}\n"


@pytest.mark.usefixtures("again")
def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_still_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    text = TINY.replace("prompt: the sea", "promt: the sea").replace("size: 64x64", "size: 64x64, steps: 2")
    Path("tiny.yaml").write_text(text, encoding="utf-8")
    assert main(["render", "tiny.yaml", "--quiet"]) == 3
    err = capsys.readouterr().err
    assert "error[unknown-key]: there is no key `promt` here" in err
    assert "warning[" not in err


@pytest.mark.parametrize(
    ("before", "after", "status", "said"),
    [
        ("prompt: the sea", "promt: the sea", 3, "error[unknown-key]"),
        ("profile: {size: 64x64}", "profile: {size: 64x64, scheduler: euler}", 4, "error[manual-scheduler]"),
    ],
)
def test_a_storyboard_with_errors_ends_before_anything_is_imported(
    before: str, after: str, status: int, said: str, folder: Path
) -> None:
    text = TINY.replace(before, after).replace("ruleset: open\n", "" if status == 4 else "ruleset: open\n")
    Path("tiny.yaml").write_text(text, encoding="utf-8")
    program = (
        "import sys; from anime_compiler.cli.main import main; status = main(['render', 'tiny.yaml']); "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & {'numpy', 'renderer', 'rich', 'av', 'PIL'})); "
        "sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environment(folder), capture_output=True, text=True)
    assert done.returncode == status
    assert said in done.stderr
    assert done.stdout == "\n"
    assert sorted(path.name for path in folder.iterdir()) == ["tiny.yaml"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--only", "rof"], 2, "there is no shot or still `rof` in this plan\n  did you mean `roof`?\n"),
        (["--only", ""], 2, "there is no shot or still"),
        (["--only", "roof", "--from", "sea"], 2, "`--only` names a part already"),
        (["--from", "sea", "--until", "roof"], 2, "no shot is from `sea` until `roof`"),
        (["--final"], 5, "stack `pocket` cannot render here yet\n  a draft of it can be drawn: --stack animatic\n"),
        (["--stack", "sdxl"], 5, "the storyboard is for stack `pocket`, whose models `sdxl` does not have\n  set"),
        (["--stack", "animatic", "--final"], 2, "not allowed with argument"),
        (["--json", "--quiet"], 2, "not allowed with argument"),
        (["--jobs", "0"], 2, "is not a whole number above 0"),
        (["--store", "tiny.yaml"], 7, "so it cannot be the store"),
        (["--out", "tiny.yaml"], 7, "tiny.yaml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("again")
def test_what_is_refused(words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", *words]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


def test_what_somebody_changed_by_hand_is_not_overwritten(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = (again / FILM).read_bytes()
    (again / FILM).write_bytes(b"my own cut")
    assert main(["render", "tiny.yaml"]) == 2
    assert "`outputs/video/tiny/tiny.mp4` has been changed since it was rendered\n" in capsys.readouterr().err
    assert (again / FILM).read_bytes() == b"my own cut"
    assert main(["render", "tiny.yaml", "--force", "--quiet"]) == 0
    assert (again / FILM).read_bytes() == good


@pytest.mark.usefixtures("again")
def test_a_dry_run_shows_the_plan_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(folder)
    assert main(["render", write("lake.yaml", "the sea", "a lake"), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("tiny\npocket, ruleset open, ")
    assert out.endswith(
        "\nstore   8 of 12 nodes are there (animatic); 4 would run\n"
        "        sea/text/0: prompt “the sea,” → “a lake,”\n"
        "        and 3 that follow from that\n"
    )
    (folder / "lake.yaml").unlink()
    assert files_in(folder) == before


def test_a_dry_run_makes_no_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--dry-run"]) == 0
    assert capsys.readouterr().out.endswith(
        f"\nstore   there is none yet in {folder}/store; 12 nodes would run (animatic)\n"
    )
    assert [path.name for path in folder.iterdir()] == ["tiny.yaml"]


@pytest.mark.usefixtures("again")
def test_a_dry_run_for_programs_is_the_event_that_a_render_begins_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"event": "planned", "nodes": NODES, "cached": NODES, "to_do": []}


def test_a_part_lies_beside_the_whole(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(again / "outputs" / "video")
    assert main(["render", "tiny.yaml", "--only", "sea"]) == 0
    assert "outputs/video/tiny/parts/sea.mp4  2 s, " in capsys.readouterr().out
    after = files_in(again / "outputs" / "video")
    assert {name: after[name] for name in before} == before
    assert main(["plan", "tiny.yaml"]) == 0
    assert "store   all 12 nodes are there" in capsys.readouterr().out, (
        "a part is not what the next plan is held against"
    )


@pytest.mark.usefixtures("again")
def test_one_still_of_a_shot(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--only", "roof:2", "--out", "there"]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "there/video/tiny/keyframes  1 picture"
    assert [path.name for path in Path("there/video/tiny/keyframes").iterdir()] == ["roof_keyframe_1.png"]


def test_values_in_place_of_those_that_are_written(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--num_frames", "8", "--set", "clip=short", "--out", "there"]) == 0
    assert "there/video/short/short.mp4  2 s, 64x64, 8 frames a second" in capsys.readouterr().out
    assert len(list((again / "there/video/short/frames").iterdir())) == 16


def test_a_plan_in_place_of_a_storyboard(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "tiny.yaml", "--json", "-o", "tiny.json"]) == 0
    assert main(["render", "tiny.json", "--out", "there"]) == 0
    *_, made, draft, remark = capsys.readouterr().out.splitlines()
    assert made.startswith("0 made, 12 from the store")
    assert draft == DRAFT
    assert (
        remark == "a plan is rendered without its storyboard, so nobody can prove later that it was compiled from one"
    )
    assert (again / "there/video/tiny/tiny.mp4").read_bytes() == (again / FILM).read_bytes()


@pytest.mark.parametrize(
    ("text", "words", "status", "said"),
    [
        ('{"animec_plan": 1}', [], 3, "`tiny.json`: this is not a plan"),
        ('{"animec_plan": 9}', [], 3, "its version is 9"),
        ('{"animec_plan": 1}', ["--seed", "3"], 2, "`tiny.json` is a plan, in which nothing can be set"),
        ('{"animec": 1, "clip": "x"}', [], 3, "error["),
    ],
)
def test_a_plan_that_is_none(
    text: str, words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tiny.json").write_text(text, encoding="utf-8")
    assert main(["render", "tiny.json", *words]) == status
    assert said in capsys.readouterr().err


def test_a_storyboard_for_boards_is_no_draft(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    board = TINY.replace("stack: pocket", "stack: animatic").replace("clip: tiny", "clip: boards")
    Path("boards.yaml").write_text(board, encoding="utf-8")
    assert main(["render", "boards.yaml", "--final"]) == 0
    assert "draft" not in capsys.readouterr().out
    assert '"draft":false' in (again / "outputs/video/boards/ledger.jsonl").read_text().splitlines()[0].replace(" ", "")


@pytest.mark.usefixtures("again")
def test_another_stack_that_was_asked_for_makes_a_draft_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "tiny.yaml", "--stack", "animatic"]) == 0
    assert capsys.readouterr().out.endswith("\na draft by `animatic`; the storyboard's own stack is `pocket`\n")


def test_what_was_damaged_in_the_store_is_made_again(again: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = (again / FILM).read_bytes()
    (again / FILM).unlink()
    for blob in (again / "store" / "blobs").iterdir():
        if blob.read_bytes() == film:
            blob.chmod(0o644)
            blob.write_bytes(bytes(len(film)))
    assert main(["render", "tiny.yaml"]) == 0
    out = capsys.readouterr().out
    assert "film was damaged in the store and is made again\n" in out
    assert "1 made, 11 from the store" in out
    assert (again / FILM).read_bytes() == film


def test_a_reader_that_stops_does_not_lose_the_film(folder: Path) -> None:
    script = f'"{sys.executable}" -m anime_compiler render tiny.yaml | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment(folder), capture_output=True, text=True)
    assert done.stdout.splitlines()[1] == "7"
    assert done.stderr == ""
    assert (folder / FILM).exists()


def at_a_terminal(folder: Path, *words: str) -> tuple[int, str]:
    far, near = pty.openpty()
    env = {**environment(folder), "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    process = subprocess.Popen(animec(*words), cwd=folder, env=env, stdin=near, stdout=near, stderr=near)
    os.close(near)
    shown = b""
    with suppress(OSError):  # what Linux says at the end of a terminal
        while piece := os.read(far, 1 << 16):
            shown += piece
    os.close(far)
    return process.wait(), shown.decode()


def test_at_a_terminal_it_is_a_picture_and_below_it_what_came_of_it(again: Path) -> None:
    status, shown = at_a_terminal(again, "render", write("tiny.yaml", "the sea", "a lake"))
    assert status == 0
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "").splitlines()
    assert lines[-7:-2] == [
        "roof  ▪▪      ▪▪    ▪         ▪           6/6",
        "sea                 ▮         ▮           2/2",
        "film                          ▮           1/1",
        "",
        "outputs/video/tiny/tiny.mp4  4 s, 64x64, 8 frames a second",
    ]
    assert lines[-1] == DRAFT
    assert shown.rindex("\x1b[?25l") < shown.rindex("\x1b[?25h")


def test_at_a_terminal_what_is_stored_is_told_without_a_picture(again: Path) -> None:
    status, shown = at_a_terminal(again, "render", "tiny.yaml")
    assert status == 0
    assert len(shown.splitlines()) == 3
    assert "\x1b" not in shown


def test_every_stack_is_known_as_it_knows_itself() -> None:
    for name in available.known_stacks():
        stack = available.stack_named(name)
        assert (stack.name, stack.edition) == available.identity_of(name)


class Child:
    """A render in a process of its own, with one node at a time."""

    def __init__(self, folder: Path, *words: str) -> None:
        # Started in the background, Python would leave interrupts ignored.
        program = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "from anime_compiler.cli.main import entry; entry()"
        )
        command = [sys.executable, "-c", program, "render", "tiny.yaml", "--jobs", "1", *words]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment(folder), stdout=pipe, stderr=pipe, text=True
        )

    def after_line(self, number: int, *signals: int) -> tuple[int, str, str]:
        assert self.process.stdout
        lines = [self.process.stdout.readline() for _ in range(number)]
        for one in signals:
            self.process.send_signal(one)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, "".join(lines) + out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_once_it_finishes_what_is_in_hand_and_goes_on_from_there(
    number: int, rendered: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = Child(folder).after_line(2, number)
    assert status == 130
    assert err == (
        "animec: stopping: what is in hand is finished first; Ctrl-C again stops at once\n"
        "animec: stopped\n"
        "  nothing that was finished is lost: the same command goes on from here\n"
    )
    made = len(out.splitlines()) - 1
    assert 1 <= made < NODES
    assert not (folder / FILM).exists()
    assert main(["render", "tiny.yaml"]) == 0
    assert f"{NODES - made} made, {made} from the store" in capsys.readouterr().out
    assert (folder / FILM).read_bytes() == (rendered / FILM).read_bytes()


def test_stopped_twice_it_ends_at_once_and_nothing_is_lost(
    rendered: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    child = Child(folder)
    assert child.process.stdout
    child.process.stdout.readline()
    child.process.send_signal(signal.SIGINT)
    assert child.process.stderr
    assert child.process.stderr.readline().startswith("animec: stopping")
    status, _, _ = child.after_line(0, signal.SIGINT)
    assert status == 130
    assert main(["render", "tiny.yaml"]) == 0
    assert " from the store" in capsys.readouterr().out
    assert (folder / FILM).read_bytes() == (rendered / FILM).read_bytes()


def test_a_signed_render_is_verified_against_its_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--make-key", "team.key"]) == 0
    assert main(["render", "tiny.yaml", "--sign", "team.key", "--quiet"]) == 0
    assert main(["verify", "outputs", "--level", "1", "--key", "team.key.pub"]) == 0
    assert main(["render", "tiny.yaml", "--set", "seed=5", "--quiet"]) == 0
    assert main(["verify", "outputs", "--level", "1", "--key", "team.key.pub"]) == 8
    assert (folder / "outputs").is_dir()
    capsys.readouterr()
