"""The plan as a picture: every node and every edge is in it, and no name can break it."""

import re
from collections import Counter

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan.plan_graph import dot, mermaid
from anime_compiler.plan.render_plan import Input, RenderPlan
from anime_compiler.resolve.context import Library

TEXT = b"""\
animec: 1
clip: graph
ruleset: open
characters: {hana: {looks: 1girl, sheet: {views: 4}}}
shots:
  - {id: roof, prompt: "{{ hana }}", duration: 28f, control: [{kind: depth}]}
  - {id: end, prompt: a door, duration: 16f}
"""


def plan() -> RenderPlan:
    compiled = compile_storyboard("graph.yaml", TEXT, Library(shipped_catalogue(), ()))
    assert compiled.plan is not None
    return compiled.plan


def renamed(name: str) -> RenderPlan:
    """A plan whose first node has another name."""
    made = plan()
    old = made.nodes[0].id
    return made._replace(
        nodes=tuple(
            node._replace(
                id=name if node.id == old else node.id,
                scene=name if node.id == old else node.scene,
                inputs=tuple(Input(slot, name if source == old else source) for slot, source in node.inputs),
            )
            for node in made.nodes
        )
    )


def edges() -> Counter[str]:
    return Counter(given.slot for node in plan().nodes for given in node.inputs)


def test_mermaid_has_a_box_for_every_node_and_an_arrow_for_every_edge() -> None:
    lines = mermaid(plan()).splitlines()
    assert lines[0] == "flowchart LR"
    boxes = [found for line in lines if (found := re.fullmatch(r'    (n\d+)\["(.+)<br/>(\w+)"\]', line))]
    assert [(box[2], box[3]) for box in sorted(boxes, key=lambda box: int(box[1][1:]))] == [
        (node.id, type(node.op).__name__) for node in plan().nodes
    ]
    arrows = [found for line in lines if (found := re.fullmatch(r"  n\d+ -->\|(\w+)\| n\d+", line))]
    assert Counter(arrow[1] for arrow in arrows) == edges()
    assert len(lines) == 1 + len(boxes) + len(arrows) + 2 * 3  # three scenes are framed, the film is not


def test_mermaid_frames_each_scene_once() -> None:
    text = mermaid(plan())
    assert sorted(re.findall(r'  subgraph "(.+)"', text)) == ["character:hana", "end", "roof"]
    assert text.count("\n  end\n") == 3


def test_dot_has_a_box_for_every_node_and_an_arrow_for_every_edge() -> None:
    lines = dot(plan()).splitlines()
    assert (lines[0], lines[-1]) == ('digraph "graph" {', "}")
    boxes = [found for line in lines if (found := re.fullmatch(r'  "(.+)" \[label="\1\\n(\w+)"\];', line))]
    assert [(box[1], box[2]) for box in boxes] == [(node.id, type(node.op).__name__) for node in plan().nodes]
    arrows = [found for line in lines if (found := re.fullmatch(r'  "(.+)" -> "(.+)" \[label="(\w+)"\];', line))]
    assert [(arrow[1], arrow[2]) for arrow in arrows] == [
        (given.node, node.id) for node in plan().nodes for given in node.inputs
    ]


NASTY = ['say "hi"', "a\\", 'a\\"; b', "<script>", "line\nbreak", "end", "a]|b", "#quot;", "subgraph x", "日本"]


@pytest.mark.parametrize("name", NASTY)
def test_no_name_ends_its_quotes_or_its_line_in_mermaid(name: str) -> None:
    lines = mermaid(renamed(name)).splitlines()
    assert len(lines) - mermaid(plan()).count("\n") in (0, 2)  # its scene may be one more
    for line in lines:
        assert line.count('"') in (0, 2), line
        assert not re.search(r"<(?!br/>)", line.split('"')[1] if '"' in line else ""), line


@pytest.mark.parametrize("name", NASTY)
def test_no_name_ends_its_quotes_or_its_line_in_dot(name: str) -> None:
    lines = dot(renamed(name)).splitlines()
    assert len(lines) == dot(plan()).count("\n")
    for line in lines[2:-1]:
        assert re.fullmatch(r'  ("(\\.|[^"\\])*"|->|label=|[\[\]]| |;)+', line), line
