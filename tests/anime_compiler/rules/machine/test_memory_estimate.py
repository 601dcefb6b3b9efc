"""What `check` says of a card is what the plan says of it."""

from functools import cache
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.estimate import Memory, memory_of
from anime_compiler.plan.memory_plan import CARDS, Way, slowest_way, ways_on
from anime_compiler.resolve.context import Library

_SPECS = {spec.stem: spec.read_text(encoding="utf-8") for spec in (Path(__file__).parents[4] / "specs").glob("*.yaml")}
_HEAD = "animec: 1\nclip: c\nruleset: open\n"
_ROOF = "shots: [{id: a, prompt: a roof"
_FACES = "stills: [{id: a, prompt: a face, count: 8}]\n"
_HANA = "shots: [{id: a, prompt: '{{ hana }}'}]\n"
_OWN = {
    "large stills of a moving shot": f"{_HEAD}{_ROOF}, control: [{{kind: depth}}]}}]\nprofile: 1024_hq\n",
    "a wide canvas": f"{_HEAD}{_ROOF}, camera: {{move: zoom_in, amount: 60%}}}}]\nprofile: 1024_hq\n",
    "a set of stills": f"{_HEAD}{_FACES}profile: {{extends: 1024_hq, batch: 4}}\n",
    "a sheet": f"{_HEAD}{_HANA}characters: {{hana: {{looks: 1girl, sheet: {{views: 4}}}}}}\n",
}
_LEVELS = {Way.WHOLE: None, Way.ONE_BY_ONE: Level.WARNING, Way.STREAMED: Level.WARNING, Way.NO: Level.ERROR}
_TEXTS = {**_SPECS, **_OWN}


@cache
def memory(text: str) -> tuple[Memory, ...]:
    _, board, plan = compile_storyboard("c.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert board is not None
    assert plan is not None
    return memory_of(plan.nodes, board.stack) if board.stack.costs else ()


def said(text: str, card: float) -> tuple[Level | None, str]:
    """How heavy the finding about a card is, with its cure."""
    found = compile_storyboard("c.yaml", text.encode(), Library(shipped_catalogue(), (), card)).diagnostics
    own = [(one.level, one.help or "") for one in found if one.code.name == "memory-estimate"]
    assert len(own) <= 1
    return own[0] if own else (None, "")


@pytest.mark.parametrize("name", _TEXTS)
def test_rule_and_plan_agree_on_every_card(name: str) -> None:
    text = _TEXTS[name]
    for card in (2.0, 4.0, 6.0, *CARDS):
        way = slowest_way(ways_on(memory(text), card))
        level, cure = said(text, card)
        assert level is _LEVELS[way], card
        assert ("one after the other" in cure) == (way is Way.ONE_BY_ONE), card
        assert ("streamed" in cure) == (way is Way.STREAMED), card


@pytest.mark.parametrize("name", _OWN)
def test_a_card_is_refused_exactly_where_the_most_frugal_way_ends(name: str) -> None:
    least = max(one.least for one in memory(_OWN[name]))
    assert said(_OWN[name], least)[0] is Level.WARNING
    assert said(_OWN[name], least - 0.01)[0] is Level.ERROR
