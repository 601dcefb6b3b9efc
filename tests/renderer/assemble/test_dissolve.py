import numpy as np
import pytest

from anime_compiler.plan.ops import Clip
from renderer.assemble.dissolve import held, joined, mixed
from renderer.values import Pixels
from tests.renderer.assemble.patterns import noise

BLACK, GREY, WHITE = (np.full((8, 12, 3), level, np.uint8) for level in (0, 100, 200))


def levels(pictures: list[Pixels]) -> list[int]:
    assert all((picture == picture[0, 0, 0]).all() for picture in pictures)
    return [int(picture[0, 0, 0]) for picture in pictures]


def test_a_mixture_is_exact_at_its_ends() -> None:
    before, after = noise(2)
    assert np.array_equal(mixed(before, after, 0), before)
    assert np.array_equal(mixed(before, after, 1), after)


def test_half_way_is_the_mean_of_the_levels_as_they_are_encoded() -> None:
    before, after = noise(2)
    mean = (before.astype(int) + after) / 2
    assert np.abs(mixed(before, after, 0.5) - mean).max() <= 0.5


@pytest.mark.parametrize("share", [0.1, 1 / 3, 0.5, 0.77])
def test_what_is_the_same_in_both_stays_as_it_is(share: float) -> None:
    picture = noise(1)[0]
    assert np.array_equal(mixed(picture, picture, share), picture)


def test_runs_of_frames_are_mixed_as_their_frames_are() -> None:
    before, after = noise(4), noise(4, seed=1)
    run = mixed(before, after, 0.3)
    assert np.array_equal(run, np.stack([mixed(*pair, 0.3) for pair in zip(before, after, strict=True)]))


def test_stills_stand_from_their_frames_on_and_dissolve_between() -> None:
    at = [(0, "linear"), (4, "hold"), (6, "linear")]
    assert levels([*held([BLACK, WHITE, GREY], at, 9)]) == [0, 50, 100, 150, 200, 200, 100, 100, 100]


def test_a_still_dissolves_by_its_own_ease() -> None:
    shown = levels([*held([BLACK, WHITE], [(0, "in"), (4, "linear")], 5)])
    assert shown == [0, 12, 50, 112, 200]


def test_one_still_stands_for_all_frames_and_the_first_also_before_its_own() -> None:
    assert levels([*held([GREY], [(0, "linear")], 3)]) == [100] * 3
    assert levels([*held([BLACK, WHITE], [(2, "linear"), (4, "linear")], 6)]) == [0, 0, 0, 100, 200, 200]


def test_a_still_after_the_last_frame_is_travelled_to_but_not_reached() -> None:
    assert levels([*held([BLACK, WHITE], [(0, "linear"), (4, "linear")], 3)]) == [0, 50, 100]


def test_of_two_stills_at_one_frame_the_later_is_shown() -> None:
    assert levels([*held([BLACK, GREY, WHITE], [(0, "linear"), (2, "linear"), (2, "linear")], 4)]) == [0, 50, 200, 200]


def test_stills_must_come_in_order_and_each_with_its_frame() -> None:
    with pytest.raises(AssertionError):
        list(held([BLACK, WHITE], [(4, "linear"), (0, "linear")], 5))
    with pytest.raises(AssertionError):
        list(held([BLACK], [(0, "linear"), (3, "linear")], 5))


def clip(frames: int, fade: int = 0) -> Clip:
    return Clip("shot", 0, frames, fade, 1)


def test_clips_follow_each_other_uncut() -> None:
    frames = noise(5)
    film = list(joined(iter(frames), [clip(2), clip(3)]))
    assert np.array_equal(np.stack(film), frames)


def test_a_fade_mixes_its_frames_and_no_others() -> None:
    run = [BLACK] * 4 + [WHITE] * 5
    assert levels(list(joined(run, [clip(4), clip(5, fade=3)]))) == [0, 50, 100, 150, 200, 200]


def test_a_fade_of_one_frame_is_half_and_half() -> None:
    assert levels(list(joined([BLACK] * 2 + [WHITE] * 2, [clip(2), clip(2, fade=1)]))) == [0, 100, 200]


def test_a_clip_may_be_fading_from_end_to_end() -> None:
    run = [BLACK] * 2 + [WHITE] * 3 + [BLACK] * 3
    film = levels(list(joined(run, [clip(2), clip(3, fade=1), clip(3, fade=2)])))
    assert film == [0, 100, 133, 67, 0]


def test_no_more_frames_are_taken_than_are_needed() -> None:
    taken = 0

    def frames() -> object:
        nonlocal taken
        for picture in noise(20):
            taken += 1
            yield picture

    film = joined(frames(), [clip(10), clip(10, fade=2)])  # type: ignore[arg-type]
    next(film)
    assert taken == 3


@pytest.mark.parametrize("given", [4, 6])
def test_as_many_frames_as_the_clips_have_must_be_given(given: int) -> None:
    with pytest.raises(AssertionError):
        list(joined(noise(given), [clip(2), clip(3)]))
