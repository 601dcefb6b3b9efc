"""A film as an edit decision list in the form of the CMX 3600, which every editing program still reads.

Times count the film's own frames, without drop frames, at whatever rate it has. The form knows the rates of television
only and does not say which one it counts in; at any other rate a comment says what the project has to be set to.
"""

import re
from collections.abc import Iterator
from hashlib import sha256

from anime_compiler.diagnostics.render_text import one_line
from anime_compiler.errors import UsageError
from anime_compiler.plan.export.cut import Cut, Event, cut_of
from anime_compiler.plan.render_plan import RenderPlan

_RATES = (24, 25, 30, 50, 60)  # whole rates that editing programs have timecode for
_MOST = 999  # events, and frames of a dissolve: the form has three digits for each
_MOST_HOURS = 24
_TITLE = 70
_OTIO = "an OpenTimelineIO file has no such limit: `--to otio`"
_RESERVED = ("AX", "BL")  # an auxiliary source, and black


def edl(plan: RenderPlan) -> str:
    """One event a shot; a cross-fade is a dissolve out of the film at the same time, as `cut.py` tells."""
    cut = cut_of(plan)
    _refuse_what_does_not_fit(cut)
    return "\n".join([*_head(cut), *_events(cut)]) + "\n"


def reel_of(clip: str) -> str:
    """Eight capitals and digits for a clip's name; names that must be cut get a few of their own to stay different."""
    name = re.sub(r"[^A-Z0-9_]", "_", clip.upper())
    if name == clip.upper() and 1 <= len(name) <= 8 and name not in _RESERVED:
        return name
    return name[:4] + sha256(clip.encode()).hexdigest()[:4].upper()


def _refuse_what_does_not_fit(cut: Cut) -> None:
    longest = max(event.dissolve for event in cut.events)
    if len(cut.events) > _MOST:
        raise UsageError(f"the film has {len(cut.events)} shots, and an EDL holds {_MOST} events", _OTIO)
    if longest > _MOST:
        raise UsageError(f"a cross-fade lasts {longest} frames, and an EDL holds dissolves of up to {_MOST}", _OTIO)
    if cut.fps > 100:
        raise UsageError(f"the film has {cut.fps} frames a second, and an EDL counts up to 100", _OTIO)
    if cut.frames > _MOST_HOURS * 3600 * cut.fps:
        raise UsageError(f"the film is longer than the {_MOST_HOURS} hours that an EDL counts", _OTIO)


def _head(cut: Cut) -> Iterator[str]:
    yield f"TITLE: {cut.title[:_TITLE].strip()}"
    yield "FCM: NON-DROP FRAME"
    yield ""


def _events(cut: Cut) -> Iterator[str]:
    reel = reel_of(cut.clip)
    before = cut.events[0]
    for number, event in enumerate(cut.events, start=1):
        yield from _event(number, reel, before, event, cut.fps)
        yield f"* SOURCE FILE: {one_line(cut.master)}"
        if number == 1:
            yield from _notes(cut.fps)
        before = event


def _notes(fps: int) -> Iterator[str]:
    """What the form cannot say of the film's rate. Readers take comments for an event's, so none stands before it."""
    yield f"* TIMECODE COUNTS {fps} FRAMES A SECOND"
    if fps not in _RATES:
        yield f"* {fps} IS NO BROADCAST RATE: READ THIS IN A PROJECT OF {fps} FPS, OR INTERPOLATE THE FILM TO 24"


def _event(number: int, reel: str, before: Event, event: Event, fps: int) -> Iterator[str]:
    first, past = _timecode(event.first, fps), _timecode(event.first + event.frames, fps)
    if not event.dissolve:
        yield _line(number, reel, "C", "", first, past)
        yield f"* FROM CLIP NAME: {one_line(event.shot)}"
        return
    # A dissolve is two lines: the shot before, of no length, and the one that comes up over it.
    yield _line(number, reel, "C", "", first, first)
    yield _line(number, reel, "D", f"{event.dissolve:03}", first, past)
    yield f"* FROM CLIP NAME: {one_line(before.shot)}"
    yield f"* TO CLIP NAME: {one_line(event.shot)}"


def _line(number: int, reel: str, kind: str, length: str, first: str, past: str) -> str:
    """Times in the source, then in the film: they are the same, for the film is the source."""
    return f"{number:03}  {reel:8} V     {kind:4} {length:3} {first} {past} {first} {past}"


def _timecode(frame: int, fps: int) -> str:
    seconds, frames = divmod(frame, fps)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"
