"""Which stills a shot needs, at which of its frames, and of what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.lower.keyframes import lower_keyframes, shots_that_need_stills
from anime_compiler.lower.seeds import derive_seed
from anime_compiler.model.storyboard import Shot
from anime_compiler.model.timecode import Timing
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library


def shots_of(text: str) -> tuple[Shot, ...]:
    text = f"animec: 1\nclip: keyframes\nruleset: open\nshots:\n{text}"
    compiled = compile_storyboard("keyframes.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert compiled.storyboard is not None
    assert not [found for found in compiled.diagnostics if found.level.value == "error"]
    return compiled.storyboard.shots


def shot_of(rest: str) -> Shot:
    return shots_of(f"  - {{id: roof, prompt: a roof{rest}}}\n")[0]


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        (1, [0]),
        (2, [0, 1]),
        (3, [0, 1, 2]),
        (5, [0, 1, 2, 3, 4]),
        (16, [0, 4, 8, 11, 15]),
        (17, [0, 4, 8, 12, 16]),
        (40, [0, 10, 20, 29, 39]),
    ],
)
def test_without_beats_five_stills_are_spread_over_the_shot(frames: int, expected: list[int]) -> None:
    stills = lower_keyframes(shot_of(f", duration: {frames}f"), 7)
    assert [still.frame for still in stills] == expected


@settings(deadline=None)
@given(st.integers(1, 400))
def test_they_stand_where_beats_at_the_same_shares_would(frames: int) -> None:
    shot = shot_of(", duration: 1f")._replace(frames=frames)
    shares = [Timing(share * 1000, "%").frame_in(frames, 8) for share in (0, 25, 50, 75, 100)]
    assert [still.frame for still in lower_keyframes(shot, 7)] == sorted(set(shares))


def test_they_all_show_what_the_shot_shows() -> None:
    shot = shot_of(", duration: 16f")
    stills = lower_keyframes(shot, 7)
    assert {still.prompt for still in stills} == {shot.beats[0].prompt}
    assert {still.ease for still in stills} == {"linear"}


def test_with_beats_there_is_one_still_at_each_with_its_prompt_and_ease() -> None:
    beats = ", beats: [{at: 0%, prompt: dark, ease: in}, {at: 9f, prompt: dim}, {at: 100%, prompt: light}]"
    stills = lower_keyframes(shot_of(f", duration: 16f{beats}"), 7)
    assert [(still.number, still.frame, still.ease) for still in stills] == [
        (0, 0, "in"),
        (1, 9, "linear"),
        (2, 15, "linear"),
    ]
    for still, word in zip(stills, ["dark", "dim", "light"], strict=True):
        assert f"a roof, {word}" in still.prompt.text


def test_one_beat_in_the_middle_is_one_still() -> None:
    stills = lower_keyframes(shot_of(", duration: 16f, beats: [{at: 50%, prompt: dim}]"), 7)
    assert [still.frame for still in stills] == [8]


def test_a_shot_without_motion_and_beats_is_one_still() -> None:
    stills = lower_keyframes(shot_of(", duration: 16f, motion: none"), 7)
    assert [(still.frame, still.ease) for still in stills] == [(0, "linear")]


def test_stills_derive_their_noise_from_the_shot_and_their_number() -> None:
    stills = lower_keyframes(shot_of(", duration: 16f"), 7)
    assert [still.seed for still in stills] == [derive_seed(7, "roof", "keyframe", n) for n in range(5)]


def test_a_still_points_at_the_text_it_comes_from() -> None:
    shot = shot_of(", duration: 16f, beats: [{at: 0%, prompt: dark}, {at: 100%, prompt: light}]")
    spans = [still.place.at("prompt").text for still in lower_keyframes(shot, 7)]
    assert spans == ["dark", "light"]


def test_shots_whose_stills_nobody_reads_need_none() -> None:
    shots = shots_of(
        "  - {id: alone, prompt: a roof, beats: [{at: 0%, prompt: dark}, {at: 100%, prompt: light}]}\n"
        "  - {id: lent, prompt: a roof}\n"
        "  - {id: own, prompt: a roof, control: [{kind: depth}]}\n"
        '  - {id: borrower, prompt: a roof, control: [{kind: depth, from: "shot:lent"}]}\n'
        "  - {id: held, prompt: a roof, motion: none}\n"
    )
    assert shots_that_need_stills(shots) == {"lent", "own", "held"}
