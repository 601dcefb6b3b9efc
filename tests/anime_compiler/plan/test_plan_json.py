"""The plan as a file: nothing is lost on the way there and back, and nothing but a plan is taken for one."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.errors import UnreadablePlan
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import with_keys
from anime_compiler.plan.plan_json import read_plan, write_plan
from anime_compiler.plan.render_plan import PLAN_VERSION, RenderPlan
from anime_compiler.plan.verify import violations
from anime_compiler.resolve.context import Library

SPECS = sorted((Path(__file__).parents[3] / "specs").glob("*.yaml"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@cache
def plan_of(spec: Path) -> RenderPlan:
    compiled = compile_storyboard(spec.name, spec.read_bytes(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None
    return with_keys(compiled.plan)


@cache
def text_of(name: str) -> str:
    return write_plan(plan_of(next(spec for spec in SPECS if spec.stem == name)))


def document(name: str = "sd2_night_train") -> dict[str, Any]:
    read: dict[str, Any] = json.loads(text_of(name))
    return read


def refusal(text: str) -> str:
    with pytest.raises(UnreadablePlan) as caught:
        read_plan(text)
    return str(caught.value)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_a_plan_comes_back_as_it_went(spec: Path) -> None:
    plan = plan_of(spec)
    text = write_plan(plan)
    assert read_plan(text) == plan
    assert write_plan(read_plan(text)) == text
    assert with_keys(read_plan(text)) == plan


def test_a_plan_without_keys_comes_back_too() -> None:
    plan = plan_of(SPECS[0])
    bare = plan._replace(nodes=tuple(node._replace(key="") for node in plan.nodes))
    assert read_plan(write_plan(bare)) == bare


def test_the_file_is_laid_out_for_people_and_diffs() -> None:
    text = text_of("sd2_night_train")
    assert text.startswith(f'{{\n "animec_plan": {PLAN_VERSION},\n "source": "sd2_night_train.yaml",\n')
    assert text.endswith("}\n")
    assert list(document()) == [
        "animec_plan", "source", "clip", "title", "ruleset", "suppressed", "stack", "draft_of", "fps", "size", "frames",
        "models", "nodes", "outputs",
    ]  # fmt: skip
    assert list(document()["nodes"][0]) == ["id", "key", "op", "parameters", "inputs", "scene", "at"]


def test_authors_texts_stay_readable() -> None:
    text = text_of("image_set")
    assert "The café by the canal" in text


def test_numbers_keep_their_kind_and_their_last_bit() -> None:
    plan = plan_of(SPECS[0])
    third = plan.nodes[0]._replace(op=plan.nodes[0].op, at=plan.nodes[0].at)
    assert third == plan.nodes[0]
    values = [0.1 + 0.2, 1e-300, 5e-324, 1.0, -0.0, 2.0**63]
    for value in values:
        node = next(node for node in plan.nodes if hasattr(node.op, "denoising"))
        op: Any = node.op
        changed = op._replace(denoising=op.denoising._replace(guidance=value))
        nodes = tuple(node._replace(op=changed) if one is node else one for one in plan.nodes)
        back: Any = read_plan(write_plan(plan._replace(nodes=nodes))).by_id()[node.id].op
        assert repr(back.denoising.guidance) == repr(value)


def test_what_may_be_nothing_comes_back_as_nothing_and_as_something() -> None:
    plan = plan_of(next(spec for spec in SPECS if spec.stem == "minimal"))
    node = next(node for node in plan.nodes if isinstance(node.op, ops.Segment))
    assert isinstance(node.op, ops.Segment)
    for betas in (None, ops.Betas("linear", 0.1, 0.2)):
        changed = node._replace(op=node.op._replace(betas=betas))
        written = write_plan(plan._replace(nodes=tuple(changed if one is node else one for one in plan.nodes)))
        assert read_plan(written).by_id()[node.id] == changed
    assert "Betas" in refusal(written.replace('"start": 0.1', '"begin": 0.1'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the plan is not JSON"),
        ("nodes", "the plan is not JSON"),
        ("[" * 100_000, "the plan is not JSON"),
        ("1" * 10_000, "the plan is not JSON"),
        ('{"animec_plan": NaN}', "the plan is not JSON"),
        ("null", "it lacks `animec_plan`"),
        ("[]", "it lacks `animec_plan`"),
        ("{}", "it lacks `animec_plan`"),
        ('{"animec_plan": 2}', "its version is 2"),
        ('{"animec_plan": "1"}', "its version is '1'"),
        ('{"animec_plan": true}', "its version is True"),
        ('{"animec_plan": 1.0}', "its version is 1.0"),
        ('{"animec_plan": [[]]}', r"its version is [[]]"),
        ('{"animec_plan": 1}', "source"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, said: str) -> None:
    assert said in refusal(text)


def test_the_refusal_says_what_writes_a_plan() -> None:
    with pytest.raises(UnreadablePlan) as caught:
        read_plan("{}")
    assert caught.value.cure == "`animec plan STORYBOARD --json` writes one"


@given(JSON)
def test_foreign_json_is_refused_and_never_crashes(value: Any) -> None:
    with pytest.raises(UnreadablePlan):
        read_plan(json.dumps(value))
    with pytest.raises(UnreadablePlan):
        read_plan(json.dumps({"animec_plan": PLAN_VERSION, "nodes": value}))


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda data: data.decode("latin-1")))
def test_any_text_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises(UnreadablePlan):
        read_plan(text)


def test_a_plan_that_was_cut_off_anywhere_is_refused() -> None:
    text = text_of("minimal").rstrip()
    for end in range(0, len(text), 7):
        refusal(text[:end])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """A path to everything in a JSON document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, item in items for found in places(item, (*path, key)))]


