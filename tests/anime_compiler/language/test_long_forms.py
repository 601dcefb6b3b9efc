"""Words that stand for maps mean what the maps mean."""

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.language.long_forms import LONG_FORMS
from anime_compiler.language.storyboard import Shot, Storyboard
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.plan_json import write_plan
from anime_compiler.resolve.context import Library

HEAD = "animec: 1\nclip: c\nruleset: open\n"


def planned(top: str, shot: str) -> str:
    text = f"{HEAD}{top}shots: [{{id: a, prompt: a roof{shot}}}]\n"
    plan = compile_storyboard("c.yaml", text.encode(), Library(shipped_catalogue(), ())).plan
    assert plan is not None
    return write_plan(with_keys(plan._replace(nodes=tuple(node._replace(at=plan.nodes[0].at) for node in plan.nodes))))


@pytest.mark.parametrize(("key", "word"), [("profile", "768_lcm"), ("camera", "tilt_up"), ("motion", "none")])
def test_the_word_and_the_map_give_one_plan(key: str, word: str) -> None:
    short, long = f"{key}: {word}", f"{key}: {{{LONG_FORMS[key]}: {word}}}"
    if key in Storyboard.fields:
        assert planned(f"{short}\n", "") == planned(f"{long}\n", "") != planned("", "")
    else:
        assert planned("", f", {short}") == planned("", f", {long}") != planned("", "")


def test_every_long_form_is_a_key_of_the_language() -> None:
    assert set(LONG_FORMS) <= {*Storyboard.fields, *Shot.fields}
