"""Nothing is lost or torn, wherever a render dies; `crash_script.py` tries in full what this does in part."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_SCRIPT = Path(__file__).with_name("crash_script.py")


def tried(folder: Path, *words: str) -> Any:
    done = subprocess.run([sys.executable, str(_SCRIPT), str(folder), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_render_that_dies_at_any_point_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    result = tried(tmp_path, "points", "11", "149")
    assert result["found"] == []
    assert result["tried"] >= 15
    assert result["points"] > 2000


def test_a_render_that_is_killed_from_outside_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    result = tried(tmp_path, "kills", "10")
    assert result["found"] == []
    assert result["killed"] > 0


@pytest.mark.parametrize(
    ("operation", "error", "step"),
    [("write", "ENOSPC", "23"), ("fsync", "EIO", "29"), ("rename", "ENOSPC", "17"), ("open", "EMFILE", "211")],
)
def test_an_operation_that_fails_once_is_said_and_leaves_everything_whole(
    tmp_path: Path, operation: str, error: str, step: str
) -> None:
    result = tried(tmp_path, "fails", operation, error, step)
    assert result["found"] == []
    assert result["operations"] > 20
    assert sum(result["statuses"].values()) >= 2


@pytest.mark.parametrize("processes", [2, 5])
def test_renders_at_the_same_time_share_the_work_and_the_output(tmp_path: Path, processes: int) -> None:
    assert tried(tmp_path, "races", "3", str(processes))["found"] == []
