"""Whatever the data is: a sentence that says why not, or a storyboard that compiles."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Family, Level
from anime_compiler.language.choices import STACKS
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.starter import vocabulary
from anime_compiler.starter.shot_list import ShotListError, storyboard_from_shot_list

_LIBRARY = Library(shipped_catalogue(), ())
_KEYS = sorted(
    {key for name, keys in vars(vocabulary).items() if name.isupper() and name != "TEMPLATES" for key in keys}
    | {"image_path", "reference_url", "dialogue", "imagePrompt", "Visual Description", "prompt "}
)
# What means something to YAML, to Jinja, to the prompt dialect, to the importer, or to nobody.
_SIGNS = """
    a_girl Hana (blue_hair:1.2) [ ) ] ( {{_hana_}} {% {# { } \\ AND BREAK <lora:x:0.8> < > | : ; , . 0.5 " ' # -
    ../a.png https://example.org/a.jpg /home/hana/picture C:\\a\\b ..(x 花 é pan_left slow_zoom_in dissolve 16:9
    1024x1792 00:04 2.5_sec noir null true lora: 1.5 ~ *a &b !c % @ ` looks mood:_calm
"""
_UNSEEN = ["\n", "\x1b[31m", "\x00", "\ud800", "\ue000", "\u2028", "\ufeff"]
_PIECES = st.sampled_from([*(sign.replace("_", " ") for sign in _SIGNS.split()), *_UNSEEN])
_TEXTS = st.one_of(st.lists(_PIECES, max_size=6).map(" ".join), st.lists(_PIECES, max_size=6).map("".join), st.text())
_NUMBERS = st.one_of(st.integers(), st.integers(-2, 5000), st.floats(), st.floats(0, 20))
_LEAVES = st.one_of(st.none(), st.booleans(), _NUMBERS, _TEXTS)


def _grown(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    keys = st.one_of(st.sampled_from(_KEYS), st.sampled_from(_KEYS), _TEXTS)
    return st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=6))


_JSON = st.recursive(_LEAVES, _grown, max_leaves=20)
_SHOT = st.dictionaries(st.sampled_from(_KEYS), st.one_of(_LEAVES, _JSON), max_size=10)
_LISTS = st.fixed_dictionaries(
    {"shots": st.lists(st.one_of(_SHOT, _JSON), max_size=5)},
    optional={key: st.one_of(_LEAVES, _JSON) for key in ("characters", "style", "settings", "fps", "mood")},
)


def _compiles(data: object, stack: str = "sdxl", stills: bool = False) -> None:
    try:
        imported = storyboard_from_shot_list(data, "my_clip", stack, stills=stills)
    except ShotListError as error:
        refusal = error
    else:
        compiled = compile_storyboard("list.yaml", imported.text.encode(), _LIBRARY)
        errors = [found for found in compiled.diagnostics if found.level is Level.ERROR]
        # A contest may object to what the list asks for; nothing else may, and pictures are never let in.
        wrong = [
            found.message
            for found in errors
            if found.code.family is Family.STORYBOARD or found.code.name == "external-visual-input"
        ]
        assert not wrong, imported.text
        assert compiled.storyboard is not None
        assert all(remark.isprintable() for remark in imported.remarks)
        return
    assert re.fullmatch(r"[a-z][^\n]+[^.\n]", str(refusal))
    assert refusal.cure


@given(_LISTS)
@settings(max_examples=300, deadline=None)
@example({"shots": [{"prompt": "[a:Hana]", "characters": [{"name": "Hana", "looks": "0.5"}]}]})
@example({"shots": [{"prompt": "(Hana)", "characters": [{"name": "Hana", "looks": "mood: calm"}]}]})
@example({"shots": [{"prompt": "\\Hana", "characters": [{"name": "Hana", "looks": "(a"}]}]})
@example({"shots": [{"prompt": "<Hana", "characters": [{"name": "Hana", "looks": "lora:x"}]}]})
@example({"shots": [{"prompt": "{Hana}", "characters": [{"name": "Hana", "looks": "{{a}}"}]}]})
@example({"shots": [{"prompt": "{" * 3000}]})
@example({"shots": [{"prompt": "(" * 3000}]})
@example({"shots": [{"prompt": "a " * 9000, "negative": "b, " * 3000}]})
@example({"shots": [{"prompt": "< lora:a <" * 100 + "lora:b>" * 100}]})
@example({"shots": [{"prompt": "Hana " * 700, "characters": {"Hana": "x " * 900}}]})
@example({"shots": [{"prompt": "a..(b"}, {"prompt": "..(b) .\\(c"}]})
@example({"shots": [{"prompt": "a", "duration": 1e308}, {"prompt": "a", "duration": 10**5000}]})
@example({"shots": [{"prompt": "a", "duration": 0.01, "transition": "fade"}, {"prompt": "b"}]})
@example({"shots": [{"prompt": "a", "size": "2048x512", "camera": "fast pan left"}]})
@example({"shots": [{"prompt": "a", "id": "A-1"}, {"prompt": "a", "id": "a_1"}, {"prompt": "a", "id": "nul"}]})
def test_a_list_of_shots_compiles_or_is_refused_in_a_sentence(data: object) -> None:
    _compiles(data)


@given(_JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_value_compiles_or_is_refused_in_a_sentence(data: object) -> None:
    _compiles(data)


@given(_LISTS, st.sampled_from(sorted(STACKS)), st.booleans())
@settings(max_examples=100, deadline=None)
def test_so_it_does_on_every_stack_and_as_stills(data: object, stack: str, stills: bool) -> None:
    _compiles(data, stack, stills)


@given(st.dictionaries(st.text("abcdef", min_size=8, max_size=12), st.integers(), min_size=1, max_size=40))
@settings(max_examples=50, deadline=None)
def test_every_field_that_is_not_understood_is_named(fields: dict[str, int]) -> None:
    imported = storyboard_from_shot_list([{"prompt": "a girl", **fields}], "clip")
    said = " ".join(imported.remarks)
    assert all(f"`{key}`" in said for key in fields)


def test_no_character_takes_the_name_of_a_templates_variable() -> None:
    folder = Path(__file__).parents[3] / "templates" / "prompts"
    used = {
        name for file in folder.glob("*.yaml") for name in re.findall(r"\{\{ (\w+)", file.read_text(encoding="utf-8"))
    }
    assert used <= set(vocabulary.TAKEN)


@pytest.mark.parametrize("depth", [10, 900])
def test_deep_nesting_is_no_danger(depth: int) -> None:
    data: object = "a girl"
    for _ in range(depth):
        data = {"settings": data} if depth % 2 else {"shots": [data]}
    _compiles(data)
    _compiles([{"prompt": data}])
