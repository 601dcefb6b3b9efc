"""Stills in the plan: those of a set made together, and those of a shot made alike."""

from typing import Any

import pytest

from anime_compiler.model.storyboard import constant
from anime_compiler.plan import ops
from anime_compiler.plan.one_still import one_still
from anime_compiler.plan.render_plan import Node, RenderPlan
from anime_compiler.plan.selection import chosen
from tests.anime_compiler.plan.compiled import compiled, inputs, plan_of

_HANA = "characters: {hana: {looks: 1girl, sheet: {views: 4}}}\n"
_BEATS = "beats: [{at: 0%, prompt: one}, {at: 50%, prompt: two}, {at: 100%, prompt: three}]"


def _set(count: int, batch: int) -> str:
    profile = f"profile: {{extends: 768_long, batch: {batch}}}\n"
    return f"{profile}stills: [{{id: face, prompt: a face, count: {count}}}]\n"


def _stills(plan: RenderPlan) -> list[Node]:
    return [node for node in plan.nodes if isinstance(node.op, ops.Keyframe)]


def _op(node: Node) -> Any:
    return node.op


# -- sets


@pytest.mark.parametrize(
    ("count", "batch", "sizes"), [(5, 1, [1] * 5), (5, 2, [2, 2, 1]), (4, 4, [4]), (3, 4, [3]), (9, 4, [4, 4, 1])]
)
def test_a_set_is_made_in_batches(count: int, batch: int, sizes: list[int]) -> None:
    stills = _stills(plan_of(_set(count, batch)))
    assert [len(_op(node).seeds) for node in stills] == sizes
    assert [node.id for node in stills] == [f"face/still/{number}" for number in range(0, count, batch)]


@pytest.mark.parametrize("batch", [2, 3, 4])
def test_a_batch_gives_every_picture_the_noise_that_it_has_alone(batch: int) -> None:
    alone = [seed for node in _stills(plan_of(_set(7, 1))) for seed in _op(node).seeds]
    assert [seed for node in _stills(plan_of(_set(7, batch))) for seed in _op(node).seeds] == alone
    assert len(set(alone)) == 7


def test_pictures_of_a_set_share_no_noise() -> None:
    (node,) = _stills(plan_of(_set(3, 4)))
    assert (_op(node).shared, _op(node).redraw) == (0.0, 0.0)


def test_every_picture_has_a_file_of_its_own_which_says_which_picture_it_is() -> None:
    assert [tuple(output) for output in plan_of(_set(5, 2)).outputs] == [
        ("images/face_01.png", "face/still/0", 0),
        ("images/face_02.png", "face/still/0", 1),
        ("images/face_03.png", "face/still/2", 0),
        ("images/face_04.png", "face/still/2", 1),
        ("images/face_05.png", "face/still/4", 0),
    ]


def test_how_pictures_are_batched_is_in_their_key() -> None:
    keys = [{node.key for node in _stills(compiled(_set(4, batch)).plan)} for batch in (1, 2, 4)]
    assert not keys[0] & keys[1]
    assert not keys[1] & keys[2]


@pytest.mark.parametrize(("number", "node", "picture"), [(1, 0, 0), (2, 0, 1), (3, 2, 0), (5, 4, 0)])
def test_one_picture_of_a_batch_is_chosen_by_its_number(number: int, node: int, picture: int) -> None:
    board, plan = compiled(_set(5, 2))
    for part in (chosen(plan, f"face:{number}", None, None), one_still(board, plan, "face", number)):
        (output,) = part.outputs
        assert tuple(output) == (f"images/face_0{number}.png", f"face/still/{node}", picture)
        assert [still.key for still in _stills(part)] == [plan.by_id()[f"face/still/{node}"].key]


def test_the_stills_of_a_shot_are_made_one_by_one() -> None:
    head = "profile: {extends: 768_long, batch: 4}\n"
    stills = _stills(plan_of(f"{head}shots: [{{id: a, prompt: x, motion: none, {_BEATS}}}]\n"))
    assert [len(_op(node).seeds) for node in stills] == [1, 1, 1]


# -- shots


def _shot(more: str = "", prompt: str = "a roof", head: str = "") -> RenderPlan:
    return plan_of(f"{head}shots: [{{id: a, prompt: '{prompt}', motion: none, duration: 16f, {_BEATS}{more}}}]\n")


def _slots(plan: RenderPlan, slot: str) -> list[list[str]]:
    return [[source for name, source in inputs(node) if name == slot] for node in _stills(plan)]


