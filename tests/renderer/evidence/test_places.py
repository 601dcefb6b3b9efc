"""Evidence lies beside what it is about."""

import pytest

from renderer.evidence.places import evidence_folder


@pytest.mark.parametrize(
    ("outputs", "folder"),
    [
        (["video/a/keyframes/x.png", "video/a/a.mp4"], "video/a"),
        (["video/a/keyframes/x.png", "video/a/parts/sea.mp4"], "video/a/parts/sea"),
        (["images/cat_01.png", "images/cat_02.png"], "images/a"),
        (["images/cat_01.png", "video/a/a.mp4"], "video/a"),
        (["video/a/keyframes/roof_keyframe_1.png"], "video/a/parts/roof_keyframe_1"),
        ([], "images/a"),
    ],
)
def test_it_lies_beside_the_film_or_in_a_folder_of_its_own(outputs: list[str], folder: str) -> None:
    assert evidence_folder(outputs, "a") == folder
