"""The local engine: every node after those it needs, and an end that loses nothing."""

import threading
import time
from collections.abc import Sequence

import pytest

from anime_compiler.diagnostics.source import Position
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Input, Node
from renderer.engines.local import LocalEngine
from renderer.engines.stopping import Stopping
from renderer.errors import Interrupted


def node(id: str, *needs: str) -> Node:
    op = ops.Upscale("", 1)
    return Node(id, op, tuple(Input("frames", need) for need in needs), "", Position(1, 1))


# Two chains that meet, in an order in which they can be done.
GRAPH = [node("a0"), node("a1", "a0"), node("b0"), node("a2", "a1"), node("b1", "b0"), node("film", "a2", "b1")]


class Worker:
    """Notes what is begun and what is done; fails where it is told to."""

    def __init__(self, fail: str = "") -> None:
        self.begun: list[str] = []
        self.done: list[str] = []
        self.fail = fail
        self.guard = threading.Lock()

    def __call__(self, one: Node) -> None:
        with self.guard:
            assert {given.node for given in one.inputs} <= set(self.done), "begun too early"
            self.begun.append(one.id)
        if one.id == self.fail:
            raise RuntimeError(one.id)
        time.sleep(0.005)
        with self.guard:
            self.done.append(one.id)


def run(jobs: int, nodes: Sequence[Node], worker: Worker, stopping: Stopping | None = None) -> Worker:
    LocalEngine(jobs, stopping or Stopping()).run(nodes, worker)
    return worker


@pytest.mark.parametrize("jobs", [1, 2, 3, 8])
def test_every_node_is_done_once_and_after_those_it_needs(jobs: int) -> None:
    assert sorted(run(jobs, GRAPH, Worker()).done) == sorted(one.id for one in GRAPH)


@pytest.mark.parametrize("jobs", [1, 2])
def test_needs_outside_the_run_are_there_already(jobs: int) -> None:
    worker = Worker()
    worker.done.append("a1")
    assert run(jobs, GRAPH[3:4], worker).begun == ["a2"]


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_the_first_failure_ends_the_run_and_what_is_being_done_is_finished(jobs: int) -> None:
    worker = Worker(fail="a1")
    with pytest.raises(RuntimeError, match="a1"):
        run(jobs, GRAPH, worker)
    assert set(worker.begun) - set(worker.done) == {"a1"}
    assert "film" not in worker.begun


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_wish_to_stop_finishes_what_is_being_done_and_begins_nothing_new(jobs: int) -> None:
    stopping, worker = Stopping(), Worker()

    class Stop(Worker):
        def __call__(self, one: Node) -> None:
            worker(one)
            stopping.asked = True

    with pytest.raises(Interrupted) as stopped:
        LocalEngine(jobs, stopping).run(GRAPH, Stop())
    assert stopped.value.exit_status == 130
    assert worker.begun == worker.done
    assert 1 <= len(worker.done) <= jobs


def test_independent_chains_are_worked_on_at_once() -> None:
    meeting = threading.Barrier(2, timeout=5)
    worker = Worker()

    def work(one: Node) -> None:
        if one.id in ("a0", "b0"):
            meeting.wait()
        worker(one)

    LocalEngine(2, Stopping()).run(GRAPH, work)
    assert len(worker.done) == len(GRAPH)
