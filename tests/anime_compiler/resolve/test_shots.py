"""Written shots and stills to resolved ones: whole frames, beats, cameras, motion, controls and joins."""

import pytest

from anime_compiler.model.storyboard import ControlRef, Join, Origin, constant
from tests.anime_compiler.resolve.boards import board, helps, resolved, said, shot

# -- time


@pytest.mark.parametrize(
    ("duration", "fps", "frames"),
    [
        ("4s", 8, 32),
        ("4s", 12, 48),
        ("32f", 12, 32),
        ("0.125s", 8, 1),
        ("2.25s", 8, 18),
        ("1f", 8, 1),
        ("14400f", 8, 14_400),
    ],
)
def test_a_duration_is_whole_frames(duration: str, fps: int, frames: int) -> None:
    assert board(f"fps: {fps}\nshots: [{{id: a, prompt: x, duration: {duration}}}]\n").shots[0].frames == frames


def test_a_shot_without_a_duration_lasts_two_seconds() -> None:
    assert board("fps: 12\nshots: [{id: a, prompt: x}]\n").shots[0].frames == 24


@pytest.mark.parametrize(
    ("duration", "message", "help"),
    [
        ("2.3s", "2.3s at 8 frames a second is 18.4 frames", "write `18f` (2.25 s) or `19f` (2.375 s)"),
        ("0.001s", "0.001s at 8 frames a second is 0.008 frames", "write `1f` (0.125 s)"),
        ("99999.999s", "99999.999s at 8 frames a second is 799999.992 frames", None),
    ],
)
def test_a_fraction_of_a_frame_is_told_with_its_neighbours(duration: str, message: str, help: str | None) -> None:
    text = f"shots: [{{id: a, prompt: x, duration: {duration}}}]\n"
    assert said(text) == [f"5:38 fraction-of-a-frame: {message}"]
    assert help is None or helps(text) == [help]


@pytest.mark.parametrize(
    ("duration", "frames"), [("0f", "0"), ("0s", "0"), ("14401f", "14,401"), ("99999s", "799,992")]
)
def test_a_shot_of_no_frames_or_of_too_many_is_told(duration: str, frames: str) -> None:
    assert said(f"shots: [{{id: a, prompt: x, duration: {duration}}}]\n") == [
        f"5:38 empty-duration: a shot of {frames} frames cannot be made"
    ]


def test_where_the_frame_rate_could_not_be_read_no_duration_is_called_a_fraction() -> None:
    assert said("fps: 99\nshots: [{id: a, prompt: x, duration: 0.1s}]\n") == ["5:6 out-of-range: 99 is outside 1 to 60"]


def test_a_duration_that_was_guessed_is_doubtful() -> None:
    made, _ = resolved(
        "animec: 1\nclip: a\nshots: [{id: a, prompt: x, duration: 2.3s}, {id: b, prompt: x, duraton: 4s}, "
        "{id: c, prompt: x, duration: 4}]\n"
    )
    assert made is not None
    assert [one.doubtful for one in made.shots] == [{"duration"}] * 3


# -- beats


def test_a_shot_without_beats_has_one_of_its_own() -> None:
    made = shot("prompt: a roof, style: {template: plain}")
    assert [(beat.frame, beat.prompt.text) for beat in made.beats] == [(0, "a roof")]
    assert not made.beats_written


def test_a_beat_adds_to_what_the_shot_shows() -> None:
    made = shot(
        "prompt: a roof, style: {template: plain}, "
        "beats: [{at: 100%, prompt: rain, ease: hold}, {at: 0%, prompt: sun}, {at: 1s, prompt: fog}]"
    )
    assert [(beat.frame, beat.prompt.text, beat.ease) for beat in made.beats] == [
        (0, "a roof, sun", "linear"),
        (8, "a roof, fog", "linear"),
        (15, "a roof, rain", "hold"),
    ]
    assert made.beats_written


@pytest.mark.parametrize(
    ("at", "frames", "frame"),
    [
        ("50%", 16, 8),
        ("50%", 2, 1),
        ("50%", 1, 0),
        ("33.333%", 4, 1),
        ("100%", 100, 99),
        ("1.06s", 16, 8),
        ("99f", 16, 99),
    ],
)
def test_positions_are_whole_frames(at: str, frames: int, frame: int) -> None:
    made = shot(f"prompt: x, duration: {frames}f, beats: [{{at: {at}, prompt: y}}]")
    assert made.beats[0].frame == frame


def test_two_beats_at_one_frame_are_told() -> None:
    text = "shots: [{id: a, prompt: x, beats: [{at: 50%, prompt: y}, {at: 8f, prompt: z}]}]\n"
    assert said(text) == ["5:63 beats-at-one-frame: two beats stand at frame 8"]


