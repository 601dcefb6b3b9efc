"""Storyboards for the tests of plans, compiled; nothing may be wrong with them."""

from functools import cache
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import Catalogue, shipped_catalogue
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.resolve.context import Library

HEAD = "animec: 1\nclip: c\nruleset: open\nstyle: {template: plain}\n"


class Compiled(NamedTuple):
    """A storyboard and its plan, with keys."""

    board: Storyboard
    plan: RenderPlan


@cache
def compiled(text: str, head: str = HEAD) -> Compiled:
    """The storyboard that goes on with `text` after the head."""
    found, board, plan = compile_storyboard("c.yaml", (head + text).encode(), Library(shipped_catalogue(), ()))
    assert board is not None, found
    assert plan is not None, found
    return Compiled(board, with_keys(plan))


def plan_of(text: str, head: str = HEAD) -> RenderPlan:
    """Its plan, which is proved to be legal."""
    return compiled(text, head).plan


@cache
def all_running() -> Catalogue:
    """A catalogue whose models all run: plans know more operations than `check` lets through today."""
    catalogue = Catalogue()
    catalogue.models = {name: model._replace(runs=True) for name, model in shipped_catalogue().models.items()}
    return catalogue


def inputs(node: Node) -> list[tuple[str, str]]:
    """The inputs of a node as pairs."""
    return [(given.slot, given.node) for given in node.inputs]
