"""The plan for people: scene by scene what is made, then what it costs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from anime_compiler.model.catalogue import Card
from anime_compiler.model.timecode import seconds_text
from anime_compiler.plan import ops
from anime_compiler.plan.estimate import Estimate
from anime_compiler.plan.memory_plan import cards_line
from anime_compiler.plan.render_plan import Node, RenderPlan

_MOST_SCENES = 40
_COUNTED = {
    "Turnaround": "turnaround",
    "Keyframe": "still",
    "Extract": "control map",
    "Segment": "segment",
    "CameraMove": "camera move",
}


def draw_tree(plan: RenderPlan, costs: Estimate, cards: Mapping[str, Card], all_scenes: bool = False) -> str:
    """The whole plan as text."""
    scenes: dict[str, list[Node]] = {}
    for node in plan.nodes:
        scenes.setdefault(node.scene, []).append(node)
    film = scenes.pop("", [])
    clips = {clip.shot: clip for node in film if isinstance(node.op, ops.Assemble) for clip in node.op.clips}
    head = plan.clip if plan.title == plan.clip else f"{plan.clip}: {plan.title}"
    lines = [head, _how(plan), ""]
    width = max(map(len, [*scenes, "film"]))
    order = sorted(scenes, key=lambda scene: not scene.startswith("character:"))
    shown = order if all_scenes else order[:_MOST_SCENES]
    for scene in shown:
        lines += _scene(scene, scenes[scene], clips.get(scene), plan, width)
    if len(shown) < len(scenes):
        lines.append(f"… and {len(scenes) - len(shown):,} more (--all shows them)")
    if film:
        length = _length(plan.frames, plan.fps)
        lines.append(f"{'film':{width}}  {length}, {plan.size.text}, {_counted(len(clips), 'shot')}")
    lines += ["", *_totals(plan, costs, cards)]
    return "\n".join(lines) + "\n"


def _how(plan: RenderPlan) -> str:
    how = f"{plan.stack}, ruleset {plan.ruleset}"
    for node in plan.nodes:
        denoising = getattr(node.op, "denoising", None)
        if denoising:
            guidance = f"guidance {denoising.guidance:g}"
            return f"{how}, {denoising.steps} steps, {guidance}, {denoising.scheduler}, {denoising.precision}"
    return how


def _scene(scene: str, nodes: Sequence[Node], clip: ops.Clip | None, plan: RenderPlan, width: int) -> Iterator[str]:
    head = _length(clip.frames, plan.fps) if clip else ""
    rows = [row for row in _rows(nodes) if row]
    if clip and clip.fade:
        rows.insert(0, f"fades in over {clip.fade} frames of the shot before")
    # A scene whose text is another's, and of which nothing else is wanted, has nothing to tell.
    yield f"{scene:{width}}  {head or (rows.pop(0) if rows else '')}".rstrip()
    for number, row in enumerate(rows):
        yield f"{' ' * width}  {'└─' if number == len(rows) - 1 else '├─'} {row}"


def _length(frames: int, fps: int) -> str:
    return f"{frames} frames at {fps} a second, {seconds_text(frames, fps)}"


def _rows(nodes: Sequence[Node]) -> Iterator[str]:
    """What is made for a scene, in the order in which it is made."""
    for node in nodes:
        if isinstance(node.op, ops.Turnaround):
            yield f"{node.op.views} views around the character, {node.op.denoising.size.text}"
    stills = [node.op for node in nodes if isinstance(node.op, ops.Keyframe)]
    held = [node.op.frames for node in nodes if isinstance(node.op, ops.Hold)]
    if stills:
        how = f", held over {held[0]} frames without a motion module" if held else ""
        pictures = sum(len(still.seeds) for still in stills)
        batch = len(stills[0].seeds)
        how += f", {batch} together" if batch > 1 else ""
        yield f"{_counted(pictures, 'still')}, {stills[0].denoising.size.text}{_from_first(nodes)}{how}"
    maps = Counter(node.op.kind for node in nodes if isinstance(node.op, ops.Extract))
    if maps:
        listed = ", ".join(f"{number} {kind}" for kind, number in maps.items())
        yield f"{listed} map{'' if maps.total() == 1 else 's'}"
    segments = [node for node in nodes if isinstance(node.op, ops.Segment)]
    if segments:
        yield from _segments(segments[0], [node.op for node in segments if isinstance(node.op, ops.Segment)])
    for node in nodes:
        yield _step(node.op)


def _from_first(nodes: Sequence[Node]) -> str:
    """What the stills of a shot take from its first one; the second tells it of all."""
    first, *others = [node for node in nodes if isinstance(node.op, ops.Keyframe)]
    for node in others[:1]:
        assert isinstance(node.op, ops.Keyframe)
        if node.op.redraw:
            return f", all but the first drawn anew from it ({node.op.redraw:.0%})"
        if first.id in node.inputs_of("identity"):
            return f", all but the first held to its likeness ({node.op.identity.strengths[-1]:.0%})"
    return ""


def _segments(first: Node, segments: Sequence[ops.Segment]) -> Iterator[str]:
    """How many frames are made, carried and kept, and what steers them."""
    op = segments[0]
    how = f"{op.denoising.size.text}, {op.module}"
    for source in first.inputs_of("carried"):
        yield f"carries on from {source.partition('/')[0]}, whose last frames it knows"
    if len(segments) == 1 and op.frames > op.window:
        yield f"1 run of {op.frames} frames under windows of {op.window}, {how}"
    else:
        carried = f", {segments[1].overlap} carried from one to the next" if len(segments) > 1 else ""
        yield f"{_counted(len(segments), 'segment')} of {op.frames} frames{carried}, {how}"
    if op.controls:
        yield f"steered by {', '.join(f'{control.kind} ({control.model})' for control in op.controls)}"


def _step(op: ops.Op) -> str:
    """A step on finished frames; nothing for what is no such step."""
    match op:
        case ops.CameraMove(size=size, ease=ease):
            return f"a window of {size.text} moves over them ({ease})"
        case ops.Reframe(window=window, size=size):
            if (window.width, window.height) == size:
                return f"cropped to {size.text}"
            return f"a window of {window.width:.0f}x{window.height:.0f} scaled to {size.text}"
        case ops.Interpolate(fps=fps):
            return f"interpolated to {fps} frames a second"
        case ops.Upscale(model=model):
            return f"upscaled by {model}"
        case _:
            return ""


def _totals(plan: RenderPlan, costs: Estimate, cards: Mapping[str, Card]) -> Iterator[str]:
    work = [_counted(costs.counts[op], name) for op, name in _COUNTED.items() if costs.counts.get(op)]
    yield f"work    {', '.join(work)}; {_counted(len(plan.nodes), 'node')} in all"
    if plan.models:
        yield f"models  {', '.join(model.id for model in plan.models)}"
    if costs.tflop:
        times = ", ".join(f"{_duration(costs.seconds_on(card))} on {_card(card)}" for card in cards.values())
        yield f"time    {times}"
        yield f"        (derived: {costs.tflop:,.0f} TFLOP at 45 % of each card's rate, without loading)"
    elif plan.models:
        yield f"time    not known for stack {plan.stack}"
    for number, one in enumerate(costs.memory):
        label = "" if number else "memory"
        yield f"{label:6}  {one.phase} {one.peak:.1f} GB with all weights on the card, {one.least:.1f} GB at the least"
    if costs.memory:
        yield f"        {cards_line(costs.memory)}"


def _card(card: Card) -> str:
    return card.title.removeprefix("NVIDIA ").removeprefix("GeForce ")


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
