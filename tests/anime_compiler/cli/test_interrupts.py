"""Ctrl-C while a render runs."""

import os
import signal

import pytest

from anime_compiler.cli.interrupts import STOPPING, heard_signals
from renderer.engines.stopping import Stopping

SHOW_CURSOR = "\x1b[?25h\n"


@pytest.fixture(autouse=True)
def no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process does not end, but says that it would."""

    def end(status: int) -> None:
        os.write(1, f"ends with {status}\n".encode())

    monkeypatch.setattr(os, "_exit", end)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_without_a_picture_the_first_is_answered_and_the_second_ends_at_once(
    number: int, capfd: pytest.CaptureFixture[str]
) -> None:
    stopping = Stopping()
    with heard_signals(stopping, is_live=False):
        os.kill(os.getpid(), number)
        assert stopping.asked
        assert capfd.readouterr() == ("", f"animec: {STOPPING}\n")
        os.kill(os.getpid(), number)
        assert capfd.readouterr() == ("ends with 130\n", "")


def test_a_picture_answers_itself_and_the_cursor_is_given_back_before_the_end(
    capfd: pytest.CaptureFixture[str],
) -> None:
    stopping = Stopping()
    with heard_signals(stopping, is_live=True):
        os.kill(os.getpid(), signal.SIGINT)
        assert stopping.asked
        assert capfd.readouterr() == ("", "")
        os.kill(os.getpid(), signal.SIGINT)
        assert capfd.readouterr() == ("ends with 130\n", SHOW_CURSOR), "what is no terminal has no cursor to lose"


def test_afterwards_signals_mean_what_they_meant_before() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with heard_signals(Stopping(), is_live=True):
        assert signal.getsignal(signal.SIGINT) is not before[0]
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_an_error_stream_that_is_gone_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> int:
        raise BrokenPipeError(32, "Broken pipe")

    stopping = Stopping()
    with heard_signals(stopping, is_live=False):
        monkeypatch.setattr(os, "write", gone)
        os.kill(os.getpid(), signal.SIGINT)
    assert stopping.asked
