"""Shots to segments: which frames each one makes, which of them it already knows, and what it is told about them."""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.lower.lower import lower
from anime_compiler.lower.lowered import LoweredSegment, LoweredShot
from anime_compiler.lower.segments import lower_segments
from anime_compiler.model.storyboard import Chain, Shot, Storyboard
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library

HEAD = "animec: 1\nclip: segments\nruleset: open\n"
FRAMES, OVERLAPS = range(1, 401), range(1, 9)


def board_of(shots: str) -> Storyboard:
    text = f"{HEAD}shots:\n{shots}"
    compiled = compile_storyboard("segments.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    assert compiled.storyboard is not None
    return compiled.storyboard


def lowered(shots: str) -> dict[str, LoweredShot]:
    return {made.shot.id: made for made in lower(board_of(shots))}


@cache
def shot_of(beats: str = "", control: str = "") -> Shot:
    return board_of(f"  - {{id: roof, prompt: a roof, duration: 400f{beats}{control}}}\n").shots[0]


def segments_of(
    frames: int, overlap: int, mode: str = "carry", before: LoweredSegment | None = None
) -> tuple[LoweredSegment, ...]:
    shot = shot_of()._replace(frames=frames, chain=Chain(mode, overlap, 16, 0.0))
    return lower_segments(shot, before, 0, {})


def last_of(frames: int, overlap: int, mode: str = "carry") -> LoweredSegment:
    return segments_of(frames, overlap, mode)[-1]


def taken(segment: LoweredSegment) -> range:
    """The frames of the shot that a segment gives."""
    first = segment.start + segment.overlap
    return range(first, first + segment.take)


def known(segment: LoweredSegment) -> range:
    """The frames of the shot that a segment is given to start from; those before 0 belong to the shot before."""
    return range(segment.start, segment.start + segment.overlap)


@pytest.mark.parametrize("overlap", OVERLAPS)
@pytest.mark.parametrize("is_carried", [False, True], ids=["first", "carried"])
def test_a_chain_tiles_its_shot_exactly_once(overlap: int, is_carried: bool) -> None:
    before = last_of(16, overlap) if is_carried else None
    for frames in FRAMES:
        segments = segments_of(frames, overlap, before=before)
        assert [frame for segment in segments for frame in taken(segment)] == list(range(frames))
        assert {segment.frames for segment in segments} == {16}
        assert [segment.number for segment in segments] == list(range(len(segments)))


@pytest.mark.parametrize("overlap", OVERLAPS)
@pytest.mark.parametrize("is_carried", [False, True], ids=["first", "carried"])
def test_what_a_segment_knows_are_the_last_frames_of_the_one_before(overlap: int, is_carried: bool) -> None:
    before = last_of(16, overlap) if is_carried else None
    for frames in FRAMES:
        segments = segments_of(frames, overlap, before=before)
        assert segments[0].overlap == (overlap if is_carried else 0)
        assert segments[0].carries == ("shot" if is_carried else "nothing")
        for one, two in pairwise(segments):
            assert two.carries == "segment"
            assert known(two) == range(taken(one).stop - overlap, taken(one).stop)
            assert range(one.start + two.carried_at, one.start + two.carried_at + overlap) == known(two)


@pytest.mark.parametrize("overlap", OVERLAPS)
def test_no_segment_is_useless(overlap: int) -> None:
    for frames in FRAMES:
        for mode in ("carry", "windows"):
            segments = segments_of(frames, overlap, mode)
            assert all(segment.take >= 1 for segment in segments)
            # With a segment (or a window) less, the shot would not be covered.
            made = 16 + (16 - overlap) * (len(segments) - 1) if mode == "carry" else segments[0].frames
            assert made >= frames
            assert made - (16 - overlap) < frames or made == 16


@pytest.mark.parametrize("overlap", OVERLAPS)
def test_windows_make_the_shot_in_one_run_of_whole_windows(overlap: int) -> None:
    for frames in FRAMES:
        (run,) = segments_of(frames, overlap, "windows")
        assert (run.start, run.overlap, run.take, run.carries) == (0, 0, frames, "nothing")
        assert (run.frames - 16) % (16 - overlap) == 0


@settings(deadline=None)
@given(
    frames=st.integers(1, 60), overlap=st.integers(1, 12), mode=st.sampled_from(["carry", "windows"]),
    wanted=st.integers(1, 12),
)  # fmt: skip
def test_a_shot_carries_on_from_the_last_frames_that_were_shown(
    frames: int, overlap: int, mode: str, wanted: int
) -> None:
    """The last segment of a shot is generated whole, but what nobody sees is no place to go on from."""
    before = last_of(frames, overlap, mode)
    first = segments_of(40, wanted, before=before)[0]
    shown = before.overlap + before.take  # frames of that segment up to the last one shown
    assert first.carried_at + first.overlap == shown
    assert first.overlap == min(wanted, shown)
    assert first.start == -first.overlap


def test_a_short_shot_hands_on_as_many_frames_as_it_has() -> None:
    shots = lowered(
        "  - {id: flash, prompt: a flash, duration: 2f, next: carry}\n  - {id: roof, prompt: a roof, duration: 28f}\n"
    )
    first, second, third = shots["roof"].segments
    assert (first.overlap, first.carried_at, first.take) == (2, 0, 14)
    assert (second.overlap, second.carried_at, second.take) == (4, 12, 12)
    assert (third.overlap, third.take) == (4, 2)


def test_shots_that_cut_or_cross_fade_know_nothing_of_each_other() -> None:
    for join in ("cut", "crossfade 4f"):
        shots = lowered(
            f"  - {{id: roof, prompt: a roof, duration: 16f, next: {join}}}\n"
            "  - {id: street, prompt: a street, duration: 16f}\n"
        )
        assert shots["street"].segments[0].carries == "nothing"


def test_a_shot_without_a_motion_module_has_no_segments() -> None:
    assert lowered("  - {id: roof, prompt: a roof, motion: none}\n")["roof"].segments == ()


BEATS = st.lists(st.integers(0, 399), min_size=1, max_size=12, unique=True).map(sorted)


@settings(deadline=None)
@given(BEATS, st.integers(1, 8))
def test_a_segment_is_told_of_the_beats_in_it_and_of_the_nearest_on_either_side(
    frames: list[int], overlap: int
) -> None:
    only = shot_of().beats[0]
    beats = tuple(only._replace(frame=frame) for frame in frames)
    shot = shot_of()._replace(beats=beats, chain=Chain("carry", overlap, 16, 0.0))
    for segment in lower_segments(shot, None, 0, {}):
        told = [point.frame + segment.start for point in segment.travel]
        first, last = segment.start, segment.start + segment.frames - 1
        assert told == sorted(set(told) & set(frames))
        assert set(told) >= {frame for frame in frames if first <= frame <= last}
        # A beat on the first frame or the last needs no neighbour behind it.
        assert len([frame for frame in told if frame < first]) <= (first not in frames)
        assert len([frame for frame in told if frame > last]) <= (last not in frames)
        # One on each side is enough to know every frame between them, and more would change nothing.
        assert min(told) <= first or min(told) == frames[0]
        assert max(told) >= last or max(told) == frames[-1]


def test_beats_at_the_edge_of_a_segment_need_no_neighbour() -> None:
    beats = ", beats: [{at: 0f, prompt: a}, {at: 15f, prompt: b}, {at: 27f, prompt: c}]"
    first, second = lowered(f"  - {{id: roof, prompt: a roof, duration: 28f{beats}}}\n")["roof"].segments
    assert [point.frame for point in first.travel] == [0, 15]
    assert [point.frame for point in second.travel] == [-12, 3, 15]


def test_the_known_frames_of_a_carried_shot_are_told_the_shots_own_first_beat() -> None:
    shots = lowered(
        "  - {id: roof, prompt: a roof, duration: 16f, next: carry}\n"
        "  - {id: street, prompt: a street, duration: 12f,"
        " beats: [{at: 0%, prompt: dark}, {at: 100%, prompt: light}]}\n"
    )
    (segment,) = shots["street"].segments
    assert segment.start == -4
    assert [(point.frame, "dark" in point.prompt.text) for point in segment.travel] == [(4, True), (15, False)]


def test_maps_stand_where_their_stills_do_counted_in_the_segment() -> None:
    shots = lowered("  - {id: roof, prompt: a roof, duration: 28f, control: [{kind: depth}]}\n")
    frames = [[made.frame for made in segment.controls[0].maps] for segment in shots["roof"].segments]
    assert [still.frame for still in shots["roof"].keyframes] == [0, 7, 14, 20, 27]
    assert frames == [[0, 7, 14, 20], [-5, 2, 8, 15]]


@settings(deadline=None)
@given(st.integers(1, 120), st.integers(1, 120), st.integers(1, 8))
def test_maps_of_another_shot_are_spread_over_this_one_and_never_two_on_one_frame(
    theirs: int, ours: int, overlap: int
) -> None:
    board = board_of(
        f"  - {{id: roof, prompt: a roof, duration: {theirs}f}}\n"
        f"  - {{id: street, prompt: a street, duration: {ours}f, chain: {{overlap: {overlap}f}},"
        ' control: [{kind: depth, from: "shot:roof"}]}\n'
    )
    roof, street = lower(board)
    for segment in street.segments:
        maps = segment.controls[0].maps
        at = [made.frame + segment.start for made in maps]
        assert at == sorted(set(at))
        assert all(0 <= frame < ours for frame in at)
        assert min(at) <= max(segment.start, 0)
        for frame, made in zip(at, maps, strict=True):
            exact = roof.keyframes[made.number].frame * (ours - 1) / max(theirs - 1, 1)
            assert abs(frame - exact) <= 0.5


def test_a_map_of_a_character_stands_at_the_first_frame_of_every_segment() -> None:
    text = (
        f"{HEAD}characters: {{hana: {{looks: 1girl, sheet: {{views: 4}}}}}}\nshots:\n"
        '  - {id: roof, prompt: "{{ hana }}", duration: 28f, control: [{kind: openpose, from: "character:hana"}]}\n'
    )
    compiled = compile_storyboard("segments.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.storyboard is not None
    (roof,) = lower(compiled.storyboard)
    maps = [segment.controls[0].maps for segment in roof.segments]
    assert [[(made.frame, made.of, made.name, made.number) for made in each] for each in maps] == [
        [(0, "character", "hana", 0)]
    ] * 2


def test_curves_are_counted_in_the_frames_of_the_segment_and_constants_stay() -> None:
    curve = "[{at: 0%, value: 0.2}, {at: 100%, value: 0.8, ease: in}]"
    shots = lowered(
        f"  - {{id: roof, prompt: a roof, duration: 28f, motion: {{scale: {curve}}},"
        f" control: [{{kind: depth, weight: {curve}}}, {{kind: canny, weight: 0.7}}]}}\n"
    )
    first, second = shots["roof"].segments
    for curves in ((first.scale, second.scale), (first.controls[0].weight, second.controls[0].weight)):
        assert [[point.frame for point in one.points] for one in curves] == [[0, 27], [-12, 15]]
        assert [point.value for point in curves[1].points] == [0.2, 0.8]
        assert curves[1].points[1].ease == "in"
    assert first.controls[1].weight == second.controls[1].weight
    assert first.controls[1].weight.is_constant


def test_stills_are_made_only_where_something_reads_them() -> None:
    shots = lowered(
        "  - {id: alone, prompt: a roof}\n"
        "  - {id: lent, prompt: a roof}\n"
        "  - {id: own, prompt: a roof, control: [{kind: depth}]}\n"
        '  - {id: borrower, prompt: a roof, control: [{kind: depth, from: "shot:lent"}]}\n'
        "  - {id: held, prompt: a roof, motion: none}\n"
    )
    with_stills = {name for name, shot in shots.items() if shot.keyframes}
    assert with_stills == {"lent", "own", "held"}
