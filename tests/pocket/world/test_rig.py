"""The skeleton: lengths, mirrors, loops, and what moves when."""

from math import dist

import pytest

from pocket.world import rig
from pocket.world.scene import Character, Motion
from pocket.world.vocabulary import POSES

ACTIONS = ("still", "walking", "waving", "turning head", "talking")
BONES = (
    ("shoulder", "elbow", rig.UPPER_ARM),
    ("elbow", "wrist", rig.FOREARM),
    ("hip", "knee", rig.THIGH),
    ("knee", "ankle", rig.SHIN),
)


def girl(pose: str = "standing", yaw: float = 0.0) -> Character:
    return Character("girl", "short hair", "brown", "blue", "smiling", "hoodie", "red", pose=pose, yaw=yaw)


def mirrored(name: str) -> str:
    swap = {"left": "right", "right": "left"}
    side, _, part = name.partition(" ")
    return f"{swap[side]} {part}" if side in swap else name


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("yaw", [0.0, 20.0, 75.0, -120.0, 180.0])
def test_bones_keep_their_length(pose: str, yaw: float) -> None:
    for action in ACTIONS:
        for t in (0.0, 0.3, 1.1):
            joints = rig.skeleton(girl(pose, yaw), Motion(action), t)
            for side in rig.SIDES:
                for upper, lower, length in BONES:
                    one, other = joints[f"{side} {upper}"], joints[f"{side} {lower}"]
                    assert dist(one[:3], other[:3]) == pytest.approx(length, abs=1e-4)


@pytest.mark.parametrize("pose", [pose for pose in POSES if pose not in ("walking", "waving", "hand on chest")])
@pytest.mark.parametrize("yaw", [0.0, 20.0, 75.0, 130.0])
def test_a_mirrored_yaw_mirrors_the_skeleton(pose: str, yaw: float) -> None:
    turned, other = rig.skeleton(girl(pose, yaw)), rig.skeleton(girl(pose, -yaw))
    for name, joint in turned.items():
        assert (-joint.x, joint.y, joint.z) == pytest.approx(other[mirrored(name)][:3], abs=1e-4)


def test_all_joints_of_openpose_are_there() -> None:
    assert tuple(rig.skeleton(girl())) == rig.JOINTS
    assert len(rig.JOINTS) == 18


def test_walking_moves_the_ankles_and_standing_does_not() -> None:
    walk = [rig.skeleton(girl(yaw=75.0), Motion("walking"), t)["left ankle"].x for t in (0.0, 0.25, 0.5)]
    assert max(walk) - min(walk) > 0.3
    still = [rig.skeleton(girl(), Motion(), t)["left ankle"] for t in (0.0, 0.3, 1.0)]
    assert max(dist(still[0][:3], joint[:3]) for joint in still) < 1e-4


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_close_after_two_seconds(action: str) -> None:
    motion = Motion(action, wind=0.7)
    for t in (0.0, 0.4, 1.3):
        first, again = rig.skeleton(girl(), motion, t), rig.skeleton(girl(), motion, t + 2.0)
        for name in rig.JOINTS:
            assert first[name][:3] == pytest.approx(again[name][:3], abs=1e-4)
        assert rig.head_pose(girl(), motion, t) == pytest.approx(rig.head_pose(girl(), motion, t + 2.0), abs=1e-3)


def test_a_still_begins_as_the_pose_with_open_eyes() -> None:
    pose = rig.head_pose(girl(), Motion(), 0.0)
    assert (pose.yaw, pose.blink, pose.mouth, pose.sway) == (0.0, 0.0, 0.0, 0.0)
    assert max(rig.head_pose(girl(), Motion(), t / 20).blink for t in range(40)) > 0.9


@pytest.mark.parametrize("yaw", [0.0, 20.0, -20.0, 180.0])
def test_a_waving_hand_is_beside_the_head(yaw: float) -> None:
    joints = rig.skeleton(girl("waving", yaw))
    wrist = min((joints[f"{side} wrist"] for side in rig.SIDES), key=lambda joint: joint.y)
    assert wrist.y < 0.35
    assert abs(wrist.x) > 0.7


def test_a_face_seen_from_behind_is_not_visible() -> None:
    joints = rig.skeleton(girl(yaw=180.0))
    assert not any(joints[name].visible for name in ("nose", "left eye", "right eye"))
