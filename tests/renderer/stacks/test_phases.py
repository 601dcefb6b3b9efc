"""Work by phases: everything in an order in which it can be done, and each set of networks loaded once."""

from itertools import groupby

from anime_compiler.plan import ops
from renderer.stacks.phases import in_phases, phase_of
from tests.renderer.films import HEAD, TWO_SHOTS, plan_of

THREE = HEAD + (
    "models: {one: {kind: lora_style, family: sdxl, data: free}}\n"
    "shots:\n"
    "  - {id: a, prompt: x, duration: 16f, style: {loras: {one: 0.5}}, control: [{kind: depth}], next: carry}\n"
    "  - {id: b, prompt: y, duration: 16f, control: [{kind: depth}], next: carry}\n"
    "  - {id: c, prompt: z, duration: 16f, style: {loras: {one: 0.5}}, control: [{kind: depth}]}\n"
)


def test_every_node_comes_once_and_after_those_it_needs() -> None:
    for text in (TWO_SHOTS, THREE):
        nodes = plan_of(text).nodes
        ordered = in_phases(nodes)
        assert sorted(node.id for node in ordered) == sorted(node.id for node in nodes)
        seen: set[str] = set()
        for node in ordered:
            assert all(given.node in seen for given in node.inputs)
            seen.add(node.id)


def test_a_phase_is_not_begun_again() -> None:
    phases = [phase_of(node.op) for node in in_phases(plan_of(TWO_SHOTS).nodes)]
    assert phases == sorted(phases)


def test_stills_with_the_same_loras_stand_together_and_a_chain_keeps_its_order() -> None:
    ordered = in_phases(plan_of(THREE).nodes)
    stills = [node.op.denoising.loras for node in ordered if isinstance(node.op, ops.Keyframe)]
    assert len([*groupby(stills)]) == 2
    assert [node.scene for node in ordered if isinstance(node.op, ops.Segment)] == ["a", "b", "b", "c", "c"]


def test_what_is_there_already_is_not_waited_for() -> None:
    nodes = plan_of(TWO_SHOTS).nodes
    rest = [node for node in nodes if not isinstance(node.op, ops.EncodePrompt)]
    assert len(in_phases(rest)) == len(rest)
