"""Which map a frame is steered by, how near it is, and maps in the size of the canvas."""

import numpy as np
import pytest
import torch

from anime_compiler.errors import CompilerBug
from renderer.control.hints import fitted, hint_track
from renderer.errors import BrokenPicture
from tests.renderer.control.asking import noisy_map, track


@pytest.mark.parametrize(
    ("at", "maps", "nearness"),
    [
        ((0,), [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]),
        ((3,), [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]),
        ((0, 4), [0, 0, 0, 1, 1], [1, 0.5, 0, 0.5, 1]),
        ((1, 4), [0, 0, 0, 1, 1], [1, 1, 1 / 3, 1 / 3, 1]),
        ((0, 1, 2, 3, 4), [0, 1, 2, 3, 4], [1, 1, 1, 1, 1]),
        ((-4, 4), [0, 1, 1, 1, 1], [0, 0.25, 0.5, 0.75, 1]),
        ((-1, 9), [0, 0, 0, 0, 0], [0.8, 0.6, 0.4, 0.2, 0]),
        ((-9, -5), [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]),
    ],
)
def test_each_frame_takes_the_nearest_map_and_as_much_of_it_as_it_is_near(
    at: tuple[int, ...], maps: list[int], nearness: list[float]
) -> None:
    hints = track(*at)
    assert hints.map_of_frame.tolist() == maps
    assert hints.nearness.tolist() == pytest.approx(nearness)


def test_what_is_shown_is_the_map_itself() -> None:
    hints = track(0, 4)
    assert hints.pixels.shape == (2, 3, 64, 64)
    for frame, number in ((0, 0), (4, 1)):
        shown = (hints.pixels[number] * 255).round().byte().permute(1, 2, 0).numpy()
        assert np.array_equal(shown, noisy_map(frame))


def test_a_map_that_no_frame_takes_is_left_out_and_equal_ones_are_one() -> None:
    hints = hint_track([noisy_map(seed) for seed in (1, 2, 3, 2)], [-20, -10, 2, 4], 5, 64, 64)
    assert hints.map_of_frame.tolist() == [0, 0, 0, 0, 1]
    assert np.array_equal((hints.pixels[1] * 255).round().byte().permute(1, 2, 0).numpy(), noisy_map(2))
    assert len(hint_track([noisy_map(1), noisy_map(1)], [0, 4], 5, 64, 64).pixels) == 1


def test_a_pose_that_is_made_larger_has_no_new_colour_and_a_depth_map_no_steps() -> None:
    small = noisy_map(1, 16, 16)
    pose, depth = fitted(small, 64, 64, "openpose"), fitted(small, 64, 64, "depth")
    assert {tuple(colour) for colour in pose.reshape(-1, 3)} == {tuple(colour) for colour in small.reshape(-1, 3)}
    assert len(np.unique(depth.reshape(-1, 3), axis=0)) > 300


def test_a_map_that_is_made_smaller_is_the_mean_of_what_it_was() -> None:
    large = noisy_map(1, 128, 128)
    blocks = large.reshape(64, 2, 64, 2, 3).mean((1, 3))
    assert np.abs(fitted(large, 64, 64, "canny") - blocks).max() <= 0.51


def test_a_map_of_another_form_is_cut_and_not_stretched() -> None:
    wide = np.zeros((64, 128, 3), np.uint8)
    wide[:, 32:96] = noisy_map(2)
    assert np.array_equal(fitted(wide, 64, 64, "openpose"), noisy_map(2))
    assert fitted(wide, 96, 40, "depth").shape == (40, 96, 3)


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [((64, 64), np.uint8), ((64, 64, 4), np.uint8), ((64, 64, 3), np.float32), ((0, 64, 3), np.uint8)],
)
def test_what_is_no_picture_is_refused(shape: tuple[int, ...], dtype: type) -> None:
    with pytest.raises(BrokenPicture, match="control map 2 of 2 is no RGB picture"):
        hint_track([noisy_map(1), np.zeros(shape, dtype)], [0, 4], 5, 64, 64)


def test_frames_that_do_not_rise_and_sides_that_cannot_be_steered_are_bugs() -> None:
    with pytest.raises(CompilerBug, match="4, 4"):
        hint_track([noisy_map(1), noisy_map(2)], [4, 4], 5, 64, 64)
    with pytest.raises(CompilerBug, match="2 control maps stand at 1 frames"):
        hint_track([noisy_map(1), noisy_map(2)], [4], 5, 64, 64)
    with pytest.raises(CompilerBug, match="60x64"):
        hint_track([noisy_map(1)], [4], 5, 60, 64)


def test_thick_hints_are_the_same_at_the_same_frames_with_more_colour() -> None:
    pose = np.zeros((512, 512, 3), np.uint8)
    pose[100:400, 250:258] = (255, 85, 0)
    hints = hint_track([pose, noisy_map(1, 512, 512)], [0, 4], 5, 512, 512, "openpose")
    thick = hints.thickened()
    assert thick.pixels.shape == hints.pixels.shape
    assert torch.equal(thick.nearness, hints.nearness)
    assert thick.pixels[0].count_nonzero() > 1.8 * hints.pixels[0].count_nonzero()
