import numpy as np
import pytest

from anime_compiler.model.timecode import Size
from renderer.assemble.contact_sheet import MOST_ROWS, SheetFrame, SheetRow, columns, contact_sheet, thumbnail
from renderer.assemble.lettering import GROUND
from tests.renderer.assemble.patterns import noise

SIZES = [Size(768, 768), Size(1024, 576), Size(576, 1024), Size(96, 64), Size(64, 512), Size(2048, 64)]


def row(name: str, size: Size, frames: int, prompt: str = "a girl on a roof, evening") -> SheetRow:
    picture = thumbnail(noise(1, size)[0])
    return SheetRow(name, "0:00.000 – 0:01.000", [SheetFrame(picture, "0:00.125", "00002", prompt)] * frames)


@pytest.mark.parametrize("size", SIZES, ids=[size.text for size in SIZES])
def test_a_row_of_frames_of_any_shape_fits_on_the_sheet(size: Size) -> None:
    number = columns(size)
    assert 4 <= number <= 8
    sheet = contact_sheet("A film", "8 frames", [row("roof", size, number)], size)
    height, width = thumbnail(noise(1, size)[0]).shape[:2]
    assert number * width <= sheet.shape[1] - 160
    assert abs(width / height - size.width / size.height) < 0.2 * size.width / size.height
    assert (sheet[:, -80:] == GROUND).all()
    assert (sheet[:, :80] == GROUND).all()


def test_the_pictures_are_on_the_sheet_as_they_are() -> None:
    size = Size(768, 768)
    made = row("roof", size, 3)
    sheet = contact_sheet("A film", "", [made], size)
    picture = made.frames[0].picture
    wide = picture.shape[1]
    tops = [y for y in range(sheet.shape[0] - wide) if (sheet[y, 80 : 80 + wide] == picture[0]).all()]
    assert len(tops) == 1
    assert np.array_equal(sheet[tops[0] : tops[0] + wide, 80 : 80 + wide], picture)


def test_each_shot_adds_its_row_and_long_prompts_take_no_more_than_three_lines() -> None:
    size = Size(768, 768)
    heights = [contact_sheet("t", "a", [row("s", size, 6)] * number, size).shape[0] for number in (0, 1, 2, 3)]
    assert heights[3] - heights[2] == heights[2] - heights[1] > 300
    four, many = (contact_sheet("t", "a", [row("s", size, 6, "word " * times)], size) for times in (100, 1000))
    assert four.shape == many.shape


def test_shots_that_have_no_row_are_told() -> None:
    size = Size(768, 768)
    whole = contact_sheet("t", "a", [row("s", size, 1)], size)
    told = contact_sheet("t", "a", [row("s", size, 1)], size, left_out=12)
    assert told.shape[0] > whole.shape[0]
    assert MOST_ROWS >= 20


@pytest.mark.parametrize("text", ["", "夕焼け", "\0\x1b[31m\u202e", "x" * 9000, "\ud800"])
def test_any_text_can_stand_on_a_sheet(text: str) -> None:
    size = Size(768, 768)
    frames = [SheetFrame(thumbnail(noise(1, size)[0]), "0:00.000", "00001", text)]
    sheet = contact_sheet(text, text[:100], [SheetRow(text, "", frames)], size)
    assert (sheet[:, :80] == GROUND).all()
    assert (sheet[:, -80:] == GROUND).all()


def test_the_same_sheet_each_time() -> None:
    size = Size(768, 768)
    first, second = (contact_sheet("t", "a", [row("s", size, 6)], size) for _ in range(2))
    assert np.array_equal(first, second)
