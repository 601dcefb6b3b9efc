"""Which LoRAs are at work in a shot: the style's, the prompts' and the characters'; each is counted."""

import pytest

from tests.anime_compiler.resolve.boards import board, said

CHARACTER = (
    "models: {hana-lora: {kind: lora_character, family: pocket}}\n"
    "characters: {hana: {looks: a girl, lora: hana-lora, weight: 0.7}}\n"
)


def loras(text: str, shot: int = 0) -> list[tuple[str, float, str]]:
    """Model, weight at the start and origin of each LoRA of a shot."""
    uses = board(text).shots[shot].loras
    return [(use.model.id, use.weight.points[0].value, use.via) for use in uses]


def test_a_style_s_loras_work_in_every_shot() -> None:
    text = "style: {loras: {pocket-pastel: 0.8}}\nshots: [{id: a, prompt: x}, {id: b, prompt: y}]\n"
    assert loras(text) == loras(text, 1) == [("pocket-pastel", 0.8, "style")]


def test_a_shot_s_own_weight_takes_the_place_of_the_style_s() -> None:
    text = (
        "style: {loras: {pocket-pastel: 0.8, pocket-flat: 0.2}}\n"
        "shots: [{id: a, prompt: x, style: {loras: {Pocket Pastel: 0.1}}}, {id: b, prompt: x}]\n"
    )
    assert loras(text) == [("pocket-pastel", 0.1, "style"), ("pocket-flat", 0.2, "style")]
    assert loras(text, 1)[0] == ("pocket-pastel", 0.8, "style")


def test_a_tag_is_lifted_out_of_the_prompt_and_counted() -> None:
    text = "style: {template: plain}\nshots: [{id: a, prompt: 'a roof, <lora:pocket-pastel:0.5>, wind'}]\n"
    assert loras(text) == [("pocket-pastel", 0.5, "prompt")]
    assert board(text).shots[0].beats[0].prompt.text == "a roof, wind"


def test_a_tag_without_a_weight_has_all_of_it() -> None:
    assert loras("shots: [{id: a, prompt: 'a roof <lora:pocket-pastel>'}]\n") == [("pocket-pastel", 1.0, "prompt")]


def test_a_tag_of_weight_nothing_is_counted_all_the_same() -> None:
    assert loras("shots: [{id: a, prompt: 'x <lora:pocket-pastel:0>'}]\n") == [("pocket-pastel", 0.0, "prompt")]


def test_tags_of_beats_are_counted_and_those_of_the_shot_only_once() -> None:
    text = (
        "shots: [{id: a, prompt: 'x <lora:pocket-pastel:0.5>', beats: [{at: 0%, prompt: b}, "
        "{at: 100%, prompt: 'c <lora:pocket-flat:0.1>'}]}]\n"
    )
    assert loras(text) == [("pocket-pastel", 0.5, "prompt"), ("pocket-flat", 0.1, "prompt")]


def test_the_same_tag_twice_is_two_uses() -> None:
    assert len(loras("shots: [{id: a, prompt: 'x <lora:pocket-pastel:0.5> <lora:pocket-pastel:0.5>'}]\n")) == 2


def test_a_tag_in_a_variable_is_one_use_however_often_the_variable_is_used() -> None:
    text = (
        "vars: {look: 'soft <lora:pocket-pastel:0.5>'}\n"
        "shots: [{id: a, prompt: '{{ look }} x', beats: [{at: 0%, prompt: '{{ look }}'}]}]\n"
    )
    assert loras(text) == [("pocket-pastel", 0.5, "prompt")]


def test_a_character_s_lora_works_where_the_character_appears() -> None:
    text = CHARACTER + "shots: [{id: a, prompt: '{{ hana }}'}, {id: b, prompt: nobody}]\n"
    assert loras(text) == [("hana-lora", 0.7, "character")]
    assert loras(text, 1) == []


def test_style_comes_before_prompt_and_prompt_before_character() -> None:
    text = (
        CHARACTER
        + "style: {loras: {pocket-flat: 0.2}}\nshots: [{id: a, prompt: '{{ hana }} <lora:pocket-pastel:0.5>'}]\n"
    )
    assert [via for _, _, via in loras(text)] == ["style", "prompt", "character"]


@pytest.mark.parametrize(
    ("names", "count"),
    [("pocket-pastel: 0.1, Pocket Pastel: 0.2", 2), ("pocket-pastel: 0.1, Pocket Pastel: 0.2, pocket_pastel: 0.3", 3)],
)
def test_one_file_under_several_names_is_counted_as_often_as_it_is_named(names: str, count: int) -> None:
    assert len(loras(f"style: {{loras: {{{names}}}}}\nshots: [{{id: a, prompt: x}}]\n")) == count


def test_a_weight_may_be_a_curve_over_each_shot_s_own_frames() -> None:
    text = (
        "style: {loras: {pocket-pastel: [{at: 0%, value: 0.1}, {at: 100%, value: 0.9}]}}\n"
        "shots: [{id: a, prompt: x}, {id: b, prompt: y, duration: 32f}]\n"
    )
    made = board(text)
    assert [[point.frame for point in shot.loras[0].weight.points] for shot in made.shots] == [[0, 15], [0, 31]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("style: {loras: {pocket-pastl: 1}}\nshots: [{id: a, prompt: x}]\n", "5:17 unknown-name"),
        ("shots: [{id: a, prompt: 'x <lora:pocket-pastl:1>'}]\n", "5:28 unknown-name"),
        ("vars: {v: 'x <lora:pocket-pastl:1>'}\nshots: [{id: a, prompt: '{{ v }}'}]\n", "5:14 unknown-name"),
        ("characters: {h: {looks: x, lora: pocket-pastl}}\nshots: [{id: a, prompt: '{{ h }}'}]\n", "5:34 unknown-name"),
    ],
)
def test_a_lora_that_nothing_has_is_told_where_it_is_named(text: str, expected: str) -> None:
    assert said(text) == [f"{expected}: there is no model `pocket-pastl`"]


def test_a_lora_cannot_stand_in_a_negative_prompt() -> None:
    assert said(
        "style: {negative: 'fog <lora:pocket-pastel:1>'}\nshots: [{id: a, prompt: x}, {id: b, prompt: x}]\n"
    ) == ["5:24 bad-lora-tag: the LoRA `pocket-pastel` cannot stand in a negative prompt"]
