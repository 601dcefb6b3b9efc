"""Plans for the tests of boards, and a way to walk them without the engine."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.prompt import Phrase, Prompt
from anime_compiler.model.timecode import Size
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.resolve.context import Library
from renderer.stacks.animatic.animatic import AnimaticStack
from renderer.values import Array, Embeds, Latents, Pictures, Pixels

ROOT = Path(__file__).parents[4]
SPECS = {spec.stem: spec for spec in sorted((ROOT / "specs").glob("*.yaml"))}
STACK = AnimaticStack()

CHAIN = """\
animec: 1
clip: chain
ruleset: open
stack: sdxl
profile: {extends: 768_long, size: 128x128}
shots:
  - id: walk
    duration: 52f
    prompt: 1girl, short blue hair, on a rooftop, dusk
    camera: {move: pan_left, amount: 30%}
    control: [{kind: depth}, {kind: openpose, weight: [{at: 0%, value: 0.2}, {at: 100%, value: 1.0}]}]
    beats:
      - {at: 0%, prompt: standing}
      - {at: 30%, prompt: walking, ease: in_out}
      - {at: 100%, prompt: smiling}
    next: carry
  - {id: sea, prompt: the sea at night, duration: 12f}
"""


def prompt(text: str, weight: float = 1.0) -> Prompt:
    """A prompt of one phrase."""
    return Prompt(((Phrase(text, weight),),))


@cache
def plan_of(text: str) -> RenderPlan:
    """The plan of a storyboard that nothing is wrong with."""
    compiled = compile_storyboard(
        "board.yaml", text.encode(), Library(shipped_catalogue(), (ROOT / "templates/prompts",))
    )
    assert compiled.plan is not None, compiled.diagnostics
    return with_keys(compiled.plan._replace(stack="animatic"))


@cache
def plan_of_spec(name: str) -> RenderPlan:
    """The plan of a storyboard that ships."""
    return plan_of(SPECS[name].read_text(encoding="utf-8"))


def smaller(plan: RenderPlan, by: int) -> RenderPlan:
    """A plan whose pictures are so many times smaller each way."""
    nodes = []
    for node in plan.nodes:
        op = node.op
        if isinstance(op, ops.Keyframe | ops.Turnaround | ops.Segment):
            size = Size(op.denoising.size.width // by, op.denoising.size.height // by)
            node = node._replace(op=op._replace(denoising=op.denoising._replace(size=size)))
        nodes.append(node)
    return plan._replace(nodes=tuple(nodes))


Made = Mapping[str, Embeds | Latents | Pictures]


class Nobody:
    """Whom operations tell of their steps; boards have nothing else to say."""

    node = ""

    def __call__(self, done: int, of: int, /) -> None:
        assert 0 < done <= of

    def remark(self, text: str, /) -> None:
        raise AssertionError(text)

    def preview(self, draw: Callable[[], Pixels], /) -> None:
        raise AssertionError("a preview of a board")


nothing = Nobody()


def made(
    plan: RenderPlan, stack: AnimaticStack = STACK, decoded: bool = True
) -> dict[str, Embeds | Latents | Pictures]:
    """Every value of a plan that a stack makes, by node; what the engine makes of it is left out."""
    values: dict[str, Embeds | Latents | Pictures] = {}
    for node in plan.nodes:
        if decoded or not isinstance(node.op, ops.Decode):
            value = value_of(node, values, stack)
            if value is not None:
                values[node.id] = value
    return values


def value_of(node: Node, values: Made, stack: AnimaticStack = STACK) -> Embeds | Latents | Pictures | None:
    """What a node gives, from the values of those before it."""
    texts = [one for id in node.inputs_of("embeds") if isinstance(one := values[id], Embeds)]

    def pictures(slot: str) -> list[Pictures]:
        return [one for id in node.inputs_of(slot) if isinstance(one := values[id], Pictures)]

    def latents(slot: str) -> Latents | None:
        return next((one for id in node.inputs_of(slot) if isinstance(one := values[id], Latents)), None)

    match node.op:
        case ops.EncodePrompt() as op:
            return stack.encode(op)
        case ops.Keyframe() as op:
            return stack.keyframe(op, texts[0], next(iter(pictures("first")), None), pictures("identity"), nothing)
        case ops.Turnaround() as op:
            return stack.turnaround(op, texts, nothing)
        case ops.Extract() as op:
            return stack.extract(op, pictures("image")[0], nothing)
        case ops.Segment() as op:
            known = latents("carried"), latents("anchor")
            return stack.segment(op, texts, pictures("maps"), *known, pictures("identity"), nothing)
        case ops.Decode() as op:
            made = latents("latents")
            assert made is not None
            return stack.decode(op, made, nothing)
        case _:
            return None


def bytes_of(value: Embeds | Latents | Pictures) -> bytes:
    """A value as bytes, to be compared."""
    arrays: list[Array] = [value.pixels] if isinstance(value, Pictures) else [*value.tensors.values()]
    return b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def nodes_of(plan: RenderPlan, kind: type[ops.Op]) -> list[Node]:
    """The nodes of a kind, in order."""
    return [node for node in plan.nodes if isinstance(node.op, kind)]
