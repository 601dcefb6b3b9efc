from itertools import product

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.language.choices import STACKS
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library
from anime_compiler.resolve.templates import shipped_template_names
from anime_compiler.starter.starter import MODELINE, starter_storyboard

_COMBINATIONS = list(product(STACKS, shipped_template_names(), (False, True)))


@pytest.mark.parametrize(("stack", "template", "stills"), _COMBINATIONS)
def test_the_starter_has_no_error_and_no_warning(stack: str, template: str, stills: bool) -> None:
    text = starter_storyboard("my_clip", stack, template, stills)
    made = compile_storyboard("my_clip.yaml", text.encode(), Library(shipped_catalogue(), ()))
    heavier = [found for found in made.diagnostics if found.level is not Level.NOTE]
    assert [found.message for found in heavier] == []
    assert made.plan is not None
    assert made.storyboard is not None
    assert made.storyboard.stack.name == stack
    assert bool(made.storyboard.stills) is stills
    assert bool(made.storyboard.shots) is not stills


@pytest.mark.parametrize(("stack", "template", "stills"), _COMBINATIONS)
def test_it_is_short_and_fits_a_page(stack: str, template: str, stills: bool) -> None:
    lines = starter_storyboard("my_clip", stack, template, stills).splitlines()
    assert lines[0] + "\n" == MODELINE
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 110
    assert not any(line.endswith(" ") for line in lines)


def test_the_contest_is_on_where_it_asks_nothing_that_beginners_cannot_answer() -> None:
    assert "\nruleset: cs492c-2025 " in starter_storyboard("my_clip")
    assert "\nruleset: open " in starter_storyboard("my_clip", "pocket")
    assert "\nruleset: open " in starter_storyboard("my_clip", "sdxl", "pastel")
    assert "\nruleset: cs492c-2025 " in starter_storyboard("my_clip", "sd2", "pastel")


def test_a_template_of_ones_own() -> None:
    assert "\n  template: my_style " in starter_storyboard("my_clip", template="my_style")
