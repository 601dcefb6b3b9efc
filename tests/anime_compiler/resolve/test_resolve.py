"""From what was written to what is meant: defaults and their origins, and a mistake here hides nothing there."""

import pytest

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.storyboard import Origin
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from tests.anime_compiler.catalogues import with_all_models
from tests.anime_compiler.resolve.boards import HEAD, SHOT, board, helps, resolved, said

SHORTEST = "animec: 1\nclip: a\n" + SHOT


def test_the_shortest_storyboard_has_every_default() -> None:
    made, found = resolved(SHORTEST)
    assert found == []
    assert made is not None
    assert (made.ruleset.name, made.stack.name, made.base.id) == ("cs492c-2025", "sdxl", "sdxl-base-1.0")
    assert (made.fps, made.seed, made.title) == (8, 0, "a")
    assert made.vae is not None
    assert made.vae.id == "sdxl-vae-fp16-fix"
    assert made.sampling.profile.name == "768_long"


def test_each_value_remembers_where_it_came_from() -> None:
    made, _ = resolved(SHORTEST + "fps: 12\n")
    assert made is not None
    origins = made.origins
    assert origins["fps"] == Origin(12, "written")
    assert origins["seed"] == Origin(0, "language")
    assert origins["title"] == Origin("a", "derived", "from `clip`")
    assert origins["base"] == Origin("sdxl-base-1.0", "stack", "sdxl")
    assert origins["profile.steps"] == Origin(22, "profile", "768_long")
    assert made.shots[0].origins["duration"].source == "language"


def test_a_zero_that_was_written_is_not_a_default() -> None:
    assert board(SHOT + "seed: 0\n").origins["seed"].source == "written"


def test_a_stack_brings_its_own_models() -> None:
    made = board(SHOT)
    assert (made.base.id, made.vae and made.vae.id) == ("pocket-base", None)


def test_the_animatic_needs_no_models() -> None:
    made, found = resolved("animec: 1\nclip: a\nstack: animatic\n" + SHOT)
    assert found == []
    assert made is not None
    assert (made.base.id, made.vae, made.sampling.lcm) == ("none", None, None)


def test_models_are_found_however_loosely_they_are_written() -> None:
    made, _ = resolved("animec: 1\nclip: a\nbase: SDXL Base 1.0\nvae: sdxl_vae_fp16_fix\n" + SHOT)
    assert made is not None
    assert (made.base.id, made.vae and made.vae.id) == ("sdxl-base-1.0", "sdxl-vae-fp16-fix")


@pytest.mark.parametrize(
    ("added", "expected", "help"),
    [
        ("base: pocket-bas\n", "5:7 unknown-name: there is no model `pocket-bas`", "did you mean `pocket-base`?"),
        (
            "vae: nothing-like-it\n",
            "5:6 unknown-name: there is no model `nothing-like-it`",
            "`animec models list` shows the catalogue; a model of your own is declared under `models`",
        ),
        (
            "base: pocket-pastel\n",
            "5:7 wrong-kind-of-model: `pocket-pastel` is a LoRA, but a base checkpoint belongs here",
            "`animec models show pocket-pastel` says more",
        ),
        ("profile: 256_lmc\n", "5:10 unknown-name: there is no profile `256_lmc`", "did you mean `256_lcm`?"),
        (
            "post: [{step: interpolate}]\n",
            "5:15 missing-key: `interpolate` needs `fps`",
            "write `fps:` beside it",
        ),
        (
            "post: [{step: zoom, size: 80x80}]\n",
            "5:15 missing-key: `zoom` needs `amount`",
            "write `amount:` beside it",
        ),
    ],
)
def test_what_points_at_nothing_or_lacks_something_is_told(added: str, expected: str, help: str) -> None:
    assert said(added + SHOT) == [expected]
    assert helps(added + SHOT) == [help]


def test_a_step_whose_value_could_not_be_read_does_not_lack_it() -> None:
    assert said("post: [{step: interpolate, fps: x}]\n" + SHOT) == ["5:33 bad-value: `x` is not a whole number"]


def test_an_unknown_ruleset_is_told_and_no_contest_is_guessed() -> None:
    text = "animec: 1\nclip: a\nruleset: cs492\n" + SHOT
    made, (found,) = resolved(text)
    assert (found.message, made and made.ruleset.name) == ("there is no ruleset `cs492`", "open")


