"""Rendering: only what is missing is made, what is lost is made again, and the same plan gives the same bytes."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from anime_compiler.errors import AnimecError, CompilerBug
from anime_compiler.plan import ops
from anime_compiler.plan.plan_diff import diff
from anime_compiler.plan.render_plan import RenderPlan
from renderer import events
from renderer.errors import NodeFailed
from renderer.render import action_key, drawn_by
from renderer.values import Latents
from tests.renderer.films import HEAD, TWO_SHOTS, hashes, plan_of, rendered
from tests.renderer.noise_stack import NoiseStack

EIGHT = (
    HEAD
    + "shots:\n"
    + "".join(
        f"  - {{id: s{number}, prompt: shot {number}, duration: 28f, control: [{{kind: depth}}],"
        f" {'next: carry,' if number == 3 else ''}\n"
        f"     beats: [{{at: 0%, prompt: a}}, {{at: 100%, prompt: b{number}}}]}}\n"
        for number in range(8)
    )
)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    store = tmp_path_factory.mktemp("render") / "store"
    return store, rendered(plan_of(TWO_SHOTS), store)


def test_the_first_render_makes_every_node_in_order(first: tuple[Path, Any]) -> None:
    _, told = first
    nodes = [node.id for node in plan_of(TWO_SHOTS).nodes]
    assert told.of(events.Finished) == nodes
    assert told.rendered.made == len(nodes)
    assert set(told.rendered.results) == set(nodes)


def test_a_render_without_change_makes_nothing(first: tuple[Path, Any]) -> None:
    store, told = first
    again = rendered(plan_of(TWO_SHOTS), store)
    assert [type(event) for event in again.heard] == [events.Planned]
    assert again.rendered.made == 0
    assert hashes(again.rendered) == hashes(told.rendered)


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_another_store_and_any_number_of_jobs_give_the_same_bytes(
    first: tuple[Path, Any], tmp_path: Path, jobs: int
) -> None:
    assert hashes(rendered(plan_of(TWO_SHOTS), tmp_path / "s", jobs=jobs).rendered) == hashes(first[1].rendered)


def test_an_edited_beat_renders_again_what_the_plan_names_and_nothing_else(tmp_path: Path) -> None:
    before, after = plan_of(EIGHT), plan_of(EIGHT.replace("prompt: b3", "prompt: waving"))
    rendered(before, tmp_path / "store")
    named = {change.node.id for change in diff(drawn_by(before, NoiseStack()), drawn_by(after, NoiseStack())).changes}
    made = rendered(after, tmp_path / "store").of(events.Finished)
    assert set(made) == named
    assert len(made) == len(named)
    shots = {id.split("/")[0] for id in made}
    assert shots == {"s3", "s4", "film"}  # the next shot carries its latents on, and the others are left alone


def test_results_between_are_not_needed_once_what_they_led_to_is_there(tmp_path: Path) -> None:
    from renderer.store.store import Store

    plan = plan_of(TWO_SHOTS)
    done = rendered(plan, tmp_path / "store").rendered
    for node in done.plan.nodes:
        if isinstance(node.op, ops.Segment | ops.Decode | ops.EncodePrompt):
            Store(tmp_path / "store").drop(action_key(node, NoiseStack()))
    assert rendered(plan, tmp_path / "store").rendered.made == 0


def test_a_damaged_result_is_made_again_when_it_is_read(tmp_path: Path) -> None:
    store, plan = tmp_path / "store", plan_of(TWO_SHOTS)
    done = rendered(plan, store).rendered
    segment = done.results["roof/segment/0"].parts["value.safetensors"].sha256
    for blob in store.rglob(segment):
        blob.chmod(0o644)
        data = bytearray(blob.read_bytes())
        data[len(data) // 2] ^= 1
        blob.write_bytes(data)
    changed = plan_of(TWO_SHOTS.replace("prompt: smiling", "prompt: laughing"))  # its second segment carries the first
    again = rendered(changed, store)
    whole = rendered(changed, tmp_path / "whole")
    assert hashes(again.rendered)["film"] == hashes(whole.rendered)["film"]


class Hashed(NoiseStack):
    """Has models that nobody has hashed yet."""

    def bound(self, plan: RenderPlan, tell: events.Tell | None = None) -> RenderPlan:
        if tell is not None:
            tell(events.Hashing(("pastel",), 7_000_000_000))
        return plan


def test_what_a_stack_hashes_is_told_before_all_else(first: tuple[Path, Any]) -> None:
    heard = rendered(plan_of(TWO_SHOTS), first[0], Hashed()).heard
    assert heard[0] == events.Hashing(("pastel",), 7_000_000_000)
    assert json.loads(events.as_json(heard[0])) == {"event": "hashing", "models": ["pastel"], "bytes": 7_000_000_000}
    assert isinstance(heard[1], events.Planned)


class Broken(NoiseStack):
    """Gives numbers that are none from the second segment on."""

    def segment(self, op: ops.Segment, *given: Any) -> Latents:
        made = super().segment(op, *given)
        if op.overlap:
            made.tensors["latents"][0, 0, 0] = np.nan
        return made


def test_broken_numbers_stop_the_render_and_are_not_kept(tmp_path: Path) -> None:
    plan = plan_of(TWO_SHOTS)
    with pytest.raises(NodeFailed) as failed:
        rendered(plan, tmp_path / "store", Broken())
    line = 1 + TWO_SHOTS[: TWO_SHOTS.index("'{{ hana }}")].count("\n")
    assert str(failed.value).startswith(f"shot `roof`, `roof/segment/1` (Segment, from small.yaml:{line}:")
    assert failed.value.exit_status == 9
    assert failed.value.cure
    again = rendered(plan, tmp_path / "store")
    assert "roof/segment/1" in again.of(events.Finished)
    assert "roof/segment/0" not in again.of(events.Finished)


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (MemoryError(), 6, "not enough memory"),
        (OSError(28, "No space left on device"), 6, "the disk is full"),
        (OSError(5, "Input/output error"), 7, "the disk gave an error"),
        (OSError(24, "Too many open files"), 7, "too many files open"),
        (ValueError("shapes differ"), 9, "ValueError: shapes differ"),
        (KeyError("latents"), 9, "KeyError: 'latents'"),
        (AnimecError("of its own kind", "do this"), 9, "of its own kind"),
    ],
    ids=repr,
)
def test_a_failure_says_where_and_what_to_do(tmp_path: Path, error: Exception, status: int, says: str) -> None:
    class Failing(NoiseStack):
        def decode(self, *given: Any) -> Any:
            raise error

    told: list[events.Event] = []
    with pytest.raises(NodeFailed) as failed:
        rendered(plan_of(TWO_SHOTS), tmp_path / "store", Failing(), tell=told.append)
    assert "shot `roof`, `roof/decode/0` (Decode, from small.yaml:" in str(failed.value)
    assert says in str(failed.value)
    assert failed.value.exit_status == status
    assert failed.value.cure
    assert isinstance(told[-1], events.Failed)


def test_another_edition_of_a_stack_makes_everything_again(first: tuple[Path, Any]) -> None:
    class Newer(NoiseStack):
        edition = "2"

    assert rendered(plan_of(TWO_SHOTS), first[0], Newer()).rendered.made == len(plan_of(TWO_SHOTS).nodes)


def test_boards_never_pass_for_the_pictures_of_another_stack() -> None:
    class Other(NoiseStack):
        name = "other"

    one, other = (drawn_by(plan_of(TWO_SHOTS), stack) for stack in (NoiseStack(), Other()))
    assert not {node.key for node in one.nodes} & {node.key for node in other.nodes}


def test_an_illegal_plan_is_not_begun(tmp_path: Path) -> None:
    plan = plan_of(TWO_SHOTS)
    with pytest.raises(CompilerBug):
        rendered(plan._replace(nodes=plan.nodes[1:]), tmp_path / "store")
