"""What is told of a film, read off its plan."""

import pytest

from anime_compiler.lower.lowered import Window
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from renderer.stacks.animatic.burn_in.facts import Camera, ShotFacts, facts_of
from tests.renderer.stacks.animatic.boards import CHAIN, SPECS, nodes_of, plan_of, plan_of_spec


def facts(text: str) -> tuple[ShotFacts, ...]:
    plan = plan_of(text)
    return facts_of(plan, nodes_of(plan, ops.Assemble)[0])


def test_a_chained_shot_is_told_with_its_segments_and_beats() -> None:
    walk, sea = facts(CHAIN)
    assert [(piece.first, piece.frames, piece.skip) for piece in walk.pieces] == [
        (0, 16, 0),
        (16, 12, 4),
        (28, 12, 4),
        (40, 12, 4),
    ]
    assert walk.beats() == [0, 15, 51]
    assert (sea.first, sea.frames, sea.pieces[0].skip) == (52, 12, 4)
    assert walk.module == "animatediff-sdxl-beta"
    assert walk.camera is not None
    assert walk.camera.name == "pan left"
    assert sea.camera is not None
    assert sea.camera.name == ""


def test_a_moment_lies_between_its_texts_and_knows_what_acts_there() -> None:
    walk, _ = facts(CHAIN)
    start, later, end = (walk.moment(frame) for frame in (0, 33, 51))
    assert "standing" in start.text.text
    assert start.share == 0
    assert "walking" in later.text.text
    assert "smiling" in later.next_text.text
    assert 0 < later.share < 1
    assert "smiling" in end.text.text
    assert [kind for kind, _ in start.controls] == ["depth", "openpose"]
    strengths = [dict(walk.moment(frame).controls)["openpose"] for frame in range(52)]
    assert strengths == sorted(strengths)
    assert (strengths[0], strengths[-1]) == pytest.approx((0.2, 1.0))
    assert [walk.moment(frame).segment for frame in (0, 15, 16, 27, 28, 51)] == [0, 0, 1, 1, 2, 3]
    assert len({walk.moment(frame).seed for frame in range(52)}) == 4


def test_frames_in_between_are_told_like_the_frames_that_were_made() -> None:
    path, spark, _ = facts(SPECS["open_experiment"].read_text(encoding="utf-8"))
    assert (path.made, path.frames) == (28, 84)
    assert [path.made_frame(frame) for frame in (0, 1, 2, 3, 83)] == [0, 0, 0, 1, 27]
    assert spark.first == path.frames - spark.fade
    assert spark.window(spark.first) == spark.window(spark.first + 80), "it stands on a canvas that it shares"


def test_held_stills_are_told_without_segments() -> None:
    shots = facts(SPECS["sd2_night_train"].read_text(encoding="utf-8"))
    window = shots[1]
    assert window.module == ""
    assert len(window.pieces) == 1
    moment = window.moment(window.first + window.frames - 1)
    assert moment.seed == 0
    assert moment.controls == ()
    assert "lights of a village" in moment.text.text


@pytest.mark.parametrize(
    ("end", "name"),
    [
        (Window(60, 50, 80, 80), "pan right"),
        (Window(40, 50, 80, 80), "pan left"),
        (Window(50, 40, 80, 80), "tilt up"),
        (Window(50, 60, 80, 80), "tilt down"),
        (Window(50, 50, 60, 60), "zoom in"),
        (Window(50, 50, 90, 90), "zoom out"),
        (Window(50, 50, 80, 80, -5), "roll left"),
        (Window(50, 50, 80, 80, 5), "roll right"),
        (Window(50, 50, 80, 80), ""),
    ],
)
def test_a_camera_move_has_its_name(end: Window, name: str) -> None:
    assert Camera(Size(100, 100), (Window(50, 50, 80, 80), end)).name == name


def test_moves_have_the_names_that_the_storyboard_gives_them() -> None:
    plan = plan_of_spec("camera_moves")
    told = [shot.camera.name for shot in facts_of(plan, nodes_of(plan, ops.Assemble)[0]) if shot.camera]
    assert told == ["pan left", "pan right", "tilt up", "tilt down", "zoom in", "zoom out", "roll left", "roll right"]
