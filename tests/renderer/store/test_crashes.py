"""Processes that die: at every point of their work, and at any time. What they had said to be kept is there."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.renderer.store.workload import RESULTS, key, open_files, problems, work

ROOT = Path(__file__).parents[3]
_DIE_EVERYWHERE = [sys.executable, "-m", "tests.renderer.store.die_everywhere"]
# Works on one store after the other, and says what is kept; whoever started it ends it.
_WORK = """
import itertools, os, sys
from pathlib import Path
from tests.renderer.store.workload import in_small_steps, work
in_small_steps()
for number in itertools.count() if sys.argv[2] == "for ever" else range(int(sys.argv[2])):
    work(Path(sys.argv[1], str(number)), lambda name: os.write(1, f"{number} {name}\\n".encode()) and None)
"""


def worker(folder: Path, how_often: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _WORK, str(folder), how_often],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kept_in(said: str) -> dict[str, set[str]]:
    """By the store, the results that were said to be kept and not said to go."""
    kept: dict[str, set[str]] = {}
    for line in said.splitlines():
        number, name = line.split()
        results = kept.setdefault(number, set())
        results.discard(name[1:]) if name.startswith("-") else results.add(name)
    return kept


def test_a_process_may_die_at_every_point_of_its_work(quick: Path) -> None:
    halves = [
        subprocess.Popen([*_DIE_EVERYWHERE, str(quick), str(first), "2"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for first in (1, 2)
    ]
    told = [json.loads(half.communicate()[0]) for half in halves]
    assert [half.returncode for half in halves] == [0, 0]
    assert [problem for each in told for problem in each["problems"]] == []
    assert sum(each["died"] for each in told) > 500


@pytest.mark.parametrize("point", [1, 40, 130, 300, 500])
def test_the_environment_lets_a_process_die_at_a_point(quick: Path, point: int) -> None:
    died = worker(quick, "1", ANIMEC_CRASH_POINT=str(point))
    said, complaints = died.communicate()
    assert (died.returncode, complaints) == (137, "")
    assert problems(quick / "0", kept_in(said).get("0", set())) == []


@pytest.mark.parametrize(
    ("fail", "status"),
    [("write:3:ENOSPC", 6), ("write:3:EDQUOT", 6), ("fsync:9:EIO", 7), ("mkdir:1:EACCES", 7), ("rename:4:EROFS", 7)],
)
def test_the_environment_lets_an_operation_fail(quick: Path, fail: str, status: int) -> None:
    failed = worker(quick, "1", ANIMEC_FAIL_POINT=fail)
    said, complaints = failed.communicate()
    assert failed.returncode == 1
    assert complaints.splitlines()[-1].startswith(f"renderer.store.errors.Store{'Full' if status == 6 else 'Error'}: ")
    assert problems(quick / "0", kept_in(said).get("0", set())) == []


def test_a_process_may_be_killed_at_any_time(quick: Path) -> None:
    dice = random.Random(4242)
    for number in range(30):
        killed = worker(quick / str(number), "for ever")
        assert killed.stdout is not None
        first = killed.stdout.readline()
        time.sleep(dice.random() * 0.05)
        killed.send_signal(signal.SIGKILL)
        said = first + killed.communicate()[0]
        assert killed.returncode == -signal.SIGKILL
        kept = kept_in(said)
        for root in (quick / str(number)).iterdir():
            assert problems(root, kept.get(root.name, set())) == []


def test_who_died_leaves_no_lock_behind(quick: Path) -> None:
    for point in (60, 200, 400):
        worker(quick / str(point), "1", ANIMEC_CRASH_POINT=str(point)).communicate()
        before = open_files()
        work(quick / str(point) / "0", lambda _: None)
        assert open_files() == before
        assert sorted(path.name for path in (quick / str(point) / "0" / "locks").iterdir()) == ["settle", "use"]
        assert len([*(quick / str(point) / "0" / "rows").iterdir()]) == len(RESULTS)
        assert (quick / str(point) / "0" / "rows" / key("one")).is_file()
