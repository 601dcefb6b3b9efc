"""Plans of a part of a film: some of its shots, or one still. What is left keeps its keys, and so its results."""

import re
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256

from anime_compiler.diagnostics.did_you_mean import closest, known_names
from anime_compiler.errors import UsageError
from anime_compiler.plan import ops
from anime_compiler.plan.keys import models_of, with_keys
from anime_compiler.plan.render_plan import Input, Node, PlanOutput, RenderPlan
from anime_compiler.plan.story import film_of

_TIME = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(s|f)\Z", re.ASCII)
_LONGEST_NAME = 200  # of a file; names of shots have 64 letters at most


def shots_of(plan: RenderPlan) -> tuple[str, ...]:
    """The shots of the film, in order."""
    return tuple(clip.shot for clip in _clips(film_of(plan)))


def stills_of(plan: RenderPlan) -> tuple[str, ...]:
    """The scenes that are pictures for themselves, in order."""
    shots = shots_of(plan)
    drawn = (node.scene for node in plan.nodes if isinstance(node.op, ops.Keyframe))
    return tuple(scene for scene in dict.fromkeys(drawn) if scene not in shots)


def chosen(plan: RenderPlan, only: str | None, first: str | None, last: str | None) -> RenderPlan:
    """What somebody asked for: `only` a shot, a still or one picture of them (`rooftop:2`), or the shots from `first`
    to `last`, each a shot or a time (`2s`, `16f`). Without any of these it is the whole plan."""
    if only is None and first is None and last is None:
        return plan
    if only is None:
        return part(plan, _stretch(plan, first, last))
    if first is not None or last is not None:
        raise UsageError("`--only` names a part already, so `--from` and `--until` have none to name", "leave out one")
    scene, colon, number = only.partition(":")
    _find(scene, (*shots_of(plan), *stills_of(plan)), "shot or still")
    if colon and not re.fullmatch("[1-9][0-9]{0,5}", number, re.ASCII):
        cure = f"write the number of one of its stills, counted from 1: `{scene}:1`"
        raise UsageError(f"`{only}` names no still of `{scene}`", cure)
    if colon or scene not in shots_of(plan):
        return still(plan, scene, int(number or 0))
    return part(plan, [scene])


def part(plan: RenderPlan, shots: Sequence[str]) -> RenderPlan:
    """The plan of a film of these shots alone, in the film's order."""
    film = film_of(plan)
    for shot in shots:
        _find(shot, shots_of(plan), "shot")
    if film is None or not isinstance(film.op, ops.Assemble) or not shots:
        raise UsageError("no shot is chosen, so there is no film", "name a shot")
    wanted = set(shots)
    clips, pieces = _cut(film, film.op.clips, wanted)
    length = clips[-1].start + clips[-1].frames
    short = film._replace(op=film.op._replace(frames=length, clips=clips), inputs=pieces)
    pictures = _pictures(plan, wanted)
    path = f"video/{plan.clip}/parts/{_film_name(shots_of(plan), wanted)}.mp4"
    outputs = [*(output for output in plan.outputs if output.node in pictures), PlanOutput(path, film.id)]
    nodes = [short if node is film else node for node in plan.nodes]
    return _reduced(plan._replace(frames=length, nodes=tuple(nodes)), outputs)


def still(plan: RenderPlan, scene: str, number: int = 0) -> RenderPlan:
    """The plan of one still of a shot, or picture of a still, counted from 1; with 0 of all of them."""
    _find(scene, (*shots_of(plan), *stills_of(plan)), "shot or still")
    drawn = {node.id for node in plan.nodes if node.scene == scene and isinstance(node.op, ops.Keyframe)}
    pictures = [output for output in plan.outputs if output.node in drawn]
    if not pictures:
        cure = "a shot has stills where it has a control from `keyframes`, or no motion module; choose the whole shot"
        raise UsageError(f"no still is drawn for `{scene}`", cure)
    if number > len(pictures):
        how_many = "one still" if len(pictures) == 1 else f"{len(pictures)} stills"
        raise UsageError(f"`{scene}` has {how_many}, and none with the number {number}", "they are counted from 1")
    return _reduced(plan._replace(frames=0), pictures[number - 1 : number] if number else pictures)


def _clips(film: Node | None) -> tuple[ops.Clip, ...]:
    return film.op.clips if film and isinstance(film.op, ops.Assemble) else ()


