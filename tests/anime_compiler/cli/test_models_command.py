"""`animec models`: the catalogue as a table, and everything about one entry."""

import gc
import json
from collections.abc import Iterator

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.cli.main import main
from anime_compiler.language.data_files import CATALOGUE_KINDS

MODELS = shipped_catalogue().models


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    yield
    gc.enable()


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """The names in the table."""
    assert main(["models", "list", *words]) == 0
    return [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]


def test_the_table_is_grouped_by_kind_and_starts_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "base: A base checkpoint."
    heads = [line.split(":")[0] for line in lines if line and not line.startswith(" ")]
    assert heads == [kind for kind in CATALOGUE_KINDS if kind in heads]
    assert all(lines[number - 1] == "" for number, line in enumerate(lines) if number and line.split(":")[0] in heads)
    assert f"\n{sum(line.startswith('  ') for line in lines)} models; " in err
    assert max(map(len, lines)) <= 100


def test_what_nobody_has_published_is_listed_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    usual, everything = listed(capsys), listed(capsys, "--all")
    assert sorted(everything) == sorted(MODELS)
    assert set(usual) == {name for name, model in MODELS.items() if model.status not in ("absent", "planned")}


@pytest.mark.parametrize("kind", CATALOGUE_KINDS)
def test_one_kind_alone(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = listed(capsys, "--kind", kind, "--all")
    assert sorted(names) == sorted(name for name, model in MODELS.items() if model.kind == kind)


def test_kind_and_family_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    names = listed(capsys, "--kind", "controlnet", "--family", "sd2")
    assert names
    assert all(MODELS[name].kind == "controlnet" and MODELS[name].family == "sd2" for name in names)


def test_a_list_of_nothing_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--kind", "sparsectrl", "--family", "sd2"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "0 models;" in err


def test_the_list_for_programs_holds_everything_and_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--all", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert [model["id"] for model in found] == list(MODELS)
    for model in found:
        assert model["licence"] == MODELS[model["id"]].licence


@pytest.mark.parametrize("name", MODELS)
def test_everything_about_one(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", name]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith(f"{name}: {MODELS[name].title}\n\n  ")
    assert not any(sign in out for sign in (" None\n", "Size(", "frozenset", "<", "tuple", "()")), out
    assert not any(line != line.rstrip() for line in out.splitlines())


@pytest.mark.parametrize("name", ["Pastel Anime XL", "pastel_anime_xl", "Linaqruf/pastel-anime-xl-lora"])
def test_a_model_is_found_under_all_its_names(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", name]) == 0
    assert capsys.readouterr().out.startswith("pastel-anime-xl: ")


def test_one_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", "pastel-anime-xl", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["id"] == "pastel-anime-xl"
    assert set(found["weight"]) == {"low", "high", "default"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show"], "animec: which one?\n  animec models show NAME\n"),
        (["list", "flatline"], "animec: `list` takes no name\n  animec models show flatline\n"),
        (["show", "flatlime"], "animec: there is no model `flatlime`\n  did you mean `flatline`?\n"),
        (["show", "qqqqqq"], "animec: there is no model `qqqqqq`\n  `animec models list` shows all\n"),
    ],
)
def test_what_cannot_be_shown(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", *words]) == 2
    assert capsys.readouterr() == ("", said)


def test_what_animec_cannot_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for name in ("rife-4.26", "pastel-anime-xl"):
        assert main(["models", "show", name]) == 0
        said[name] = capsys.readouterr().out
    assert "\n  animec has no code that runs it yet.\n" in said["rife-4.26"]
    assert "no code" not in said["pastel-anime-xl"]
    assert not MODELS["rife-4.26"].runs