# -- camera and motion


def test_a_camera_stands_unless_it_moves() -> None:
    camera = shot("prompt: x").camera
    assert (camera.move, camera.amount, camera.via) == ("none", 0.0, "none")


@pytest.mark.parametrize("written", ["zoom_in", "{move: zoom_in}"])
def test_a_move_has_defaults(written: str) -> None:
    made = shot(f"prompt: x, camera: {written}")
    assert (made.camera.move, made.camera.amount, made.camera.ease) == ("zoom_in", 0.1, "linear")
    assert made.origins["camera.amount"] == Origin(0.1, "language")


def test_a_move_is_made_by_a_motion_lora_where_the_stack_has_one() -> None:
    made = shot("prompt: x, camera: pan_left")
    assert made.camera.via == "motion_lora"
    assert made.camera.motion_lora is not None
    assert made.camera.motion_lora.id == "pocket-pan-left"
    assert made.origins["camera.via"] == Origin("motion_lora", "derived", "what stack `pocket` can do")


@pytest.mark.parametrize("motion", ["none", "{module: none}", "{lora: pocket-zoom-in}"])
def test_and_by_a_crop_where_it_has_none_or_it_is_taken(motion: str) -> None:
    assert shot(f"prompt: x, camera: pan_left, motion: {motion}").camera.via == "crop"


def test_a_crop_may_be_asked_for() -> None:
    made = shot("prompt: x, camera: {move: pan_left, via: crop, amount: 15%}")
    assert (made.camera.via, made.camera.amount, made.camera.motion_lora) == ("crop", 0.15, None)


def test_motion_comes_from_the_stack_s_module() -> None:
    made = shot("prompt: x")
    assert made.motion.module is not None
    assert made.motion.module.id == "pocket-motion"
    assert (made.motion.scale, made.motion.loras) == (constant(1.0), ())
    assert made.origins["motion.module"] == Origin("pocket-motion", "stack", "pocket")


@pytest.mark.parametrize("motion", ["none", "{module: none}"])
def test_stills_under_a_camera_have_no_module(motion: str) -> None:
    made = shot(f"prompt: x, motion: {motion}")
    assert made.motion.module is None
    assert made.origins["motion.module"] == Origin("none", "written")


def test_a_stack_without_a_module_holds_stills() -> None:
    made, found = resolved("animec: 1\nclip: a\nstack: sd2\nshots: [{id: a, prompt: x}]\n")
    assert found == []
    assert made is not None
    assert made.shots[0].motion.module is None
    assert made.shots[0].origins["motion.module"] == Origin("none", "stack", "sd2")


def test_each_motion_lora_is_looked_up_at_its_own_place() -> None:
    assert said("shots: [{id: a, prompt: x, motion: {lora: [pocket-zoom-in, nobody]}}]\n") == [
        "5:60 unknown-name: there is no model `nobody`"
    ]


# -- controls


def test_a_control_has_defaults() -> None:
    (control,) = shot("prompt: x, control: [{kind: depth}]").control
    assert control.source == ControlRef("keyframes", "")
    assert (control.weight, control.after, control.until) == (constant(1.0), 0.0, 1.0)
    assert control.model is not None
    assert control.model.id == "pocket-depth"


def test_a_control_may_follow_an_earlier_shot_or_a_character() -> None:
    text = (
        "characters: {hana: {looks: x, sheet: {}}}\n"
        "shots: [{id: a, prompt: x}, {id: b, prompt: x, control: [{kind: depth, from: 'shot:a'}, "
        "{kind: depth, from: 'character:hana'}]}]\n"
    )
    assert [control.source for control in board(text).shots[1].control] == [
        ControlRef("shot", "a"),
        ControlRef("character", "hana"),
    ]


def test_a_kind_that_the_stack_has_no_controlnet_for_is_left_to_a_rule() -> None:
    assert shot("prompt: x, control: [{kind: scribble}]").control[0].model is None


@pytest.mark.parametrize(
    ("source", "message", "help"),
    [
        ("shot:rof", "unknown-name: there is no shot `rof`", "did you mean `roof`?"),
        ("shot:street", "control-from-later-shot: `street` is this very shot", "write `from: keyframes`"),
        (
            "shot:sea",
            "control-from-later-shot: shot `sea` comes later than this one",
            "take the maps from an earlier shot, or from `keyframes`",
        ),
        ("character:hanna", "unknown-name: there is no character `hanna`", "did you mean `hana`?"),
        (
            "character:hana",
            "character-without-sheet: no picture of `hana` is generated that maps could be taken from",
            "give `hana` a sheet: `sheet: {views: 4}`",
        ),
    ],
)
def test_a_source_that_gives_no_maps_is_told(source: str, message: str, help: str) -> None:
    text = (
        "characters: {hana: {looks: x}}\n"
        f"shots: [{{id: roof, prompt: x}}, {{id: street, prompt: x, control: [{{kind: depth, from: '{source}'}}]}}, "
        "{id: sea, prompt: x}]\n"
    )
    assert said(text) == [f"6:86 {message}"]
    assert helps(text) == [help]