def test_a_storyboard_of_the_future_is_told_and_not_guessed_at() -> None:
    made, (found,) = resolved("animec: 2\nclip: a\nshots: [{id: a, prompt: x, duration: 2.3s}]\n")
    assert made is None
    assert found.code.name == "unsupported-version"
    assert found.span.text == "2"
    assert found.help == "upgrade animec"


@pytest.mark.parametrize("broken", ["stack: sdlx\n", "animec: one\n"])
def test_without_stack_or_version_nothing_is_guessed(broken: str) -> None:
    text = "".join(line for line in (HEAD + SHOT).splitlines(True) if line.split(":")[0] != broken.split(":")[0])
    made, found = resolved(text + broken + "base: nowhere\n")
    assert made is None
    assert len(found) == 1


def test_an_own_model_is_known_by_its_name() -> None:
    made = board("models: {mine: {kind: lora_style, family: pocket}}\nstyle: {loras: {mine: 0.5}}\n" + SHOT)
    assert [use.model.id for use in made.shots[0].loras] == ["mine"]
    assert made.own_models["mine"].is_own


@pytest.mark.parametrize("model", ["a text", "{kind: lora_x, family: pocket}", "{family: pocket}", "[a]"])
def test_an_own_model_that_could_not_be_read_is_told_where_it_is_declared_and_nowhere_else(model: str) -> None:
    (one,) = said(f"models: {{mine: {model}}}\nstyle: {{loras: {{mine: 0.5}}}}\n{SHOT}")
    assert one.startswith("5:")


def test_more_work_than_a_plan_can_hold_is_refused_before_any_is_done() -> None:
    long = "duration: 14400f, chain: {length: 4f, overlap: 3f}"
    assert said(f"shots: [{{id: a, prompt: x, {long}}}, {{id: b, prompt: x, {long}}}]\n") == [
        "5:1 clip-too-large: the storyboard takes 28,800 pieces of work, but at most 20,000 are possible"
    ]


# -- one mistake, one finding


def test_a_mistake_in_one_shot_hides_nothing_in_another() -> None:
    text = (
        "shots:\n- {id: a, prompt: [x]}\n- {id: b, prompt: '{{ y }}'}\n- z\n"
        "- {id: c, prompt: x, control: [{kind: depth, from: 'shot:d'}]}\n"
    )
    assert [one.split(" ")[1] for one in said(text)] == [
        "wrong-type:",
        "unreadable-template-variable:",
        "wrong-type:",
        "unknown-name:",
    ]


TEN = """\
animec: 1
clip: nul
stack: pocket
seed: 10
vars: {light: "{{ lamp }}", lamp: "{{ light }}", time: dusk}
characters: {hana: a girl, ken: {looks: 1boy}}
models: {mine: {kind: lora_stile, family: pocket}}
style: {template: anime_cell, loras: {mine: 0.5}}
shots:
  - id: roof
    duraton: 5s
    prompt: "{{ hana }} at {{ time }}, {{ light }}"
    control: [{kind: depth, from: "character:hana"}, {kind: openpose, from: "character:ken"}]
    beats: [{at: 50, prompt: "{{ time }}"}, {at: 4s, prompt: late}]
  - id: street
    prompt: (wind:1.2
    <<: {next: carry}
"""


def test_ten_mistakes_of_ten_kinds_give_ten_findings_and_no_echo() -> None:
    found = compile_storyboard("ten.yaml", TEN.encode(), Library(with_all_models(), ())).diagnostics
    errors = [one for one in found if one.level is Level.ERROR]
    assert [(one.span.first.line, one.code.name, one.span.text) for one in errors] == [
        (2, "bad-name", "nul"),
        (5, "variable-cycle", '"{{ lamp }}"'),
        (6, "wrong-type", "a girl"),
        (7, "unknown-choice", "lora_stile"),
        (8, "unknown-name", "anime_cell"),
        (11, "unknown-key", "duraton"),
        (13, "character-without-sheet", '"character:ken"'),
        (14, "bad-value", "50"),
        (16, "unbalanced-parenthesis", "("),
        (17, "alias-refused", "<<"),
    ]
    assert len(errors) == len({one.code.name for one in errors}) == 10
    assert all(one.help or one.code.name in ("wrong-type", "bad-name") for one in errors)
