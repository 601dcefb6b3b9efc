"""A node that is being worked on, with its inputs at hand."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.stacks.stack import Stack, Steps
from renderer.values import Embeds, Latents, Pictures, Value

V = TypeVar("V", Embeds, Pictures, Latents)


class Job(NamedTuple):
    """What an operation may use: its node, values of other nodes by their id, a folder for files, and a stack."""

    plan: RenderPlan
    node: Node
    stack: Stack
    read: Callable[[str], Value]
    scratch: Path
    steps: Steps
    threads: int

    def given(self, slot: str, kind: type[V]) -> Iterator[V]:
        """The values of a slot in order, each read when it is asked for: a film is longer than memory."""
        for node in self.node.inputs_of(slot):
            value = self.read(node)
            if not isinstance(value, kind):
                raise TypeError(f"`{node}` holds {type(value).__name__}, and {kind.__name__} belongs there")
            yield value

    def one(self, slot: str, kind: type[V]) -> V:
        """The value of a slot that has exactly one."""
        (value,) = self.given(slot, kind)
        return value
