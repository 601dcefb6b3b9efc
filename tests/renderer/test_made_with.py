"""What travels inside a picture: the community's line and our JSON, true to the plan."""

import json
import re

import pytest

from anime_compiler.plan import ops
from renderer.made_with import FrameTexts, texts_of_picture
from renderer.render import drawn_by
from tests.renderer.films import HEAD, TWO_SHOTS, plan_of
from tests.renderer.noise_stack import NoiseStack

PLAN = drawn_by(plan_of(TWO_SHOTS), NoiseStack())
NODES = PLAN.by_id()


def test_a_still_tells_its_prompt_its_settings_and_its_key() -> None:
    node = NODES["roof/keyframe/1"]
    assert isinstance(node.op, ops.Keyframe)
    texts = texts_of_picture(PLAN, node)
    first, settings = texts["parameters"].split("\n")
    assert first == "1girl on a roof, smiling"
    assert re.fullmatch(
        rf"Steps: \d+, Sampler: .+, CFG scale: [\d.]+, Seed: {node.op.seeds[0]}, Size: 96x64, Model: sdxl-base-1.0, "
        r"VAE: sdxl-vae-fp16-fix, Version: animec [\d.]+",
        settings,
    )
    assert json.loads(texts["animec"]) == {
        "key": node.key,
        "negative": "",
        "node": "roof/keyframe/1",
        "prompt": "1girl on a roof, smiling",
        "seed": node.op.seeds[0],
        "stack": "noise",
    }


def test_a_picture_of_a_batch_tells_its_own_seed_and_its_place_in_the_batch() -> None:
    text = HEAD.replace("size: 64x64", "size: 64x64, batch: 4") + "stills: [{id: face, prompt: a face, count: 3}]\n"
    plan = drawn_by(plan_of(text), NoiseStack())
    node = plan.by_id()["face/still/0"]
    assert isinstance(node.op, ops.Keyframe)
    for picture, seed in enumerate(node.op.seeds):
        texts = texts_of_picture(plan, node, picture)
        assert f"Seed: {seed}, Size: 64x64, Batch size: 3, Batch pos: {picture}, Model:" in texts["parameters"]
        told = json.loads(texts["animec"])
        assert (told["seed"], told["picture"]) == (seed, picture)


def test_a_map_tells_of_the_still_that_it_was_made_of() -> None:
    texts = json.loads(texts_of_picture(PLAN, NODES["roof/openpose/0"])["animec"])
    assert texts["node"] == "roof/openpose/0"
    assert texts["prompt"] == "1girl on a roof, standing"


def test_a_negative_prompt_stands_in_a_line_of_its_own() -> None:
    plan = drawn_by(plan_of(HEAD + "shots: [{id: a, prompt: roof, negative: [text, frame]}]\n"), NoiseStack())
    assert "\nNegative prompt: text, frame\nSteps: " in FrameTexts(plan)(0)["parameters"]


@pytest.mark.parametrize(
    ("frame", "shot", "node", "prompt"),
    [
        (0, "roof", "roof/segment/0", "1girl on a roof, standing"),
        (15, "roof", "roof/segment/0", "1girl on a roof, standing"),
        (16, "roof", "roof/segment/1", "1girl on a roof, standing"),
        (24, "sea", "sea/segment/0", "the sea"),  # a cross-fade belongs to the shot that comes
        (39, "sea", "sea/segment/0", "the sea"),
    ],
)
def test_a_frame_tells_of_the_segment_it_came_from(frame: int, shot: str, node: str, prompt: str) -> None:
    told = json.loads(FrameTexts(PLAN)(frame)["animec"])
    assert (told["frame"], told["shot"], told["node"], told["prompt"]) == (frame, shot, node, prompt)
    assert told["key"] == NODES[node].key
    assert told["film"] == NODES["film"].key


def test_the_last_beat_is_told_at_the_last_frame_of_its_shot() -> None:
    plan = drawn_by(plan_of(TWO_SHOTS.replace(" next: crossfade 4f,", "")), NoiseStack())
    assert json.loads(FrameTexts(plan)(27)["animec"])["prompt"] == "1girl on a roof, smiling"


def test_a_held_shot_tells_of_the_still_that_stands() -> None:
    beats = "beats: [{at: 0%, prompt: a}, {at: 50%, prompt: b}]"
    plan = drawn_by(
        plan_of(HEAD + f"shots: [{{id: h, prompt: x, motion: none, duration: 16f, {beats}}}]\n"), NoiseStack()
    )
    told = [json.loads(FrameTexts(plan)(frame)["animec"])["prompt"] for frame in (0, 7, 8, 15)]
    assert told == ["x, a", "x, a", "x, b", "x, b"]