@pytest.mark.parametrize(
    ("ids", "message"),
    [
        ("{id: 1a, prompt: x}, {id: b, prompt: x, control: [{kind: depth, from: 'shot:b'}]}", "`b` is this very shot"),
        (
            "{id: 1a, prompt: x}, {id: b, prompt: x, control: [{kind: depth, from: 'shot:c'}]}, {id: c, prompt: x}",
            "shot `c` comes later than this one",
        ),
        ("{prompt: x}, {id: b, prompt: x, control: [{kind: depth, from: 'shot:b'}]}", "`b` is this very shot"),
    ],
)
def test_a_shot_whose_id_could_not_be_read_confuses_no_other(ids: str, message: str) -> None:
    assert said(f"shots: [{ids}]\n")[1].partition(": ")[2] == message


@pytest.mark.parametrize("sheet", ["4", "[x]", "{views: 99}", "{view: 4}"])
def test_a_sheet_that_could_not_be_read_is_not_called_missing(sheet: str) -> None:
    text = (
        f"characters: {{hana: {{looks: x, sheet: {sheet}}}}}\n"
        f"shots: [{{id: a, prompt: x, control: [{{kind: depth, from: 'character:hana'}}]}}]\n"
    )
    assert [one.partition(" ")[0].partition(":")[0] for one in said(text)] == ["5"]


# -- stills


def test_stills_share_half_of_their_noise_where_nothing_else_is_said() -> None:
    made = shot("prompt: x")
    assert tuple(made.keyframes) == (0.5, "none", 0.6)
    assert made.origins["keyframes.from_first"] == Origin("none", "language")


def test_what_stills_take_from_the_first_may_be_written() -> None:
    made = shot("prompt: x, keyframes: {shared_noise: 0%, from_first: picture, strength: 100%}")
    assert tuple(made.keyframes) == (0.0, "picture", 1.0)
    assert made.origins["keyframes.strength"] == Origin(1.0, "written")


@pytest.mark.parametrize("share", ["0%", "00%", "0.5%"])
def test_from_nothing_of_the_first_no_still_can_be_drawn(share: str) -> None:
    text = f"shots: [{{id: a, prompt: x, keyframes: {{strength: {share}}}}}]\n"
    assert said(text) == [f"5:50 bad-value: `{share}` is not a share from 1% on"]


@pytest.mark.parametrize("stack", ["sd2", "pocket"])
def test_a_likeness_needs_a_model_that_holds_it(stack: str) -> None:
    text = f"animec: 1\nclip: a\nstack: {stack}\nshots: [{{id: a, prompt: x, keyframes: {{from_first: likeness}}}}]\n"
    _, (found,) = resolved(text)
    assert found.code.name == "identity-unavailable"
    assert found.message == f"stack `{stack}` has no model that holds a likeness"
    assert found.help == "write `from_first: picture`"
    assert found.span.text == "likeness"


@pytest.mark.parametrize("stack", ["sdxl", "animatic"])
def test_where_there_is_one_or_no_model_at_all_nothing_is_said(stack: str) -> None:
    text = f"animec: 1\nclip: a\nstack: {stack}\nshots: [{{id: a, prompt: x, keyframes: {{from_first: likeness}}}}]\n"
    made, found = resolved(text)
    assert found == []
    assert made is not None
    assert (made.identity is not None) == (stack == "sdxl")
    assert [one.span.text for one in made.requests if one.model is made.identity] == ["keyframes"] * (stack == "sdxl")


# -- motion on a stack that has none

_SD2 = "animec: 1\nclip: a\nstack: sd2\n"


@pytest.mark.parametrize("motion", ["", ", motion: none", ", motion: {module: none}"])
def test_without_a_motion_module_shots_are_stills(motion: str) -> None:
    made, found = resolved(f"{_SD2}shots: [{{id: a, prompt: x{motion}}}]\n")
    assert found == []
    assert made is not None
    assert made.shots[0].motion.module is None
    source = Origin("none", "written") if motion else Origin("none", "stack", "sd2")
    assert made.shots[0].origins["motion.module"] == source


