"""A film as an editor sees it: one finished file, and the shots in it side by side on one track.

A rendered film holds its cross-fades: there are no frames of either shot without the other to fade again. So a shot is
given the frames from where it comes into sight up to where the next one does, always of the film at that time. Both
sides of a dissolve over such a cut are the film's own frames: it is at its place and of its length for whoever reads
the cut, it has the handles that programs ask for, and playing it mixes each frame with itself, which changes nothing.
"""

from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from anime_compiler.diagnostics.render_text import one_line
from anime_compiler.errors import UsageError
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.story import film_of


class Event(NamedTuple):
    """A shot up to the next one; over its first `dissolve` frames the shot before it is still to be seen."""

    shot: str
    first: int
    frames: int
    dissolve: int


class Cut(NamedTuple):
    """A film's file, of which `master` and `delivery` are the names, and its shots in order; they fill it exactly."""

    film: Node
    title: str
    clip: str
    master: str
    delivery: str
    fps: int
    frames: int
    events: tuple[Event, ...]


def cut_of(plan: RenderPlan) -> Cut:
    """The cut of a plan's film."""
    film = film_of(plan)
    if film is None:
        cure = "write `shots` into the storyboard; stills are files of their own and need no export"
        raise UsageError(f"`{one_line(plan.clip)}` has no film to export, only stills", cure)
    assert isinstance(film.op, ops.Assemble)
    path = PurePosixPath(next((output.path for output in plan.outputs if output.node == film.id), f"{plan.clip}.mp4"))
    return Cut(
        film=film,
        title=one_line(plan.title) or plan.clip,
        clip=plan.clip,
        master=path.with_suffix(".mkv").name,
        delivery=path.name,
        fps=film.op.fps,
        frames=film.op.frames,
        events=_events(film.op),
    )


def _events(film: ops.Assemble) -> tuple[Event, ...]:
    starts = [clip.start for clip in film.clips] + [film.frames]
    spans = zip(film.clips, pairwise(starts), strict=True)
    events = tuple(Event(clip.shot, first, past - first, clip.fade) for clip, (first, past) in spans)
    for event in events:
        # Storyboards in which this is so are refused; a plan from a file can say anything that adds up.
        if event.frames < max(1, event.dissolve):
            said = f"shot `{one_line(event.shot)}` has {event.frames} frames before the next one begins"
            raise UsageError(f"{said}, and fades in over {event.dissolve}", "make the cross-fades shorter")
    return events
