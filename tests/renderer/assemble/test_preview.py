from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from anime_compiler.model.timecode import Size
from renderer.assemble.preview import shown, small, write_gif, write_webp
from renderer.values import Pixels
from tests.renderer.assemble.patterns import decibels, noise, rolling

WRITERS = {"webp": write_webp, "gif": write_gif}


def read(path: Path) -> tuple[list[Pixels], list[int]]:
    pictures, durations = [], []
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            pictures.append(np.array(image.convert("RGB")))
            durations.append(image.info["duration"])
    return pictures, durations


@pytest.mark.parametrize(
    ("frames", "pictures"), [(1, 1), (2, 2), (68, 68), (72, 72), (73, 37), (192, 64), (100_000, 72)]
)
def test_never_more_than_72_pictures_are_shown(frames: int, pictures: int) -> None:
    assert len(shown(frames)) == pictures
    assert shown(frames)[0] == 0


def test_pictures_are_384_pixels_wide_and_never_enlarged() -> None:
    assert small(noise(1, Size(768, 432))[0]).shape == (216, 384, 3)
    assert small(noise(1, Size(384, 100))[0]).shape == (100, 384, 3)
    assert small(noise(1)[0]).shape == (64, 96, 3)


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize(("count", "fps"), [(1, 8), (2, 8), (20, 8), (20, 24), (100, 24)])
def test_a_preview_lasts_as_long_as_the_film(tmp_path: Path, form: str, count: int, fps: int) -> None:
    film = rolling(count, 0.5)
    WRITERS[form](tmp_path / "p", [film[frame] for frame in shown(count)], count, fps)
    pictures, durations = read(tmp_path / "p")
    assert len(pictures) == len(shown(count))
    if count > 1:  # one picture does not move, and so has no time
        assert abs(sum(durations) - count * 1000 / fps) <= 5


@pytest.mark.parametrize(("form", "near"), [("webp", 24), ("gif", 28)])
def test_a_preview_shows_what_the_film_shows(tmp_path: Path, form: str, near: int) -> None:
    film = rolling(6)
    WRITERS[form](tmp_path / "p", list(film), 6, 8)
    for picture, frame in zip(read(tmp_path / "p")[0], film, strict=True):
        assert decibels(picture, frame) > near


@pytest.mark.parametrize("form", WRITERS)
def test_previews_are_the_same_bytes_each_time(tmp_path: Path, form: str) -> None:
    for name in ("a", "b"):
        WRITERS[form](tmp_path / name, list(rolling(5)), 5, 8)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("form", WRITERS)
def test_what_stands_still_for_a_while_takes_its_time(tmp_path: Path, form: str) -> None:
    first, last = noise(2)
    WRITERS[form](tmp_path / "p", [first] * 9 + [last], 10, 10)
    assert sum(read(tmp_path / "p")[1]) == 1000


def test_an_even_colour_of_a_gif_has_no_pattern(tmp_path: Path) -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:20], picture[20:] = (200, 80, 60), (30, 60, 120)
    write_gif(tmp_path / "p", [picture], 1, 8)
    (shown_as,) = read(tmp_path / "p")[0]
    assert len({tuple(pixel) for pixel in shown_as.reshape(-1, 3)}) == 2