PLACES = {name: places(json.loads(text_of(name))) for name in ("minimal", "sd2_night_train")}


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(PLACES)), st.data(), JSON)
def test_a_plan_with_anything_else_in_one_place_is_refused_or_at_least_judged(
    name: str, data: st.DataObject, value: Any
) -> None:
    changed = document(name)
    place = data.draw(st.sampled_from(PLACES[name][1:]))
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    try:
        plan = read_plan(json.dumps(changed))
    except UnreadablePlan:
        return
    assert isinstance(violations(plan), list)
    assert read_plan(write_plan(plan)) == plan
    write_plan(plan).encode()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PLACES)), st.data())
def test_a_plan_that_lacks_anything_is_refused(name: str, data: st.DataObject) -> None:
    """Only of lists of any length can an item be missing without being missed; then `verify` has a say."""
    changed = document(name)
    place = data.draw(st.sampled_from([path for path in PLACES[name][1:] if isinstance(path[-1], str)]))
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    refusal(json.dumps(changed))


@pytest.mark.parametrize(
    "path", [(), ("size",), ("nodes", 0), ("nodes", 0, "parameters"), ("models", 0), ("outputs", 0)], ids=str
)
def test_a_key_more_than_a_plan_has_is_refused(path: tuple[Any, ...]) -> None:
    """What is not read cannot be judged, so it may not be there."""
    changed = document()
    inner: Any = changed
    for step in path:
        inner = inner[step]
    inner["payload"] = "iVBORw0KGgo"
    refusal(json.dumps(changed))


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("1e999", ("nodes", 1, "parameters", "denoising", "guidance")),
        ("-1e999", ("nodes", 1, "parameters", "denoising", "guidance")),
        ("NaN", ("nodes", 1, "parameters", "denoising", "guidance")),
        ("1" + "0" * 400, ("nodes", 1, "parameters", "denoising", "guidance")),
        ("8.0", ("fps",)),
        ("true", ("fps",)),
        (r'"\ud800"', ("title",)),
        ('"LoadImage"', ("nodes", 0, "op")),
        ('["Keyframe"]', ("nodes", 0, "op")),
        ("{}", ("nodes", 0, "inputs")),
        ('[["embeds"]]', ("nodes", 0, "inputs")),
        ("[1]", ("nodes", 0, "at")),
    ],
)
def test_values_that_no_plan_holds_are_refused(written: str, path: tuple[Any, ...]) -> None:
    changed = document()
    inner: Any = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = "MARKER"
    refusal(json.dumps(changed).replace('"MARKER"', written))
