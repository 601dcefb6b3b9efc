"""From the storyboard in a ledger to its plan once more: nothing but the text counts, no folder is looked into."""

from typing import NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
from anime_compiler.errors import CompilerBug, UsageError
from anime_compiler.parse.read_file import Limits
from anime_compiler.pipeline import compile_storyboard, draft_plan
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.selection import chosen
from anime_compiler.resolve.context import Library
from anime_compiler.resolve.templates import templates_read
from renderer.errors import NotVerified
from renderer.evidence.evidence import Source
from renderer.evidence.ledger import Ledger
from renderer.stacks.available import DRAFTER
from renderer.store.rows import is_hash

_CURE = "ask for the storyboard that was rendered, and render that"


class Recompiled(NamedTuple):
    """What the storyboard gives today: the plan as the ledger's stack draws it, and the stack that it asks for."""

    plan: RenderPlan
    own_stack: str
    warnings: int


def recompiled(ledger: Ledger) -> Recompiled:
    """The plan that the ledger's storyboard gives; `NotVerified` where it gives none."""
    source = ledger.source
    if not source.data:
        message = "it was rendered from a plan without its storyboard, so nobody can tell where the plan came from"
        raise NotVerified(message, "render the storyboard itself")
    library = Library(shipped_catalogue(), (), templates=dict(source.templates), read={})
    compiled = compile_storyboard(source.name, source.data, library, _limits(source), source.overrides)
    errors = [finding for finding in compiled.diagnostics if finding.level is Level.ERROR]
    if errors or compiled.plan is None:
        raise NotVerified(f"the storyboard breaks a rule, or cannot be read: {_told(errors)}", _CURE)
    if templates_read(library) != source.templates:
        raise NotVerified("the ledger holds a prompt template that the storyboard does not use", _CURE)
    warnings = sum(finding.level is Level.WARNING for finding in compiled.diagnostics)
    own, drawer = compiled.plan, ledger.render.stack
    plan = own
    if drawer == DRAFTER != own.stack and compiled.storyboard:
        plan = draft_plan(compiled.storyboard, drawer, library.catalogue).plan
    return Recompiled(_drawn(plan, ledger), own.stack, warnings)


def _drawn(plan: RenderPlan, ledger: Ledger) -> RenderPlan:
    """What was chosen of the plan, with the keys that it has on the stack that drew it, and proved legal."""
    selection = ledger.source.selection
    try:
        if selection:
            only, first, last = (one or None for one in selection)
            plan = chosen(plan, only, first, last)
        return with_keys(_bound(plan, ledger)._replace(stack=ledger.render.stack))
    except (ValueError, UsageError) as error:
        raise NotVerified(f"nothing of the plan fits what the ledger says was chosen: {error}", _CURE) from None
    except CompilerBug as error:
        raise NotVerified(f"the checker of plans refuses it: {error}", _CURE) from None


def _bound(plan: RenderPlan, ledger: Ledger) -> RenderPlan:
    """The plan with the hashes of weights that the ledger names. A storyboard knows models by their names alone; what
    the catalogue knows of their bytes stays."""
    hashes = {row.id: row.identity for row in ledger.models if is_hash(row.identity)}
    models = (model._replace(sha256=model.sha256 or hashes.get(model.id, "")) for model in plan.models)
    return plan._replace(models=tuple(models))


def _limits(source: Source) -> Limits:
    """As much as the storyboard itself is large: it was compiled once already, maybe with budgets that were raised."""
    usual = Limits()
    size = len(source.data) + sum(map(len, source.overrides))
    return Limits(max(usual.bytes, size), max(usual.nodes, size))


def _told(errors: list[Diagnostic]) -> str:
    if not errors:
        return "there is no plan"
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if errors[1:] else ""
    return f"{first.message} [{first.code.name}], line {first.span.first.line}{more}"
