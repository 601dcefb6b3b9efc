"""Which stills a shot needs: one at each beat, or five where a control wants some and no beat was written."""

from collections.abc import Sequence

from anime_compiler.lower.lowered import LoweredKeyframe
from anime_compiler.lower.seeds import derive_seed
from anime_compiler.model.storyboard import Shot
from anime_compiler.model.timecode import Timing

_QUARTERS = 4


def shots_that_need_stills(shots: Sequence[Shot]) -> frozenset[str]:
    """Shots whose stills something reads: their own controls, a later shot's, or the eye, where nothing moves."""
    needing = set()
    for shot in shots:
        if shot.motion.module is None:
            needing.add(shot.id)
        for control in shot.control:
            if control.source.kind == "keyframes":
                needing.add(shot.id)
            elif control.source.kind == "shot":
                needing.add(control.source.name)
    return frozenset(needing)


def lower_keyframes(shot: Shot, seed: int) -> tuple[LoweredKeyframe, ...]:
    """The stills of a shot in the order of their frames."""
    if shot.beats_written or shot.motion.module is None:
        moments = [(beat.frame, beat.prompt, beat.ease, beat.place) for beat in shot.beats]
    else:
        only = shot.beats[0]
        spread = [Timing(quarter * 100_000 // _QUARTERS, "%") for quarter in range(_QUARTERS + 1)]
        frames = sorted({moment.frame_in(shot.frames, 0) for moment in spread})
        moments = [(frame, only.prompt, "linear", only.place) for frame in frames]
    return tuple(
        LoweredKeyframe(number, frame, prompt, ease, derive_seed(seed, shot.id, "keyframe", number), place)
        for number, (frame, prompt, ease, place) in enumerate(moments)
    )
