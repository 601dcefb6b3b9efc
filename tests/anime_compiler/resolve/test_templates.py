"""Prompt templates: where they are found, and what is said of an author's own."""

from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.resolve.templates import DEFAULT_TEMPLATE, shipped_template_names, templates_read
from tests.anime_compiler.resolve.boards import HEAD, board, helps, resolved, said

MINE = "style: {template: mine}\nshots: [{id: a, prompt: a roof}]\n"


def folder_with(path: Path, **templates: str) -> Path:
    """A folder of templates; each text goes on after the keys that every template needs."""
    path.mkdir(exist_ok=True)
    for name, text in templates.items():
        (path / f"{name}.yaml").write_text(f"template: {name}\ntitle: {name}\n{text}", encoding="utf-8")
    return path


def prompt_of(text: str, *folders: Path) -> str:
    return board(text, *folders).shots[0].beats[0].prompt.text


def test_the_default_template_ships() -> None:
    assert DEFAULT_TEMPLATE in shipped_template_names()
    assert "cel shading" in prompt_of("shots: [{id: a, prompt: a roof}]\n")


@pytest.mark.parametrize("name", shipped_template_names())
def test_every_template_that_ships_holds_the_author_s_prompt(name: str) -> None:
    assert "a purple cow" in prompt_of(f"style: {{template: {name}}}\nshots: [{{id: a, prompt: a purple cow}}]\n")


def test_a_template_beside_the_storyboard_comes_first(tmp_path: Path) -> None:
    beside = folder_with(tmp_path / "beside", plain="positive: 'beside, {{ prompt }}'\n")
    here = folder_with(tmp_path / "here", plain="positive: 'here, {{ prompt }}'\n", mine="positive: '{{ prompt }}!'\n")
    text = "style: {template: plain}\nshots: [{id: a, prompt: a roof}]\n"
    assert prompt_of(text, beside, here) == "beside, a roof"
    assert prompt_of(text, here) == "here, a roof"
    assert prompt_of(text) == "a roof"
    assert prompt_of(MINE, beside, here) == "a roof, !"


def test_an_unknown_template_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, minty="positive: '{{ prompt }}'\n")
    assert said(MINE, folder) == ["5:19 unknown-name: there is no prompt template `mine`"]
    assert helps("style: {template: mintt}\nshots: [{id: a, prompt: b}]\n", folder) == ["did you mean `minty`?"]


def test_an_unknown_template_is_told_once_however_many_shots_use_it() -> None:
    assert len(said("style: {template: mine}\nshots: [{id: a, prompt: b}, {id: c, prompt: d}]\n")) == 1


def test_a_shot_s_own_template_is_looked_up_at_its_own_place() -> None:
    assert said("shots: [{id: a, prompt: b, style: {template: mine}}]\n") == [
        "5:46 unknown-name: there is no prompt template `mine`"
    ]


def test_variables_of_a_template_have_defaults_and_can_be_given(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine="positive: '{{ prompt }}, {{ mood }}'\nvars: {mood: calm}\n")
    assert prompt_of(MINE, folder) == "a roof, calm"
    assert prompt_of(MINE.replace("mine}", "mine, vars: {mood: wild}}"), folder) == "a roof, wild"
    assert prompt_of(MINE.replace("a roof}", "a roof, vars: {mood: sad}}"), folder) == "a roof, sad"


def test_a_condition_may_span_the_author_s_prompt(tmp_path: Path) -> None:
    positive = "{% if mood %}{{ mood }} {{ prompt }}{% else %}{{ prompt }}{% endif %} end"
    folder = folder_with(tmp_path, mine=f"positive: '{positive}'\nvars: {{mood: calm}}\n")
    assert prompt_of(MINE, folder) == "calm a roof, end"


