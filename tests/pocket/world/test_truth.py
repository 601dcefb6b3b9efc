"""The truth about a picture agrees with the picture."""

from random import Random

import numpy as np
import pytest

from pocket.world import caption, picture, sample, truth, vocabulary
from pocket.world.scene import Motion, Scene, View

SCENES = [sample.scene(seed) for seed in range(40)]
PEOPLE = [scene for scene in SCENES if scene.character is not None]


def test_one_seed_is_one_scene() -> None:
    assert [sample.scene(seed) for seed in range(40)] == SCENES
    assert len(set(SCENES)) == len(SCENES)


def test_all_words_are_drawn_and_told() -> None:
    scenes = [sample.scene(seed) for seed in range(3000)]
    people = [scene.character for scene in scenes if scene.character is not None]
    assert {scene.place for scene in scenes} == set(vocabulary.PLACES)
    assert {scene.weather for scene in scenes} == set(vocabulary.WEATHERS)
    for table, field in ((vocabulary.HAIR_STYLES, "hair_style"), (vocabulary.POSES, "pose")):
        assert {getattr(who, field) for who in people} == set(table)
    assert {caption.view_name(who) for who in people} == set(vocabulary.VIEWS)


@pytest.mark.parametrize("scene", PEOPLE[:12])
def test_the_plain_caption_tells_every_attribute(scene: Scene) -> None:
    told = caption.plain(scene)
    known = truth.attributes(scene)
    for name in ("hair_colour", "outfit", "outfit_colour", "place", "time", "weather", "framing"):
        assert known[name] in told
    assert caption.plain(scene) == told


def test_captions_differ_but_do_not_lie() -> None:
    scene = PEOPLE[0]
    assert scene.character is not None
    others = {name for name in vocabulary.PLACES if name not in scene.place} - {"mountains", "park"}
    captions = {caption.caption(scene, Random(seed)) for seed in range(60)}
    assert len(captions) > 50
    for text in captions:
        assert not any(f", {other}" in text for other in others), text


@pytest.mark.parametrize("scene", PEOPLE[:8])
def test_masks_lie_in_one_another(scene: Scene) -> None:
    known = truth.of(scene, (128, 128))
    face, character = known.face > 128, known.character > 128
    assert 0.02 < character.mean() < 0.95
    assert (face & ~character).sum() <= 0.01 * face.size
    assert known.depth[character].mean() > known.depth[~character].mean()
    assert 0.02 < (known.lines < 128).mean() < 0.4


def test_nobody_has_no_skeleton_and_no_mask() -> None:
    known = truth.of(Scene(None, "beach"), (64, 64))
    assert known.skeleton == {}
    assert not known.character.any()


@pytest.mark.parametrize("scene", PEOPLE[:12])
def test_shoulders_lie_on_the_character(scene: Scene) -> None:
    known = truth.of(scene)
    for name in ("neck", "left shoulder", "right shoulder"):
        joint = known.skeleton[name]
        if joint.seen:
            x, y = round(joint.x), round(joint.y)
            assert known.character[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5].any(), name


@pytest.mark.parametrize("view", [View(), View(12, -8, 1.2, 6), View(zoom=0.9, roll=-8)])
@pytest.mark.parametrize("size", [(256, 256), (320, 192), (192, 320)])
def test_the_frame_follows_the_camera(view: View, size: tuple[int, int]) -> None:
    scene = PEOPLE[3]._replace(framing="upper body", view=view, motion=Motion(), t=1.0)
    assert scene.character is not None
    front = scene._replace(character=scene.character._replace(yaw=0.0, head_yaw=0.0, tilt=0.0, accessory="none"))
    face = truth.of(front, size).face > 128
    rows, columns = np.nonzero(face)
    frame = picture.frame(front, size)
    assert abs(columns.mean() - frame.x) < 0.15 * frame.head
    assert 0 < rows.mean() - frame.y < 0.45 * frame.head
