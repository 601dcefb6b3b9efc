"""What shots and stills share: looks, the cast of their prompts, and negative prompts."""

import pytest

from anime_compiler.model.prompt import Phrase
from tests.anime_compiler.resolve.boards import board, said

PLAIN = "style: {template: plain}\n"
CAST = (
    "characters:\n"
    "  hana: {looks: '1girl, {{ hair }} hair'}\n"
    "  ken: {looks: 1boy}\n"
    "  twin: {looks: 'like {{ hana }}'}\n"
    "vars: {hair: blue}\n"
)


def cast(prompt: str, extra: str = "") -> tuple[str, ...]:
    return board(f"{PLAIN}{CAST}shots: [{{id: a, prompt: '{prompt}'{extra}}}]\n").shots[0].characters


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("nobody", ()),
        ("{{ hana }} runs", ("hana",)),
        ("{{ ken }} and {{ hana }}", ("hana", "ken")),
        ("{{ twin }}", ("hana", "twin")),
        ("{{ ken | upper }}", ("ken",)),
        ("{% if hana %}x{% endif %}", ("hana",)),
        ("hana without braces", ()),
    ],
)
def test_who_appears_is_found_in_the_prompt(prompt: str, expected: tuple[str, ...]) -> None:
    assert cast(prompt) == expected


def test_who_appears_is_found_in_beats_and_in_variables_too() -> None:
    assert cast("x", ", beats: [{at: 0%, prompt: '{{ ken }}'}]") == ("ken",)
    assert cast("{{ who }}", ", vars: {who: '{{ ken }} runs'}") == ("ken",)


def test_who_appears_is_found_in_stills() -> None:
    made = board(f"{CAST}stills: [{{id: a, prompt: '{{{{ twin }}}}'}}, {{id: b, prompt: x}}]\n")
    assert [still.characters for still in made.stills] == [("hana", "twin"), ()]


def test_looks_take_the_place_of_the_name() -> None:
    made = board(f"{PLAIN}{CAST}shots: [{{id: a, prompt: '{{{{ twin }}}} runs'}}]\n")
    assert made.shots[0].beats[0].prompt.text == "like 1girl, blue hair runs"
    assert made.characters["twin"].looks == "like 1girl, blue hair"


def test_looks_may_use_what_only_a_shot_says() -> None:
    text = (
        "characters: {hana: {looks: 'a girl in {{ light }} light'}}\n"
        "shots: [{id: a, prompt: '{{ hana }}', vars: {light: dim}}]\n"
    )
    assert "a girl in dim light" in board(PLAIN + text).shots[0].beats[0].prompt.text


# -- negative prompts


def negative(text: str, shot: int = 0) -> str:
    return board(text).shots[shot].negative.text


def test_the_template_s_negative_prompt_comes_first_then_the_style_s_then_the_shot_s() -> None:
    text = "style: {negative: [crowd, fog]}\nshots: [{id: a, prompt: x, negative: rain, style: {negative: snow}}]\n"
    assert negative(text).endswith("watermark, text, crowd, fog, snow, rain")


def test_without_any_there_is_none() -> None:
    assert negative(PLAIN + "shots: [{id: a, prompt: x}]\n") == ""


def test_each_shot_has_its_own() -> None:
    text = (
        PLAIN + "shots: [{id: a, prompt: x, negative: rain}, {id: b, prompt: x}, {id: c, prompt: x, negative: rain}]\n"
    )
    made = board(text)
    assert [shot.negative.text for shot in made.shots] == ["rain", "", "rain"]


def test_a_negative_prompt_may_use_names_which_each_shot_fills_in() -> None:
    text = (
        "style: {template: plain, negative: 'no {{ time }}'}\n"
        "shots: [{id: a, prompt: x, vars: {time: dusk}}, {id: b, prompt: x, vars: {time: noon}}]\n"
    )
    assert [negative(text, 0), negative(text, 1)] == ["no dusk", "no noon"]


def test_a_negative_prompt_has_the_same_dialect() -> None:
    made = board(PLAIN + "shots: [{id: a, prompt: x, negative: ['(fog:1.3)', rain]}]\n").shots[0].negative
    assert made.sections == ((Phrase("fog", 1.3), Phrase(", rain", 1.0)),)


def test_a_mistake_in_a_shared_negative_prompt_is_told_once() -> None:
    text = (
        "style: {negative: ['(fog', '{{ nobody }}']}\n"
        "shots: [{id: a, prompt: x}, {id: b, prompt: x}, {id: c, prompt: x, negative: y}]\n"
    )
    assert said(text) == [
        "5:21 unbalanced-parenthesis: `(` is never closed",
        "5:32 unreadable-template-variable: the name `nobody` has no value",
    ]


# -- where a mistake that came out of a value is told


def test_a_mistake_in_a_value_is_told_once_and_where_it_was_written() -> None:
    text = (
        "characters: {hana: {looks: '1girl, (blue hair'}}\n"
        "shots: [{id: a, prompt: '(wind:1.2) {{ hana }}'}, {id: b, prompt: '{{ hana }} runs'}]\n"
    )
    assert said(text) == ["5:36 unbalanced-parenthesis: `(` is never closed"]


def test_also_if_the_value_came_through_another() -> None:
    text = (
        "vars: {hair: 'blue)'}\n"
        "characters: {hana: {looks: 'a girl, {{ hair }} hair'}}\n"
        "shots: [{id: a, prompt: 'x {{ hana }}'}]\n"
    )
    assert said(text) == ["5:19 unbalanced-parenthesis: `)` was never opened"]


def test_a_mistake_beside_a_value_is_told_in_the_prompt() -> None:
    text = "vars: {hair: 'long, blue'}\nshots: [{id: a, prompt: '{{ hair }} hair (wet'}]\n"
    assert said(text) == ["6:42 unbalanced-parenthesis: `(` is never closed"]


def test_a_sheet_shows_the_words_of_the_looks_without_their_markup() -> None:
    text = "characters: {hana: {looks: '1girl, (blue hair:1.2) <lora:pocket-pastel:0.5>', sheet: {}}}\n"
    assert board(text + "shots: [{id: a, prompt: '{{ hana }}'}]\n").characters["hana"].looks == "1girl, blue hair"