def test_two_templates_are_two_even_if_they_call_themselves_the_same(tmp_path: Path) -> None:
    for name, mood in (("one", "calm"), ("two", "wild")):
        text = (
            "template: same\n"
            "title: x\n"
            f"positive: '{{{{ prompt }}}} {{{{ mood }}}}'\n"
            f"vars: {{mood: {mood}}}\n"
            f"negative: [{mood}]\n"
        )
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    shots = (
        "shots: [{id: a, prompt: x, style: {template: one}}, {id: b, prompt: x, style: {template: two}}, "
        "{id: c, prompt: x}]\n"
    )
    made = board("style: {template: two}\n" + shots, tmp_path)
    assert [shot.beats[0].prompt.text for shot in made.shots] == ["x, calm", "x, wild", "x, wild"]
    assert [shot.negative.text for shot in made.shots] == ["calm", "wild", "wild"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "positive: a prompt of mine\n",
            "3:11 template-without-prompt: template `mine` does not say where the prompt goes",
        ),
        ("positive: '{{ prompt'\n", "3:12 template-syntax: `{{` is never closed"),
        ("positive: '{{ prompt }} {{ mood }}'\n", "3:28 unreadable-template-variable: the name `mood` has no value"),
        ("positive: '(x, {{ prompt }}:1.2)'\n", "3:11 unbalanced-parenthesis: `(` is never closed"),
        (
            "positive: '{{ prompt }} <lora:pocket-pastel:0.5>'\n",
            "3:11 bad-lora-tag: the LoRA `pocket-pastel` of a template belongs under its `loras`",
        ),
        (
            "positive: '{{ prompt }}'\nloras: {pocket-pastl: 0.5}\n",
            "4:9 unknown-name: there is no model `pocket-pastl`",
        ),
        (
            "positive: '{{ prompt }}'\nloras: {pocket-base: 0.5}\n",
            "4:9 wrong-kind-of-model: `pocket-base` is a base checkpoint, but a LoRA belongs here",
        ),
        (
            "positive: '{{ prompt }}'\nloras: {pocket-flat: [{at: 0%, value: 1}]}\n",
            "4:22 wrong-type: a list stands here, but a number belongs here",
        ),
        ("positive: '{{ prompt }}'\nnegativ: [x]\n", "4:1 unknown-key: there is no key `negativ` here"),
        ("positive: [x]\n", "3:11 wrong-type: a list stands here, but text belongs here"),
        (
            "positive: '{{ prompt }} {{ x }}'\nvars: {x: [y]}\n",
            "4:11 wrong-type: a list stands here, but text belongs here",
        ),
    ],
)
def test_what_is_wrong_with_an_own_template_is_told_in_its_file(template: str, expected: str, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine=template)
    _, found = resolved(HEAD + MINE, folder)
    assert all(one.span.source.name == str(folder / "mine.yaml") for one in found)
    assert said(MINE, folder) == [expected]


def test_an_own_template_that_is_broken_is_told_once_however_many_shots_use_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine="positive: '{{ prompt'\n")
    assert (
        len(said("style: {template: mine}\nshots: [{id: a, prompt: b}, {id: c, prompt: d, vars: {e: f}}]\n", folder))
        == 1
    )


def test_a_template_s_loras_work_only_on_the_bases_they_fit() -> None:
    made = board("style: {template: pastel}\nshots: [{id: a, prompt: b}]\n")
    assert all(use.model.family == "pocket" for use in made.shots[0].loras)


@pytest.mark.parametrize("lora", ["Pocket Pastel", "mine-lora"])
def test_a_template_s_loras_are_found_as_everywhere(lora: str, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine=f"positive: '{{{{ prompt }}}}'\nloras: {{{lora}: 0.5}}\n")
    made = board("models: {mine-lora: {kind: lora_style, family: pocket}}\n" + MINE, folder)
    assert [(use.weight.least, use.via) for use in made.shots[0].loras] == [(0.5, "template")]


def test_a_name_that_leads_out_of_the_folder_is_no_template(tmp_path: Path) -> None:
    folder_with(tmp_path, outside="positive: '{{ prompt }}'\n")
    inner = folder_with(tmp_path / "inner")
    made, found = resolved(HEAD + MINE.replace("mine", "../outside"), inner)
    assert found == []  # it is a path, and the rule against external visual input says so
    assert made is not None
    assert made.shots[0].origins["style.template"].source == "language"


def test_given_templates_take_the_place_of_folders(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine="positive: 'on disk, {{ prompt }}'\n", other="positive: '{{ prompt }}'\n")
    given = {"mine": b"template: mine\ntitle: m\npositive: 'given, {{ prompt }}'\n"}
    text = (HEAD + MINE).encode()
    read: dict[str, bytes] = {}
    library = Library(shipped_catalogue(), (folder,), templates=given, read=read)
    made = compile_storyboard("a.yaml", text, library).storyboard
    assert made is not None
    assert made.shots[0].beats[0].prompt.text == "given, a roof"
    assert templates_read(library) == (("mine", given["mine"]),)
    helps = [
        one.help or ""
        for name in (b"mime", b"othr")
        for one in compile_storyboard("a.yaml", text.replace(b"mine", name), library).diagnostics
    ]
    assert helps[0] == "did you mean `mine`?"
    assert "other" not in helps[1]


def test_findings_in_a_given_template_point_into_it() -> None:
    given = {"mine": b"template: mine\ntitle: m\npositive: '{{ prompt'\n"}
    text = (HEAD + MINE).replace("pocket", "sdxl")
    made = compile_storyboard("a.yaml", text.encode(), Library(shipped_catalogue(), (), templates=given))
    assert [(one.span.source.name, one.span.first) for one in made.diagnostics] == [("mine.yaml", (3, 12))]


def test_what_was_read_beside_the_storyboard_is_noted_with_its_bytes_and_nothing_else(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, mine="positive: '{{ prompt }}, {{ x }}'\nvars: {x: ü}\n", other="positive: x\n")
    text = "shots: [{id: a, prompt: b, style: {template: mine}}, {id: c, prompt: d, style: {template: mine}}, "
    text += "{id: e, prompt: f, style: {template: noir}}]\n"
    library = Library(shipped_catalogue(), (folder,), read={})
    assert compile_storyboard("a.yaml", (HEAD + text).encode(), library).plan is not None
    assert templates_read(library) == (("mine", (folder / "mine.yaml").read_bytes()),)


def test_nothing_is_noted_where_nobody_asked() -> None:
    assert templates_read(Library(shipped_catalogue(), ())) == ()
