"""A film as an OpenTimelineIO timeline (`.otio`): one track, one clip a shot, every time a whole frame of the film.

The text is written here and read back by the library in the tests: it is a few dicts, and whoever exports should not
have to install what only whoever imports needs. Cross-fades are transitions, as `cut.py` tells. Media stand beside the
file by their names, so it belongs into the folder of the film.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from anime_compiler.plan import ops
from anime_compiler.plan.export.cut import Cut, Event, cut_of
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.story import Moment, ShotStory, story_of

_Value = Mapping[str, Any]
_GENERATORS = (ops.Keyframe, ops.Turnaround, ops.Segment)
_MARKER_NAME = 80  # a marker is named on a timeline; its comment holds the prompt whole


def otio(plan: RenderPlan) -> str:
    """The timeline as JSON text."""
    cut = cut_of(plan)
    shots = zip(cut.events, story_of(plan, cut.film), strict=True)
    children = [item for event, story in shots for item in _items(plan, cut, event, story)]
    facts = {name: getattr(plan, name) for name in ("clip", "source", "ruleset", "stack", "title")}
    timeline = {
        **_named("Timeline.1", cut.title, {**facts, "key": cut.film.key}),
        "global_start_time": _time(0, cut.fps),
        "tracks": {
            **_item("Stack.1", "tracks"),
            "children": [{**_item("Track.1", "V1"), "kind": "Video", "children": children}],
        },
    }
    return json.dumps(timeline, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _items(plan: RenderPlan, cut: Cut, event: Event, story: ShotStory) -> Iterator[_Value]:
    """The clip of a shot, and before it the transition that leads to it, if any."""
    if event.dissolve:
        yield {
            **_named("Transition.1", "", {}),
            "transition_type": "SMPTE_Dissolve",
            "in_offset": _time(0, cut.fps),
            "out_offset": _time(event.dissolve, cut.fps),
        }
    media = {"DEFAULT_MEDIA": cut.master, "delivery": cut.delivery}
    yield {
        **_item("Clip.2", event.shot, _facts(plan, story)),
        "source_range": _range(event.first, event.frames, cut.fps),
        "markers": [_marker(moment, cut.fps) for moment in story.moments],
        "media_references": {use: _media(name, cut) for use, name in media.items()},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def _facts(plan: RenderPlan, story: ShotStory) -> _Value:
    """What a shot is made of: who has the plan finds each piece of work by its key."""
    made = [node for node in plan.nodes if node.scene == story.shot]
    return {
        "shot": story.shot,
        "stack": plan.stack,
        "frames": story.frames,  # with those that a cross-fade at its end gives to the next clip
        "seeds": {node.id: _seed(node.op) for node in made if isinstance(node.op, _GENERATORS)},
        "keys": {node.id: node.key for node in made},
    }


def _seed(op: ops.Keyframe | ops.Turnaround | ops.Segment) -> int:
    return op.seeds[0] if isinstance(op, ops.Keyframe) else op.seed  # a still of a shot is made by itself


def _marker(moment: Moment, fps: int) -> _Value:
    """A beat at its frame of the media, as everything in a clip is counted."""
    prompt = moment.prompt.text
    name = prompt if len(prompt) <= _MARKER_NAME else f"{prompt[: _MARKER_NAME - 1].rstrip()}…"
    return {
        **_named("Marker.2", name, {"frame": moment.frame}),
        "color": "GREEN",
        "comment": prompt,
        "marked_range": _range(moment.frame, 1, fps),
    }


def _media(name: str, cut: Cut) -> _Value:
    return {
        **_named("ExternalReference.1", name, {}),
        "target_url": quote(name),
        "available_range": _range(0, cut.frames, cut.fps),
        "available_image_bounds": None,
    }


def _item(schema: str, name: str, facts: _Value | None = None) -> dict[str, Any]:
    """What clips, tracks and stacks have in common."""
    return {**_named(schema, name, facts or {}), "source_range": None, "effects": [], "markers": [], "enabled": True}


def _named(schema: str, name: str, facts: _Value) -> dict[str, Any]:
    return {"OTIO_SCHEMA": schema, "name": name, "metadata": {"animec": facts} if facts else {}}


def _range(first: int, frames: int, fps: int) -> _Value:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(first, fps), "duration": _time(frames, fps)}


def _time(frame: int, fps: int) -> _Value:
    return {"OTIO_SCHEMA": "RationalTime.1", "value": float(frame), "rate": float(fps)}
