"""Names for results: whatever decides a result is in its key, and nothing else is."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from math import inf, nextafter
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.keys import keyed, models_of, with_keys
from anime_compiler.plan.plan_json import write_plan
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library
from tests.anime_compiler.plan.compiled import all_running

ROOT = Path(__file__).parents[3]
CLIP = (ROOT / "specs" / "clip_001.yaml").read_text(encoding="utf-8")
# Every operation there is, every list with something in it, and two people whose order could matter.
RICH = """\
animec: 1
clip: rich
title: Everything at once
ruleset: open
seed: 7
profile: 768_lcm
style:
  loras: {pastel-anime-xl: 0.8, flatline: [{at: 0%, value: 0.2}, {at: 100%, value: 0.3}]}
characters:
  mio: {looks: "1girl, bob", sheet: {views: 3}}
  aki: {looks: 1boy, sheet: {views: 2}, identity: 0.4, lora: character-own}
stills:
  - {id: face, prompt: 'a face, {{ mio }}', count: 2}
shots:
  - id: roof
    prompt: "{{ mio }} and {{ aki }} on a (roof:1.2), BREAK wind"
    duration: 40f
    camera: {move: pan_left, ease: in}
    motion: {lora: motion-lora-own, scale: 1.1}
    control: [{kind: depth, weight: 0.6, until: 80%}, {kind: openpose, from: "character:aki"}]
    beats: [{at: 0%, prompt: dark}, {at: 50%, prompt: dim}, {at: 100%, prompt: light}]
    next: carry
  - {id: street, prompt: a street, duration: 16f, next: crossfade 4f}
  - {id: held, prompt: a door, duration: 9f, motion: none}
post:
  - {step: interpolate, fps: 24, model: rife-4.26}
  - {step: upscale, model: realesrgan-anime-6b}
  - {step: crop, size: 512x512}
