import numpy as np
import pytest

from anime_compiler.model.timecode import Size
from renderer.assemble.dissolve import mixed
from renderer.assemble.flow import in_between
from tests.renderer.assemble.patterns import ball, decibels, noise, rolling

SIZE = Size(160, 96)
BETTER = 6  # decibels, at the least, than mixing the two frames


def test_frames_in_between_are_much_nearer_to_the_truth_than_mixtures_are() -> None:
    truth = rolling(13, 2.0, SIZE)
    given = truth[::3]
    made = in_between(given, 15)
    between = [number for number in range(13) if number % 3]
    mixtures = {number: mixed(given[number // 3], given[number // 3 + 1], number % 3 / 3) for number in between}
    by_flow = np.mean([decibels(made[number], truth[number]) for number in between])
    by_mixing = np.mean([decibels(mixtures[number], truth[number]) for number in between])
    assert by_flow > by_mixing + BETTER


@pytest.mark.parametrize(("given", "count"), [(5, 15), (4, 6), (3, 7), (6, 6), (6, 3)])
def test_a_frame_that_falls_on_one_given_is_that_one(given: int, count: int) -> None:
    frames = rolling(given, size=SIZE)
    made = in_between(frames, count)
    assert len(made) == count
    for number in range(count):
        if number * given % count == 0:
            assert np.array_equal(made[number], frames[number * given // count])


def test_after_the_last_frame_things_go_on_moving() -> None:
    truth = rolling(9, 1.5, SIZE)
    made = in_between(truth[:7:3], 9)
    for number in (7, 8):
        assert decibels(made[number], truth[number]) > decibels(made[6], truth[number]) + BETTER


def test_at_a_cut_the_picture_dissolves() -> None:
    here, there = ball(40, 40, SIZE, 30), noise(1, SIZE)[0]
    made = in_between(np.stack([here, there]), 6)
    for number in (1, 2):
        assert np.array_equal(made[number], mixed(here, there, number / 3))
    # What goes on after a cut is not known; the last frame stands.
    assert np.array_equal(made[3:], np.stack([there] * 3))


def test_what_stands_still_stands_still() -> None:
    still = ball(60, 40, SIZE)
    assert np.array_equal(in_between(np.stack([still] * 3), 9), np.stack([still] * 9))


def test_one_frame_is_shown_all_the_time() -> None:
    frame = noise(1)
    assert np.array_equal(in_between(frame, 4), np.repeat(frame, 4, axis=0))


def test_the_same_bytes_at_any_number_of_threads_and_each_time() -> None:
    frames = rolling(4, size=SIZE)
    assert len({in_between(frames, 11, threads).tobytes() for threads in (1, 2, 5, 1)}) == 1


@pytest.mark.parametrize(("given", "count"), [(0, 3), (2, 0)])
def test_nothing_cannot_be_interpolated(given: int, count: int) -> None:
    with pytest.raises(AssertionError):
        in_between(noise(given), count)
