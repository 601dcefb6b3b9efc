"""Who renders a plan: its own stack, else the best that can draft it, whatever is installed here."""

from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard, draft_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from renderer.errors import StackNotHere
from renderer.stacks import available
from renderer.stacks.available import Choice, chosen_stack
from renderer.stacks.settings import Settings

BOARD = "animec: 1\nclip: a\nruleset: open\nstack: {}\nshots: [{{id: a, prompt: a rooftop}}]\n"


@pytest.fixture(autouse=True)
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if everything were installed."""
    monkeypatch.setattr(available, "find_spec", lambda name: name)


def plan_for(stack: str, drafted: bool = False) -> RenderPlan:
    compiled = compile_storyboard("a.yaml", BOARD.format(stack).encode(), Library(shipped_catalogue(), ()))
    assert compiled.storyboard is not None
    assert compiled.plan is not None, compiled.diagnostics
    return draft_plan(compiled.storyboard, "pocket", shipped_catalogue()).plan if drafted else compiled.plan


def redraw(stack: str) -> RenderPlan:
    assert stack == "pocket"
    return plan_for("sdxl", drafted=True)


def choose(folder: Path, stack: str, asked: str | None = None, is_final: bool = False, again: bool = True) -> Choice:
    return chosen_stack(plan_for(stack), asked, is_final, Settings(folder), redraw if again else None)


def test_what_has_its_models_here_is_rendered_with_them(tmp_path: Path) -> None:
    for is_final in (False, True):
        choice = choose(tmp_path, "pocket", is_final=is_final)
        assert (choice.name, choice.is_draft, choice.plan.draft_of) == ("pocket", False, "")


def test_what_lacks_them_is_drafted_by_those_that_ship(tmp_path: Path) -> None:
    choice = choose(tmp_path, "sdxl")
    assert (choice.name, choice.is_draft) == ("pocket", True)
    assert (choice.plan.stack, choice.plan.draft_of) == ("pocket", "sdxl")
    assert (choice.why, choice.cure) == (f"3 models are not in `{tmp_path}`", "animec models fetch --for a.yaml")


def test_a_draft_that_was_asked_for_needs_no_reason(tmp_path: Path) -> None:
    choice = choose(tmp_path, "sdxl", asked="pocket")
    assert (choice.name, choice.is_draft, choice.why, choice.plan.draft_of) == ("pocket", True, "", "sdxl")
    assert choose(tmp_path, "sdxl", asked="animatic")[:3:2] == ("animatic", True)


def test_a_plan_without_its_storyboard_cannot_be_planned_anew(tmp_path: Path) -> None:
    choice = choose(tmp_path, "sdxl", again=False)
    assert (choice.name, choice.is_draft, choice.plan.stack) == ("animatic", True, "sdxl")
    with pytest.raises(StackNotHere, match="the storyboard is for stack `sdxl`"):
        choose(tmp_path, "sdxl", asked="pocket", again=False)


def test_the_cure_names_the_storyboard_as_it_was_given(tmp_path: Path) -> None:
    for path, said in (("my specs/a.yaml", "'my specs/a.yaml'"), ("specs/a.yaml", "specs/a.yaml"), ("", "a.yaml")):
        choice = chosen_stack(plan_for("sdxl"), None, False, Settings(tmp_path), path=path)
        assert choice.cure == f"animec models fetch --for {said}"


def test_without_libraries_boards_are_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(available, "find_spec", dict[str, str]().get)
    for stack in ("sdxl", "pocket"):
        choice = choose(tmp_path, stack)
        assert (choice.name, choice.is_draft, choice.plan.draft_of) == ("animatic", True, "")
        assert choice.why == f"stack `{stack}` needs torch, diffusers, transformers, not installed here"


def test_a_final_render_is_never_a_draft(tmp_path: Path) -> None:
    with pytest.raises(StackNotHere, match="3 models are not in") as refused:
        choose(tmp_path, "sdxl", is_final=True)
    assert refused.value.cure == "animec models fetch --for a.yaml"
    with pytest.raises(StackNotHere, match="whose models `sd2` does not have"):
        choose(tmp_path, "sdxl", asked="sd2")
