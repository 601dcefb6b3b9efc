"""The sheet of a sweep: pictures at their places, all of one size, in bands where one row would be too long."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import pytest

from renderer.assemble.lettering import GROUND
from renderer.assemble.prompt_grid import Axis, prompt_grid
from renderer.outputs import grid_sheet as module
from renderer.outputs.grid_sheet import grid_sheet
from renderer.values import Pixels

NOTHING = ("", ("",))


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What every grid was drawn of."""
    drawn: list[Any] = []

    def drawing(title: str, about: str, across: Axis, down: Axis, pictures: Sequence[Sequence[Pixels]]) -> Pixels:
        drawn.append((title, about, across, down, pictures))
        return prompt_grid(title, about, across, down, pictures)

    monkeypatch.setattr(module, "prompt_grid", drawing)
    return drawn


def picture(number: int, width: int = 48, height: int = 32) -> Pixels:
    return np.random.default_rng(number).integers(0, 256, (height, width, 3), np.uint8)


def seeds(count: int) -> tuple[str, tuple[str, ...]]:
    return "seed", tuple(str(number) for number in range(count))


def holds(sheet: Pixels, wanted: Pixels) -> bool:
    """Whether a picture stands somewhere on the sheet, untouched."""
    _, _, (left, top), _ = cv2.minMaxLoc(cv2.matchTemplate(sheet, wanted, cv2.TM_SQDIFF))
    return np.array_equal(sheet[top : top + wanted.shape[0], left : left + wanted.shape[1]], wanted)


def test_every_picture_is_on_the_sheet() -> None:
    pictures = [[picture(3 * row + column) for column in range(3)] for row in range(2)]
    sheet = grid_sheet("Title", "about", seeds(3), ("style", ("a", "b")), pictures)
    assert all(holds(sheet, one) for row in pictures for one in row)


def test_a_row_of_a_few_is_one_band(sheets: list[Any]) -> None:
    grid_sheet("Title", "about", seeds(8), NOTHING, [[picture(number) for number in range(8)]])
    assert [(title, len(across.labels)) for title, _, across, _, _ in sheets] == [("Title", 8)]


@pytest.mark.parametrize(("count", "bands"), [(9, [5, 5]), (16, [8, 8]), (17, [6, 6, 6]), (24, [8] * 3)])
def test_a_long_row_is_broken_into_bands_of_one_length(count: int, bands: list[int], sheets: list[Any]) -> None:
    pictures = [picture(number) for number in range(count)]
    grid_sheet("Title", "about", seeds(count), NOTHING, [pictures])
    shown = [one for *_, ((*row,),) in sheets for one in row][:count]
    assert all(np.array_equal(*pair) for pair in zip(shown, pictures, strict=True))
    assert [len(across.labels) for _, _, across, _, _ in sheets] == bands
    assert [(title, about) for title, about, *_ in sheets] == [("Title", "about")] + [("", "")] * (len(bands) - 1)
    labels = [label for _, _, across, _, _ in sheets for label in across.labels]
    assert labels == [*seeds(count)[1], *[""] * (sum(bands) - count)]
    assert {across.name for _, _, across, _, _ in sheets} == {"seed"}


def test_the_bands_stand_below_each_other() -> None:
    pictures = [picture(number) for number in range(9)]
    sheet = grid_sheet("Title", "about", seeds(9), NOTHING, [pictures])
    assert all(holds(sheet, one) for one in (pictures[0], pictures[4], pictures[5], pictures[8]))


def test_places_that_are_left_over_look_like_the_sheet(sheets: list[Any]) -> None:
    grid_sheet("Title", "about", seeds(9), NOTHING, [[picture(number) for number in range(9)]])
    assert (sheets[1][-1][0][-1] == GROUND).all()


def test_rows_are_never_broken(sheets: list[Any]) -> None:
    grid_sheet("Title", "", seeds(9), ("style", ("a",)), [[picture(number) for number in range(9)]])
    assert len(sheets) == 1


@pytest.mark.parametrize(
    ("size", "drawn_at"),
    [
        ((64, 96), (slice(None), slice(16, 80))),  # as tall: in the middle of its room
        ((48, 48), (slice(None), slice(None))),  # of the same shape: as large
        ((96, 48), (slice(24, 72), slice(None))),
    ],
)
def test_pictures_of_several_sizes_are_as_large_as_they_can_be(
    size: tuple[int, int], drawn_at: tuple[slice, slice], sheets: list[Any]
) -> None:
    own, largest = picture(1, *size), picture(2, 96, 96)
    grid_sheet("Title", "", seeds(2), NOTHING, [[own, largest]])
    ((small, large),) = sheets[0][-1]
    assert np.array_equal(large, largest)
    drawn = small[drawn_at]
    assert np.array_equal(drawn, cv2.resize(own, drawn.shape[1::-1], interpolation=cv2.INTER_CUBIC))
    small[drawn_at] = GROUND
    assert (small == GROUND).all()


def test_labels_have_no_quotes(sheets: list[Any]) -> None:
    values = ("'roof, night'", '"sea"', "'", "it's", "sea'", "")
    grid_sheet("Title", "", ("prompt", values), NOTHING, [[picture(number) for number in range(6)]])
    assert sheets[0][2].labels == ["roof, night", "sea", "'", "it's", "sea'", ""]


def test_labels_in_any_script_or_of_any_length_are_drawn() -> None:
    values = ("夜の森", "a" * 5000, "line\nend\x00\x1b[2J", "🎬")
    sheet = grid_sheet("題" * 300, "x" * 3000, ("p" * 300, values), NOTHING, [[picture(number) for number in range(4)]])
    assert max(sheet.shape) < 8000
