"""OpenTimelineIO timelines, read by the library itself."""

import json
from functools import cache
from typing import Any, NamedTuple

import opentimelineio as oti
import pytest

from anime_compiler.plan.export.cut import cut_of
from anime_compiler.plan.export.otio import otio
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.plan.selection import part
from anime_compiler.plan.story import story_of
from tests.anime_compiler.plan.export.films import FADES, HEAD, RATES, plan_of, plan_of_spec

_FILMS = {name: HEAD + rate + FADES for name, rate in RATES.items()}


class Read(NamedTuple):
    """What the library made of an export. Its parts live only as long as the timeline does."""

    timeline: Any
    track: Any
    clips: list[Any]


@cache
def read(plan: RenderPlan) -> Read:
    timeline: Any = oti.adapters.read_from_string(otio(plan), "otio_json")
    (track,) = timeline.tracks
    return Read(timeline, track, [item for item in track if isinstance(item, oti.schema.Clip)])


@pytest.fixture(params=_FILMS)
def plan(request: pytest.FixtureRequest) -> RenderPlan:
    return plan_of(_FILMS[request.param])


def test_the_library_writes_what_it_has_read(plan: RenderPlan) -> None:
    assert json.loads(oti.adapters.write_to_string(read(plan).timeline, "otio_json")) == _with_defaults(
        json.loads(otio(plan))
    )


def _with_defaults(value: Any) -> Any:
    """What the library adds to each item when it writes: a colour that nobody has chosen."""
    if isinstance(value, list):
        return [_with_defaults(item) for item in value]
    if not isinstance(value, dict):
        return value
    is_item = value.get("OTIO_SCHEMA") in ("Clip.2", "Track.1", "Stack.1")
    return {**{name: _with_defaults(item) for name, item in value.items()}, **({"color": None} if is_item else {})}


def test_it_lasts_as_long_as_the_film_to_the_frame(plan: RenderPlan) -> None:
    assert read(plan).timeline.duration() == oti.opentime.RationalTime(plan.frames, plan.fps)
    assert read(plan).timeline.duration().rate == plan.fps


def test_every_shot_shows_the_frames_of_the_film_at_its_own_time(plan: RenderPlan) -> None:
    track = read(plan).track
    for clip, event in zip(read(plan).clips, cut_of(plan).events, strict=True):
        wanted = oti.opentime.TimeRange(
            oti.opentime.RationalTime(event.first, plan.fps), oti.opentime.RationalTime(event.frames, plan.fps)
        )
        assert (clip.name, clip.source_range, track.range_of_child(clip)) == (event.shot, wanted, wanted)


def test_cross_fades_are_transitions_of_their_length(plan: RenderPlan) -> None:
    found = [item for item in read(plan).track if isinstance(item, oti.schema.Transition)]
    frames = [story.fade for story in story_of(plan, cut_of(plan).film) if story.fade]
    assert [(item.in_offset.to_frames(), item.out_offset.to_frames()) for item in found] == [
        (0, fade) for fade in frames
    ]
    assert {item.transition_type for item in found} == {"SMPTE_Dissolve"}
    assert len(found) == 2


def test_playing_a_transition_mixes_each_frame_with_itself(plan: RenderPlan) -> None:
    """Both sides of a transition are the film at that time, and within the media: nothing fades twice."""
    expanded = oti.algorithms.track_with_expanded_transitions(read(plan).track)
    triples = [item for item in expanded if isinstance(item, tuple)]
    fading = [event for event in cut_of(plan).events if event.dissolve]
    for (out_of, transition, into), event in zip(triples, fading, strict=True):
        whole = out_of.media_reference.available_range
        start = oti.opentime.RationalTime(event.first, plan.fps)
        for side in (out_of, into):
            assert side.source_range.start_time == start
            assert side.source_range.duration == transition.out_offset
            assert whole.contains(side.source_range)


def test_beats_are_markers_at_their_frames_with_their_prompts() -> None:
    plan = plan_of(_FILMS["8"])
    first, *_ = read(plan).clips
    assert [(marker.marked_range.start_time.to_frames(), marker.comment) for marker in first.markers] == [
        (0, "roof, one"),
        (15, "roof, two"),  # in the cross-fade, where the shot is still to be seen
    ]
    assert [marker.marked_range.duration.to_frames() for marker in first.markers] == [1, 1]


def test_a_long_prompt_names_its_marker_by_its_beginning() -> None:
    prompt = "a very long " * 20 + "roof"
    plan = plan_of(f"{HEAD}shots: [{{id: a, prompt: {prompt}, duration: 16f}}]\n")
    (marker,) = read(plan).clips[0].markers
    assert marker.comment == prompt
    assert len(marker.name) <= 80
    assert prompt.startswith(marker.name.removesuffix("…"))


def test_a_clip_tells_its_shot_seeds_keys_and_stack() -> None:
    plan = plan_of_spec("clip_001")
    nodes = plan.by_id()
    for clip in read(plan).clips:
        facts = clip.metadata["animec"]
        assert facts["shot"] == clip.name
        assert facts["stack"] == "sdxl"
        assert {nodes[node].scene for node in facts["keys"]} == {clip.name}
        assert all(nodes[node].key == key for node, key in facts["keys"].items())
        for node, seed in facts["seeds"].items():
            op: Any = nodes[node].op
            assert (op.seeds == (seed,)) if "/keyframe/" in node else (op.seed == seed)
        assert f"{clip.name}/segment/0" in facts["seeds"]
        assert f"{clip.name}/keyframe/0" in facts["seeds"]
    assert read(plan).timeline.metadata["animec"]["key"] == nodes["film"].key


def test_a_held_shot_tells_the_seed_of_its_still() -> None:
    clip = read(plan_of(_FILMS["8"])).clips[2]
    assert [*clip.metadata["animec"]["seeds"]] == ["c/keyframe/0"]


def test_media_are_named_relative_to_the_file() -> None:
    clip, *_ = read(plan_of_spec("clip_001")).clips
    media = clip.media_references()
    assert clip.active_media_reference_key == "DEFAULT_MEDIA"
    assert {use: one.target_url for use, one in media.items()} == {
        "DEFAULT_MEDIA": "clip_001.mkv",
        "delivery": "clip_001.mp4",
    }
    assert {one.available_range.duration.to_frames() for one in media.values()} == {plan_of_spec("clip_001").frames}


def test_a_part_of_a_film_counts_from_its_own_start() -> None:
    (clip,) = read(part(plan_of_spec("clip_001"), ["street"])).clips
    assert clip.source_range.start_time.to_frames() == 0
    assert clip.media_reference.target_url == "street.mkv"


@pytest.mark.parametrize("title", ['"quoted" \\ {braces}', "line\nend\x00 \x1b", "雨 🎬 \u2028", "x" * 5000])
def test_any_title_survives(title: str) -> None:
    plan = plan_of(_FILMS["8"])._replace(title=title)
    assert read(plan).timeline.metadata["animec"]["title"] == title


def test_a_file_name_is_written_as_an_address() -> None:
    plan = plan_of(_FILMS["8"])
    outputs = tuple(output._replace(path="video/fades/50% #1 夜?.mp4") for output in plan.outputs[-1:])
    clip, *_ = read(plan._replace(outputs=outputs)).clips
    assert clip.media_reference.target_url == "50%25%20%231%20%E5%A4%9C%3F.mkv"
