"""Prompts as terms."""

from anime_compiler.model.prompt import Phrase, Prompt
from renderer.stacks.animatic.burn_in.terms import ACCENT, DIM, Shares, common_to, own_words, terms_of, words_of
from tests.renderer.stacks.animatic.boards import prompt

_WEIGHTED = Prompt(((Phrase("film still, "), Phrase("rain, storm", 1.2), Phrase(", a girl  on a roof,, ")),))


def test_terms_lie_between_commas_and_know_their_weight() -> None:
    assert [(term.text, term.weight) for term in terms_of(_WEIGHTED)] == [
        ("film still", 1.0),
        ("rain", 1.2),
        ("storm", 1.2),
        ("a girl on a roof", 1.0),
    ]
    assert [term.shows_weight for term in terms_of(_WEIGHTED)] == [True, False, True, True]
    assert terms_of(prompt("," * 9000)) == ()
    assert len(terms_of(prompt("a," * 9000))) < 500


def test_what_prompts_have_in_common_belongs_to_none_of_them() -> None:
    standing, smiling = prompt("cel, rooftop, standing still"), prompt("cel, rooftop, smiling")
    shares = Shares(frozenset({"cel"}), common_to([standing, smiling]))
    assert shares.shot == {"cel", "rooftop"}
    assert own_words(standing, shares) == "standing still"
    colours = {word.text: word.style.colour for word in words_of(smiling, shares, 12, is_in_order=True)}
    assert colours["smiling"] == ACCENT
    assert colours["cel,"] == DIM


def test_one_prompt_alone_has_nothing_in_common() -> None:
    only = prompt("cel, rooftop")
    assert common_to([only, only]) == frozenset()
    assert own_words(only, Shares(frozenset(), frozenset())) == ""


def test_what_every_shot_says_comes_last_where_room_is_short() -> None:
    words = words_of(prompt("cel, rooftop"), Shares(frozenset({"cel"}), frozenset()), 12, is_in_order=False)
    assert [word.text for word in words] == ["rooftop,", "cel"]


def test_weights_stand_behind_what_they_weigh() -> None:
    words = words_of(_WEIGHTED, Shares(frozenset(), frozenset()), 12, is_in_order=True)
    texts = [word.text for word in words]
    assert texts[:5] == ["film", "still,", "rain,", "storm", " 1.2,"]
    assert [word.style.is_bold for word in words[:4]] == [False, False, True, True]
