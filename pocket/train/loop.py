"""The one training loop of all stages: steps, checkpoints, a time budget, several processes.

The batch of a step depends on the step and the process, and on nothing else. So a run that was killed goes on from its
last checkpoint along the very curve that it would have taken.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.multiprocessing.spawn import spawn

from pocket.train.optimiser import Optimiser, Vector
from pocket.train.run import Run, State

ANNEALED_AVERAGE: Final = 0.98


class Turn(NamedTuple):
    """Whose turn it is: the step, and which of how many processes asks."""

    step: int
    rank: int = 0
    workers: int = 1


class Stage(Protocol):
    """What is trained: its networks, its loss, and what to look at as it goes."""

    def networks(self) -> Mapping[str, nn.Module]:
        """The networks whose weights are trained."""
        ...

    def loss(self, turn: Turn) -> Tensor:
        """The loss on the batch of a turn."""
        ...

    def look(self, folder: Path, step: int) -> Mapping[str, float]:
        """Write sample pictures, and say figures for the log; the networks hold their averaged weights now."""
        ...


class Settings(NamedTuple):
    """How a stage is trained."""

    rate: float = 1e-3  # learning rate
    matrix_rate: float = 0.0  # learning rate of matrices by Muon; 0 trains them like all else, by AdamW
    warmup: int = 100  # steps until the rate is reached
    decay: float = 0.0  # of the weights
    beta: float = 0.98  # of the second moment
    average: float = 0.999  # how much of the averaged weights stays at each step
    clip: float = 1.0  # the largest norm of a gradient
    save_every: float = 240.0  # seconds between checkpoints
    look_every: float = 600.0  # seconds between sample grids
    log_every: int = 25  # steps in a line of the log


class Budget(NamedTuple):
    """How long this call may take, and with what."""

    minutes: float = 60.0
    steps: int = 10**9  # stop at this step, whichever comes first
    workers: int = 1
    threads: int = 1  # of each process
    device: str = "cpu"
    anneal: int = 0  # from here on, lower the rate to nothing over that many steps, and stop


class Trainer:
    """One process of a training run."""

    def __init__(self, stage: Stage, run: Run, settings: Settings, budget: Budget, rank: int) -> None:
        self.stage, self.run, self.settings, self.budget, self.rank = stage, run, settings, budget, rank
        self.vector = Vector(stage.networks(), budget.device)
        self.average = self.vector.values.detach().clone()
        self.optimiser = Optimiser(self.vector, settings.beta, settings.decay, muon=settings.matrix_rate > 0)
        self.step, self.seconds, self.annealing_from = 0, 0.0, -1
        self.loss_sum, self.loss_count = 0.0, 0  # of the log's next line
        self.stopping = False
        self._resume()

    def _resume(self) -> None:
        state = self.run.load()
        if state is not None:
            self.vector.values.data.copy_(state.tensors["values"])
            self.average.copy_(state.tensors["average"])
            self.step = int(state.numbers["step"])
            self.seconds = state.numbers["seconds"]
            self.loss_sum, self.loss_count = state.numbers["loss_sum"], int(state.numbers["loss_count"])
            if self.budget.anneal:
                self.annealing_from = int(state.numbers["annealing_from"])
            self.optimiser.resume(state.tensors, self.step)
        if self.budget.anneal and self.annealing_from < 0:
            self.annealing_from = self.step
        if self.rank == 0:
            self.run.forget_after(self.step)

    def save(self) -> None:
        """Write a checkpoint."""
        tensors = {"values": self.vector.values.data, "average": self.average, **self.optimiser.state()}
        numbers = {
            "step": self.step,
            "seconds": self.seconds,
            "annealing_from": self.annealing_from,
            "loss_sum": self.loss_sum,
            "loss_count": self.loss_count,
        }
        self.run.save(State(tensors, numbers))

    def train(self) -> None:
        """Take steps until the budget is spent, a signal comes, or annealing is done."""
        began = marked = saved = looked = time.monotonic()
        while not self._done(time.monotonic() - began):
            loss = float(self.take_step())
            now = time.monotonic()
            if self.rank != 0:
                continue
            self.seconds += now - marked
            marked = now
            self._note(loss)
            if now - saved >= self.settings.save_every:
                self.save()
                saved = now
            if now - looked >= self.settings.look_every:
                self.look()
                looked = marked = time.monotonic()
        if self.rank == 0:
            self.save()
            self.look()

    def _note(self, loss: float) -> None:
        """Count a loss into the log's next line, and write the line when it is full."""
        self.loss_sum += loss
        self.loss_count += 1
        if self.step % self.settings.log_every == 0:
            mean = self.loss_sum / self.loss_count
            self.run.log({"step": self.step, "loss": mean, "seconds": round(self.seconds, 1)})
            self.loss_sum, self.loss_count = 0.0, 0

    def take_step(self) -> Tensor:
        """One step of the optimiser; gives the loss, averaged over the processes."""
        workers = self.budget.workers
        self.vector.gradients.zero_()
        loss = self.stage.loss(Turn(self.step, self.rank, workers))
        torch.autograd.backward(loss)
        loss = loss.detach().float()
        if workers > 1:
            dist.all_reduce(self.vector.gradients)
            dist.all_reduce(loss)
            self.vector.gradients /= workers
            loss /= workers
        norm = self.vector.gradients.norm()
        self.vector.gradients *= torch.clamp(self.settings.clip / (norm + 1e-6), max=1.0)
        share = self.share_of_rate()
        self.optimiser.step(self.settings.rate * share, self.settings.matrix_rate * share)
        self.step += 1
        # Averaging begins short, so that first weights are soon forgotten, and is short again where steps get small.
        longest = ANNEALED_AVERAGE if self.budget.anneal else self.settings.average
        kept = min(longest, (1 + self.step) / (10 + self.step))
        self.average.lerp_(self.vector.values.data, 1 - kept)
        return loss

    def share_of_rate(self) -> float:
        """How much of the learning rates this step takes: rising at the beginning, falling in annealing."""
        share = min(1.0, (self.step + 1) / self.settings.warmup)
        if self.budget.anneal:
            share *= max(0.0, 1 - (self.step - self.annealing_from) / self.budget.anneal)
        return share

    def look(self) -> None:
        """Show what the averaged weights can do."""
        current = self.vector.values.data.clone()
        self.vector.values.data.copy_(self.average)
        with torch.no_grad():
            figures = self.stage.look(self.run.looks(), self.step)
        self.vector.values.data.copy_(current)
        print(f"step {self.step}: " + ", ".join(f"{name} {value:.4g}" for name, value in figures.items()), flush=True)
        self.run.log({"step": self.step, **figures})

    def _done(self, seconds: float) -> bool:
        done = self.stopping or seconds > self.budget.minutes * 60 or self.step >= self.budget.steps
        done = done or bool(self.budget.anneal and self.step >= self.annealing_from + self.budget.anneal)
        if self.budget.workers > 1:  # all stop at the same step, or the others would wait for ever
            flag = torch.tensor(float(done))
            dist.all_reduce(flag)
            return bool(flag > 0)
        return done