@pytest.mark.parametrize("motion", ["{scale: 1.1}", "{lora: motion-lora-own}"])
def test_there_what_a_module_would_do_is_refused_with_what_can_be_done_instead(motion: str) -> None:
    _, (found,) = resolved(f"{_SD2}shots: [{{id: a, prompt: x, motion: {motion}}}]\n")
    assert found.code.name == "motion-unavailable"
    assert found.message == "stack `sd2` has no motion module, so nothing here has an effect"
    assert found.help == "write `motion: none` for stills with camera moves, and interpolate them under `post`"
    assert found.span.text == "motion"


def test_a_module_of_ones_own_moves_it_all_the_same() -> None:
    own = "models: {mine: {kind: motion_adapter, family: sd2, data: free}}\n"
    made, found = resolved(f"{_SD2}{own}shots: [{{id: a, prompt: x, motion: {{module: mine, scale: 1.1}}}}]\n")
    assert found == []
    assert made is not None
    module = made.shots[0].motion.module
    assert module is not None
    assert (module.id, module.is_own) == ("mine", True)


# -- joins and chains


def test_a_shot_is_cut_to_the_next_and_the_last_one_ends() -> None:
    made = board(
        "shots: [{id: a, prompt: x}, {id: b, prompt: x, next: crossfade 4f}, {id: c, prompt: x, next: carry}, "
        "{id: d, prompt: x}]\n"
    )
    assert [one.join for one in made.shots] == [Join("cut", 0), Join("crossfade", 4), Join("carry", 0), Join("end", 0)]


def test_a_join_to_nothing_is_told() -> None:
    assert said("shots: [{id: a, prompt: x, next: carry}]\n") == [
        "5:34 join-to-nothing: the last shot says `carry`, but no shot follows"
    ]
    assert said("shots: [{id: a, prompt: x, next: cut}]\n") == []


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("motion: none", "", "`a` has no motion module"),
        ("", "motion: none", "`b` has no motion module"),
        ("", "chain: {mode: windows}", "`b` is not chained by `carry`"),
        ("", "chain: {overlap: 0f}", "`b` overlaps nothing"),
        (
            "chain: {length: 4f, overlap: 1f}",
            "chain: {overlap: 5f}",
            "`b` overlaps 5 frames, more than a segment of `a` has",
        ),
    ],
)
def test_a_carry_that_cannot_be_is_told(first: str, second: str, why: str) -> None:
    one, other = (f", {part}" if part else "" for part in (first, second))
    found = said(f"shots: [{{id: a, prompt: x, next: carry{one}}}, {{id: b, prompt: x{other}}}]\n")
    assert found == [f"5:34 carry-not-possible: `a` cannot carry into `b`: {why}"]


def test_a_chain_has_defaults_from_the_language_and_the_stack() -> None:
    made = shot("prompt: x")
    assert tuple(made.chain) == ("carry", 4, 16, 0.0)
    assert made.origins["chain.anchor"] == Origin(0.0, "language")
    assert made.origins["chain.overlap"] == Origin(4, "language")
    assert made.origins["chain.length"] == Origin(16, "stack", "pocket")


def test_a_chain_may_be_given_in_frames_or_seconds() -> None:
    text = "prompt: x, chain: {mode: windows, overlap: 1s, length: 12f, anchor: 30%}"
    assert tuple(shot(text).chain) == ("windows", 8, 12, 0.3)


def test_a_chain_of_fractions_is_told_and_is_no_doubt_of_the_duration() -> None:
    made, found = resolved("animec: 1\nclip: a\nshots: [{id: a, prompt: x, chain: {overlap: 0.3s}}]\n")
    assert [one.code.name for one in found] == ["fraction-of-a-frame"]
    assert made is not None
    assert made.shots[0].doubtful == {"chain"}


# -- stills


def test_a_still_is_one_picture_unless_more_are_asked_for() -> None:
    made = board("stills: [{id: a, prompt: x}, {id: b, prompt: y, count: 3, seed: 7}]\n")
    assert [(still.id, still.pictures, still.seed) for still in made.stills] == [("a", 1, None), ("b", 3, 7)]
    assert made.stills[0].origins["count"] == Origin(1, "language")


def test_what_has_no_id_has_one_all_the_same_so_that_the_rest_is_looked_at() -> None:
    made, found = resolved("animec: 1\nclip: a\nshots: [{prompt: x}]\nstills: [{prompt: '{{ y }}'}]\n")
    assert [one.code.name for one in found] == ["missing-key", "missing-key", "unreadable-template-variable"]
    assert made is not None
    assert (made.shots[0].id, made.stills[0].id) == ("shot-1", "still-1")
