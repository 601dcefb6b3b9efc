"""A render at a terminal: a real one as far as the program can tell."""

import io
import os
import pty
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from rich.control import Control

from anime_compiler.cli.progress.live import _console, _Frame, _Redrawn
from anime_compiler.cli.progress.picture import Picture
from anime_compiler.cli.progress.progress import Form, Shown, form_for, progress
from anime_compiler.cli.progress.signs import DRAWN
from renderer import events
from tests.anime_compiler.cli.progress.recorded import plan_of, planned, standing_after, whole_render

PLAN = plan_of()
SHOWN = Shown(PLAN, "animatic", 1, {}, lambda: False)
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """The far end of a pseudo-terminal."""

    def __init__(self) -> None:
        self._far, near = pty.openpty()
        self.stream = os.fdopen(near, "w", encoding="utf-8")

    def shows(self, told: Iterable[events.Event], has_color: bool = True) -> str:
        with progress(Form.LIVE, SHOWN, self.stream, has_color) as tell:
            for event in told:
                tell(event)
        return self.read()

    def read(self) -> str:
        """Everything up to the end, which is here when the near end is closed."""
        self.stream.close()
        data = b""
        with suppress(OSError):
            while piece := os.read(self._far, 1 << 16):
                data += piece
        return data.decode()

    def close(self) -> None:
        self.stream.close()
        os.close(self._far)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    terminal = Terminal()
    yield terminal
    terminal.close()


def test_the_picture_is_left_standing_and_the_cursor_is_given_back(terminal: Terminal) -> None:
    shown = terminal.shows(whole_render(PLAN))
    lines = _CONTROL.sub("", shown).splitlines()
    assert "rooftop         ▮▮      ▮▮    ▮▮        ▮▮▮         9/9" in lines
    assert lines[-2:] == ["film                                    ▮           1/1", ""]
    assert shown.index("\x1b[?25l") < shown.index("\x1b[?25h")
    assert "\x1b[32m" in shown


def test_a_render_that_finds_all_in_the_store_shows_nothing(terminal: Terminal) -> None:
    assert terminal.shows(whole_render(PLAN, stored=len(PLAN.nodes))) == ""


def test_hashing_is_said_above_the_picture_in_a_line_that_is_not_broken(terminal: Terminal) -> None:
    names = tuple(f"a-model-with-a-long-name-{number}" for number in range(3))
    shown = terminal.shows([events.Hashing(names, 7_000_000_000), *whole_render(PLAN)], has_color=False)
    line, *rest = _CONTROL.sub("", shown).splitlines()
    assert line == f"hashing 7.0 GB of models, once: {', '.join(names)}"
    assert any("rooftop" in other for other in rest)


def test_who_wants_no_colours_gets_none(terminal: Terminal) -> None:
    shown = terminal.shows(whole_render(PLAN), has_color=False)
    assert "\x1b[3" not in shown
    assert not re.search(r"\x1b\[[0-9;]*m", shown)
    assert "▮" in shown


def test_no_variable_of_the_terminal_librarys_own_changes_anything(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "0")
    monkeypatch.setenv("TTY_INTERACTIVE", "0")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "▮" in terminal.shows(whole_render(PLAN), has_color=False)


def test_a_failure_leaves_the_picture_and_gives_the_cursor_back(terminal: Terminal) -> None:
    def failing() -> Iterator[events.Event]:
        yield planned(PLAN)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        terminal.shows(failing())
    left = terminal.read()
    assert "rooftop" in left
    assert "\x1b[?25h" in left


@pytest.mark.parametrize(("width", "broken"), [(100, 0), (80, 0), (79, 1), (40, 1), (30, 2), (8, 12)])
def test_after_the_terminal_was_made_narrower_it_goes_up_over_the_lines_that_broke(
    width: int, broken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    standing = standing_after(PLAN)
    frame = _Frame(Picture(standing, "animatic", DRAWN, 1, {}), lambda: False)
    frame.lengths = (80, 0, 30)
    stream = io.StringIO()
    console = _console(stream, has_color=False)
    for one in _Redrawn(frame, console).process_renderables([]):
        if isinstance(one, Control):
            console.print(one)
    assert stream.getvalue().count("\x1b[1A") == broken
    assert stream.getvalue().count("\x1b[2K") == broken + (broken > 0)


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(Form.QUIET, SHOWN, sys.stdout, True) as tell:
        for event in whole_render(PLAN):
            tell(event)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("term", "form"), [("xterm", Form.LIVE), ("dumb", Form.LINES), ("unknown", Form.LINES), ("", Form.LINES)]
)
def test_only_terminals_that_can_move_the_cursor_get_a_picture(
    term: str, form: Form, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    assert form_for(terminal.stream, is_json=False, is_quiet=False) is form
    assert form_for(terminal.stream, is_json=True, is_quiet=False) is Form.JSON
    assert form_for(terminal.stream, is_json=False, is_quiet=True) is Form.QUIET


def test_a_pipe_gets_lines_whatever_the_variables_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with (tmp_path / "log").open("w") as file:
        assert form_for(file, is_json=False, is_quiet=False) is Form.LINES
