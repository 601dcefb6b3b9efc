"""For notebooks and scripts: a still of a prompt, and control maps of it.

    from renderer.api import extract_control_maps, generate_keyframe

    frame = generate_keyframe("1girl, short blue hair, rooftop at dusk", seed=7)
    maps = extract_control_maps(frame, ("canny", "depth"))

`stack="pocket"` draws with the small models that ship, on any machine. The prompt goes through the compiler like a
storyboard's, so it has the same dialect and the same limits. Control maps are made of frames that came from here, and
of nothing else: no picture gets in from outside.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.errors import UsageError
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from renderer.execute.sound import sound
from renderer.stacks.available import hindrance, stack_named
from renderer.stacks.settings import Settings
from renderer.stacks.stack import Stack
from renderer.values import Embeds, Pictures, Pixels

_STILL = "still"


class Frame(NamedTuple):
    """A still that was generated here, and what it was made with."""

    pixels: Pixels  # (height, width, 3), RGB
    prompt: str
    seed: int
    stack: str
    key: str  # names this very picture: of everything that decided it, the bytes of the weights included


class _Silent:
    node = ""

    def __call__(self, done: int, of: int, /) -> None:
        """Nobody looks."""

    def remark(self, text: str, /) -> None:
        """Nobody reads."""

    def preview(self, draw: object, /) -> None:
        """Nobody looks."""


def generate_keyframe(
    prompt: str,
    seed: int = 0,
    *,
    negative: Sequence[str] = (),
    stack: str = "sdxl",
    profile: str | Mapping[str, object] | None = None,
    loras: Mapping[str, float] | None = None,
    ruleset: str = "cs492c-2025",
    settings: Settings = Settings(),  # noqa: B008 - it never changes
) -> Frame:
    """A still of a prompt. What a ruleset forbids is refused here as it is in a storyboard."""
    board: dict[str, object] = {
        "animec": 1,
        "clip": "keyframe",
        "ruleset": ruleset,
        "stack": stack,
        "seed": seed,
        "style": {"template": "plain", **({"loras": dict(loras)} if loras else {})},
        "stills": [{"id": _STILL, "prompt": prompt, "seed": seed, "negative": [*negative]}],
    }
    if profile is not None:
        board["profile"] = profile if isinstance(profile, str) else dict(profile)
    plan = _compiled(board)
    trouble, cure = hindrance(plan, stack, settings)
    if trouble:
        raise UsageError(trouble, cure)
    able = _stack(stack, settings)
    plan = with_keys(able.bound(plan)._replace(stack=stack))
    text, still = (
        next(node for node in plan.nodes if isinstance(node.op, kind)) for kind in (ops.EncodePrompt, ops.Keyframe)
    )
    embeds = sound(text, able.encode(cast("ops.EncodePrompt", text.op)))
    made = able.keyframe(cast("ops.Keyframe", still.op), cast("Embeds", embeds), None, (), _Silent())
    return Frame(cast("Pictures", sound(still, made)).pixels[0], prompt, seed, stack, still.key)


def extract_control_maps(
    frame: Frame,
    kinds: Sequence[str] = ("canny", "depth", "openpose"),
    *,
    settings: Settings = Settings(),  # noqa: B008
) -> dict[str, Pixels]:
    """Control maps of a frame that `generate_keyframe` gave, by their kinds."""
    if not isinstance(frame, Frame):
        message = "control maps are made of frames that were generated here, and of no other picture"
        raise UsageError(message, "give what `generate_keyframe` returned")
    facts = shipped_catalogue().stack(frame.stack)
    unknown = [kind for kind in kinds if kind not in facts.controls]
    if unknown:
        cure = f"one of {', '.join(facts.controls)}" if facts.controls else "it has none yet"
        raise UsageError(f"stack `{frame.stack}` has no control `{unknown[0]}`", cure)
    able = _stack(frame.stack, settings)
    return {kind: _map_of(able, kind, facts.annotators.get(kind, ""), frame) for kind in kinds}


def _map_of(stack: Stack, kind: str, annotator: str, frame: Frame) -> Pixels:
    if annotator:
        shot = {"id": "a", "prompt": frame.prompt, "control": [{"kind": kind}]}
        plan = _compiled({"animec": 1, "clip": "maps", "ruleset": "open", "stack": frame.stack, "shots": [shot]})
        stack.bound(plan._replace(models=tuple(model for model in plan.models if model.id == annotator)))
    made = stack.extract(ops.Extract(kind, annotator, 0), Pictures(frame.pixels[None]), _Silent())
    pixels: Pixels = made.pixels[0]
    return pixels


@lru_cache(maxsize=2)
def _stack(name: str, settings: Settings) -> Stack:
    """A stack, kept with its networks in memory from call to call."""
    return stack_named(name, settings)


def _compiled(board: Mapping[str, Any]) -> RenderPlan:
    """The plan of a storyboard that is given as values."""
    data = json.dumps(board).encode()
    compiled = compile_storyboard("keyframe", data, Library(shipped_catalogue(), ()))
    errors = [finding for finding in compiled.diagnostics if finding.level is Level.ERROR]
    if errors or compiled.plan is None:
        said = errors[0] if errors else None
        raise UsageError(said.message if said else "it gives no plan", said.help if said else None)
    return compiled.plan
