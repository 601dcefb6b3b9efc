"""Pictures that were made together: each is held against the very one that it has to show."""

from pathlib import Path

import pytest

from renderer.assemble.png import png_bytes
from renderer.verify.png import Picture, picture_in
from tests.renderer.verify.forgery import Forger, forged
from tests.renderer.verify.renders import HEAD, Given, copy_of, failed_levels, make, said, verified

_SET = HEAD.replace("128x128", "128x128, batch: 2") + "stills:\n  - {id: cat, prompt: a cat, count: 3}\n"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batches") / "out"
    make(out, Given(_SET))
    return out


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batches") / "out"
    make(out, Given(_SET, selection=("cat:2", "", "")))
    return out


def _picture(file: Path) -> Picture:
    return picture_in(file.read_bytes(), file.name)


def _pictures(out: Path) -> list[str]:
    return sorted(file.name for file in (out / "images").glob("*.png"))


def test_every_picture_of_a_batch_is_written_and_verified(whole: Path) -> None:
    assert _pictures(whole) == ["cat_01.png", "cat_02.png", "cat_03.png"]
    shown = [_picture(whole / "images" / name).pixels.tobytes() for name in _pictures(whole)]
    assert len(set(shown)) == 3
    report = verified(whole, 3)
    assert report.is_sound, said(report)


def test_of_a_batch_one_picture_can_be_written_alone(whole: Path, one: Path) -> None:
    assert _pictures(one) == ["cat_02.png"]
    assert (one / "images/cat_02.png").read_bytes() == (whole / "images/cat_02.png").read_bytes()
    report = verified(one, 3)
    assert report.is_sound, said(report)


def test_it_cannot_be_drawn_over_although_its_neighbour_is_not_there(one: Path, tmp_path: Path) -> None:
    def drawn_over(forger: Forger) -> None:
        file = forger.file("cat_02.png")
        picture = _picture(file)
        file.write_bytes(png_bytes(255 - picture.pixels, picture.texts))
        forger.relist(file)

    assert failed_levels(verified(forged(copy_of(one, tmp_path / "out"), drawn_over), 2)) == [2]


def test_pictures_of_a_batch_cannot_change_places(whole: Path, tmp_path: Path) -> None:
    def swapped(forger: Forger) -> None:
        files = forger.file("cat_01.png"), forger.file("cat_02.png")
        first, second = map(_picture, files)
        for file, pixels, texts in ((files[0], second.pixels, first.texts), (files[1], first.pixels, second.texts)):
            file.write_bytes(png_bytes(pixels, texts))
            forger.relist(file)

    assert failed_levels(verified(forged(copy_of(whole, tmp_path / "out"), swapped), 2)) == [2]