def _find(name: str, known: Sequence[str], what: str) -> None:
    if name not in known:
        meant = closest(name, known)
        cure = f"did you mean `{meant}`?" if meant else f"known: {known_names(known)}"
        raise UsageError(f"there is no {what} `{name}` in this plan", cure)


def _cut(film: Node, clips: Sequence[ops.Clip], wanted: set[str]) -> tuple[tuple[ops.Clip, ...], tuple[Input, ...]]:
    """The chosen clips moved together, with their pieces; a shot fades in only over the one it faded over before."""
    kept: list[ops.Clip] = []
    pieces: list[Input] = []
    end = at = 0
    follows = False
    for clip in clips:
        if clip.shot in wanted:
            fade = min(clip.fade, end) if follows else 0
            kept.append(clip._replace(start=end - fade, fade=fade))
            pieces += film.inputs[at : at + clip.pieces]
            end += clip.frames - fade
        follows = clip.shot in wanted
        at += clip.pieces
    return tuple(kept), tuple(pieces)


def _pictures(plan: RenderPlan, wanted: set[str]) -> set[str]:
    """The stills of the chosen shots, and the maps that were made for them or that steer them."""
    nodes = [node for node in plan.nodes if node.scene in wanted]
    made = {node.id for node in nodes if isinstance(node.op, ops.Keyframe | ops.Extract)}
    return made.union(*(node.inputs_of("maps") for node in nodes))


def _film_name(shots: Sequence[str], wanted: set[str]) -> str:
    """`first-last` for each run of shots that follow each other, with `+` between runs."""
    runs: list[list[str]] = [[]]
    for shot in shots:
        if shot in wanted:
            runs[-1].append(shot)
        elif runs[-1]:
            runs.append([])
    name = "+".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs if run)
    return name if len(name) <= _LONGEST_NAME else f"{runs[0][0]}+{sha256(name.encode()).hexdigest()[:16]}"


def _reduced(plan: RenderPlan, outputs: Sequence[PlanOutput]) -> RenderPlan:
    """The plan with these outputs, and nothing that none of them needs."""
    nodes = plan.by_id()
    needed: set[str] = set()
    pending = [output.node for output in outputs]
    while pending:
        id = pending.pop()
        if id not in needed:
            needed.add(id)
            pending += [given.node for given in nodes[id].inputs]
    kept = tuple(node for node in plan.nodes if node.id in needed)
    used = {model for node in kept for model in models_of(node.op)}
    models = tuple(model for model in plan.models if model.id in used)
    reduced = plan._replace(nodes=kept, models=models, outputs=tuple(outputs))
    return with_keys(reduced) if all(node.key for node in plan.nodes) else reduced


def _stretch(plan: RenderPlan, first: str | None, last: str | None) -> list[str]:
    """The shots from one to another, whole; of a time, all that it touches. Frames are the film's."""
    clips = _clips(film_of(plan))
    if not clips:
        raise UsageError("there are no shots in this plan", "leave out `--from` and `--until`, or choose with `--only`")
    start, end = _frame(plan, first), _frame(plan, last)
    begin, past = 0, len(clips)
    if start is not None:
        begin = sum(clip.start + clip.frames <= start for clip in clips)
    elif first is not None:
        begin = _number(plan, first)
    if end is not None:
        past = sum(clip.start < end for clip in clips)
    elif last is not None:
        past = _number(plan, last) + 1
    if begin >= past:
        whole = f"the film has {plan.frames} frames, {plan.fps} a second"
        raise UsageError(f"no shot is from {_shown(first, 'the start')} until {_shown(last, 'the end')}", whole)
    return [clip.shot for clip in clips[begin:past]]


def _frame(plan: RenderPlan, written: str | None) -> Fraction | None:
    """A time as frames of the film; nothing for the name of a shot, which starts with a letter."""
    found = _TIME.match(written or "")
    if not found:
        return None
    return Fraction(found[1]) * (plan.fps if found[2] == "s" else 1)


def _number(plan: RenderPlan, shot: str) -> int:
    if shot[:1].isdigit():
        raise UsageError(f"`{shot}` is neither a shot nor a time", "write a time as `2s` or `16f`")
    _find(shot, shots_of(plan), "shot")
    return shots_of(plan).index(shot)


def _shown(written: str | None, otherwise: str) -> str:
    return f"`{written}`" if written else otherwise
