"""Which stacks can render a plan here. None is imported before somebody asks for it."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from anime_compiler.plan.render_plan import RenderPlan
from renderer.errors import StackNotHere
from renderer.events import Tell
from renderer.stacks.settings import Settings, edition
from renderer.weights.shelf import Shelf, bound, bound_by_cache

if TYPE_CHECKING:  # a stack works on arrays; whoever only asks for its name needs none
    from renderer.stacks.stack import Stack

_DRAFTS_WITH = "animatic"  # what stands in for a stack that cannot render here, whatever there is
DRAFTER = "pocket"  # what stands in where it can: it has models of its own, so storyboards are planned anew for it
_LIBRARIES = ("torch", "diffusers", "transformers")
_INSTALL = "pip install -c constraints.txt 'animec[render]'"


class Identity(NamedTuple):
    """What of a stack is in the names of its results; known without importing it, so that a plan is quickly compared
    with what is stored."""

    name: str
    edition: str


class _Entry(NamedTuple):
    module: str
    name: str
    edition: str  # of the code; a test holds it against the stack's own
    has_models: bool


_DIFFUSION = _Entry("renderer.stacks.diffusion.diffusion", "DiffusionStack", "", has_models=True)
_STACKS = {
    "animatic": _Entry("renderer.stacks.animatic.animatic", "AnimaticStack", "1", has_models=False),
    "sdxl": _DIFFUSION,
    "sd2": _DIFFUSION,
    "pocket": _DIFFUSION,
}


class Choice(NamedTuple):
    """The stack that does a plan, and the plan as it does it. What another than the storyboard's own makes is a draft,
    and there is a reason for it."""

    name: str
    plan: RenderPlan
    is_draft: bool
    why: str = ""
    cure: str = ""  # what would help


# The plan of the same storyboard for another stack.
Redraw: TypeAlias = Callable[[str], RenderPlan]


def known_stacks() -> tuple[str, ...]:
    """Every stack that there is code for."""
    return tuple(_STACKS)


def draft_stack() -> str:
    """The stack for drafts, which works anywhere."""
    return _DRAFTS_WITH


def hindrance(plan: RenderPlan, name: str, settings: Settings, path: str = "") -> tuple[str, str]:
    """Why a stack cannot render a plan here, and what would help; nothing where it can. `path` is where the storyboard
    is, of which a plan knows the name alone."""
    entry = _STACKS.get(name)
    if entry is None:
        return f"stack `{name}` cannot render here yet", f"a draft of it can be drawn: --stack {_DRAFTS_WITH}"
    if not entry.has_models:
        return "", ""
    missing = [library for library in _LIBRARIES if find_spec(library) is None]
    if missing:
        return f"stack `{name}` needs {', '.join(missing)}, not installed here", _INSTALL
    if plan.stack != name:
        return (
            f"the storyboard is for stack `{plan.stack}`, whose models `{name}` does not have",
            f"set `stack: {name}`",
        )
    shelf = Shelf(settings.folder())
    if absent := shelf.absent(plan):
        return shelf.lacking(absent), f"animec models fetch --for {quote(path or plan.source)}"
    return "", ""


def stack_named(name: str, settings: Settings = Settings()) -> "Stack":  # noqa: B008 - it never changes
    """A stack, ready to render."""
    entry = _entry(name)
    made = getattr(import_module(entry.module), entry.name)
    stack: Stack = made(name, settings) if entry.has_models else made()
    return stack


def identity_of(name: str, settings: Settings = Settings()) -> Identity:  # noqa: B008
    """A stack's name and edition."""
    entry = _entry(name)
    return Identity(name, edition(settings) if entry.has_models else entry.edition)


def chosen_stack(
    plan: RenderPlan,
    asked: str | None,
    is_final: bool,
    settings: Settings,
    redraw: Redraw | None = None,
    path: str = "",
) -> Choice:
    """The stack for a plan: the one asked for, else its own, else the best one for drafts unless it is to be final.

    `redraw` plans the storyboard anew, where it is at hand.
    """
    name = asked or plan.stack
    if redraw and name == DRAFTER != plan.stack:
        plan = redraw(name)
    trouble, cure = hindrance(plan, name, settings, path)
    if not trouble:
        return Choice(name, plan, bool(plan.draft_of) or name != plan.stack)
    if asked is not None or is_final:
        raise StackNotHere(trouble, cure)
    why = trouble.partition(": ")[0]  # which ones, --final says
    if redraw and plan.stack != DRAFTER and not hindrance(drafted := redraw(DRAFTER), DRAFTER, settings)[0]:
        return Choice(DRAFTER, drafted, is_draft=True, why=why, cure=cure)
    return Choice(_DRAFTS_WITH, plan, is_draft=True, why=why, cure=cure)


def has_models(name: str) -> bool:
    """Whether a stack runs models; boards are drawn without."""
    return _entry(name).has_models


def jobs_for(name: str, processors: int) -> int:
    """On how many nodes at once a stack works best: models want a card, or all processors, for each."""
    return 1 if _entry(name).has_models else processors


def _entry(name: str) -> _Entry:
    entry = _STACKS.get(name)
    if entry is None:
        raise StackNotHere(
            f"stack `{name}` cannot render here yet", f"a draft of it can be drawn: --stack {_DRAFTS_WITH}"
        )
    return entry


def bound_for(plan: RenderPlan, name: str, settings: Settings, tell: Tell | None = None) -> RenderPlan:
    """The plan as a stack renders it here, with the hashes of the weights that it runs."""
    return bound(plan, Shelf(settings.folder()), tell) if _entry(name).has_models else plan


def bound_as_known(plan: RenderPlan, name: str, settings: Settings) -> RenderPlan:
    """The same as far as hashes are known without reading gigabytes: what a comparison with the store may take."""
    return bound_by_cache(plan, Shelf(settings.folder())) if _entry(name).has_models else plan
