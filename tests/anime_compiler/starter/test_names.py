import pytest
from hypothesis import given
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.starter.names import legal_name, look, unique_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("clip", "clip"),
        ("my clip.v2", "my_clip_v2"),
        ("clip-001", "clip-001"),
        ("Été à Paris", "Ete_a_Paris"),
        ("001", "shot_001"),
        ("--x--", "x"),
        ("", "shot"),
        ("日本", "shot"),
        ("con", "con_1"),
        ("NULL", "NULL_1"),
        ("x" * 100, "x" * 48),
    ],
)
def test_legal_names(text: str, name: str) -> None:
    assert legal_name(text, "shot") == name


def test_variables_have_no_dashes() -> None:
    assert legal_name("mary-ann", "character", dashes=False) == "mary_ann"


@given(st.text(max_size=80))
def test_the_language_takes_every_name(text: str) -> None:
    written = f"animec: 1\nclip: {legal_name(text, 'clip')}\nstills: [{{id: a, prompt: rain}}]\n"
    made = compile_storyboard("clip.yaml", written.encode(), Library(shipped_catalogue(), ()))
    assert [found for found in made.diagnostics if found.level is Level.ERROR] == []


def test_names_that_look_alike_get_numbers() -> None:
    taken: set[str] = set()
    given_out = []
    for name in ("a1", "A1", "al", "b"):
        given_out.append(unique_name(name, taken))
        taken.add(look(given_out[-1]))
    assert given_out == ["a1", "A1_2", "al_3", "b"]
