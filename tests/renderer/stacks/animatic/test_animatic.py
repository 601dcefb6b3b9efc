"""The whole stack: every operation of every storyboard that ships, alike in any thread, process and order of calls."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import PIL
import pytest

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import RenderPlan
from renderer.stacks.animatic.animatic import AnimaticStack
from renderer.stacks.animatic.drawing import backdrop
from renderer.stacks.stack import Stack
from renderer.values import Embeds, Latents, Pictures
from tests.renderer.stacks.animatic.boards import (
    CHAIN,
    ROOT,
    SPECS,
    STACK,
    bytes_of,
    made,
    nodes_of,
    nothing,
    plan_of,
    plan_of_spec,
    smaller,
    value_of,
)

DECODE = ops.Decode("", "", "fp16", False, 0, 1)
_EDITED = CHAIN.replace("walking, ease", "a sleeping cat, ease")


def test_it_is_a_stack_without_models() -> None:
    stack: Stack = AnimaticStack()
    assert (stack.name, stack.edition, stack.is_deterministic) == ("animatic", "1", True)
    versions = {"numpy": np.__version__, "opencv": cv2.__version__, "pillow": PIL.__version__}
    assert stack.environment() == versions


def test_nothing_of_it_imports_torch() -> None:
    code = "import sys, renderer.stacks.animatic.animatic; assert not {'torch', 'skia', 'diffusers'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("name", SPECS)
def test_every_operation_of_every_storyboard_is_done_in_kind(name: str) -> None:
    plan = smaller(plan_of_spec(name), 4)
    values: dict[str, Embeds | Latents | Pictures] = {}
    for node in plan.nodes:
        value = value_of(node, values)
        if value is None:
            continue
        values[node.id] = value
        match node.op, value:
            case ops.EncodePrompt(), Embeds(tensors=tensors):
                assert {tensor.dtype for tensor in tensors.values()} == {np.dtype(np.uint8)}
            case ops.Segment(), Latents(tensors=tensors):
                assert all(tensor.size for tensor in tensors.values())
            case ops.Keyframe(denoising=denoising, seeds=seeds), Pictures(pixels=pixels):
                assert pixels.shape == (len(seeds), denoising.size.height, denoising.size.width, 3)
            case ops.Turnaround(denoising=denoising, views=views), Pictures(pixels=pixels):
                assert pixels.shape == (views, denoising.size.height, denoising.size.width, 3)
            case ops.Extract(), Pictures(pixels=pixels):
                assert (len(pixels), pixels.dtype.name) == (1, "uint8")
            case ops.Decode(take=take), Pictures(pixels=pixels):
                assert (len(pixels), pixels.dtype.name) == (take, "uint8")
            case wrong:
                pytest.fail(f"{node.id} gave {wrong}")


def test_the_order_of_calls_and_the_threads_make_no_difference() -> None:
    plan = plan_of(CHAIN)
    first = made(plan)
    decodes = nodes_of(plan, ops.Decode)
    backdrop.backdrop.cache_clear()
    backdrop.focused.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        again = [*pool.map(lambda node: value_of(node, first, AnimaticStack()), reversed(decodes))]
    for node, value in zip(reversed(decodes), again, strict=True):
        assert value is not None
        assert bytes_of(value) == bytes_of(first[node.id])


def test_another_process_with_other_hashes_draws_the_same_bytes() -> None:
    code = (
        "import hashlib\n"
        "from tests.renderer.stacks.animatic.boards import *\n"
        "print(hashlib.sha256(b''.join(map(bytes_of, made(plan_of(CHAIN)).values()))).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_a_changed_beat_changes_the_segments_that_pass_it_and_those_that_carry_from_them_and_nothing_else() -> None:
    before, after = plan_of(CHAIN), plan_of(_EDITED)
    old, new = made(before), made(after)
    changed = {id for id in old if bytes_of(old[id]) != bytes_of(new[id])}
    by_key = {node.id for node in after.nodes if node.key != before.by_id()[node.id].key}
    segments = [node.id for node in nodes_of(after, ops.Segment)]
    passing = [node.id for node in nodes_of(after, ops.Segment) if "walk/text/1" in node.inputs_of("embeds")]
    assert passing
    assert passing != segments
    carrying = segments[segments.index(passing[0]) :]
    assert {id for id in changed if id in segments} == set(carrying)
    assert changed <= by_key
    kept = {"walk/text/0", "walk/text/2", "walk/keyframe/0", "walk/keyframe/2", "walk/depth/0"}
    assert not kept & changed


@pytest.mark.parametrize("text", [CHAIN, SPECS["open_experiment"].read_text(encoding="utf-8")], ids=["chain", "carry"])
def test_known_frames_are_those_of_the_segment_that_they_come_from(text: str) -> None:
    plan = plan_of(text)
    values = made(plan, decoded=False)
    carrying = [node for node in nodes_of(plan, ops.Segment) if node.inputs_of("carried")]
    assert carrying
    for node in carrying[:2]:
        assert isinstance(node.op, ops.Segment)
        old, new = values[node.inputs_of("carried")[0]], values[node.id]
        assert isinstance(old, Latents)
        assert isinstance(new, Latents)
        overlap = node.op.overlap
        known = STACK.decode(DECODE._replace(take=overlap), new, nothing).pixels
        shown = STACK.decode(DECODE._replace(skip=node.op.carried_at, take=overlap), old, nothing).pixels
        assert np.array_equal(known, shown)
        following = STACK.decode(DECODE._replace(skip=overlap, take=1), new, nothing).pixels
        assert not np.array_equal(following[0], known[-1]), "and then the film goes on"


def test_a_decode_gives_the_frames_that_it_is_asked_for() -> None:
    plan = plan_of(CHAIN)
    values = made(plan, decoded=False)
    latents = values["walk/segment/0"]
    assert isinstance(latents, Latents)
    whole = STACK.decode(DECODE._replace(take=16), latents, nothing).pixels
    part = STACK.decode(DECODE._replace(skip=5, take=3), latents, nothing).pixels
    assert np.array_equal(part, whole[5:8])


def test_another_seed_gives_another_picture_of_the_same_scene() -> None:
    plan = plan_of(CHAIN)
    node = nodes_of(plan, ops.Keyframe)[0]
    assert isinstance(node.op, ops.Keyframe)
    text = STACK.encode(_text(plan, node.inputs_of("embeds")[0]))
    pictures = [
        STACK.keyframe(node.op._replace(seeds=(seed,), scene_seed=scene), text, None, [], nothing).pixels.astype(int)
        for seed, scene in ((1, 1), (2, 1), (2, 2))
    ]
    near, far = (np.abs(pictures[0] - other).mean() for other in pictures[1:])
    assert 0 < near < far < 40, "its own seed moves little, the scene's more, and the place stays the same"


@pytest.mark.parametrize("shared", [0.0, 0.5])
def test_several_seeds_give_a_board_each_and_the_same_one_as_alone(shared: float) -> None:
    plan = plan_of(CHAIN)
    node = nodes_of(plan, ops.Keyframe)[0]
    assert isinstance(node.op, ops.Keyframe)
    text, op = STACK.encode(_text(plan, node.inputs_of("embeds")[0])), node.op._replace(shared=shared)
    together = STACK.keyframe(op._replace(seeds=(3, 4, 5)), text, None, [], nothing).pixels
    for seed, board in zip((3, 4, 5), together, strict=True):
        assert np.array_equal(STACK.keyframe(op._replace(seeds=(seed,)), text, None, [], nothing).pixels[0], board)


def test_where_no_noise_is_shared_the_scenery_is_not_either() -> None:
    plan = plan_of(CHAIN)
    node = nodes_of(plan, ops.Keyframe)[0]
    assert isinstance(node.op, ops.Keyframe)
    text = STACK.encode(_text(plan, node.inputs_of("embeds")[0]))
    apart = [
        [
            STACK.keyframe(node.op._replace(seeds=(seed,), shared=shared), text, None, [], nothing).pixels.astype(int)
            for seed in (1, 2)
        ]
        for shared in (0.5, 0.0)
    ]
    near, far = (np.abs(one - other).mean() for one, other in apart)
    assert 0 < near < far


def _text(plan: RenderPlan, id: str) -> ops.EncodePrompt:
    op = plan.by_id()[id].op
    assert isinstance(op, ops.EncodePrompt)
    return op


def test_the_views_of_a_turnaround_go_around() -> None:
    plan = plan_of_spec("clip_001")
    (node,) = nodes_of(plan, ops.Turnaround)
    assert isinstance(node.op, ops.Turnaround)
    texts = [STACK.encode(_text(plan, id)) for id in node.inputs_of("embeds")]
    views = STACK.turnaround(node.op._replace(views=8), texts, nothing).pixels
    assert all(not np.array_equal(one, other) for one, other in pairwise(views))
    mirrored = np.abs(views[2].astype(int) - views[6][:, ::-1].astype(int)).mean()
    assert mirrored < np.abs(views[2].astype(int) - views[0].astype(int)).mean(), "left and right are like each other"


@pytest.mark.parametrize(
    "text",
    ["", ",,,,", "\x00\x07\x1b[31m", "word " * 2000, "x" * 10_000, "😀" * 500, "שלום עולם", "夜の街", "\u202e\ud800"],
    ids=["empty", "commas", "control", "many", "long", "emoji", "hebrew", "japanese", "surrogate"],
)
def test_hostile_text_is_drawn_and_written_like_any_other(text: str) -> None:
    plan = plan_of(CHAIN)
    (film,) = nodes_of(plan, ops.Assemble)
    told = _text(plan, "walk/text/1")
    section = told.prompt.sections[0]
    told = told._replace(prompt=told.prompt._replace(sections=((section[0]._replace(text=text),),)))
    nodes = [node._replace(op=told) if node.id == "walk/text/1" else node for node in plan.nodes]
    embeds = STACK.encode(told)
    keyframe = plan.by_id()["walk/keyframe/1"].op
    assert isinstance(keyframe, ops.Keyframe)
    picture = STACK.keyframe(keyframe, embeds, None, [], nothing).pixels[0]
    burn_in = STACK.burn_in(plan._replace(nodes=tuple(nodes)), film)
    assert burn_in is not None
    large = np.ascontiguousarray(np.broadcast_to(picture[:1, :1], (768, 768, 3)))
    assert burn_in(20, large).shape == large.shape


def test_upscaling_leaves_boards_as_they_are() -> None:
    frames = Pictures(np.zeros((2, 8, 8, 3), np.uint8))
    assert STACK.upscale(ops.Upscale("realesrgan-anime-6b", 2), frames) is frames


def test_no_file_of_it_is_too_long_to_be_read() -> None:
    folder = ROOT / "renderer" / "stacks" / "animatic"
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.py")}
    assert {path: long for path, long in lengths.items() if long > 400} == {}
    assert Path(folder / "animatic.py") in lengths
