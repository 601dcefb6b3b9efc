"""What a plan costs: pieces of work, arithmetic, time on a card, memory at its peak. Derived, not measured.

The figures of a stack are operations counted on its networks at a few sizes; between them cost is taken to follow the
area. Time is arithmetic divided by what renders reach on a card, so it knows nothing of loading models.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from anime_compiler.model.catalogue import Card, CostPoint, StackFacts
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan

_SEGMENT = 16  # frames that the figures of a motion network are for
_WORKSPACE_GB = 1.0  # least room for weights when they are streamed to the card block by block


class Memory(NamedTuple):
    """10⁹ bytes of a card that one phase needs, for each way to run it; what the ways are tells `memory_plan`."""

    phase: str
    peak: float  # with all weights on the card, and both sides of guidance at once
    one_by_one: float  # with all weights on the card: one side after the other halves the working memory
    least: float  # one side after the other, and weights streamed


class Estimate(NamedTuple):
    """What a plan costs; without figures for the stack only the counts are known."""

    counts: Mapping[str, int]
    tflop: float
    memory: tuple[Memory, ...]

    def seconds_on(self, card: Card) -> float:
        return self.tflop / (card.tflops * card.utilisation)


def estimate(plan: RenderPlan, stack: StackFacts) -> Estimate:
    """Add up a plan."""
    counts: Counter[str] = Counter()
    for node in plan.nodes:
        counts[type(node.op).__name__] += len(node.op.seeds) if isinstance(node.op, ops.Keyframe) else 1
    if not stack.costs:
        return Estimate(counts, 0.0, ())
    sizes = {node.id: node.op.denoising.size for node in plan.nodes if isinstance(node.op, ops.Segment)}
    tflop = sum(_node_tflop(node, stack, sizes) for node in plan.nodes)
    return Estimate(counts, tflop, memory_of(plan.nodes, stack))


def memory_of(nodes: Sequence[Node], stack: StackFacts) -> tuple[Memory, ...]:
    """The phases that need most; models are resident by phase, so peaks do not add up."""
    stills = [
        (node.op.denoising.size, len(node.op.seeds) if isinstance(node.op, ops.Keyframe) else 1)
        for node in nodes
        if isinstance(node.op, ops.Keyframe | ops.Turnaround)
    ]
    segments = [(node.op.denoising.size, len(node.op.controls)) for node in nodes if isinstance(node.op, ops.Segment)]
    return tuple(
        Memory(
            phase,
            max(one.peak for one in needs),
            max(one.one_by_one for one in needs),
            max(one.least for one in needs),
        )
        for phase, needs in (
            ("stills", [still_memory(size, stack, together) for size, together in set(stills)]),
            ("motion", [segment_memory(size, controls, stack) for size, controls in set(segments)]),
        )
        if needs
    )


def still_memory(size: Size, stack: StackFacts, together: int = 1) -> Memory:
    """Memory for one still, or for several that are denoised together."""
    working = together * at_size(stack.activation_gb["still"], size)
    weights = stack.weights_gb.get("base", 0) + stack.weights_gb.get("text", 0) + stack.weights_gb.get("vae", 0)
    return _memory("stills", weights, working)


def segment_memory(size: Size, controls: int, stack: StackFacts) -> Memory:
    """Memory for one segment with so many ControlNets."""
    working = at_size(stack.activation_gb["segment16"], size)
    weights = stack.weights_gb.get("motion_base", 0) + controls * stack.weights_gb.get("controlnet", 0)
    return _memory("motion", weights, working)


def _memory(phase: str, weights: float, working: float) -> Memory:
    side = working / 2
    return Memory(phase, weights + working, weights + side, min(weights, _WORKSPACE_GB) + side)


@lru_cache(1024)  # a plan has thousands of nodes and few sizes
def at_size(points: tuple[CostPoint, ...], size: Size) -> float:
    """The amount at a size: between two known sizes in proportion, beyond them by area."""
    if not points:
        return 0.0
    ordered = sorted(points, key=lambda point: point.size.megapixels)
    area = size.megapixels
    for low, high in pairwise(ordered):
        if low.size.megapixels <= area <= high.size.megapixels:
            share = (area - low.size.megapixels) / (high.size.megapixels - low.size.megapixels)
            return low.amount + share * (high.amount - low.amount)
    nearest = ordered[0] if area < ordered[0].size.megapixels else ordered[-1]
    return nearest.amount * area / nearest.size.megapixels


def _node_tflop(node: Node, stack: StackFacts, sizes: Mapping[str, Size]) -> float:
    costs = stack.costs
    match node.op:
        case ops.Keyframe(denoising=denoising, seeds=seeds, redraw=redraw):
            return len(seeds) * _picture_tflop(denoising, costs, redraw or 1.0)
        case ops.Turnaround(denoising=denoising, views=views):
            return views * _picture_tflop(denoising, costs)
        case ops.Segment(denoising=denoising) as segment:
            windows = 1 + max(0, -(-(segment.frames - segment.window) // max(1, segment.stride)))
            frames = windows * segment.window
            motion = at_size(costs["motion16"], denoising.size) * frames / _SEGMENT
            control = len(segment.controls) * at_size(costs["controlnet"], denoising.size) * frames
            return _runs(denoising) * (motion + control)
        case ops.Decode(take=take, skip=skip):
            size = sizes[node.inputs_of("latents")[0]]
            return (take + skip) * at_size(costs["decode"], size)
        case _:
            return 0.0


def _picture_tflop(denoising: ops.Denoising, costs: Mapping[str, tuple[CostPoint, ...]], share: float = 1.0) -> float:
    """One picture, of whose steps so many are done."""
    unet, decode = (at_size(costs[name], denoising.size) for name in ("unet", "decode"))
    return share * _runs(denoising) * unet + decode


def _runs(denoising: ops.Denoising) -> int:
    """Runs of the network: with guidance above 1 each step takes two."""
    return denoising.steps * (2 if denoising.guidance > 1 else 1)
