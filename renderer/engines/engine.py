"""What every engine does: work on nodes, each after those it needs."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from anime_compiler.plan.render_plan import Node

Work: TypeAlias = Callable[[Node], None]


class Engine(Protocol):
    """Somebody who does the work."""

    def run(self, nodes: Sequence[Node], work: Work) -> None:
        """Do the work for every node; the nodes stand in an order in which they can be done.

        The first failure ends the run: what is being done then is finished, nothing new is begun, and it is raised.
        """
        ...
