"""Small renders to verify, and to tamper with."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard, draft_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.selection import chosen
from anime_compiler.resolve.context import Library
from renderer.engines.local import LocalEngine
from renderer.engines.stopping import Stopping
from renderer.evidence.evidence import Source
from renderer.outputs.outputs import write_outputs
from renderer.render import Rendered, render
from renderer.stacks.available import stack_named
from renderer.stacks.stack import Stack
from renderer.store.store import Store
from renderer.verify.rerender import Redone
from renderer.verify.verdict import Report
from renderer.verify.verify import Asked, verify
from tests.renderer.noise_stack import NoiseStack

HEAD = "animec: 1\nclip: small\nruleset: open\nstack: sdxl\nstyle: {template: mine}\nprofile: {size: 128x128}\n"
FILM = HEAD + (
    "title: Rooftop <at> dusk\n"
    "characters: {hana: {looks: 1girl}}\n"
    "shots:\n"
    "  - {id: roof, prompt: '{{ hana }} on a roof', duration: 12f, camera: pan_left, control: [{kind: openpose}],\n"
    "     beats: [{at: 0%, prompt: standing}, {at: 100%, prompt: smiling}], next: crossfade 2f}\n"
    "  - {id: sea, prompt: 'the sea, 海', duration: 8f}\n"
)
STILLS = HEAD + "stills:\n  - {id: cat, prompt: a cat, count: 2}\n"
TEMPLATES = {"mine": b"template: mine\ntitle: Mine\npositive: 'drawn, {{ prompt }}'\n"}


class Given(NamedTuple):
    """What is rendered."""

    text: str = FILM
    overrides: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    templates: tuple[tuple[str, bytes], ...] = tuple(TEMPLATES.items())
    draft_with: str = ""  # the stack that it is drafted for, in place of its own


class OtherNoise(NoiseStack):
    """As the stack for tests, and with a name of its own: what it draws is final."""

    name = "sdxl"


class PocketNoise(NoiseStack):
    """The same under the name of the stack that drafts for others."""

    name = "pocket"


def plan_given(given: Given) -> RenderPlan:
    """The plan of what is rendered."""
    library = Library(shipped_catalogue(), (), templates=dict(given.templates))
    compiled = compile_storyboard("small.yaml", given.text.encode(), library, overrides=given.overrides)
    assert compiled.plan is not None, compiled.diagnostics
    plan = compiled.plan
    if given.draft_with and compiled.storyboard:
        plan = draft_plan(compiled.storyboard, given.draft_with, shipped_catalogue()).plan
    if not given.selection:
        return plan
    only, first, last = (one or None for one in given.selection)
    return chosen(plan, only, first, last)


def make(out: Path, given: Given = Given(), stack: Stack | None = None) -> Path:  # noqa: B008 - it is a constant
    """Render into an output folder; gives the folder of the evidence."""
    plan, stack = plan_given(given), stack or NoiseStack()
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        done = _rendered(plan, stack, store)
        name = "/home/somebody/boards/small.yaml"
        source = Source(name, given.text.encode(), given.overrides, given.templates, given.selection)
        is_draft = bool(plan.draft_of) or stack.name != plan.stack
        return write_outputs(done, stack, store, source, out, lambda _: None, is_draft=is_draft)


def _rendered(plan: RenderPlan, stack: Stack, store: Store) -> Rendered:
    return render(plan, stack, store, LocalEngine(1, Stopping()), lambda _: None)


def rerender(plan: RenderPlan) -> Redone:
    """Make a plan again, as the command does."""
    of_tests = {kind.name: kind for kind in (NoiseStack, OtherNoise, PocketNoise)}
    stack = of_tests[plan.stack]() if plan.stack in of_tests else stack_named(plan.stack)
    with TemporaryDirectory() as folder:
        done = _rendered(plan, stack, Store(Path(folder) / "store"))
    return Redone(stack.edition, stack.environment(), done.results)


def verified(output: Path, level: int = 2, key: str | None = None, challenge: str = "") -> Report:
    """What verifying says."""
    return verify(output, Asked(level, key, challenge), rerender)


def failed_levels(report: Report) -> list[int]:
    """The levels that were not passed by any ledger."""
    return sorted({level.number for one in report.verdicts for level in one.levels if level.status == "failed"})


def said(report: Report) -> str:
    """Everything that does not hold, in one text."""
    levels = [level for one in report.verdicts for level in one.levels]
    return "\n".join(f"{level.number}: {failure.message}" for level in levels for failure in level.failures)


def copy_of(out: Path, to: Path) -> Path:
    """An output folder that may be spoilt."""
    shutil.copytree(out, to, symlinks=True)
    return to


def rows_of(ledger: Path) -> list[dict[str, Any]]:
    """The rows of a ledger, to be changed."""
    return [json.loads(line) for line in ledger.read_text().splitlines()]


def line(row: object) -> str:
    """A row as a ledger writes it."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"))


def write_rows(ledger: Path, rows: Sequence[object]) -> None:
    """Rows as they are, chained or not."""
    ledger.write_text("".join(f"{line(row)}\n" for row in rows))
