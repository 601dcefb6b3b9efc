"""Names in prompts: values that use each other, cycles, and values that could not be read."""

import pytest

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.source import Source
from anime_compiler.parse.spec_tree import Place, TextNode
from anime_compiler.resolve.variables import Names, Value, expand_values
from tests.anime_compiler.resolve.boards import board, helps, said


def expanded(values: dict[str, str], lacking: bool = False) -> tuple[Names, list[str]]:
    """The values, each written as a text of its own, and what is said of them."""
    bag = Bag()
    written = {
        name: Value(text, Place(Source(name, text), TextNode(0, len(text), text, plain=True)), ())
        for name, text in values.items()
    }
    names = expand_values(written, bag, lacking)
    return names, [f"{one.span.source.name} {one.span.text!r}: {one.message}" for one in bag]


def test_plain_values_are_taken_as_they_are() -> None:
    names, found = expanded({"a": "dusk", "b": "}} % #"})
    assert found == []
    assert names.texts == {"a": "dusk", "b": "}} % #"}


def test_values_may_use_each_other_in_any_order() -> None:
    names, found = expanded({"a": "{{ b }} sky", "b": "{{ c }} blue", "c": "pale"})
    assert found == []
    assert names.texts == {"a": "pale blue sky", "b": "pale blue", "c": "pale"}


def test_it_is_known_which_names_went_into_a_value_however_deep() -> None:
    names, _ = expanded({"a": "{{ b }}", "b": "{{ c }}", "c": "x", "d": "y"})
    assert names.inside["a"] == {"b", "c"}
    assert names.inside["d"] == frozenset()


def test_a_value_is_filled_in_once_and_never_read_as_a_template_again() -> None:
    names, found = expanded({"a": "{{ b }}", "b": '{{ "{{ c }}" }}', "c": "x"})
    assert found == []
    assert names.texts["a"] == "{{ c }}"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"a": "{{ a }}"}, "`a` is made of itself: `a` → `a`"),
        ({"a": "{{ b }}", "b": "{{ a }}"}, "`a` is made of itself: `a` → `b` → `a`"),
        ({"x": "{{ a }}", "a": "{{ b }}", "b": "{{ a }}"}, "`a` is made of itself: `a` → `b` → `a`"),
        ({"a": "{{ b }} {{ c }}", "b": "y", "c": "{{ a }}"}, "`a` is made of itself: `a` → `c` → `a`"),
        ({"a": "{% if a %}x{% endif %}"}, "`a` is made of itself: `a` → `a`"),
    ],
)
def test_a_cycle_is_told_once_with_its_chain(values: dict[str, str], message: str) -> None:
    _, found = expanded(values)
    assert [one.partition(": ")[2] for one in found] == [message]


def test_two_cycles_are_two_mistakes() -> None:
    assert len(expanded({"a": "{{ a }}", "b": "{{ c }}", "c": "{{ b }}", "d": "{{ a }} {{ b }}"})[1]) == 2


def test_what_no_sense_can_be_made_of_becomes_its_own_name() -> None:
    names, _ = expanded({"a": "{{ a }}", "b": "{{ nobody }}", "c": "{{ b }} and {{ a }}", "d": "{{"})
    assert names.texts == {"a": "a", "b": "b", "c": "b and a", "d": "d"}


def test_a_name_without_a_value_is_told_once_and_the_rest_is_kept() -> None:
    names, found = expanded({"time": "{{ tiem }} light", "a": "{{ time }}", "b": "{{ time }}"})
    assert found == ["time 'tiem': the name `tiem` has no value"]
    assert names.texts["a"] == " light"


def test_a_value_is_not_advised_to_use_itself() -> None:
    (help,) = helps("vars: {time: '{{ tiem }}'}\nshots: [{id: a, prompt: x}]\n")
    assert help == "known here: `palette`"


def test_where_names_are_lacking_an_unknown_one_is_not_told() -> None:
    assert expanded({"a": "{{ b }}"}, lacking=True)[1] == []
    assert expanded({"a": "{{ b"}, lacking=True)[1] != []


def test_a_long_chain_of_names_exhausts_nothing() -> None:
    chain = {f"n{number}": f"{{{{ n{number + 1} }}}}" for number in range(2000)}
    names, found = expanded({**chain, "n2000": "x"})
    assert found == []
    assert names.texts["n0"] == "x"


def test_a_long_cycle_exhausts_nothing_either() -> None:
    chain = {f"n{number}": f"{{{{ n{(number + 1) % 2000} }}}}" for number in range(2000)}
    assert len(expanded(chain)[1]) == 1


def test_values_that_double_end_in_a_finding_and_not_in_memory() -> None:
    doubling = {f"n{number}": f"{{{{ n{number + 1} }}}}{{{{ n{number + 1} }}}}" for number in range(200)}
    _, found = expanded({**doubling, "n200": "xx"})
    assert found
    assert all("the template fills out to more than 16,384 characters" in one for one in found)


# -- in a storyboard


@pytest.mark.parametrize(
    "names",
    [
        "vars: {time: [dusk]}",
        "vars: {time: }",
        "vars: [time]",
        "vars: time",
        "var: {time: dusk}",
        "varss: {time: dusk}",
        "characters: {time: a girl}",
        "characters: {time: {look: a girl}}",
        "characters: [time]",
        "character: {time: {looks: a}}",
        "characters: {ti-me: {looks: a}}",
        "style: {var: {time: dusk}}",
        "style: [time]",
    ],
)
def test_a_name_whose_value_could_not_be_read_is_told_there_and_not_in_every_prompt(names: str) -> None:
    (one,) = said(f"{names}\nshots: [{{id: a, prompt: '{{{{ time }}}}'}}, {{id: b, prompt: 'x {{{{ time }}}}'}}]\n")
    assert one.startswith("5:")


def test_the_same_holds_for_the_names_of_one_shot() -> None:
    text = (
        "shots:\n- {id: a, vars: {time: [dusk]}, prompt: '{{ time }}'}\n- {id: b, vars: time, prompt: '{{ time }}'}\n"
    )
    assert [one.split(" ")[1] for one in said(text)] == ["wrong-type:", "wrong-type:"]


def test_another_shot_s_names_are_no_excuse() -> None:
    text = "shots:\n- {id: a, vars: time, prompt: x}\n- {id: b, prompt: '{{ time }}'}\n"
    assert [one.split(" ")[1] for one in said(text)] == ["wrong-type:", "unreadable-template-variable:"]


def test_nearer_values_take_the_place_of_farther_ones() -> None:
    made = board(
        "style: {template: plain, vars: {a: style, b: style, c: style}}\nvars: {b: story, c: story}\n"
        "shots: [{id: x, prompt: '{{ a }} {{ b }} {{ c }}', vars: {c: shot}}, {id: y, prompt: '{{ c }}'}]\n"
    )
    assert [shot.beats[0].prompt.text for shot in made.shots] == ["style story shot", "story"]
