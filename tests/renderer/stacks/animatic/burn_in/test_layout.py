"""Where everything stands on a frame."""

import pytest

from renderer.stacks.animatic.burn_in.layout import Area, layout_for

_SIZES = [
    (128, 128),
    (256, 256),
    (384, 384),
    (768, 768),
    (1280, 720),
    (720, 1280),
    (1920, 1080),
    (640, 230),
    (230, 640),
    (4096, 4096),
]


def overlap(one: Area, other: Area) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("has_camera", [True, False])
def test_parts_lie_inside_the_frame_and_never_over_each_other(size: tuple[int, int], has_camera: bool) -> None:
    width, height = size
    layout = layout_for(width, height, has_camera)
    parts = [area for area in (layout.text, layout.table, layout.camera) if area]
    for area in (*parts, layout.track, layout.head, layout.foot, layout.film):
        if area:
            assert 0 <= area.left < area.right <= width
            assert 0 <= area.top < area.bottom <= height
    for one in parts:
        for other in [*parts, layout.track, layout.film]:
            assert other is None or other is one or not overlap(one, other)
    assert layout.head is None or not overlap(layout.head, layout.foot)


@pytest.mark.parametrize("size", _SIZES)
def test_little_of_the_picture_is_covered(size: tuple[int, int]) -> None:
    width, height = size
    layout = layout_for(width, height, True)
    covered = layout.foot.height + (layout.head.height if layout.head else 0)
    assert covered <= 0.27 * height if min(size) >= 384 else covered <= 0.45 * height


def test_letters_are_never_too_small_to_be_read() -> None:
    assert all(layout_for(width, height, True).small >= 9 for width, height in _SIZES)
    assert layout_for(384, 384, True).base >= 10


def test_small_frames_have_the_essentials_alone() -> None:
    layout = layout_for(128, 128, True)
    assert (layout.head, layout.text, layout.track, layout.camera, layout.table) == (None,) * 5
    assert layout.foot.height < 30
    assert layout_for(128, 128, False).film.height >= 3
