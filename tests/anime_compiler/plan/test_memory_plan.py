"""How a plan is run on cards of different sizes: the showcase, and the borders between the ways."""

import json
from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.estimate import Memory, memory_of
from anime_compiler.plan.memory_plan import CARDS, Way, cards_line, slowest_way, ways_on
from anime_compiler.resolve.context import Library

ROOT = Path(__file__).parents[3]
SEGMENT = Memory("motion", 9.0, 7.0, 3.0)  # 4 GB of working memory beside 5 GB of weights


def showcase() -> tuple[Memory, ...]:
    catalogue = shipped_catalogue()
    data = (ROOT / "specs" / "clip_001.yaml").read_bytes()
    found, _, plan = compile_storyboard("clip_001.yaml", data, Library(catalogue, (ROOT / "templates" / "prompts",)))
    assert plan is not None, json.dumps([str(one) for one in found])
    return memory_of(plan.nodes, catalogue.stack("sdxl"))


def test_the_showcase_on_each_card() -> None:
    memory = showcase()
    table = {card: [way.way for way in ways_on(memory, card)] for card in CARDS}
    assert [way.phase for way in ways_on(memory, 8)] == ["stills", "motion"]
    assert table == {
        8: [Way.ONE_BY_ONE, Way.STREAMED],
        10: [Way.WHOLE, Way.STREAMED],
        12: [Way.WHOLE, Way.STREAMED],
        16: [Way.WHOLE, Way.WHOLE],
        24: [Way.WHOLE, Way.WHOLE],
    }
    assert cards_line(memory) == "cards of 8, 10, 12 GB: with weights streamed; of 16, 24 GB: as it is"


@pytest.mark.parametrize(
    ("room", "way"),
    [
        (9.0, Way.WHOLE),
        (8.9, Way.ONE_BY_ONE),
        (7.0, Way.ONE_BY_ONE),
        (6.9, Way.STREAMED),
        (3.0, Way.STREAMED),
        (2.9, Way.NO),
    ],
)
def test_a_way_ends_where_its_memory_ends(room: float, way: Way) -> None:
    (found,) = ways_on([SEGMENT], room)
    assert found == ("motion", way)


def test_the_hardest_phase_counts() -> None:
    assert slowest_way(ways_on([SEGMENT, Memory("stills", 2.0, 1.75, 1.25)], 6.0)) is Way.STREAMED
    assert slowest_way(()) is Way.WHOLE
