"""Which stacks can render here. None is imported before somebody asks for it."""

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from renderer.errors import StackNotHere

if TYPE_CHECKING:  # a stack works on arrays; whoever only asks for its name needs none
    from renderer.stacks.stack import Stack

_DRAFTS_WITH = ("animatic",)  # what stands in for a stack that cannot render here, the best first


class Identity(NamedTuple):
    """What of a stack is in the names of its results; known without importing it, so that a plan is quickly compared
    with what is stored."""

    name: str
    edition: str


class _Entry(NamedTuple):
    module: str
    name: str
    edition: str  # the stack's own; a test holds them against each other
    has_models: bool


_STACKS = {
    "animatic": _Entry("renderer.stacks.animatic.animatic", "AnimaticStack", "1", has_models=False),
}


class Choice(NamedTuple):
    """The stack that does a plan. What another than the plan's own makes is a draft."""

    name: str
    is_draft: bool


def able_stacks() -> tuple[str, ...]:
    """Every stack that can render here."""
    return tuple(_STACKS)


def can_render(name: str) -> bool:
    """Whether a stack can render here."""
    return name in _STACKS


def draft_stack() -> str:
    """The best stack that there is here for drafts."""
    return next(filter(can_render, _DRAFTS_WITH))


def stack_named(name: str) -> "Stack":
    """A stack, ready to render."""
    _insist(name)
    entry = _STACKS[name]
    stack: Stack = getattr(import_module(entry.module), entry.name)()
    return stack


def identity_of(name: str) -> Identity:
    """A stack's name and edition."""
    _insist(name)
    return Identity(name, _STACKS[name].edition)


def chosen_stack(own: str, asked: str | None, is_final: bool) -> Choice:
    """The stack for a plan: the one asked for, else the plan's own, else one for drafts unless it is to be final."""
    name = asked or own
    if asked is None and not is_final and not can_render(own):
        name = draft_stack()
    _insist(name)
    return Choice(name, name != own)


def jobs_for(name: str, processors: int) -> int:
    """On how many nodes at once a stack works best: models want a card, or all processors, for each."""
    return 1 if _STACKS[name].has_models else processors


def _insist(name: str) -> None:
    if not can_render(name):
        cure = f"a draft of it can be drawn: --stack {draft_stack()}"
        raise StackNotHere(f"stack `{name}` cannot render here yet", cure)
