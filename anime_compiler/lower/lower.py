"""Lowering: the passes in order. Each takes a resolved shot and gives one part of the lowered one."""

from anime_compiler.lower.camera_path import lower_camera
from anime_compiler.lower.keyframes import lower_keyframes, shots_that_need_stills
from anime_compiler.lower.lowered import LoweredKeyframe, LoweredShot
from anime_compiler.lower.segments import lower_segments
from anime_compiler.model.storyboard import Shot, Storyboard


def lower(board: Storyboard) -> tuple[LoweredShot, ...]:
    """Every shot as work, in the storyboard's order."""
    needing = shots_that_need_stills(board.shots)
    stills: dict[str, tuple[int, tuple[LoweredKeyframe, ...]]] = {}
    lowered = []
    before: Shot | None = None
    for shot in board.shots:
        seed = board.seed if shot.seed is None else shot.seed
        keyframes = lower_keyframes(shot, seed) if shot.id in needing else ()
        stills[shot.id] = (shot.frames, keyframes)
        carried_from = before if before is not None and before.join.kind == "carry" else None
        canvas, camera = lower_camera(shot.camera, board.sampling.size, board.stack.multiple)
        segments = lower_segments(shot, carried_from, seed, stills)
        lowered.append(LoweredShot(shot, canvas, camera, keyframes, segments))
        before = shot
    return tuple(lowered)
