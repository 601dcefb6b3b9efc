"""Making pictures again: all that are made of text alone, and a sample that nobody knows before."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from anime_compiler.errors import UsageError
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.render_plan import RenderPlan
from renderer.evidence.ledger import Ledger, read_ledger
from renderer.store.store import Made, Part
from renderer.verify.recompile import recompiled
from renderer.verify.rerender import Redone, compare, nodes_to_redo
from renderer.verify.verify import Asked, verify
from tests.renderer.verify.renders import HEAD, Given, failed_levels, make, plan_given, rerender, said

LONG = (
    HEAD
    + "shots:\n"
    + "".join(
        f"  - {{id: s{number}, prompt: shot {number}, duration: 28f, control: [{{kind: depth}}],\n"
        f"     beats: [{{at: 0%, prompt: a}}, {{at: 100%, prompt: b}}]}}\n"
        for number in range(12)
    )
)
ROOT = "ab" * 32


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("again") / "film"
    make(out)
    return out


@pytest.fixture(scope="module")
def ledger(film: Path) -> Ledger:
    return read_ledger((film / "video/small/ledger.jsonl").read_text())


@pytest.fixture(scope="module")
def plan(ledger: Ledger) -> RenderPlan:
    return recompiled(ledger).plan


@pytest.fixture(scope="module")
def redone(plan: RenderPlan) -> Redone:
    return rerender(plan)


def test_every_picture_that_is_made_of_text_alone_is_always_made_again() -> None:
    plan = with_keys(plan_given(Given(LONG)))
    roots = {node.id for node in plan.nodes if isinstance(node.op, ops.Keyframe)}
    assert len(roots) == 24
    for challenge in ("", "1", "2"):
        assert roots <= set(nodes_to_redo(plan, ROOT, challenge, everything=False))


def test_a_segment_that_nothing_is_drawn_into_is_made_of_text_alone() -> None:
    text = LONG.replace(", control: [{kind: depth}]", "").replace("28f", "16f")
    plan = with_keys(plan_given(Given(text)))
    segments = {node.id for node in plan.nodes if isinstance(node.op, ops.Segment)}
    assert len(segments) == 12
    assert segments <= set(nodes_to_redo(plan, ROOT, "", everything=False))


def test_the_sample_follows_from_root_and_challenge_and_from_nothing_else() -> None:
    plan = with_keys(plan_given(Given(LONG)))
    samples = {
        tuple(nodes_to_redo(plan, root, challenge, everything=False))
        for root in (ROOT, "cd" * 32)
        for challenge in ("", "7")
        for _ in range(2)
    }
    assert len(samples) == 4
    assert all(len(sample) == 24 + max(8, (len(plan.nodes) - 24) // 10) for sample in samples)


def test_where_it_is_cheap_everything_is_made_again(plan: RenderPlan) -> None:
    assert set(nodes_to_redo(plan, ROOT, "", everything=True)) == {output.node for output in plan.outputs}


def test_the_same_results_agree(ledger: Ledger, plan: RenderPlan, redone: Redone) -> None:
    compared = compare(ledger, plan, "", True, lambda _: redone)
    assert (compared.nodes, compared.failures, compared.remarks) == (len(plan.nodes), [], ())


def changed(redone: Redone, node: str, parts: Mapping[str, Part]) -> Redone:
    made = redone.results[node]
    return redone._replace(results={**redone.results, node: Made(made.key, {**made.parts, **parts}, made.facts)})


@pytest.mark.parametrize("part", [Part("0" * 64, 1), None])
def test_every_part_of_every_result_is_compared(
    ledger: Ledger, plan: RenderPlan, redone: Redone, part: Part | None
) -> None:
    for node, made in redone.results.items():
        name = sorted(made.parts)[-1]
        other = changed(redone, node, {"more": Part("0" * 64, 1)} if part is None else {name: part})
        (failure,) = compare(ledger, plan, "", True, lambda _, other=other: other).failures  # type: ignore[misc]
        assert failure.details == (f"{node}: {'more' if part is None else name}",)


def test_what_was_not_made_again_does_not_count_as_the_same(ledger: Ledger, plan: RenderPlan, redone: Redone) -> None:
    lacking = redone._replace(results={node: made for node, made in redone.results.items() if node != "film"})
    (failure,) = compare(ledger, plan, "", True, lambda _: lacking).failures
    assert failure.details == ("film: was not made again",)


def test_another_edition_cannot_prove_anything(ledger: Ledger, plan: RenderPlan, redone: Redone) -> None:
    (failure,) = compare(ledger, plan, "", True, lambda _: redone._replace(edition="2")).failures
    assert "here is edition 2" in failure.message


def test_elsewhere_an_encoder_may_write_other_bytes_for_the_same_frames(
    ledger: Ledger, plan: RenderPlan, redone: Redone
) -> None:
    encoded = changed(redone, "film", {"delivery.mp4": Part("0" * 64, 1)})
    assert compare(ledger, plan, "", True, lambda _: encoded).failures, "here it may not"
    elsewhere = encoded._replace(environment={"numpy": "9"})
    compared = compare(ledger, plan, "", True, lambda _: elsewhere)
    assert not compared.failures
    assert any("here come out otherwise: film: delivery.mp4" in remark for remark in compared.remarks)
    frames = changed(elsewhere, "film", {"frames.json": Part("0" * 64, 1)})
    (failure,) = compare(ledger, plan, "", True, lambda _: frames).failures
    assert any("verified with 9" in detail for detail in failure.details)


def test_what_keeps_it_from_being_rendered_is_told(film: Path) -> None:
    def fail(_: RenderPlan) -> Redone:
        raise UsageError("there is no card", "put one in")

    report = verify(film, Asked(3), fail)
    assert failed_levels(report) == [3]
    assert "it could not be rendered again: there is no card" in said(report)
    assert "nothing to render with" in said(verify(film, Asked(3), None))
