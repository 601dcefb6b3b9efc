"""An order of work in which networks are loaded once: all texts, all stills, all maps, all motion, all decoding.

Within a phase, work with the same networks and LoRAs stands together. Every node still comes after those it needs; what
is stored after each is the same, so a crash loses no more than in any other order.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from typing import Final

from anime_compiler.plan import ops
from anime_compiler.plan.keys import models_of
from anime_compiler.plan.render_plan import Node

_PHASES: Final[tuple[tuple[type[ops.Op], ...], ...]] = (
    (ops.EncodePrompt,),
    (ops.Turnaround, ops.Keyframe),
    (ops.Extract,),
    (ops.Segment,),
    (ops.Decode,),
)


def in_phases(nodes: Sequence[Node]) -> list[Node]:
    """Nodes in an order in which they can be done, by phase, and within it by what they run."""
    here = {node.id: node for node in nodes}
    waits = {node.id: {given.node for given in node.inputs if given.node in here} for node in nodes}
    needed_by: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        for id in waits[node.id]:
            needed_by[id].append(node)
    ready: defaultdict[int, defaultdict[Hashable, deque[Node]]] = defaultdict(lambda: defaultdict(deque))
    done: list[Node] = []

    def add(node: Node) -> None:
        ready[phase_of(node.op)][_runs(node.op)].append(node)

    for node in nodes:
        if not waits[node.id]:
            add(node)
    running: Hashable = None
    while len(done) < len(nodes):
        phase = min(number for number, kinds in ready.items() if kinds)
        kinds = ready[phase]
        running = running if running in kinds else next(iter(kinds))
        node = kinds[running].popleft()
        if not kinds[running]:
            del kinds[running]
        done.append(node)
        for later in needed_by[node.id]:
            waits[later.id].discard(node.id)
            if not waits[later.id]:
                add(later)
    return done


def phase_of(op: ops.Op) -> int:
    """The number of an operation's phase; what needs no network comes last."""
    return next((number for number, kinds in enumerate(_PHASES) if isinstance(op, kinds)), len(_PHASES))


def _runs(op: ops.Op) -> Hashable:
    """The networks that an operation runs, and how its LoRAs weigh."""
    loras = op.denoising.loras if isinstance(op, ops.Keyframe | ops.Turnaround | ops.Segment) else ()
    return (tuple(models_of(op)), loras)