"""


def plan_of(text: str) -> RenderPlan:
    compiled = compile_storyboard("keys.yaml", text.encode(), Library(all_running(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    return with_keys(compiled.plan)


@cache
def rich() -> RenderPlan:
    return plan_of(RICH)


def keys(plan: RenderPlan) -> dict[str, str]:
    return {node.id: node.key for node in plan.nodes}


def downstream(plan: RenderPlan, of: set[str]) -> set[str]:
    """The nodes and everything that is made from them: found by walking the edges, without a look at keys."""
    reached = set(of)
    for _ in plan.nodes:
        reached |= {node.id for node in plan.nodes if reached.intersection(given.node for given in node.inputs)}
    return reached


def differing(one: RenderPlan, two: RenderPlan) -> set[str]:
    """Nodes whose key is not the same in both."""
    first, second = keys(one), keys(two)
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


def test_a_key_is_a_sha_256_and_stands_on_every_node() -> None:
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys(rich()).values())
    assert {type(node.op) for node in rich().nodes} == set(ops.OPS)


def test_different_work_has_different_keys() -> None:
    assert len(set(keys(rich()).values())) == len(rich().nodes)


def test_the_same_storyboard_gives_the_same_bytes() -> None:
    assert write_plan(plan_of(RICH)) == write_plan(plan_of(RICH))
    assert with_keys(rich()) == rich()


@pytest.mark.parametrize("spec", ["clip_001", "open_experiment"])
def test_a_fresh_process_with_other_hashes_gives_the_same_bytes(spec: str) -> None:
    path = ROOT / "specs" / f"{spec}.yaml"
    printed = {
        hashlib.sha256(
            subprocess.run(
                [sys.executable, "-m", "anime_compiler", "plan", str(path), "--json"],
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
                capture_output=True,
            ).stdout
        ).hexdigest()
        for seed in ("0", "1", "4242")
    }
    compiled = compile_storyboard(path.name, path.read_bytes(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None
    assert printed == {hashlib.sha256(write_plan(with_keys(compiled.plan)).encode()).hexdigest()}


def rewritten(text: str, random: Random) -> str:
    """The same storyboard, laid out otherwise: keys in another order, other quotes, blocks for braces and back."""
    tree = yaml.compose(text)
    stack: list[Any] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            random.shuffle(node.value)
            node.flow_style = random.random() < 0.3
            stack += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            node.flow_style = random.random() < 0.3
            stack += node.value
        elif node.style or " " in node.value:  # a text; numbers and words of the language may lose no meaning
            node.style = random.choice(["'", '"'])
    return str(yaml.serialize(tree, width=random.choice([20, 1000]), allow_unicode=random.random() < 0.5))


@pytest.mark.parametrize("text", [CLIP, RICH], ids=["clip_001", "rich"])
@pytest.mark.parametrize("seed", range(20))
def test_layout_order_of_keys_and_quotes_change_no_key(text: str, seed: int) -> None:
    again = plan_of(rewritten(text, Random(seed)))
    assert keys(again) == keys(plan_of(text))
    assert [node.op for node in again.nodes] == [node.op for node in plan_of(text).nodes]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "# a comment\n\n" + text.replace("\n", "   # and another\n"),
        lambda text: text.replace("title: Everything at once", "title: Nothing at all"),
        lambda text: text.replace("title: Everything at once\n", ""),
        lambda text: text.replace("clip: rich", "clip: another"),
        lambda text: text + "rules: {beats-too-dense: off}\n",
        lambda text: text + "vars: {unused: a word}\n",
        lambda text: text.replace("characters:", "characters:\n  extra: {looks: nobody, sheet: {views: 4}}"),
        lambda text: text.replace("seed: 7", "seed: 7\nfps: 8\nstack: sdxl"),
        lambda text: text.replace("duration: 40f", "duration: 5s").replace("at: 50%", "at: 20f"),
        lambda text: text.replace("until: 80%", "after: 0%, until: 80%, from: keyframes, model: cn-depth-xinsir"),
        lambda text: text.replace("a street", "{% if true %}a street{% endif %}").replace(
            "{% if true %}a street{% endif %}", '"{{ road }}"') + "vars: {road: a street}\n",
    ],
    ids=[
        "line ends", "byte order mark", "comments", "title", "no title", "name of the clip", "severities",
        "unused variable", "unused character", "defaults written out", "other units", "defaults of a control",
        "a variable for a word",
    ],
)  # fmt: skip
def test_what_no_picture_depends_on_changes_no_key(change: Any) -> None:
    assert change(RICH) != RICH
    assert differing(rich(), plan_of(change(RICH))) == set()


def test_the_ruleset_changes_no_key() -> None:
    assert differing(plan_of(CLIP), plan_of(CLIP.replace("ruleset: cs492c-2025", "ruleset: open"))) == set()


def test_the_order_of_independent_shots_changes_the_film_alone() -> None:
    shots = ["  - {id: a, prompt: a roof}\n", "  - {id: b, prompt: a street}\n"]
    head = "animec: 1\nclip: order\nruleset: open\nshots:\n"
    assert differing(plan_of(head + "".join(shots)), plan_of(head + "".join(reversed(shots)))) == {"film"}


def test_the_rate_changes_the_film_alone_where_durations_are_frames() -> None:
    text = "animec: 1\nclip: rate\nruleset: open\nfps: 8\nshots: [{id: a, prompt: a roof, duration: 16f}]\n"
    assert differing(plan_of(text), plan_of(text.replace("fps: 8", "fps: 12"))) == {"film"}


def test_a_changed_beat_changes_exactly_what_is_made_from_it() -> None:
    before, after = plan_of(CLIP), plan_of(CLIP.replace("turning her head", "waving her hand"))
    old = before.by_id()
    touched = {node.id for node in after.nodes if node.op != old[node.id].op}
    assert len(touched) == 1  # one text
    assert differing(before, after) == downstream(after, touched)
    assert {name.split("/")[0] for name in differing(before, after)} == {"rooftop", "film"}
    assert {"rooftop/keyframe/1", "rooftop/openpose/1", "rooftop/segment/0", "film"} <= differing(before, after)
    assert {"rooftop/keyframe/0", "rooftop/keyframe/2", "rooftop/depth/0"}.isdisjoint(differing(before, after))


def test_a_beat_at_the_end_leaves_the_first_segment_alone() -> None:
    before, after = plan_of(CLIP), plan_of(CLIP.replace("smiling at the viewer", "closing her eyes"))
    changed = differing(before, after)
    old = before.by_id()
    touched = {node.id for node in after.nodes if node.op != old[node.id].op}
    assert changed == downstream(after, touched)
    assert "rooftop/segment/0" not in changed
    assert {"rooftop/segment/1", "rooftop/segment/2", "rooftop/camera"} <= changed


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_edit_of_the_text_changes_exactly_what_is_made_from_what_it_touched(data: st.DataObject) -> None:
    """Some word or number of the storyboard becomes another; whatever that is, keys change along the edges."""
    found = list(re.finditer(r"dark|dim|light|wind|a street|a door|0\.6|80%|1\.1|0\.8|: 7\b|in\b(?=})", RICH))
    place = data.draw(st.sampled_from(found))
    instead = {"0.6": "0.5", "80%": "70%", "1.1": "1.3", "0.8": "0.7", ": 7": ": 8", "in": "out"}
    text = RICH[: place.start()] + instead.get(place[0], "a lantern") + RICH[place.end() :]
    before, after = rich(), plan_of(text)
    old = before.by_id()
    touched = {node.id for node in after.nodes if node.id not in old or node.op != old[node.id].op}
    assert touched
    assert differing(before, after) == downstream(after, touched)


def leaves(value: Any, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Every text and number of an operation, with its path; and every list, as something that can grow."""
    if isinstance(value, tuple):
        if not hasattr(value, "_fields"):
            yield path, value
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path, value


