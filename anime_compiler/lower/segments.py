"""Shots to segments: exact frame arithmetic, and what each segment is given to know."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import repeat

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
    shot: Shot,
    before: LoweredSegment | None,
    seed: int,
    stills: Mapping[str, tuple[int, Sequence[LoweredKeyframe]]],
) -> tuple[LoweredSegment, ...]:
    """The segments of a shot. `before` is the last one of the shot that it carries on from, if any.

    Without a carry the first segment gives all its frames, and every other one all but the overlap.
    """
    if shot.motion.module is None:
        return ()
    shown = before.overlap + before.take if before else 0
    spans = _windowed(shot) if shot.chain.mode == "windows" else _chained(shot, shown)
    maps = [_maps(control, shot, stills) for control in shot.control]
    segments: list[LoweredSegment] = []
    for number, (start, frames, overlap, take) in enumerate(spans):
        known_to = shown if not segments else segments[-1].overlap + segments[-1].take
        carries = "nothing" if not overlap else "segment" if number else "shot"
        segments.append(
            LoweredSegment(
                number=number,
                start=start,
                frames=frames,
                overlap=overlap,
                carried_at=known_to - overlap if overlap else 0,
                take=take,
                carries=carries,
                seed=derive_seed(seed, shot.id, "segment", number),
                travel=_travel(shot, start, frames),
                controls=tuple(map(_control, shot.control, maps, repeat(start), repeat(frames))),
                scale=counted_from(start, shot.motion.scale),
            )
        )
    return tuple(segments)


def _chained(shot: Shot, shown: int) -> list[tuple[int, int, int, int]]:
    """Start, frames, overlap and frames used of each segment; a carried shot starts before its own first frame.

    `shown` is how many frames of the run that it carries on from are seen, and can be known: there may be only a few.
    """
    length, overlap = shot.chain.length, shot.chain.overlap
    spans = []
    made = 0
    while made < shot.frames:
        known = overlap if made else min(overlap, shown)
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
    first = max(0, bisect_right(frames_at, start) - 1)
    last = min(len(frames_at) - 1, bisect_left(frames_at, start + frames - 1))
    return range(first, last + 1)


def _maps(
    control: Control, shot: Shot, stills: Mapping[str, tuple[int, Sequence[LoweredKeyframe]]]
) -> tuple[LoweredMap, ...]:
    """The maps of a control over the whole shot, in the order of their frames."""
    if control.source.kind == "character":
        return (LoweredMap(0, "character", control.source.name, 0),)
    source = control.source.name or shot.id
    length, keyframes = stills[source]
    # Another shot's stills are spread over this one as they were over their own; of two at one frame the last counts.
    spread = {_scaled(still.frame, length, shot.frames): number for number, still in enumerate(keyframes)}
    return tuple(LoweredMap(frame, "keyframes", source, number) for frame, number in spread.items())


def _control(control: Control, maps: Sequence[LoweredMap], start: int, frames: int) -> LoweredControl:
    """A control in one segment: the maps inside it and its neighbours; a character looks the same in every segment."""
    weight = counted_from(start, control.weight)
    if control.source.kind == "character":
        return LoweredControl(control, weight, tuple(maps))
    inside = _around([made.frame for made in maps], start, frames)
    return LoweredControl(
        control, weight, tuple(LoweredMap(maps[place].frame - start, *maps[place][1:]) for place in inside)
    )


def _scaled(frame: int, of: int, to: int) -> int:
    return frame if of < 2 else (frame * (to - 1) * 2 + of - 1) // (2 * (of - 1))


def counted_from(start: int, curve: Curve) -> Curve:
    """A curve of a shot, counted in the frames of a segment that starts there; a constant is the same everywhere."""
    if curve.is_constant or not start:
        return curve
    return Curve(tuple(CurvePoint(point.frame - start, point.value, point.ease) for point in curve.points))
