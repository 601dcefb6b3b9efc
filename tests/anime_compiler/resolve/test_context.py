"""How names are looked up, and what is said of those that point at nothing."""

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.diagnostics.source import Source, Span
from anime_compiler.model.catalogue import Model
from anime_compiler.model.storyboard import Origin
from anime_compiler.parse.spec_tree import Place, TextNode
from anime_compiler.resolve.context import BASE_KINDS, CONTROL_KINDS, LORA_KINDS, Context, Library, pick, unknown_model
from anime_compiler.resolve.problem import MOST_ADVISED


def context(**own: Model) -> Context:
    return Context(Library(shipped_catalogue(), ()), Bag(), own)


def place(text: str) -> Place:
    return Place(Source("test.yaml", text), TextNode(0, len(text), text, plain=True))


def look_up(name: str, kinds: frozenset[str], **own: Model) -> tuple[Model, list[tuple[str, str | None]]]:
    surroundings = context(**own)
    model = surroundings.model(name, kinds, place(name))
    return model, [(one.message, one.help) for one in surroundings.bag]


@pytest.mark.parametrize("name", ["pocket-pastel", "Pocket Pastel", "POCKET_PASTEL", "pocket.pastel"])
def test_a_model_is_found_whatever_people_vary_in_its_name(name: str) -> None:
    model, found = look_up(name, LORA_KINDS)
    assert found == []
    assert model.id == "pocket-pastel"


def test_a_model_of_the_author_s_comes_before_the_catalogue_s() -> None:
    own = unknown_model("pocket-pastel")._replace(kind="lora_style", status="own")
    assert look_up("pocket-pastel", LORA_KINDS, **{"pocket-pastel": own})[0].is_own


def test_an_unknown_name_is_told_and_something_stands_in() -> None:
    model, found = look_up("pocket-pastle", LORA_KINDS)
    assert found == [("there is no model `pocket-pastle`", "did you mean `pocket-pastel`?")]
    assert not model.is_known


def test_only_models_of_the_right_kind_are_suggested() -> None:
    assert look_up("dwpos", BASE_KINDS)[1][0][1] == (
        "`animec models list` shows the catalogue; a model of your own is declared under `models`"
    )


def test_the_author_s_own_models_are_suggested_too() -> None:
    own = unknown_model("hana-lora")._replace(kind="lora_character")
    assert look_up("hana-lra", LORA_KINDS, **{"hana-lora": own})[1][0][1] == "did you mean `hana-lora`?"


@pytest.mark.parametrize(
    ("name", "kinds", "message"),
    [
        ("pocket-base", LORA_KINDS, "`pocket-base` is a base checkpoint, but a LoRA belongs here"),
        ("pocket-depth", BASE_KINDS, "`pocket-depth` is a ControlNet, but a base checkpoint belongs here"),
        ("pocket-pastel", CONTROL_KINDS, "`pocket-pastel` is a LoRA, but a ControlNet belongs here"),
        ("dwpose", LORA_KINDS, "`dwpose` is of kind `annotator`, but a LoRA belongs here"),
    ],
)
def test_a_model_of_another_kind_is_told_by_what_it_is(name: str, kinds: frozenset[str], message: str) -> None:
    model, found = look_up(name, kinds)
    assert [said for said, _ in found] == [message]
    assert not model.is_known


def test_a_suggestion_is_a_fix_where_it_can_simply_be_put_in_place() -> None:
    surroundings = context()
    source = Source("test.yaml", "shot:rof rof")
    surroundings.unknown_name("shot", "rof", ["roof"], Span(source, 9, 12))
    surroundings.unknown_name("shot", "rof", ["roof"], Span(source, 0, 8))
    plain, inside = surroundings.bag
    assert plain.fix is not None
    assert not plain.fix.safe
    assert (inside.fix, inside.help) == (None, "did you mean `roof`?")


def test_without_a_suggestion_the_known_names_are_told() -> None:
    surroundings = context()
    surroundings.unknown_name("shot", "x", ["roof", "street"], place("x").at())
    surroundings.unknown_name("shot", "y", [], place("y").at())
    assert [one.help for one in surroundings.bag] == ["known: `roof` and `street`", "known: none"]


def test_a_flood_of_unknown_names_is_told_without_suggestions_since_each_takes_a_while() -> None:
    surroundings = context()
    for _ in range(MOST_ADVISED + 1):
        surroundings.unknown_name("shot", "rof", ["roof"], place("rof").at())
    helps = [one.help for one in surroundings.bag]
    assert helps == ["did you mean `roof`?"] * MOST_ADVISED + ["known: `roof`"]


def test_a_value_that_was_written_is_picked_before_all_others() -> None:
    origins: dict[str, Origin] = {}
    assert pick(origins, "a", 0, 8, "language") == 0
    assert pick(origins, "b", None, 8, "stack", "sdxl") == 8
    assert origins == {"a": Origin(0, "written"), "b": Origin(8, "stack", "sdxl")}
