"""Small films for the tests of the engine, and one way to render them."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from renderer import events
from renderer.engines.local import LocalEngine
from renderer.engines.stopping import Stopping
from renderer.render import Rendered, render
from renderer.stacks.stack import Stack
from renderer.store.store import Store
from tests.renderer.noise_stack import NoiseStack

HEAD = "animec: 1\nclip: small\nruleset: open\nstack: sdxl\nstyle: {template: plain}\nprofile: {size: 64x64}\n"
TWO_SHOTS = HEAD + (
    "characters: {hana: {looks: 1girl}}\n"
    "shots:\n"
    "  - {id: roof, prompt: '{{ hana }} on a roof', duration: 28f, next: crossfade 4f,\n"
    "     camera: {move: pan_left, via: crop}, control: [{kind: openpose}],\n"
    "     beats: [{at: 0%, prompt: standing}, {at: 100%, prompt: smiling}]}\n"
    "  - {id: sea, prompt: the sea, duration: 16f}\n"
)
# Everything that a film can have, as little of it as there can be: for tests that render it hundreds of times.
TINY = (
    HEAD + "shots: [{id: a, prompt: x, duration: 2f, camera: {move: pan_left, via: crop}, control: [{kind: depth}]}]\n"
)


@cache
def plan_of(text: str) -> RenderPlan:
    """The plan of a storyboard that nothing is wrong with."""
    compiled = compile_storyboard("small.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return compiled.plan


class Told(NamedTuple):
    """What a render said, and what came of it."""

    rendered: Rendered
    heard: list[events.Event]

    def of(self, kind: type[events.Event]) -> list[str]:
        """The nodes that events of a kind are about, in the order in which they came."""
        return [str(event._asdict()["node"]) for event in self.heard if isinstance(event, kind)]


def rendered(
    plan: RenderPlan,
    store: Path,
    stack: Stack | None = None,
    jobs: int = 1,
    tell: Callable[[events.Event], None] | None = None,
) -> Told:
    """Render a plan into a store."""
    told: list[events.Event] = []

    def listen(event: events.Event) -> None:
        told.append(event)
        if tell:
            tell(event)

    done = render(plan, stack or NoiseStack(), Store(store), LocalEngine(jobs, Stopping()), listen)
    return Told(done, told)


def hashes(done: Rendered) -> Mapping[str, Mapping[str, str]]:
    """The content of every result."""
    return {
        node: {name: part.sha256 for name, part in made.parts.items()} for node, made in sorted(done.results.items())
    }
