"""Holds `SECURITY.md` to what it says of `check` and `plan`: Python's own audit events tell what they do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_WATCHED = """
import os, sys

def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "pickle.")):
        print("EVENT", event, arguments, file=sys.stderr)
    if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        print("EVENT", event, arguments, file=sys.stderr)

sys.addaudithook(watch)
from anime_compiler.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def _watched(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-c", _WATCHED, *words],
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check", "specs"),
        ("check", "tests/fuzz/corpus", "--format", "json"),
        ("plan", "specs/clip_001.yaml", "--json"),
        ("explain",),
        ("models", "list"),
        ("schema",),
        ("new", "-"),
    ],
    ids=" ".join,
)
def test_no_network_no_program_no_pickle_and_nothing_written(words: tuple[str, ...]) -> None:
    done = _watched(*words)
    assert done.returncode in (0, 3), done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("EVENT")] == []


def test_the_watch_sees_what_it_watches_for(tmp_path: Path) -> None:
    assert "EVENT open " in _watched("new", str(tmp_path / "clip.yaml")).stderr
