"""What is kept of the last render of a clip beside its results: the plan, to say later what has changed since, and how
long each kind of operation took, to say next time how long it will take."""

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256

from anime_compiler.errors import UnreadablePlan
from anime_compiler.plan.plan_json import read_plan, write_plan
from anime_compiler.plan.render_plan import RenderPlan
from renderer.store.errors import StoreError
from renderer.store.store import Store


def remember_plan(store: Store, plan: RenderPlan) -> None:
    """Keep a plan that was rendered to its end, with the stack that drew it."""
    _keep(store, _plan_note(plan.clip, plan.stack), write_plan(plan))


def last_plan(store: Store, clip: str, stack: str) -> RenderPlan | None:
    """The plan of this clip that a stack rendered last."""
    text = store.noted(_plan_note(clip, stack))
    with suppress(UnreadablePlan):  # it may come from an animec of another year
        return read_plan(text) if text else None
    return None


def remember_paces(store: Store, stack: str, paces: Mapping[str, float]) -> None:
    """Keep how long each kind of operation takes with a stack."""
    _keep(store, _pace_note(stack), json.dumps(dict(sorted(paces.items()))))


def last_paces(store: Store, stack: str) -> dict[str, float]:
    """How long each kind of operation took with a stack; nothing where that is not known."""
    try:
        kept = json.loads(store.noted(_pace_note(stack)) or "{}")
    except ValueError:
        return {}
    is_sound = isinstance(kept, dict)
    return {kind: pace for kind, pace in kept.items() if isinstance(pace, float) and pace >= 0} if is_sound else {}


def _keep(store: Store, name: str, text: str) -> None:
    # A film that is finished is not lost because there was no room for a note.
    with suppress(StoreError):
        store.note(name, text)


def _plan_note(clip: str, stack: str) -> str:
    return "plan-" + sha256(f"{clip}\0{stack}".encode()).hexdigest()[:40]


def _pace_note(stack: str) -> str:
    return f"pace-{stack}"
