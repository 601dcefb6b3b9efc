"""A plan, and the events of renders of it as they were told."""

from collections.abc import Iterator
from functools import cache

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.progress.standing import Standing
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from renderer import events

_BOARD = b"""\
animec: 1
clip: dusk
title: Rooftop at dusk
ruleset: open
characters:
  hana: {looks: short blue hair, sheet: {views: 3}}
shots:
  - id: rooftop
    prompt: "{{ hana }} on a roof"
    duration: 28f
    camera: pan_left
    control: [{kind: depth, from: keyframes}]
    beats: [{at: 0%, prompt: standing}, {at: 100%, prompt: smiling}]
  - {id: street, prompt: a street, duration: 16f}
"""


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@cache
def plan_of(board: bytes = _BOARD) -> RenderPlan:
    made = compile_storyboard("dusk.yaml", board, Library(shipped_catalogue(), ())).plan
    assert made is not None
    return made


def many_shots(count: int) -> RenderPlan:
    shots = "".join(f"  - {{id: shot_{number}, prompt: a street, duration: 16f}}\n" for number in range(count))
    return plan_of(b"animec: 1\nclip: many\nruleset: open\nshots:\n" + shots.encode())


def planned(plan: RenderPlan, stored: int = 0) -> events.Planned:
    """All but the first nodes are to be made."""
    return events.Planned(len(plan.nodes), stored, tuple(node.id for node in plan.nodes[stored:]))


def done(plan: RenderPlan, number: int, seconds: float = 1.0) -> Iterator[events.Event]:
    node = plan.nodes[number]
    op = type(node.op).__name__
    yield events.Started(node.id, node.scene, op)
    yield events.Finished(node.id, node.scene, op, seconds, 1000)


def whole_render(plan: RenderPlan, stored: int = 0) -> Iterator[events.Event]:
    yield planned(plan, stored)
    for number in range(stored, len(plan.nodes)):
        yield from done(plan, number)
    yield events.Written("video/dusk/dusk.mp4", 1000, kept=False)
    yield events.Done("outputs/video/dusk", len(plan.nodes) - stored, stored, 12.5)


def standing_after(plan: RenderPlan, *told: events.Event, clock: Clock | None = None) -> Standing:
    standing = Standing(plan, clock or Clock())
    for event in told:
        standing.note(event)
    return standing
