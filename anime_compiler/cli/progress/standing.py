"""How a render stands, put together from its events."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer import events


class State(Enum):
    """How a node stands."""

    STORED = "stored"  # needs no work: its result is in the store, or nobody asks for it
    TO_DO = "to do"
    RUNNING = "running"
    WAITING = "waiting"  # another render makes it
    MADE = "made"
    FAILED = "failed"


class Running(NamedTuple):
    """A node that is being worked on: since when, and how far it is where it tells."""

    since: float
    step: int
    of: int


class Spent(NamedTuple):
    """What a node took."""

    node: Node
    seconds: float


class Standing:
    """Follows a render. Whoever shows it guards it, for events come from other threads than the clock's tick."""

    def __init__(self, plan: RenderPlan, clock: Callable[[], float]) -> None:
        self.plan = plan
        self.nodes: Mapping[str, Node] = plan.by_id()
        self.states: dict[str, State] = dict.fromkeys(self.nodes, State.STORED)
        self.running: dict[str, Running] = {}
        self.spent: list[Spent] = []
        self.written = 0
        self.clock = clock
        self.began = clock()

    def note(self, event: events.Event) -> None:
        """Take in what happened."""
        match event:
            case events.Planned(to_do=to_do):
                self._plan_work(to_do)
            case events.Started(node=node):
                self._set(node, State.RUNNING)
                self.running[node] = Running(self.clock(), 0, 0)
            case events.Step(node=node, step=step, of=of) if node in self.running:
                self.running[node] = Running(self.running[node].since, step, of)
            case events.Finished(node=node, seconds=seconds):
                self._set(node, State.MADE)
                self.spent.append(Spent(self.nodes[node], seconds))
            case events.Waiting(node=node):
                self._set(node, State.WAITING)
            case events.Skipped(node=node):
                self._set(node, State.STORED)
            case events.Damaged(node=node):
                self._set(node, State.TO_DO)
            case events.Failed(node=node):
                self._set(node, State.FAILED)
            case events.Written():
                self.written += 1
            case _:
                pass

    def elapsed(self) -> float:
        """Seconds since it began."""
        return self.clock() - self.began

    def counts(self) -> Mapping[State, int]:
        """How many nodes stand how."""
        states = [*self.states.values()]
        return {state: states.count(state) for state in State}

    def _plan_work(self, to_do: tuple[str, ...]) -> None:
        """A render plans again when something stored was damaged; what it made before stays made."""
        self.running.clear()
        waiting = {*to_do}
        for node, state in self.states.items():
            if node in waiting:
                self.states[node] = State.TO_DO
            elif state is not State.MADE:
                self.states[node] = State.STORED

    def _set(self, node: str, state: State) -> None:
        self.states[node] = state
        self.running.pop(node, None)
