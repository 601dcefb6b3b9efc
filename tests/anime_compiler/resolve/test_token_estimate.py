import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.model.prompt import Phrase, Prompt
from anime_compiler.resolve.token_estimate import token_estimate, words_past

# Each text with the number of tokens that CLIP's own vocabulary makes of it.
COUNTED = [
    (
        "1girl, short blue hair, amber eyes, navy school uniform on a school rooftop, dusk light, wind, "
        "masterpiece, best quality",
        27,
    ),
    (
        "masterpiece, best quality, ultra-detailed, illustration, 1girl, solo, long hair, twintails, "
        "serafuku, pleated skirt, thighhighs, zettai ryouiki, looking at viewer, smile, outdoors, "
        "cherry blossoms, depth of field, bokeh, cinematic lighting",
        61,
    ),
    (
        "a young woman walking down a city street at night, neon signs reflecting in puddles, rain, "
        "umbrella, anime key visual, highly detailed background",
        29,
    ),
    (
        "flat color, pastel colors, cel shading, clean lineart, watermark, lowres, bad anatomy, bad hands, "
        "missing fingers, extra digit, jpeg artifacts, signature, username, blurry",
        40,
    ),
    (
        "photorealistic cyberpunk megastructure, volumetric godrays, chromatic aberration, unreal engine, "
        "artstation, greg rutkowski",
        25,
    ),
    (
        "crescent moon, torii gate, kimono, obi, geta, paper lantern, fireworks, yukata, shrine maiden, hakama",
        27,
    ),
    ("夕暮れの屋上に立つ少女、風に揺れる髪", 37),
    ("девушка на крыше, закат", 26),
    ("une fille sur le toit d'une école à la tombée de la nuit, éclairage doux", 26),
    ("straßenlaterne, übergröße, mädchen", 19),
]


@pytest.mark.parametrize(("text", "counted"), COUNTED)
def test_the_estimate_is_near_what_the_tokenizer_counts(text: str, counted: int) -> None:
    assert token_estimate(text) == pytest.approx(counted, rel=0.11)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), (" \n", 0), ("hair", 1), ("uniform", 1), ("serafuku", 2), ("2025", 4), ("a, b.", 4), ("夕", 2)],
)
def test_what_counts_as_one_token(text: str, tokens: int) -> None:
    assert token_estimate(text) == tokens


@given(st.text(), st.text())
def test_a_longer_text_never_takes_fewer_tokens(first: str, second: str) -> None:
    assert token_estimate(first) <= token_estimate(first + " " + second)


def prompt_of(*sections: str) -> Prompt:
    return Prompt(tuple((Phrase(section),) for section in sections))


def test_words_that_fit_are_not_past_the_limit() -> None:
    assert words_past(Prompt(())) == ()
    assert words_past(prompt_of("a girl on a roof")) == ()
    assert words_past(prompt_of("a " * 75)) == ()


def test_the_words_past_the_limit_are_those_that_a_person_would_look_for() -> None:
    assert words_past(prompt_of("a " * 75 + "wind, rain")) == ("wind", "rain")
    assert words_past(prompt_of("short blue hair, amber eyes"), limit=3) == ("amber", "eyes")
    assert words_past(prompt_of("short blue hair, , eyes"), limit=4) == ("eyes",)


def test_a_word_may_be_spread_over_phrases_and_other_sections_have_their_own_room() -> None:
    prompt = Prompt(((Phrase("a twin", 1.1), Phrase("tails, b")), (Phrase("c " * 70),)))
    assert words_past(prompt, limit=1) == ("twintails", "b")
    assert words_past(prompt_of("a " * 70, "b " * 70)) == ()
