"""How long a render will still take, from what pieces of the same kind took."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from anime_compiler.cli.progress.standing import Running, Spent, Standing, State
from anime_compiler.cli.progress.work import amount_of
from anime_compiler.plan import ops

# Seconds for one unit of work, by the kind of operation.
Paces: TypeAlias = Mapping[str, float]


class Left(NamedTuple):
    """Seconds to come; `is_all` is false where there is work of a kind that nobody has timed yet."""

    seconds: float
    is_all: bool


def paces(spent: Iterable[Spent], earlier: Paces) -> dict[str, float]:
    """What each kind of operation takes: as measured in this render, and otherwise as in an earlier one."""
    seconds: dict[str, float] = defaultdict(float)
    amounts: dict[str, int] = defaultdict(int)
    for node, took in spent:
        seconds[_kind(node.op)] += took
        amounts[_kind(node.op)] += amount_of(node.op)
    return {**earlier, **{kind: seconds[kind] / amounts[kind] for kind in seconds}}


def time_left(standing: Standing, earlier: Paces) -> Left | None:
    """The time to come; nothing where less than half of what is to be done has been timed."""
    known, now = paces(standing.spent, earlier), standing.clock()
    timed, untimed = [], 0
    for id, state in standing.states.items():
        if state in (State.TO_DO, State.RUNNING, State.WAITING):
            op = standing.nodes[id].op
            whole = known[_kind(op)] * amount_of(op) if _kind(op) in known else None
            needed = _still_needed(whole, standing.running.get(id), now)
            if needed is None:
                untimed += 1
            else:
                timed.append(needed)
    if untimed > len(timed):
        return None
    return Left(sum(timed) / _at_once(standing, now), untimed == 0)


def _still_needed(whole: float | None, running: Running | None, now: float) -> float | None:
    """Seconds of work on one node; its own steps tell more than others of its kind."""
    if running is None:
        return whole
    gone = now - running.since
    if running.step:
        return gone * (running.of - running.step) / running.step
    return None if whole is None else max(0.0, whole - gone)


def _at_once(standing: Standing, now: float) -> float:
    """On how many nodes at once there has been work so far."""
    busy = sum(took for _, took in standing.spent) + sum(now - one.since for one in standing.running.values())
    return max(1.0, busy / max(standing.elapsed(), 1e-3))


def _kind(op: ops.Op) -> str:
    return type(op).__name__
