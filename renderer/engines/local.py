"""This machine: one node at a time, or several in threads where the work leaves the interpreter alone."""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from anime_compiler.plan.render_plan import Node
from renderer.engines.engine import Work
from renderer.engines.stopping import Stopping

_POLL_SECONDS = 0.2  # how soon a signal is seen while threads work


class LocalEngine(NamedTuple):
    """So many nodes at once; `stopping` is looked at before each is begun."""

    jobs: int
    stopping: Stopping

    def run(self, nodes: Sequence[Node], work: Work) -> None:
        if self.jobs == 1:
            for node in nodes:
                self.stopping.check()
                work(node)
            return
        with ThreadPoolExecutor(self.jobs, "animec") as pool:
            self._run_in(pool, nodes, work)

    def _run_in(self, pool: ThreadPoolExecutor, nodes: Sequence[Node], work: Work) -> None:
        """Begin each node when all it needs is done; never more than there are threads, so that a stop comes soon."""
        waiting = {node.id: node for node in nodes}
        running: dict[Future[None], str] = {}
        while waiting or running:
            busy = {*waiting, *running.values()}
            ready = [node for node in waiting.values() if not any(given.node in busy for given in node.inputs)]
            self.stopping.check()
            for node in ready[: self.jobs - len(running)]:
                running[pool.submit(work, waiting.pop(node.id))] = node.id
            done, _ = wait(running, _POLL_SECONDS, FIRST_COMPLETED)
            for future in done:
                del running[future]
                future.result()
