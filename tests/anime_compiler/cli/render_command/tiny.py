"""A small storyboard, the processes that render it, and what they leave behind."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
TINY = """\
animec: 1
clip: tiny
ruleset: open
stack: sdxl
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
# Boards are asked for: where torch is installed, the models that ship would draft it.
BOARDS = ("render", "--stack", "animatic")
DRAFT = "a draft by `animatic`; the storyboard's own stack is `sdxl`"
FILM = Path("outputs/video/tiny/tiny.mp4")


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
