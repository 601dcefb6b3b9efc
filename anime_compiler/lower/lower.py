"""Lowering: the passes in order. Each takes a resolved shot and gives one part of the lowered one."""

from anime_compiler.lower.camera_path import lower_cameras
from anime_compiler.lower.keyframes import lower_keyframes, shots_that_need_stills
from anime_compiler.lower.lowered import LoweredKeyframe, LoweredSegment, LoweredShot
from anime_compiler.lower.segments import lower_segments
from anime_compiler.model.storyboard import Storyboard


def lower(board: Storyboard) -> tuple[LoweredShot, ...]:
    """Every shot as work, in the storyboard's order."""
    needing = shots_that_need_stills(board.shots)
    stills: dict[str, tuple[int, tuple[LoweredKeyframe, ...]]] = {}
    lowered = []
    carried: LoweredSegment | None = None
    cameras = lower_cameras(board.shots, board.sampling.size, board.stack.multiple, board.stack.grows)
    for shot, (canvas, camera) in zip(board.shots, cameras, strict=True):
        seed = board.seed if shot.seed is None else shot.seed
        keyframes = lower_keyframes(shot, seed) if shot.id in needing else ()
        stills[shot.id] = (shot.frames, keyframes)
        segments = lower_segments(shot, carried, seed, stills)
        lowered.append(LoweredShot(shot, canvas, camera, keyframes, segments))
        carried = segments[-1] if segments and shot.join.kind == "carry" else None
    return tuple(lowered)
