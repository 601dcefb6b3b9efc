"""What is asked about which picture."""

from random import Random

import torch

from pocket.measure import heads, questions, referee
from pocket.measure.questions import QUESTIONS, ROWS, UNSEEN
from pocket.world import caption, sample
from pocket.world.scene import Character, Motion, Scene

SOMEBODY = Character("girl", "long hair", "red", "green", "smiling", "dress", "blue", "none", "waving")


def told(scene: Scene) -> dict[str, str | None]:
    return {question.name: question.of(scene) for question in QUESTIONS}


def test_a_picture_of_nobody_is_asked_about_the_place_alone() -> None:
    answers = told(Scene(None, "beach"))
    seen = {name: answer for name, answer in answers.items() if answer is not None}
    assert seen == {"person": "nobody", "place": "beach", "time": "day", "weather": "clear"}


def test_somebody_outdoors_is_asked_everything() -> None:
    answers = told(Scene(SOMEBODY, "beach", framing="full body"))
    assert None not in answers.values()
    assert (answers["eye colour"], answers["pose"], answers["outfit colour"]) == ("green", "waving", "blue")


def test_closed_eyes_have_no_colour_but_an_expression() -> None:
    answers = told(Scene(SOMEBODY._replace(expression="eyes closed"), "beach"))
    assert answers["eye colour"] is None
    assert answers["expression"] == "eyes closed"


def test_nothing_of_the_face_is_asked_from_behind() -> None:
    answers = told(Scene(SOMEBODY._replace(yaw=180.0, accessory="glasses"), "beach"))
    assert answers["eye colour"] is None
    assert answers["expression"] is None
    assert answers["accessory"] is None
    assert answers["view"] == "from behind"
    assert told(Scene(SOMEBODY._replace(yaw=180.0, accessory="scarf"), "beach"))["accessory"] == "scarf"


def test_a_close_up_shows_no_pose_but_the_outfit() -> None:
    answers = told(Scene(SOMEBODY, "beach", framing="close-up"))
    assert answers["pose"] is None
    assert answers["outfit"] == "dress"


def test_indoors_has_no_weather() -> None:
    assert told(Scene(SOMEBODY, "classroom"))["weather"] is None


def test_movement_hides_what_it_changes() -> None:
    scene = Scene(SOMEBODY, "beach")
    assert told(scene._replace(motion=Motion("walking"), t=0.5))["pose"] is None
    assert told(scene._replace(motion=Motion("turning head"), t=0.5))["view"] is None
    assert told(scene._replace(motion=Motion("talking"), t=0.5))["expression"] is None
    blinking = told(scene._replace(t=1.3))
    assert (blinking["eye colour"], blinking["expression"]) == (None, None)
    assert told(questions.still(scene._replace(motion=Motion("walking"), t=1.3))) == told(scene)


def test_every_held_out_scene_has_answers_that_exist() -> None:
    table = questions.answer_table([sample.scene(seed) for seed in range(300)])
    assert table.shape == (300, len(QUESTIONS))
    for column, question in enumerate(QUESTIONS):
        assert set(table[:, column].tolist()) <= {UNSEEN, *range(len(question.answers))}
        assert len(set(table[:, column].tolist()) - {UNSEEN}) == len(question.answers), question.name


def test_a_line_of_one_framing_is_about_that_framing_alone() -> None:
    scenes = [Scene(SOMEBODY, "beach", framing=framing) for framing in ("close-up", "full body", "close-up")]
    table = questions.answer_table(scenes)
    row = next(row for row in ROWS if row.label == "eye colour, close-up")
    assert questions.asked(row, scenes, table).tolist() == [True, False, True]


def test_a_varied_scene_has_the_same_caption_in_another_arrangement() -> None:
    for seed in range(60):
        scene = questions.still(sample.scene(seed))
        others = [referee.varied(scene, Random(index)) for index in range(8)]
        assert {caption.plain(other) for other in others} == {caption.plain(scene)}
        assert len(set(others)) > 1


def test_cut_outs_are_where_the_head_is() -> None:
    image = torch.full((1, 3, 256, 256), -1.0)
    scene = Scene(SOMEBODY, "beach", framing="full body", at=(16.0, 8.0))
    left, top, right, bottom = heads.box_of(scene, (256, 256)) or (0, 0, 0, 0)
    image[:, :, top:bottom, left:right] = 1.0
    cut = heads.cut_out(image, heads.head_table([scene], (256, 256)), heads.CUTS["head"])
    size, span, lower = heads.CUTS["head"]
    bright = (cut[0, 0] > 0).nonzero().float()
    assert abs(float(bright[:, 0].mean()) - size * (0.5 - lower / span)) < 1.5
    assert abs(float(bright[:, 1].mean()) - size / 2) < 1.5
    assert abs(len(bright) ** 0.5 - size / span) < 2


def test_the_head_box_of_a_wide_picture_is_scaled() -> None:
    scene = Scene(SOMEBODY, "beach", framing="upper body")
    wide, square = heads.box_of(scene, (320, 192)), heads.box_of(scene, (256, 256))
    assert square == (76, 48, 180, 152)
    assert wide == (121, 36, 199, 114)
    assert heads.box_of(Scene(None, "beach"), (256, 256)) is None