def replaced(value: Any, path: tuple[int, ...], instead: Any) -> Any:
    if not path:
        return instead
    items = list(value)
    items[path[0]] = replaced(items[path[0]], path[1:], instead)
    return value._make(items) if hasattr(value, "_fields") else tuple(items)


def another(value: Any) -> Any:
    """The least change that there is."""
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, float):
        return nextafter(value, inf)
    return value + 1 if isinstance(value, int) else (*value, value[-1])


@pytest.mark.parametrize("kind", ops.OPS, ids=lambda kind: kind.__name__)
def test_every_parameter_is_in_the_key(kind: type[ops.Op]) -> None:
    nodes = [node for node in rich().nodes if isinstance(node.op, kind)]
    node = max(nodes, key=lambda node: len(list(leaves(node.op))))
    plan = rich()
    paths = list(leaves(node.op))
    assert {path[0] for path, _ in paths} == set(range(len(node.op._fields))), "a field that holds nothing here"
    for path, value in paths:
        op = replaced(node.op, path, another(value))
        spoiled = tuple(one._replace(op=op) if one is node else one for one in plan.nodes)
        changed = keyed(plan._replace(nodes=spoiled))
        assert differing(plan, changed) == downstream(plan, {node.id}), (path, value)


def test_values_that_look_alike_are_told_apart() -> None:
    """A list of two texts is not the one text that they make; a number is not its digits."""
    plan = plan_of("animec: 1\nclip: a\nruleset: open\nstills: [{id: a, prompt: a roof}]\n")
    node: Any = plan.nodes[0]
    phrase = node.op.prompt.sections[0][0]
    forms = [
        ((phrase,),),
        ((phrase, phrase._replace(text="")),),
        ((phrase,), ()),
        ((phrase._replace(text=phrase.text[:3]), phrase._replace(text=phrase.text[3:])),),
        ((phrase._replace(weight=1),),),
    ]
    found = set()
    for sections in forms:
        op = node.op._replace(prompt=node.op.prompt._replace(sections=sections))
        found.add(keyed(plan._replace(nodes=(node._replace(op=op), *plan.nodes[1:]))).nodes[0].key)
    assert len(found) == len(forms)


