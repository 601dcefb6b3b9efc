"""A render from the command line: events to whoever shows them, results to the store, files to the output folder."""

import sys
import time
from pathlib import Path
from typing import NamedTuple

from anime_compiler.cli.interrupts import heard_signals
from anime_compiler.cli.last_render import last_paces, remember_paces, remember_plan
from anime_compiler.cli.progress.estimate import paces
from anime_compiler.cli.progress.profile import Profile
from anime_compiler.cli.progress.progress import Form, Shown, progress
from anime_compiler.cli.progress.standing import Spent
from anime_compiler.cli.render_input import Asked
from anime_compiler.cli.terminal import use_color
from anime_compiler.plan.render_plan import RenderPlan
from renderer import events
from renderer.engines.local import LocalEngine
from renderer.engines.stopping import Stopping
from renderer.evidence.evidence import Source
from renderer.evidence.ledger import root_of
from renderer.evidence.places import LEDGER_NAME, SIGNATURE_NAME
from renderer.outputs.destination import look_ahead
from renderer.outputs.outputs import write_outputs
from renderer.render import forget, render
from renderer.stacks.stack import Stack
from renderer.store import files
from renderer.store.errors import DamagedPart, told
from renderer.store.store import Store

_TRIES = 3  # so often is made again what turns out to be damaged when it is copied out


class Work(NamedTuple):
    """A render before it begins: what, with which stack, out of which store, on how many nodes at once, where to."""

    asked: Asked
    stack: Stack
    store: Store
    jobs: int
    out: Path
    may_overwrite: bool

    @property
    def is_draft(self) -> bool:
        """Another stack than the storyboard's own makes drafts."""
        return bool(self.asked.plan.draft_of) or self.stack.name != self.asked.plan.stack


class Film(NamedTuple):
    """What came of it, and what it took."""

    plan: RenderPlan
    folder: Path
    made: int
    seconds: float
    profile: tuple[str, ...] = ()  # where the time went, in lines

    @property
    def stored(self) -> int:
        """How many nodes needed no work."""
        return len(self.plan.nodes) - self.made


def render_film(work: Work, form: Form) -> Film:
    """Render and write, shown all the while. What is learnt of it is kept for the next time."""
    plan, store, stack = work.asked.plan, work.store, work.stack
    stopping, nodes, spent = Stopping(), plan.by_id(), list[Spent]()
    earlier, profile = last_paces(store, stack.name), Profile(stack.peak_bytes)
    about = f"{stack.name}, a draft" if work.is_draft else stack.name
    shown = Shown(plan, about, work.jobs, earlier, lambda: stopping.asked)
    try:
        with (
            heard_signals(stopping, form is Form.LIVE),
            progress(form, shown, sys.stdout, use_color(sys.stdout)) as show,
        ):

            def tell(event: events.Event) -> None:
                show(event)
                profile.hear(event)
                if isinstance(event, events.Finished):
                    spent.append(Spent(nodes[event.node], event.seconds))
                elif isinstance(event, events.Written):
                    stopping.check()

            film = _to_the_end(work, stopping, tell)._replace(profile=tuple(profile.lines()))
            show(events.Done(film.folder.as_posix(), film.made, film.stored, film.seconds))
    finally:
        remember_paces(store, stack.name, paces(spent, earlier))
    if not work.asked.is_part:
        remember_plan(store, film.plan)
    return film


def sign_film(film: Film, key: Path) -> None:
    """Sign the evidence with a key that `animec verify --make-key` has made."""
    from renderer.evidence.signature import sign  # its library is an extra

    text = (film.folder / LEDGER_NAME).read_text(encoding="utf-8")
    with told(film.folder):
        files.replace_file(film.folder / SIGNATURE_NAME, sign(root_of(text), key).encode())


def _to_the_end(work: Work, stopping: Stopping, tell: events.Tell) -> Film:
    """Render, and write what came of it. Damage in the store may show only then; what it hit is made again."""
    began, made, source = time.monotonic(), 0, _source(work.asked)
    look_ahead(work.asked.plan, work.out, work.is_draft, work.may_overwrite)
    engine = LocalEngine(work.jobs, stopping)
    for attempt in range(1, _TRIES + 1):
        rendered = render(work.asked.plan, work.stack, work.store, engine, tell, work.jobs)
        made += rendered.made
        try:
            folder = write_outputs(
                rendered, work.stack, work.store, source, work.out, tell, work.may_overwrite, work.is_draft
            )
            break
        except DamagedPart as damage:
            if attempt == _TRIES:
                raise
            forget(damage, rendered.results, work.store, tell)
    return Film(rendered.plan, folder, made, time.monotonic() - began)


def _source(asked: Asked) -> Source:
    """What the evidence says of where the plan came from; a plan from a file came from nowhere that could be shown."""
    selection = tuple(one or "" for one in asked.selection) if asked.is_part else ()
    templates = tuple(sorted(asked.templates.items()))
    return Source(asked.name, asked.data, asked.overrides, templates, selection)
