"""A render that is stopped, or whose reader goes away, loses nothing that was finished."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from anime_compiler.cli.main import main
from tests.anime_compiler.cli.render_command.tiny import BOARDS, FILM, NODES, environment


def test_a_reader_that_stops_does_not_lose_the_film(folder: Path) -> None:
    script = f'"{sys.executable}" -m anime_compiler render tiny.yaml | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment(folder), capture_output=True, text=True)
    assert done.stdout.splitlines()[1] == "7"
    assert done.stderr == ""
    assert (folder / FILM).exists()


class Child:
    """A render in a process of its own, with one node at a time."""

    def __init__(self, folder: Path, *words: str) -> None:
        # Started in the background, Python would leave interrupts ignored.
        program = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "from anime_compiler.cli.main import entry; entry()"
        )
        command = [sys.executable, "-c", program, *BOARDS, "tiny.yaml", "--jobs", "1", *words]
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
    assert main([*BOARDS, "tiny.yaml"]) == 0
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
    assert main([*BOARDS, "tiny.yaml"]) == 0
    assert " from the store" in capsys.readouterr().out
    assert (folder / FILM).read_bytes() == (rendered / FILM).read_bytes()