def test_half_of_the_noise_of_a_shot_is_shared_where_nothing_else_is_said() -> None:
    plan = _shot()
    assert [(_op(node).shared, _op(node).redraw) for node in _stills(plan)] == [(0.5, 0.0)] * 3
    assert _slots(plan, "first") == [[], [], []]
    assert [_op(node).shared for node in _stills(_shot(", keyframes: {shared_noise: 20%}"))] == [0.2] * 3


def test_from_its_picture_all_but_the_first_begin_with_the_first() -> None:
    plan = _shot(", keyframes: {from_first: picture, strength: 45%}")
    assert _slots(plan, "first") == [[], ["a/keyframe/0"], ["a/keyframe/0"]]
    assert [_op(node).redraw for node in _stills(plan)] == [0.0, 0.45, 0.45]
    assert [_op(node).identity.model for node in _stills(plan)] == ["", "", ""]


def test_for_its_likeness_all_but_the_first_are_shown_the_first() -> None:
    plan = _shot(", keyframes: {from_first: likeness}")
    assert _slots(plan, "identity") == [[], ["a/keyframe/0"], ["a/keyframe/0"]]
    assert [_op(node).redraw for node in _stills(plan)] == [0.0] * 3
    assert _op(_stills(plan)[0]).identity == ops.Identity("", ())
    assert _op(_stills(plan)[2]).identity == ops.Identity("ip-adapter-plus-sdxl", (0.6,))
    assert "ip-adapter-plus-sdxl" in {model.id for model in plan.models}


def test_the_first_still_comes_after_those_who_appear() -> None:
    plan = _shot(", keyframes: {from_first: likeness, strength: 30%}", "{{ hana }}", _HANA)
    sheet = "character:hana/turnaround"
    assert _slots(plan, "identity") == [[sheet], [sheet, "a/keyframe/0"], [sheet, "a/keyframe/0"]]
    assert _op(_stills(plan)[1]).identity.strengths == (0.6, 0.3)


def test_boards_have_no_model_for_a_likeness_and_need_none() -> None:
    plan = _shot(", keyframes: {from_first: likeness}", head="stack: animatic\n")
    assert _slots(plan, "identity") == [[], [], []]
    assert plan.models == ()


def test_the_strength_says_nothing_where_nothing_is_taken_from_the_first() -> None:
    assert _stills(_shot(", keyframes: {strength: 45%}")) == _stills(_shot(", keyframes: {strength: 60%}"))


@pytest.mark.parametrize("first", ["none", "picture", "likeness"])
def test_one_of_them_alone_is_the_one_that_the_film_is_made_with(first: str) -> None:
    beats = f"{_BEATS}, keyframes: {{from_first: {first}}}"
    text = f"shots: [{{id: a, prompt: x, duration: 28f, control: [{{kind: depth}}], {beats}}}]\n"
    board, plan = compiled(text)
    made = one_still(board, plan, "a", 3)
    assert [output.node for output in made.outputs] == ["a/keyframe/2"]
    assert made.by_id()["a/keyframe/2"].key == plan.by_id()["a/keyframe/2"].key
    others = [] if first == "none" else ["a/keyframe/0"]
    assert [node.id for node in _stills(made)] == [*others, "a/keyframe/2"]


# -- turnarounds


def test_every_view_of_a_turnaround_has_a_text_of_its_own() -> None:
    plan = plan_of(f"{_HANA}shots: [{{id: a, prompt: '{{{{ hana }}}}'}}]\n")
    nodes = plan.by_id()
    texts = [_op(nodes[source]).prompt.text for _, source in inputs(nodes["character:hana/turnaround"])]
    assert texts[0] == "1girl, front view, character sheet, plain background"
    assert texts[2] == "1girl, from behind, back view, character sheet, plain background"
    assert len(set(texts)) == _op(nodes["character:hana/turnaround"]).views == 4


def test_its_texts_know_the_lora_of_the_character() -> None:
    cast = "characters: {hana: {looks: 1girl, sheet: {views: 2}, lora: character-own, weight: 0.9}}\n"
    nodes = plan_of(f"{cast}shots: [{{id: a, prompt: '{{{{ hana }}}}'}}]\n").by_id()
    lora = (ops.Lora("character-own", constant(0.9)),)
    assert _op(nodes["character:hana/turnaround"]).denoising.loras == lora
    assert [_op(nodes[f"character:hana/text/{number}"]).loras for number in (0, 1)] == [lora, lora]
