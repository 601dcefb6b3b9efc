"""Rendering on a screen: what the store has is skipped, the rest is run, and what was lost is made again."""

import threading
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer import events
from renderer.engines.engine import Engine
from renderer.failure import node_failed
from renderer.stacks.phases import in_phases
from renderer.stacks.stack import Drawer, Stack
from renderer.store.errors import DamagedPart, StoreError
from renderer.store.store import Made, Store

if TYPE_CHECKING:  # values are arrays; who finds all in the store needs none
    from renderer.values import Pixels, Value

REMARK: Final = "remark"  # under this, a result says what about it was not as planned
_TRIES = 3  # for each node: a store that loses results more often is not to be trusted
_OTHER_DISK = "name a folder on another disk with --store or ANIMEC_STORE, and have this one looked at"


class Rendered(NamedTuple):
    """What came of a plan: for each node that the outputs need, or that was needed on the way, its stored result."""

    plan: RenderPlan
    results: Mapping[str, Made]  # by the id of the node
    made: int
    seconds: float


def render(
    plan: RenderPlan, stack: Stack, store: Store, engine: Engine, tell: events.Tell, threads: int = 1
) -> Rendered:
    """Make every output of a plan. The plan is proved legal first; nothing of it is done otherwise."""
    began = time.monotonic()
    plan = drawn_by(stack.bound(plan, tell), stack)
    work = _Work(plan, stack, store, tell, threads)
    with store.in_use():
        for _ in range(_TRIES * len(plan.nodes)):
            to_do = missing(plan, stack, store)
            tell(events.Planned(len(plan.nodes), len(plan.nodes) - len(to_do), tuple(node.id for node in to_do)))
            try:
                engine.run(in_phases(to_do) if stack.works_in_phases else to_do, work.do)
                break
            except DamagedPart as damage:
                forget(damage, results_of(plan, stack, store), store, tell)
        else:
            raise StoreError(f"the store `{store.root}` loses what is put into it", _OTHER_DISK)
    return Rendered(plan, results_of(plan, stack, store), work.made, time.monotonic() - began)


def results_of(plan: RenderPlan, stack: Drawer, store: Store) -> Mapping[str, Made]:
    """What the store has of a plan, by the ids of the nodes."""
    return {node.id: made for node in plan.nodes if (made := store.find(action_key(node, stack)))}


def forget(damage: DamagedPart, results: Mapping[str, Made], store: Store, tell: events.Tell) -> None:
    """Drop every result that holds a damaged part, so that it is made again; another render may have mended it."""
    for node, made in results.items():
        is_hit = any(part.sha256 == damage.sha256 for part in made.parts.values())
        if is_hit and store.drop_if_damaged(made.key):
            tell(events.Damaged(node))


def drawn_by(plan: RenderPlan, stack: Drawer) -> RenderPlan:
    """The plan as this stack does it: keys hold the stack, so boards never pass for a model's pictures."""
    return with_keys(plan._replace(stack=stack.name))


def action_key(node: Node, stack: Drawer) -> str:
    """The name of a result in the store: what the plan says, and the edition of the stack that does it."""
    return sha256(f"animec/action/1\0{node.key}\0{stack.name}\0{stack.edition}".encode()).hexdigest()


def parts_named(op: ops.Op) -> tuple[str, ...]:
    """The parts of a result that is no film. Of pictures that are made together each is kept apart, so that a file that
    shows one of them can be held against it."""
    pictures = len(op.seeds) if isinstance(op, ops.Keyframe) else 1
    if pictures == 1:
        return ("value.safetensors",)
    return tuple(f"picture_{number}.safetensors" for number in range(pictures))


def missing(plan: RenderPlan, stack: Drawer, store: Store) -> list[Node]:
    """The nodes to run, in order: what the outputs need and the store lacks. What only those need that it has stays."""
    wanted = {output.node for output in plan.outputs}
    to_do = []
    for node in reversed(plan.nodes):
        if node.id in wanted and store.find(action_key(node, stack)) is None:
            to_do.append(node)
            wanted.update(given.node for given in node.inputs)
    return to_do[::-1]


class _Work:
    """The work on one node, for an engine to call; what it counts is guarded, for it may come from several threads."""

    def __init__(self, plan: RenderPlan, stack: Stack, store: Store, tell: events.Tell, threads: int) -> None:
        self.plan, self.stack, self.store, self.threads = plan, stack, store, threads
        self.nodes = plan.by_id()
        self.made = 0
        self._tell = tell
        self._guard = threading.Lock()

    def do(self, node: Node) -> None:
        """Make a node's value and keep it, unless another render is faster."""
        key = action_key(node, self.stack)
        with self.store.claim(key, lambda: self.tell(events.Waiting(node.id))):
            if self.store.find(key) is not None:
                self.tell(events.Skipped(node.id))
                return
            op = type(node.op).__name__
            self.tell(events.Started(node.id, node.scene, op))
            began = time.monotonic()
            made = self._make(node, key, op)
            size = sum(part.size for part in made.parts.values())
            self.tell(events.Finished(node.id, node.scene, op, time.monotonic() - began, size))

    def _make(self, node: Node, key: str, op: str) -> Made:
        # Imported here, where there is something to make: a render that finds all in the store loads no arrays.
        from renderer.execute.execute import execute
        from renderer.execute.job import Job
        from renderer.values import parts_of

        told = _Told(node.id, self.tell)
        try:
            with self.store.scratch() as folder:
                value = execute(Job(self.plan, node, self.stack, self.read, folder, told, self.threads))
                facts = {"op": op, "node": node.id, REMARK: "; ".join(told.remarks)}
                made = self.store.put(key, parts_of(value, parts_named(node.op)), facts)
        except DamagedPart:
            raise
        except Exception as error:  # whatever it is: the author is told where in the storyboard it happened
            failure = node_failed(self.plan, node, error)
            self.tell(events.Failed(node.id, str(failure)))
            raise failure from error
        with self._guard:
            self.made += 1
        return made

    def read(self, node: str) -> "Value":
        """The stored value of a node."""
        from renderer.values import value_in

        made = self.store.find(action_key(self.nodes[node], self.stack))
        if made is None:
            raise DamagedPart("")
        return value_in({name: self.store.read(part) for name, part in made.parts.items()})

    def tell(self, event: events.Event) -> None:
        """One event at a time, whatever thread it comes from."""
        with self._guard:
            self._tell(event)


class _Told:
    """What a stack says of a node while it works on it."""

    def __init__(self, node: str, tell: events.Tell) -> None:
        self.node, self._tell = node, tell
        self.remarks: list[str] = []

    def __call__(self, done: int, of: int, /) -> None:
        self._tell(events.Step(self.node, done, of))

    def remark(self, text: str, /) -> None:
        """Kept with the result and told at once; what is said twice is said once."""
        if text not in self.remarks:
            self.remarks.append(text)
            self._tell(events.Remarked(self.node, text))

    def preview(self, draw: "Callable[[], Pixels]", /) -> None:
        self._tell(events.Preview(self.node, draw))
