"""The plan for people: scene by scene what is made, then what it costs."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from anime_compiler.model.catalogue import Card
from anime_compiler.model.timecode import seconds_text
from anime_compiler.plan import ops
from anime_compiler.plan.estimate import Estimate
from anime_compiler.plan.render_plan import Node, RenderPlan

_MOST_SCENES = 40
_COUNTED = {
    "Turnaround": "turnaround",
    "Keyframe": "still",
    "Extract": "control map",
    "Segment": "segment",
    "Hold": "held shot",
    "CameraMove": "camera move",
}


def draw_tree(plan: RenderPlan, costs: Estimate, cards: Mapping[str, Card], all_scenes: bool = False) -> str:
    """The whole plan as text."""
    scenes: dict[str, list[Node]] = {}
    for node in plan.nodes:
        scenes.setdefault(node.scene, []).append(node)
    film = scenes.pop("", [])
    clips = {clip.shot: clip for node in film if isinstance(node.op, ops.Assemble) for clip in node.op.clips}
    lines = [f"{plan.clip}: {plan.title}", _how(plan), ""]
    width = max((len(scene) for scene in scenes), default=0)
    order = sorted(scenes, key=lambda scene: not scene.startswith("character:"))
    shown = order if all_scenes else order[:_MOST_SCENES]
    for scene in shown:
        lines += _scene(scene, scenes[scene], clips.get(scene), plan, width)
    if len(shown) < len(scenes):
        lines.append(f"… and {len(scenes) - len(shown):,} more (--all shows them)")
    if film:
        lines.append(
            f"{'film':{width}}  {_length(plan.frames, plan.fps)}, {plan.size.text}, {len(clips)} shots"
        )
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


def _scene(
    scene: str, nodes: Sequence[Node], clip: ops.Clip | None, plan: RenderPlan, width: int
) -> Iterator[str]:
    head = _length(clip.frames, plan.fps) if clip else ""
    rows = [row for row in _rows(nodes) if row]
    if clip and clip.fade:
        rows.insert(0, f"fades in over {clip.fade} frames of the shot before")
    yield f"{scene:{width}}  {head or rows.pop(0)}".rstrip()
    for number, row in enumerate(rows):
        yield f"{' ' * width}  {'└─' if number == len(rows) - 1 else '├─'} {row}"


def _length(frames: int, fps: int) -> str:
    return f"{frames} frames at {fps} a second, {seconds_text(frames, fps)}"


def _rows(nodes: Sequence[Node]) -> Iterator[str]:
    """What is made for a scene, in the order in which it is made."""
    stills = [node for node in nodes if isinstance(node.op, ops.Keyframe)]
    segments = [node.op for node in nodes if isinstance(node.op, ops.Segment)]
    for node in nodes:
        if isinstance(node.op, ops.Turnaround):
            yield f"{node.op.views} views around the character, {node.op.denoising.size.text}"
    if stills:
        yield f"{_counted(len(stills), 'still')}, {getattr(stills[0].op, 'denoising').size.text}"  # noqa: B009
    maps = Counter(node.op.kind for node in nodes if isinstance(node.op, ops.Extract))
    if maps:
        yield ", ".join(f"{number} {kind}" for kind, number in maps.items()) + " maps"
    if segments:
        yield _segments(segments)
        controls = ", ".join(f"{control.kind} by {control.model}" for control in segments[0].controls)
        yield f"steered by {controls}" if controls else ""
    for node in nodes:
        if isinstance(node.op, ops.Hold):
            yield f"{_counted(len(node.op.at), 'still')} held over {node.op.frames} frames: no motion module"
        elif isinstance(node.op, ops.CameraMove):
            yield f"a window of {node.op.size.text} moves over them ({node.op.ease})"
        elif isinstance(node.op, ops.Interpolate):
            yield f"interpolated to {node.op.fps} frames a second"
        elif isinstance(node.op, ops.Reframe):
            yield f"reframed to {node.op.size.text}"
        elif isinstance(node.op, ops.Upscale):
            yield f"upscaled by {node.op.model}"


def _segments(segments: Sequence[ops.Segment]) -> str:
    """How many frames are made, carried and kept."""
    first = segments[0]
    size = first.denoising.size.text
    if len(segments) == 1 and first.frames > first.window:
        return f"1 run of {first.frames} frames under windows of {first.window}, {size}, {first.module}"
    carried = max(segment.overlap for segment in segments)
    chained = f", {carried} carried from one to the next" if carried else ""
    return f"{_counted(len(segments), 'segment')} of {first.frames} frames{chained}, {size}, {first.module}"


def _totals(plan: RenderPlan, costs: Estimate, cards: Mapping[str, Card]) -> Iterator[str]:
    work = [_counted(costs.counts[op], name) for op, name in _COUNTED.items() if costs.counts.get(op)]
    yield f"work    {', '.join(work)}; {_counted(len(plan.nodes), 'node')} in all"
    if plan.models:
        yield f"models  {', '.join(model.id for model in plan.models)}"
    if costs.tflop:
        times = ", ".join(f"{_duration(costs.seconds_on(card))} on {_card(card)}" for card in cards.values())
        yield f"time    {times}"
        yield f"        (derived: {costs.tflop:,.0f} TFLOP at 45 % of each card's rate, without loading)"
    if costs.memory:
        yield "memory  " + "; ".join(
            f"{phase.phase} {phase.peak:.1f} GB with all weights on the card, {phase.least:.1f} GB at the least"
            for phase in costs.memory
        )


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
