"""Shots on the timeline of the film: which frames each fills after interpolation, exactly."""

from collections.abc import Sequence
from typing import NamedTuple

from anime_compiler.model.storyboard import Shot
from anime_compiler.plan.ops import Clip


class Timeline(NamedTuple):
    """The shots of a film in order, and its length. How many pieces a clip is made of is not known yet."""

    fps: int
    frames: int
    clips: tuple[Clip, ...]


def lay_out(shots: Sequence[Shot], fps: int, fps_after: int) -> Timeline:
    """Place the shots. Each starts and ends at the whole frame nearest to its exact time, so rounding never adds up."""
    clips = []
    start = 0  # in frames before interpolation
    fade = 0
    for shot in shots:
        start -= fade
        first, past = _frame(start, fps, fps_after), _frame(start + shot.frames, fps, fps_after)
        faded = _frame(start + fade, fps, fps_after) - first
        clips.append(Clip(shot.id, first, past - first, faded, 0))
        start += shot.frames
        fade = shot.join.frames if shot.join.kind == "crossfade" else 0
    return Timeline(fps_after, clips[-1].start + clips[-1].frames if clips else 0, tuple(clips))


def _frame(frame: int, fps: int, fps_after: int) -> int:
    return (2 * frame * fps_after + fps) // (2 * fps)
