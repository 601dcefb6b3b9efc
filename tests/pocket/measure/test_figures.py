"""Figures that are known beforehand come out as known."""

import math

import pytest
import torch

from pocket.measure import colour, fidelity, heads, referee, statistic, wear
from pocket.world import sample

SEEDS = range(4000, 4006)
SCENES = [sample.scene(seed) for seed in SEEDS]
DRAWN = referee.draw(SCENES, (256, 256))


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_intervals_are_those_of_the_books(hits: int, count: int, low: float, high: float) -> None:
    assert statistic.wilson(hits, count) == pytest.approx((low, high), abs=2e-4)


def test_nothing_counted_says_nothing() -> None:
    assert statistic.wilson(0, 0) == (0.0, 1.0)
    assert math.isnan(statistic.most_frequent([]))


def test_chance_is_the_share_of_the_most_frequent_answer() -> None:
    assert statistic.most_frequent([1, 2, 2, 5]) == 0.5


def test_a_set_is_no_distance_from_itself_and_a_shift_is_seen() -> None:
    points = torch.randn(400, 6, generator=torch.Generator().manual_seed(1))
    assert statistic.frechet(points, points) == pytest.approx(0, abs=1e-6)
    near, far = (statistic.frechet(points, points + shift) for shift in (0.5, 1.0))
    assert near == pytest.approx(6 * 0.25, rel=1e-6)
    assert far == pytest.approx(6.0, rel=1e-6)


def test_a_narrow_set_is_far_from_a_wide_one() -> None:
    points = torch.randn(2000, 3, generator=torch.Generator().manual_seed(2))
    expected = 0.25 * float(torch.cov(points.double().T).trace())
    middled = points - points.mean(dim=0)
    assert statistic.frechet(middled, 0.5 * middled) == pytest.approx(expected, rel=1e-4)


def test_axes_have_no_middle_and_a_spread_of_one() -> None:
    dice = torch.Generator().manual_seed(3)
    features = torch.randn(500, 10, generator=dice) * torch.arange(1, 11) + 7
    seen = statistic.axes(features, 4).of(features)
    assert seen.shape == (500, 4)
    assert seen.mean(dim=0).abs().max() < 1e-4
    assert torch.allclose(seen.std(dim=0), torch.ones(4, dtype=seen.dtype), atol=1e-4)


def test_spread_is_the_mean_distance_of_pairs() -> None:
    assert statistic.spread(torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]])) == pytest.approx(10 / 3)
    assert statistic.spread(torch.ones(4, 3, 2, 2)) == 0


def test_worse_pictures_have_worse_figures() -> None:
    found = [fidelity.compare(wear.blurred(DRAWN, sigma), DRAWN, SCENES) for sigma in (0.4, 0.8, 1.6)]
    assert found[0].psnr > found[1].psnr > found[2].psnr
    assert found[0].face_psnr > found[1].face_psnr > found[2].face_psnr
    assert found[0].edge_error < found[1].edge_error < found[2].edge_error
    assert fidelity.edge_error(DRAWN, DRAWN) == 0


def test_psnr_of_a_known_error_is_known() -> None:
    off = fidelity.compare(DRAWN * 0 + 0.02, DRAWN * 0, SCENES)
    assert off.psnr == pytest.approx(40.0, abs=0.01)
    assert off.face_psnr == pytest.approx(40.0, abs=0.01)
    assert 0 < off.faces <= off.drawings == len(SEEDS)


def test_an_error_on_the_face_alone_is_seen_there() -> None:
    spoilt = DRAWN.clone()
    for image, scene in zip(spoilt, SCENES, strict=True):
        box = heads.box_of(scene, (256, 256))
        if box is not None:
            left, top, right, bottom = box
            image[:, top:bottom, left:right] *= 0.8
    found = fidelity.compare(spoilt, DRAWN + 1e-4, SCENES)
    assert found.face_psnr < found.psnr - 1


def test_a_restored_set_is_nearer_than_a_foreign_one() -> None:
    dice = torch.Generator().manual_seed(4)
    drawn, other = torch.randn(300, 8, generator=dice), torch.randn(100, 8, generator=dice)
    found = referee.distances_to(drawn, other, other + 0.2, other + 2)
    assert found.drawn < found.restored < found.made
    assert (found.pictures, found.reference) == (100, 300)


def test_hair_is_the_colour_that_it_is_drawn_in() -> None:
    scenes = [sample.scene(seed) for seed in range(4000, 4060)]
    images = referee.draw(scenes, (256, 256))
    right, shown = colour.tally(images, scenes)
    assert 40 < shown < 60
    assert right >= 0.95 * shown
    assert colour.tally(wear.blurred(images, 1.5), scenes)[0] >= 0.95 * shown
    assert colour.tally(images.flip(0), scenes)[0] < 0.4 * shown
    assert colour.tally(torch.zeros_like(images), scenes)[0] < 0.2 * shown
