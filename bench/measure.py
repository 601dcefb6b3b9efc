"""Running programs side by side and taking down what each cost."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[1]


class Program(NamedTuple):
    """A command line, and the exit status without which its figures mean nothing."""

    name: str
    words: tuple[str, ...]
    status: int = 0


class Cost(NamedTuple):
    """What one run took. Processor time is the steadier figure where a machine has other work to do."""

    cpu: float  # seconds of the processor, in the program and in the system
    wall: float  # seconds on the clock
    mib: float  # the most memory that was in use at once


class Spread(NamedTuple):
    """The middle of some figures, and how far they lie apart."""

    median: float
    least: float
    most: float


Costs = dict[str, list[Cost]]


def measure(programs: Sequence[Program], rounds: int) -> Costs:
    """Run all programs in turn, round after round, so that a slow minute of the machine meets all of them alike.

    A first round, which fills the caches of files and of bytecode, is not counted.
    """
    for program in programs:
        _run(program)
    costs: Costs = {program.name: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            costs[program.name].append(_run(program))
    return costs


def ratios(costs: Costs, name: str, against: str, figure: str) -> Spread:
    """How many times as much as the other one it took, round by round."""
    pairs = zip(costs[name], costs[against], strict=True)
    return spread([getattr(one, figure) / getattr(other, figure) for one, other in pairs])


def spread(figures: Sequence[float]) -> Spread:
    """Median and range."""
    return Spread(median(figures), min(figures), max(figures))


def _run(program: Program) -> Cost:
    start = time.perf_counter()
    process = subprocess.Popen(
        program.words, cwd=REPOSITORY, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != program.status:
        line = " ".join(program.words)
        raise SystemExit(f"{line}\nends with {process.returncode}; {program.status} was expected")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def _environment() -> dict[str, str]:
    """With bytecode caches, as installed programs have them."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
