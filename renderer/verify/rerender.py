"""Level 3: pictures made again from the storyboard alone, and compared by the bytes of what comes out.

A picture that was smuggled in could only enter where pictures are made of text alone, so all of those are made again,
and of the rest a sample that nobody can know before the ledger is handed in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeAlias

from anime_compiler.diagnostics.render_text import counted
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, PlanOutput, RenderPlan
from renderer.evidence.assembler import with_assembler
from renderer.evidence.ledger import Ledger
from renderer.store.store import Made, Part
from renderer.verify.verdict import Failure

_DOMAIN = "animec/challenge/1"
_LEAST_SAMPLE = 8
_SHARE = 10  # one in so many of the rest, where not everything is made again
_MOST_SHOWN = 8
# Parts of a film that only show its frames in another way: what an encoder gives may differ between its versions.
_FRAMES = "frames.json"


class Redone(NamedTuple):
    """What came of making nodes again: by which edition of the stack, in which environment, and the results."""

    edition: str
    environment: Mapping[str, str]
    results: Mapping[str, Made]


# Makes all outputs of a plan, in a store where nothing is found, with the stack that the plan names.
Rerender: TypeAlias = Callable[[RenderPlan], Redone]


class Compared(NamedTuple):
    """How many actions were made again, what does not agree, and what is notable."""

    nodes: int
    failures: list[Failure]
    remarks: tuple[str, ...]


def compare(ledger: Ledger, plan: RenderPlan, challenge: str, everything: bool, rerender: Rerender) -> Compared:
    """Make again what is to be made again, and compare each result with the ledger's."""
    chosen = nodes_to_redo(plan, ledger.root, challenge, everything)
    outputs = tuple(PlanOutput(f"again/{number}", id) for number, id in enumerate(chosen))
    redone = rerender(plan._replace(outputs=outputs))
    if redone.edition != ledger.render.edition:
        says = f"edition {ledger.render.edition} of `{ledger.render.stack}`"
        message = f"the ledger tells of {says}, and here is edition {redone.edition}"
        return Compared(0, [Failure(message, (f"install animec {ledger.render.animec}, which it names",))], ())
    differs = tuple(_differences(ledger.environment, with_assembler(redone.environment)))
    wrong = [f"{node}: was not made again" for node in chosen if node not in redone.results]
    encoded: list[str] = []
    listed = ledger.results()
    for node, made in redone.results.items():
        other = _other_parts(made.parts, listed[node].parts if node in listed else {})
        only_encoded = differs and _FRAMES in made.parts and _FRAMES not in other
        (encoded if only_encoded else wrong).extend(f"{node}: {name}" for name in other)
    remarks = differs
    if encoded:
        names = ", ".join(encoded[:_MOST_SHOWN]) + (" …" if encoded[_MOST_SHOWN:] else "")
        remarks = (*remarks, f"its pictures are the same, but here come out otherwise: {names}")
    return Compared(len(redone.results), [_failure(wrong, differs)] if wrong else [], remarks)


def _failure(wrong: Sequence[str], differs: Sequence[str]) -> Failure:
    more = [f"and {len(wrong) - _MOST_SHOWN} more"] if wrong[_MOST_SHOWN:] else []
    return Failure(
        f"{counted(len(wrong), 'part')} of results came out otherwise", (*wrong[:_MOST_SHOWN], *more, *differs)
    )


def nodes_to_redo(plan: RenderPlan, root: str, challenge: str, everything: bool) -> list[str]:
    """Every output, or every picture made of text alone and a sample that follows from root and challenge."""
    if everything:
        return list(dict.fromkeys(output.node for output in plan.outputs))
    nodes = plan.by_id()
    roots = {node.id for node in plan.nodes if _is_root(node, nodes)}
    rest = [node.id for node in plan.nodes if node.id not in roots]
    ranked = sorted(rest, key=lambda node: sha256(f"{_DOMAIN}\0{root}\0{challenge}\0{node}".encode()).digest())
    sample = roots | set(ranked[: max(_LEAST_SAMPLE, len(rest) // _SHARE)])
    return [node.id for node in plan.nodes if node.id in sample]


def _is_root(node: Node, nodes: Mapping[str, Node]) -> bool:
    """Whether it makes a picture of nothing but text and a seed."""
    is_generator = isinstance(node.op, ops.Keyframe | ops.Turnaround | ops.Segment)
    return is_generator and all(isinstance(nodes[given.node].op, ops.EncodePrompt) for given in node.inputs)


def _other_parts(made: Mapping[str, Part], listed: Mapping[str, Part]) -> Sequence[str]:
    return sorted(name for name in made.keys() | listed.keys() if made.get(name) != listed.get(name))


def _differences(there: Mapping[str, str], here: Mapping[str, str]) -> Iterator[str]:
    """Where this environment is another than that of the render."""
    for name in sorted(there.keys() | here.keys()):
        if there.get(name) != here.get(name):
            yield f"rendered with {name} {there.get(name, 'unknown')}, verified with {here.get(name, 'unknown')}"
