"""The measure of style: drawings in a style have moved by one, what only looks worn has not moved."""

import json
from pathlib import Path
from random import Random

import pytest
import torch

from pocket.measure import style, wear
from pocket.measure.style import Direction, Finding, Moved
from pocket.train import pictures
from pocket.world import picture, sample

Sets = dict[str, torch.Tensor]


def drawn(seeds: range) -> Sets:
    return {
        name: pictures.to_tensor([picture.draw(sample.scene(seed, name), style.SIZE) for seed in seeds])
        for name in ("cel", "pastel", "flat")
    }


@pytest.fixture(scope="module")
def fitted() -> Sets:
    torch.set_num_threads(1)
    return drawn(range(style.FITTED, style.FITTED + 12))


@pytest.fixture(scope="module")
def tried() -> Sets:
    return drawn(range(style.TRIED, style.TRIED + 8))


def way(fitted: Sets, towards: str) -> Direction:
    (other,) = {"pastel", "flat"} - {towards}
    return style.direction(fitted["cel"], fitted[towards], [fitted[other]])


@pytest.mark.parametrize("towards", ["pastel", "flat"])
def test_drawings_in_the_style_have_moved_and_worn_ones_have_not(towards: str, fitted: Sets, tried: Sets) -> None:
    found, plain = way(fitted, towards), tried["cel"]
    assert style.moved(found, plain, tried[towards]).mean == pytest.approx(1, abs=0.35)
    assert style.moved(found, plain, tried[towards]).past > 0.8
    assert style.moved(found, plain, plain) == (0, 0, 0)
    assert abs(style.moved(found, plain, wear.worn(plain, Random("other"))[0]).mean) < 0.3
    assert abs(style.moved(found, plain, wear.blurred(plain, 1.2)).mean) < 0.3


@pytest.mark.parametrize("towards", ["pastel", "flat"])
def test_half_the_way_is_less_than_all_of_it(towards: str, fitted: Sets, tried: Sets) -> None:
    found, plain = way(fitted, towards), tried["cel"]
    quarter, half, whole = (
        style.moved(found, plain, plain + share * (tried[towards] - plain)).mean for share in (0.25, 0.5, 1)
    )
    assert 0 < quarter < half < whole


def test_another_style_is_no_move_to_this_one(fitted: Sets, tried: Sets) -> None:
    assert abs(style.moved(way(fitted, "pastel"), tried["cel"], tried["flat"]).mean) < 0.3
    assert abs(style.moved(way(fitted, "flat"), tried["cel"], tried["pastel"]).mean) < 0.6


def finding(*means: float) -> Finding:
    made = {weight: Moved(mean, 0.1, 0.5) for weight, mean in zip(style.WEIGHTS, means, strict=True)}
    shades = torch.linspace(-1, 1, 10)[:, None, None, None].expand(-1, 3, 4, 4)
    return Finding("flat", Moved(1.01, 0.2, 1.0), Moved(0.02, 0.1, 0.0), {"pastel": Moved(0.3, 0.1, 0)}, made, shades)


def test_the_report_says_whether_more_is_more(tmp_path: Path) -> None:
    rising, falling = finding(0, 0.2, 0.4, 0.6, 0.8), finding(0, 0.2, 0.4, 0.6, 0.59)
    assert rising.monotonic
    assert not falling.monotonic
    assert style.table(rising).endswith("\nmore weight is more style")
    assert "NOT" in style.table(falling)
    assert "generated, weight 0.25          0.20      0.10            50" in style.table(rising)
    facts = json.loads(json.dumps(style.as_json(rising, {"rank": "4"})))
    assert facts["generated"]["0.75"] == {"mean": 0.6, "spread": 0.1, "past": 0.5}
    assert facts["lora"] == {"rank": "4"}
    style.save_sheet(rising, tmp_path / "x.png")
    assert (tmp_path / "x.png").stat().st_size