def test_which_input_is_in_which_slot_is_in_the_key() -> None:
    plan = rich()
    node = next(node for node in plan.nodes if len({given.node for given in node.inputs}) > 2)
    turned = node._replace(inputs=node.inputs[::-1])
    renamed = node._replace(inputs=(node.inputs[0]._replace(slot="other"), *node.inputs[1:]))
    for changed in (turned, renamed):
        nodes = tuple(changed if one is node else one for one in plan.nodes)
        assert differing(plan, keyed(plan._replace(nodes=nodes))) == downstream(plan, {node.id})


def test_names_of_nodes_and_places_in_the_text_are_in_no_key() -> None:
    plan = rich()
    names = {node.id: f"node{number}" for number, node in enumerate(plan.nodes)}
    nodes = tuple(
        node._replace(
            id=names[node.id],
            inputs=tuple(given._replace(node=names[given.node]) for given in node.inputs),
            scene="",
            at=node.at._replace(line=99),
        )
        for node in plan.nodes
    )
    assert list(keys(keyed(plan._replace(nodes=nodes))).values()) == list(keys(plan).values())


def test_the_bytes_of_a_model_are_in_the_key_of_all_that_runs_it() -> None:
    plan = rich()
    for number, model in enumerate(plan.models):
        users = {node.id for node in plan.nodes if model.id in models_of(node.op)}
        assert users, model.id
        models = list(plan.models)
        models[number] = model._replace(sha256="f" * 64)
        assert differing(plan, with_keys(plan._replace(models=tuple(models)))) == downstream(plan, users)


def test_what_is_said_of_a_model_is_in_no_key() -> None:
    plan = rich()
    models = tuple(
        model._replace(title="T", licence="L", citation="C", link="https://example.org", kind="k", family="f")
        for model in plan.models
    )
    assert differing(plan, with_keys(plan._replace(models=models))) == set()


def test_where_a_model_has_no_hash_its_address_stands_for_its_bytes() -> None:
    plan = rich()
    number, model = next((n, m) for n, m in enumerate(plan.models) if not m.sha256)
    users = {node.id for node in plan.nodes if model.id in models_of(node.op)}
    for change in ({"repo": "other/repo"}, {"file": "other.safetensors"}, {"revision": "abc"}):
        models = list(plan.models)
        models[number] = model._replace(**change)
        assert differing(plan, with_keys(plan._replace(models=tuple(models)))) == downstream(plan, users)


def test_every_operation_names_the_models_that_it_runs() -> None:
    """Every text of an operation that is the name of a model of the plan is one of those that it runs."""
    known = {model.id for model in rich().models}
    for node in rich().nodes:
        held = {value for _, value in leaves(node.op) if isinstance(value, str) and value in known}
        if isinstance(node.op, ops.Decode) and node.op.vae:
            held.remove(node.op.base)  # which decodes only where there is no other VAE
        assert held == set(models_of(node.op)), node.id


def test_stack_and_version_are_in_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = rich()
    everything = set(keys(plan))
    assert differing(plan, with_keys(plan._replace(stack="pocket"))) == everything
    monkeypatch.setattr(ops, "OP_VERSION", ops.OP_VERSION + 1)
    assert differing(plan, with_keys(plan)) == everything


def test_the_precision_is_in_the_key_of_all_that_runs_a_model_of_the_base() -> None:
    text = RICH.replace("profile: 768_lcm", "profile: {extends: 768_lcm, precision: bf16}")
    changed = differing(rich(), plan_of(text))
    assert changed == {node.id for node in rich().nodes}
