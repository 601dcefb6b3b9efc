"""The training loop: what is killed goes on as if nothing had happened, and a run is one folder."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

# A stage small enough that a thousand steps take a second, with noise in each batch and a matrix among its layers.
SCRIPT = """
import sys
from functools import partial
from pathlib import Path

import torch

from pocket.train import loop
from pocket.train.loop import Budget, Settings, Turn


class Curve:
    def __init__(self):
        torch.manual_seed(1)
        layers = torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 16), torch.nn.Tanh()
        self.network = torch.nn.Sequential(*layers, torch.nn.Linear(16, 1))

    def networks(self):
        return {"network": self.network}

    def loss(self, turn):
        x = torch.randn(32, 2, generator=torch.Generator().manual_seed(64 * turn.step + turn.rank))
        return (self.network(x) - torch.sin(3 * x[:, :1]) * x[:, 1:]).square().mean()

    def look(self, folder, step):
        (folder / f"{step}.txt").write_text("seen")
        return {"parameters": 1.0}


if __name__ == "__main__":
    folder, steps, workers, anneal = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    settings = Settings(rate=0.01, matrix_rate=float(sys.argv[5]), warmup=10, save_every=0.0, log_every=7)
    loop.train(Curve, folder, settings, Budget(minutes=5, steps=steps, workers=workers, anneal=anneal))
"""


ADAMW, MUON = 0.0, 0.02
BOTH = pytest.mark.parametrize("matrix_rate", [ADAMW, MUON], ids=["adamw", "muon"])


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "curve.py"
    file.write_text(SCRIPT)
    return file


def start(
    script: Path, folder: Path, steps: int, workers: int = 1, anneal: int = 0, matrix_rate: float = ADAMW
) -> subprocess.Popen[str]:
    command = [sys.executable, str(script), str(folder), *map(str, (steps, workers, anneal, matrix_rate))]
    root = Path(__file__).parents[3]
    surroundings = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str], status: int = 0) -> str:
    _, errors = process.communicate(timeout=120)
    assert process.returncode == status, errors
    return errors


def losses(folder: Path) -> dict[int, float]:
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return {line["step"]: line["loss"] for line in lines if "loss" in line}


def kill_at(folder: Path, process: subprocess.Popen[str], step: int) -> None:
    """Kill a trainer without warning once its log has come so far."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (folder / "log.jsonl").exists() and max(losses_so_far(folder), default=0) >= step:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return
        time.sleep(0.005)
    pytest.fail("the trainer never came so far")


def losses_so_far(folder: Path) -> list[int]:
    steps = []
    for line in (folder / "log.jsonl").read_text().splitlines():
        try:
            steps.append(int(json.loads(line)["step"]))
        except ValueError:
            continue  # a line that is being written
    return steps


@BOTH
def test_killed_runs_take_the_same_curve(script: Path, tmp_path: Path, matrix_rate: float) -> None:
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    finish(start(script, straight, 400, matrix_rate=matrix_rate))
    for step in (40, 130, 250):
        kill_at(broken, start(script, broken, 400, matrix_rate=matrix_rate), step)
    finish(start(script, broken, 400, matrix_rate=matrix_rate))
    assert losses(straight) == losses(broken)
    ends = [load_file(folder / "state.safetensors") for folder in (straight, broken)]
    assert all(torch.equal(ends[0][name], ends[1][name]) for name in ends[0])
    assert losses(straight)[399] < 0.7 * losses(straight)[7]


@BOTH
def test_two_processes_go_on_together(script: Path, tmp_path: Path, matrix_rate: float) -> None:
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    finish(start(script, straight, 60, workers=2, matrix_rate=matrix_rate))
    finish(start(script, broken, 33, workers=2, matrix_rate=matrix_rate))
    finish(start(script, broken, 60, workers=2, matrix_rate=matrix_rate))
    assert losses(straight) == losses(broken)


def test_a_run_goes_from_one_optimiser_to_the_other(script: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    for steps, matrix_rate in ((140, ADAMW), (280, MUON), (420, ADAMW)):
        finish(start(script, folder, steps, matrix_rate=matrix_rate))
    curve = losses(folder)
    assert max(loss for step, loss in curve.items() if step > 140) < curve[7]  # no jump where it changes
    assert curve[420] < 0.7 * curve[7]


def test_a_run_moves_with_its_folder(script: Path, tmp_path: Path) -> None:
    straight, here, there = tmp_path / "straight", tmp_path / "here", tmp_path / "machine" / "there"
    finish(start(script, straight, 60))
    finish(start(script, here, 30))
    shutil.copytree(here, there)
    shutil.rmtree(here)
    finish(start(script, there, 60))
    assert losses(straight) == losses(there)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_polite_stop_leaves_a_checkpoint_and_no_process(workers: int, script: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = start(script, folder, 10**7, workers=workers)
    while not (folder / "state.safetensors").exists():
        time.sleep(0.01)
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)  # to this one alone: its workers have to hear of it
    finish(process)
    assert any((folder / "looks").iterdir())
    lines = (folder / "log.jsonl").read_text()
    time.sleep(1)
    assert (folder / "log.jsonl").read_text() == lines


def test_annealing_ends_by_itself(script: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    finish(start(script, folder, 50))
    finish(start(script, folder, 10**7, anneal=70))
    assert max(losses_so_far(folder)) == 120


def test_a_second_trainer_is_refused(script: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    first = start(script, folder, 10**7)
    while not (folder / "state.safetensors").exists():
        time.sleep(0.01)
    assert "is being trained by another process" in finish(start(script, folder, 10), status=1)
    first.kill()
    first.communicate()


def test_a_torn_checkpoint_is_never_read(script: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    finish(start(script, folder, 30))
    before = losses(folder)
    (folder / "state.tmp").write_bytes(b"half a file")
    finish(start(script, folder, 30))
    assert losses(folder) == before
