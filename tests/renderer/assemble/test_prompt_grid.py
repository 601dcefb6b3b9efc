import numpy as np
import pytest

from anime_compiler.model.timecode import Size
from renderer.assemble.lettering import GROUND
from renderer.assemble.prompt_grid import Axis, prompt_grid
from renderer.values import Pixels
from tests.renderer.assemble.patterns import noise

SIZE = Size(64, 48)
LONG = "a prompt of many words that goes on and on " * 30


def grid(across: int, down: int, size: Size = SIZE, label: str = "7.0") -> Pixels:
    pictures = [[noise(1, size, seed=column + 100 * row)[0] for column in range(across)] for row in range(down)]
    labels = Axis("guidance", [label] * across), Axis("seed", [label] * down)
    return prompt_grid("What guidance does", "20 steps", *labels, pictures)


def found(sheet: Pixels, picture: Pixels) -> list[tuple[int, int]]:
    """Where a picture stands on a sheet, as rows and columns."""
    height, width = picture.shape[:2]
    firsts = np.argwhere((sheet[: 1 - height, : 1 - width] == picture[0, 0]).all(axis=2))
    return [(int(y), int(x)) for y, x in firsts if np.array_equal(sheet[y : y + height, x : x + width], picture)]


def test_every_picture_stands_once_at_its_row_and_column() -> None:
    sheet = grid(3, 2)
    places = [[found(sheet, noise(1, SIZE, seed=column + 100 * row)[0]) for column in range(3)] for row in range(2)]
    assert all(len(place) == 1 for row in places for place in row)
    tops = [[place[0][0] for place in row] for row in places]
    lefts = [[place[0][1] for place in row] for row in places]
    assert [len(set(row)) for row in tops] == [1, 1]
    assert tops[0][0] + SIZE.height < tops[1][0]
    assert lefts[0] == lefts[1] == sorted(lefts[0])


def test_a_picture_that_is_missing_leaves_its_place_empty() -> None:
    picture = noise(1)[0]
    sheet = prompt_grid("", "", Axis("", ["a", "b"]), Axis("", ["c"]), [[None, picture]])
    ((top, left),) = found(sheet, picture)
    gap = sheet[top : top + picture.shape[0], left - 12 - picture.shape[1] : left - 12]
    assert len({tuple(pixel) for pixel in gap.reshape(-1, 3)}) == 1


def test_many_large_pictures_are_made_smaller() -> None:
    assert max(grid(12, 2, Size(900, 600)).shape) < 7000
    assert max(grid(1, 30, Size(300, 600)).shape) < 7000


@pytest.mark.parametrize("label", ["", LONG, "夕焼けの海辺" * 40, "x" * 500, "\0\x1b"])
def test_long_and_strange_labels_stay_beside_and_above_their_pictures(label: str) -> None:
    sheet = grid(2, 2, Size(256, 256), label)
    assert (sheet[:, :80] == GROUND).all()
    assert (sheet[:, -80:] == GROUND).all()
    assert (sheet[-80:] == GROUND).all()
    assert len(found(sheet, noise(1, Size(256, 256), seed=101)[0])) == 1


def test_one_picture_without_labels_is_a_grid() -> None:
    picture = noise(1)[0]
    sheet = prompt_grid("Alone", "", Axis("", [""]), Axis("", [""]), [[picture]])
    ((_, left),) = found(sheet, picture)
    assert left == 80


@pytest.mark.parametrize("pictures", [[], [[None], [None]]])
def test_as_many_pictures_as_labels_are_needed(pictures: list[list[Pixels | None]]) -> None:
    with pytest.raises(AssertionError):
        prompt_grid("", "", Axis("", ["a"]), Axis("", ["b"]), pictures)
