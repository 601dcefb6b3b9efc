"""Shots to segments: exact frame arithmetic, and what each segment is given to know."""

from collections.abc import Mapping, Sequence

from anime_compiler.lower.lowered import (
    LoweredControl,
    LoweredKeyframe,
    LoweredMap,
    LoweredSegment,
    TravelPoint,
)
from anime_compiler.lower.seeds import derive_seed
from anime_compiler.model.storyboard import Control, Curve, CurvePoint, Shot


def lower_segments(
    shot: Shot, before: Shot | None, seed: int, stills: Mapping[str, tuple[int, Sequence[LoweredKeyframe]]]
) -> tuple[LoweredSegment, ...]:
    """The segments of a shot. `before` is the shot whose last latents it carries on from, if any.

    Without a carry the first segment gives all its frames, and every other one all but the overlap.
    """
    if shot.motion.module is None:
        return ()
    spans = _windowed(shot) if shot.chain.mode == "windows" else _chained(shot, before is not None)
    segments = []
    for number, (start, frames, overlap, take) in enumerate(spans):
        carries = "nothing" if not overlap else "segment" if number else "shot"
        segments.append(
            LoweredSegment(
                number=number,
                start=start,
                frames=frames,
                overlap=overlap,
                take=take,
                carries=carries,
                seed=derive_seed(seed, shot.id, "segment", number),
                travel=_travel(shot, start, frames),
                controls=tuple(_control(control, shot, start, frames, stills) for control in shot.control),
                scale=_shifted(shot.motion.scale, start),
            )
        )
    return tuple(segments)


def _chained(shot: Shot, is_carried: bool) -> list[tuple[int, int, int, int]]:
    """Start, frames, overlap and frames used of each segment; a carried shot starts before its own first frame."""
    length, overlap = shot.chain.length, shot.chain.overlap
    spans = []
    made = 0
    while made < shot.frames:
        known = overlap if made or is_carried else 0
        new = length - known
        spans.append((made - known, length, known, min(new, shot.frames - made)))
        made += new
    return spans


def _windowed(shot: Shot) -> list[tuple[int, int, int, int]]:
    """One long run under overlapping windows, long enough that every window is whole."""
    length, step = shot.chain.length, shot.chain.length - shot.chain.overlap
    windows = 1 + max(0, -(-(shot.frames - length) // step))
    return [(0, length + (windows - 1) * step, 0, shot.frames)]


def _travel(shot: Shot, start: int, frames: int) -> tuple[TravelPoint, ...]:
    """The beats inside a segment, and the nearest one on either side of it."""
    beats = _around([beat.frame for beat in shot.beats], start, frames)
    return tuple(
        TravelPoint(shot.beats[number].frame - start, shot.beats[number].prompt, shot.beats[number].ease)
        for number in beats
    )


def _around(frames_at: Sequence[int], start: int, frames: int) -> range:
    """Indexes of the points inside a stretch, and of the nearest before and after it; the points are in order."""
    first = max((number for number, frame in enumerate(frames_at) if frame <= start), default=0)
    last = min(
        (number for number, frame in enumerate(frames_at) if frame >= start + frames - 1),
        default=len(frames_at) - 1,
    )
    return range(first, last + 1)


def _control(
    control: Control,
    shot: Shot,
    start: int,
    frames: int,
    stills: Mapping[str, tuple[int, Sequence[LoweredKeyframe]]],
) -> LoweredControl:
    weight = _shifted(control.weight, start)
    if control.source.kind == "character":
        return LoweredControl(control, weight, (LoweredMap(0, "character", control.source.name, 0),))
    source = control.source.name or shot.id
    length, keyframes = stills[source]
    # Another shot's stills are spread over this one as they were over their own.
    frames_at = [_scaled(keyframe.frame, length, shot.frames) for keyframe in keyframes]
    maps = tuple(
        LoweredMap(frames_at[number] - start, "keyframes", source, number)
        for number in _around(frames_at, start, frames)
    )
    return LoweredControl(control, weight, maps)


def _scaled(frame: int, of: int, to: int) -> int:
    return frame if of == to or of < 2 else (frame * (to - 1) * 2 + of - 1) // (2 * (of - 1))


def _shifted(curve: Curve, start: int) -> Curve:
    """A curve counted in the frames of a segment."""
    if curve.is_constant or not start:
        return curve
    return Curve(tuple(CurvePoint(point.frame - start, point.value, point.ease) for point in curve.points))
