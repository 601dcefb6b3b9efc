"""Lowered shots to a plan: one node for each piece of work, in an order in which it can be done."""

from collections.abc import Sequence
from pathlib import PurePath

from anime_compiler.lower.lowered import LoweredShot
from anime_compiler.model.catalogue import Model
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.plan.render_plan import PlanModel, PlanOutput, RenderPlan
from anime_compiler.plan.shot_nodes import NodeBuilder
from anime_compiler.plan.timeline import lay_out


def plan(
    board: Storyboard, shots: Sequence[LoweredShot], suppressed: tuple[str, ...], draft_of: str = ""
) -> RenderPlan:
    """The plan of a storyboard, without keys."""
    builder = NodeBuilder(board)
    outputs = [
        PlanOutput(f"images/{still.id}_{number + 1:02}.png", node, picture)
        for still in board.stills
        for number, (node, picture) in enumerate(builder.still(still))
    ]
    written = [lowered.shot for lowered in shots]
    timeline = lay_out(written, board.fps, board.fps_after)
    rates = {step.fps for step in board.post if step.step == "interpolate"}
    timelines = {fps: lay_out(written, board.fps, fps).clips for fps in rates}
    carried = ""
    pieces: list[tuple[str, ...]] = []
    for number, lowered in enumerate(shots):
        frames_at = {fps: clips[number].frames for fps, clips in timelines.items()}
        made = builder.shot(lowered, carried, frames_at)
        carried = made.last_latents if lowered.shot.join.kind == "carry" else ""
        pieces.append(made.pieces)
        folder = f"video/{board.clip}"
        outputs += [PlanOutput(f"{folder}/keyframes/{_file_name(node)}.png", node) for node in made.keyframes]
        outputs += [PlanOutput(f"{folder}/maps/{_file_name(node)}.png", node) for node in made.maps]
    if pieces:
        film = builder.film(pieces, timeline)
        outputs.append(PlanOutput(f"video/{board.clip}/{board.clip}.mp4", film))
    return RenderPlan(
        source=PurePath(board.place.source.name).name.encode(errors="replace").decode(),
        clip=board.clip,
        title=board.title,
        ruleset=board.ruleset.name,
        suppressed=suppressed,
        stack=board.stack.name,
        fps=board.fps_after,
        size=builder.final_size,
        frames=timeline.frames,
        models=tuple(_model(request.model) for request in sorted(board.used_models(), key=lambda used: used.model.id)),
        nodes=tuple(builder.nodes),
        outputs=tuple(outputs),
        draft_of=draft_of,
    )


def _file_name(node: str) -> str:
    # No name of an author's holds a `.`, so a character's map can never take the place of a shot's.
    return node.replace("/", "_").replace(":", ".")


def _model(model: Model) -> PlanModel:
    return PlanModel(
        model.id,
        model.title,
        model.kind,
        model.family,
        model.repo,
        model.file,
        model.revision,
        model.sha256,
        model.licence,
        model.citation,
        model.link,
    )
