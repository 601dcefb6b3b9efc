"""One still of a scene: the very one that the film is made with, or the one that it would be made with."""

from functools import cache
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.errors import UsageError
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.one_still import one_still
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.resolve.context import Library

_SPECS = Path(__file__).parents[3] / "specs"
_HEAD = "animec: 1\nclip: c\nruleset: open\nstyle: {template: plain}\n"
_BEATS = "beats: [{at: 0%, prompt: one}, {at: 50%, prompt: two}]"
_MOVING = f"{_HEAD}shots: [{{id: a, prompt: roof, duration: 28f, camera: pan_left, {_BEATS}}}]\n"


@cache
def compiled(text: str) -> tuple[Storyboard, RenderPlan]:
    found, board, plan = compile_storyboard("c.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert board is not None, found
    assert plan is not None, found
    return board, plan


def picture(text: str, scene: str = "", number: int = 1) -> Node:
    """The node of the only picture of the plan."""
    made = one_still(*compiled(text), scene, number)
    (output,) = made.outputs
    assert made.frames == 0
    assert not any(isinstance(node.op, ops.Segment | ops.Assemble) for node in made.nodes)
    return made.by_id()[output.node]


def text_of(text: str, scene: str = "", number: int = 1) -> str:
    made = one_still(*compiled(text), scene, number)
    (words,) = (node.op for node in made.nodes if isinstance(node.op, ops.EncodePrompt))
    return words.prompt.text


@pytest.mark.parametrize("spec", ["clip_001", "dialogue_closeups", "long_take", "portrait", "image_set"])
def test_where_the_film_has_the_still_it_is_the_same_one(spec: str) -> None:
    text = (_SPECS / f"{spec}.yaml").read_text(encoding="utf-8")
    drawn = [node for node in with_keys(compiled(text)[1]).nodes if isinstance(node.op, ops.Keyframe)]
    assert drawn
    for node in drawn:
        number = 1 + int(node.id.rpartition("/")[2])
        assert picture(text, node.scene, number).key == node.key


def test_a_shot_whose_film_needs_no_still_has_one_at_each_beat() -> None:
    assert not any(isinstance(node.op, ops.Keyframe) for node in compiled(_MOVING)[1].nodes)
    assert text_of(_MOVING) == "roof, one"
    assert text_of(_MOVING, "a", 2) == "roof, two"


def test_it_is_the_still_that_the_shot_would_have_with_a_control() -> None:
    controlled = _MOVING.replace("camera:", "control: [{kind: depth}], camera:")
    for number in (1, 2):
        assert picture(_MOVING, "a", number).key == picture(controlled, "a", number).key


def test_it_is_as_large_as_the_shot_is_drawn() -> None:
    segment = next(node.op for node in compiled(_MOVING)[1].nodes if isinstance(node.op, ops.Segment))
    still = picture(_MOVING).op
    assert isinstance(still, ops.Keyframe)
    assert still.denoising.size == segment.denoising.size
    assert still.denoising.size.width > 768  # the camera needs room


def test_joined_shots_share_their_canvas_also_in_a_still() -> None:
    text = (
        f"{_HEAD}shots:\n  - {{id: a, prompt: roof, duration: 16f, next: carry}}\n"
        "  - {id: b, prompt: sea, duration: 12f, camera: {move: zoom_in, amount: 20%}}\n"
    )
    one, other = (picture(text, shot).op for shot in "ab")
    assert isinstance(one, ops.Keyframe)
    assert isinstance(other, ops.Keyframe)
    assert one.denoising.size == other.denoising.size


def test_interpolation_and_other_shots_have_no_part_in_it() -> None:
    more = (
        _MOVING.replace("}]}]", "}], next: crossfade 4f}, {id: b, prompt: sea}]")
        + "post: [{step: interpolate, fps: 24}]\n"
    )
    assert picture(more, "a").key == picture(_MOVING).key


def test_without_shots_it_is_the_first_picture_of_the_first_still() -> None:
    text = _HEAD + "stills: [{id: lamp, prompt: a lamp, count: 2}, {id: door, prompt: a door}]\n"
    assert picture(text).id == "lamp/still/0"
    assert picture(text, "lamp", 2).id == "lamp/still/1"
    assert picture(text, "door").id == "door/still/0"


@pytest.mark.parametrize(
    ("scene", "number", "said"),
    [("b", 1, "there is no shot or still `b`"), ("a", 3, "`a` has 2 stills, and none with the number 3")],
)
def test_what_is_not_there_is_refused(scene: str, number: int, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        one_still(*compiled(_MOVING), scene, number)
    assert refused.value.cure
