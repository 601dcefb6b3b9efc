import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.resolve.prompt_dialect import read_prompt
from anime_compiler.resolve.template_text import expand_text
from anime_compiler.starter.foreign_prompt import Person, foreign_negative, foreign_prompt
from anime_compiler.starter.remarks import Remarks

HANA = Person("hana", ("Hana",), "girl, blue hair")


def drawn(prompt: str) -> str:
    """The words that a text encoder gets."""
    return read_prompt(expand_text(prompt, {"hana": HANA.looks}).text).prompt.text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a girl", "a girl"),
        ("(a girl:1.2), [dusk] BREAK rain", "(a girl:1.2), [dusk] BREAK rain"),
        (r"saber \(fate\)", r"saber \(fate\)"),
        ("a girl (blue hair", r"a girl \(blue hair"),
        ("[dusk:night:0.5]", r"\[dusk:night:0.5\]"),
        ("(mood: calm)", r"\(mood: calm\)"),
        ("a cat AND a dog", "a cat and a dog"),
        ("{red|blue} hair", "{red|blue} hair"),
        ("{{a}}", "{{ '{' }}{a}}"),
        ("{% if %}", "{{ '{' }}% if %}"),
        ("{# a #}", "{{ '{' }}# a #}"),
        ("a girl, <lora:x:0.8>, dusk", "a girl, dusk"),
        ("<hypernet:x> a girl", "a girl"),
        (">_<, a <3 b", ">_<, a <3 b"),
        ("", ""),
        ("()", ""),
        ("BREAK", ""),
        ("<lora:x>", ""),
    ],
)
def test_prompts(text: str, written: str) -> None:
    assert foreign_prompt(text, Remarks()) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hana waits", "{{ hana }} waits"),
        ("HANA waits", "{{ hana }} waits"),
        ("Hana and Hana", "{{ hana }} and Hana"),
        ("(Hana:1.2) waits", "({{ hana }}:1.2) waits"),
        ("Hanako, hana", "{{ hana }}, Hanako, hana"),
        ("{Hana}", "{{ '{' }}{{ hana }}}"),
        ("rain", "{{ hana }}, rain"),
    ],
)
def test_names(text: str, written: str) -> None:
    assert foreign_prompt(text, Remarks(), [HANA], [HANA]) == written


def test_names_in_scripts_without_spaces() -> None:
    person = Person("hana", ("花",), "girl")
    assert foreign_prompt("花が立つ", Remarks(), [person]) == "{{ hana }}が立つ"


def test_looks_that_would_break_a_bracket_make_it_a_character() -> None:
    person = Person("hana", ("Hana",), "mood: calm")
    assert foreign_prompt("(Hana)", Remarks(), [person]) == r"\({{ hana }}\)"


def test_what_all_share_comes_last() -> None:
    assert foreign_prompt("rain", Remarks(), after={"look": "grain"}) == "rain, {{ look }}"


def test_tags_are_told() -> None:
    remarks = Remarks()
    foreign_prompt("a girl <lora:x:0.8>", remarks)
    assert list(remarks) == [
        "`<lora:x:0.8>`: left out; LoRAs are named under `style`, as `loras: {catalogue-name: 0.8}`"
    ]


@given(st.text(st.sampled_from("ab {}%#'\"-"), max_size=30))
def test_braces_stay_what_they_are(text: str) -> None:
    written = foreign_prompt(f"x {text}", Remarks())
    assert drawn(written) == " ".join(f"x {text}".split()).strip(" ,")


@given(st.text(st.sampled_from("ab ()[]\\:1.,"), max_size=30))
def test_brackets_never_break_a_prompt(text: str) -> None:
    written = foreign_prompt(f"x {text}", Remarks(), [HANA], [HANA])
    assert "x" in drawn(written)


def test_long_negatives_become_lists() -> None:
    assert foreign_negative("text, watermark", Remarks()) == ["text, watermark"]
    pieces = foreign_negative("bad hands, " * 100, Remarks())
    assert len(pieces) > 1
    assert all(len(piece) <= 512 for piece in pieces)
    assert " ".join(pieces).count("bad hands") == 100
    assert foreign_negative("", Remarks()) == []
