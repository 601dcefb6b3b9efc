"""The evidence as one page for people: no scripts, nothing loaded from anywhere, every text escaped."""

import re
from base64 import b64encode
from collections import Counter
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from anime_compiler import __version__
from anime_compiler.catalogue.shipped import shipped_folder
from anime_compiler.model.timecode import seconds_text
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.story import film_of
from renderer.evidence.assembler import with_assembler
from renderer.evidence.claims import BOARDS, LIKENESS, NOT_PROVEN, PROVEN, supported
from renderer.evidence.evidence import Evidence, Source

if TYPE_CHECKING:  # imported when a page is written
    from jinja2 import Template

_STEPS = (
    ("prompts", (ops.EncodePrompt,)),
    ("stills", (ops.Keyframe, ops.Turnaround)),
    ("control maps", (ops.Extract,)),
    ("segments of motion", (ops.Segment,)),
    ("stretches of frames", (ops.Decode, ops.Hold)),
    ("cuts and camera moves", (ops.CameraMove, ops.Reframe, ops.Upscale, ops.Interpolate)),
)
_WIDTH = 1000  # of the timeline
_GAP = 3


class Step(NamedTuple):
    """How many operations of a kind were done."""

    name: str
    number: int


class ShotBar(NamedTuple):
    """A shot on the timeline."""

    name: str
    when: str
    x: float
    width: float
    inner: float


def report_html(evidence: Evidence, root: str) -> str:
    """The page of a render; a function of its evidence alone."""
    plan = evidence.plan
    template, style_hash = _template()
    return template.render(
        style_hash=style_hash,
        version=__version__,
        title=plan.title or plan.clip,
        root=root,
        is_draft=evidence.is_draft,
        stack=evidence.stack,
        facts=_facts(evidence),
        steps=_steps(plan),
        shots=_shots(plan),
        proven=[claim for claim in PROVEN if evidence.is_deterministic or not claim.needs_same_bytes],
        supported=(*([] if evidence.is_deterministic else [LIKENESS]), *supported(evidence.stack)),
        not_proven=NOT_PROVEN,
        models=plan.models,
        draws_boards=evidence.stack == BOARDS,
        files=[file for file in evidence.files if "/frames/" not in file.path],
        frame_files=sum("/frames/" in file.path for file in evidence.files),
        suppressed=plan.suppressed,
        environment=sorted(with_assembler(evidence.environment).items()),
        **_given(evidence.source),
    )


@cache
def _template() -> "tuple[Template, str]":
    """The page's template, and the hash by which its own style is the only one that a browser may use."""
    from jinja2 import Environment, StrictUndefined

    text = (shipped_folder("templates") / "report" / "report.html").read_text(encoding="utf-8")
    # Only what stands in front of a reader is written: blocks leave no empty lines behind.
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)[0]
    return environment.from_string(text), b64encode(sha256(style.encode()).digest()).decode()


def _facts(evidence: Evidence) -> list[tuple[str, str]]:
    plan = evidence.plan
    film = (
        f"{plan.frames} frames, {seconds_text(plan.frames, plan.fps)} at {plan.fps} a second" if plan.frames else "none"
    )
    promise = "the same bytes again" if evidence.is_deterministic else "a similar picture again, not the same bytes"
    return [
        ("Clip", plan.clip),
        ("Film", film),
        ("Size", plan.size.text),
        ("Contest rules", "none (open)" if plan.ruleset == "open" else plan.ruleset),
        ("Drawn by", f"{evidence.stack}, edition {evidence.edition}"),
        ("The stack promises", promise),
    ]


def _steps(plan: RenderPlan) -> list[Step]:
    counts = Counter(type(node.op) for node in plan.nodes)
    steps = [Step(name, sum(counts[kind] for kind in kinds)) for name, kinds in _STEPS]
    return [step for step in steps if step.number] + ([Step("film", 1)] if plan.frames else [])


def _shots(plan: RenderPlan) -> list[ShotBar]:
    film = film_of(plan)
    if film is None or not isinstance(film.op, ops.Assemble) or not plan.frames:
        return []
    bars = []
    for clip in film.op.clips:
        x, width = (round(at * _WIDTH / plan.frames, 2) for at in (clip.start, clip.frames))
        width = max(width - _GAP, 1)
        when = f"{seconds_text(clip.start, plan.fps)} to {seconds_text(clip.start + clip.frames, plan.fps)}"
        bars.append(ShotBar(clip.shot, when, x, round(width, 2), round(max(width - 1, 0.5), 2)))
    return bars


def _given(source: Source) -> dict[str, Any]:
    """What the author gave, as text."""
    options = ("--only", "--from", "--until")
    chosen = [f"{option} {value}" for option, value in zip(options, source.selection, strict=False) if value]
    return {
        "source_name": source.file_name,
        "storyboard": source.data.decode(errors="replace"),
        "overrides": source.overrides,
        "selection": " ".join(chosen),
        "templates": [(name, data.decode(errors="replace")) for name, data in source.templates],
    }