def train(make: Callable[[], Stage], folder: Path, settings: Settings, budget: Budget) -> None:
    """Train a stage in its run folder until the budget is spent."""
    run = Run(folder)
    with run.locked():
        if budget.workers == 1:
            _work(0, make, folder, settings, budget)
        else:
            meeting = folder / "meeting"
            meeting.unlink(missing_ok=True)
            _together(spawn(_work, (make, folder, settings, budget), nprocs=budget.workers, join=False))  # type: ignore[no-untyped-call]


def _together(workers: Any) -> None:
    """Wait for processes to end. A wish to stop that comes here is theirs: without it they would go on alone."""

    def pass_on(sign: int, *_: Any) -> None:
        for process in workers.processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, sign)

    before = {sign: signal.signal(sign, pass_on) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not workers.join():
            pass
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def _work(rank: int, make: Callable[[], Stage], folder: Path, settings: Settings, budget: Budget) -> None:
    """One process of a run."""
    if budget.device == "cpu":
        torch.set_num_threads(budget.threads)
    torch.manual_seed(0)
    if budget.workers > 1:
        dist.init_process_group(
            "gloo", init_method=f"file://{folder.resolve()}/meeting", rank=rank, world_size=budget.workers
        )
    trainer = Trainer(make(), Run(folder), settings, budget, rank)

    def stop(*_: Any) -> None:
        trainer.stopping = True

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    trainer.train()
    if budget.workers > 1:
        # Taking the group down now and then aborts the process ("terminate called without an active exception"). All is
        # written by now, so the process ends without taking anything down, once the others have come so far too.
        dist.barrier()
        time.sleep(0.5)
        sys.stdout.flush()
        os._exit(0)


def lower_priority() -> None:
    """Let everything else on the machine go first."""
    with contextlib.suppress(OSError):
        os.nice(19)
