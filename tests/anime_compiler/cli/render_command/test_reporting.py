"""What `animec render` says: in a pipe, at a terminal, to programs, quietly, and of what it would do."""

import json
import os
import pty
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from tests.anime_compiler.cli.render_command.tiny import (
    BOARDS,
    DRAFT,
    NODES,
    TINY,
    animec,
    environment,
    files_in,
    write,
)


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


@pytest.mark.usefixtures("again")
def test_events_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BOARDS, write("tiny.yaml", "the sea", "a lake"), "--json"]) == 0
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
    assert main([*BOARDS, "tiny.yaml", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_still_says_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    text = TINY.replace("prompt: the sea", "promt: the sea").replace("size: 64x64", "size: 64x64, steps: 2")
    Path("tiny.yaml").write_text(text, encoding="utf-8")
    assert main([*BOARDS, "tiny.yaml", "--quiet"]) == 3
    err = capsys.readouterr().err
    assert "error[unknown-key]: there is no key `promt` here" in err
    assert "warning[" not in err


@pytest.mark.usefixtures("again")
def test_a_dry_run_shows_the_plan_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(folder)
    assert main([*BOARDS, write("lake.yaml", "the sea", "a lake"), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("tiny\nsdxl, ruleset open, ")
    assert out.endswith(
        "\nstore   8 of 12 nodes are there (animatic); 4 would run\n"
        "        sea/text/0: prompt “the sea,” → “a lake,”\n"
        "        and 3 that follow from that\n"
    )
    (folder / "lake.yaml").unlink()
    assert files_in(folder) == before


def test_a_dry_run_makes_no_store(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BOARDS, "tiny.yaml", "--dry-run"]) == 0
    assert capsys.readouterr().out.endswith(
        f"\nstore   there is none yet in {folder}/store; 12 nodes would run (animatic)\n"
    )
    assert [path.name for path in folder.iterdir()] == ["tiny.yaml"]


@pytest.mark.usefixtures("again")
def test_a_dry_run_for_programs_is_the_event_that_a_render_begins_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*BOARDS, "tiny.yaml", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"event": "planned", "nodes": NODES, "cached": NODES, "to_do": []}


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
    status, shown = at_a_terminal(again, *BOARDS, write("tiny.yaml", "the sea", "a lake"))
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
    status, shown = at_a_terminal(again, *BOARDS, "tiny.yaml")
    assert status == 0
    assert len(shown.splitlines()) == 3
    assert "\x1b" not in shown
