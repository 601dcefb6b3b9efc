"""What a card has room for, and what is therefore done from the beginning, before memory can run out."""

from collections.abc import Mapping

import torch

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.plan.estimate import memory_of
from anime_compiler.plan.memory_plan import Way, ways_on
from anime_compiler.plan.render_plan import RenderPlan
from renderer.stacks.diffusion.fallbacks import Thrift

_THRIFTS: Mapping[Way, frozenset[Thrift]] = {
    Way.WHOLE: frozenset(),
    Way.ONE_BY_ONE: frozenset({Thrift.ONE_BY_ONE}),
    Way.STREAMED: frozenset({Thrift.ONE_BY_ONE, Thrift.STREAMED}),
    Way.NO: frozenset({Thrift.ONE_BY_ONE, Thrift.STREAMED}),  # an estimate errs on the safe side: it may work
}


def planned_thrifts(plan: RenderPlan, device: torch.device) -> dict[str, frozenset[Thrift]]:
    """By the name of the phase, how to save memory in it. Where there is no card, nothing is planned."""
    if device.type != "cuda":
        return {}
    memory = memory_of(plan.nodes, shipped_catalogue().stack(plan.stack)) if plan.nodes else ()
    return {phase: _THRIFTS[way] for phase, way in ways_on(memory, room_on(device))}


def room_on(device: torch.device) -> float:
    """Gigabytes of a card that nobody else has taken."""
    free, _ = torch.cuda.mem_get_info(device)
    return float(free + torch.cuda.memory_reserved(device)) / 1e9
