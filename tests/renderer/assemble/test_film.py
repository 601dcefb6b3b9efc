import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from anime_compiler.model.timecode import Size
from renderer.assemble.film import FilmAbout, FilmShot, make_film
from renderer.assemble.probe import Expected, probe
from renderer.errors import BadFilm
from renderer.values import Film, Pixels
from renderer.verify.png import picture_in
from tests.renderer.assemble.patterns import SMALL, noise, rolling

BESIDE = {"master.mkv", "delivery.mp4", "preview.webp", "preview.gif", "contact_sheet.png", "frames.json"}


def texts(frame: int) -> Mapping[str, str]:
    return {"parameters": f"frame {frame} – 夕焼け", "animec": json.dumps({"frame": frame})}


def about(frames: int, fps: int = 8, size: Size = SMALL) -> FilmAbout:
    half = max(1, frames // 2)
    shots = [FilmShot("roof", 0, half, ((0, "a roof"), (3, "the same roof")))]
    if frames > half:
        shots.append(FilmShot("sea", half, frames - half, ()))
    return FilmAbout(fps, size, frames, tuple(shots), texts)


def make(folder: Path, frames: Pixels, threads: int = 2, **other: object) -> Film:
    folder.mkdir(exist_ok=True)
    what = about(len(frames), size=Size(frames.shape[2], frames.shape[1]))._replace(**other)  # type: ignore[arg-type]
    return make_film(iter(frames), what, folder, threads)


def contents(film: Film) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in film.files.items()}


@pytest.mark.parametrize("count", [1, 2, 8, 20])
def test_a_film_is_made_in_all_its_forms(tmp_path: Path, count: int) -> None:
    frames = rolling(count)
    film = make(tmp_path, frames)
    names = [f"frames/{number + 1:05}.png" for number in range(count)]
    assert set(film.files) == BESIDE | set(names)
    assert all(path == tmp_path / name and path.is_file() for name, path in film.files.items())
    for number, name in enumerate(names):
        back = picture_in(film.files[name].read_bytes(), "a.png")
        assert np.array_equal(back.pixels, frames[number])
        assert back.texts == texts(number)


def test_the_hashes_are_those_of_the_pixels_and_the_film_passes_by_them(tmp_path: Path) -> None:
    frames = rolling(10)
    film = make(tmp_path, frames)
    facts = json.loads(film.files["frames.json"].read_bytes())
    hashes = [sha256(picture.tobytes()).hexdigest() for picture in frames]
    assert facts == {"frames": 10, "fps": 8, "width": 96, "height": 64, "sha256": hashes}
    expected = Expected(SMALL, 8, hashes)
    assert len(probe(film.files["master.mkv"], film.files["delivery.mp4"], expected)) == 10


def test_the_same_bytes_at_any_number_of_threads_and_each_time(tmp_path: Path) -> None:
    frames = rolling(19)
    first = contents(make(tmp_path / "a", frames, threads=1))
    assert contents(make(tmp_path / "b", frames, threads=2)) == first
    assert contents(make(tmp_path / "c", frames, threads=5)) == first


def test_a_film_can_be_made_again_in_the_same_folder(tmp_path: Path) -> None:
    make(tmp_path, noise(12))
    assert contents(make(tmp_path, rolling(9))) == contents(make(tmp_path / "new", rolling(9)))


def test_the_film_is_never_in_memory_whole(tmp_path: Path) -> None:
    most = 0

    def frames() -> Iterator[Pixels]:
        nonlocal most
        for number in range(100):
            written = sum(1 for _ in tmp_path.glob("frames/*.png"))
            most = max(most, number - written)
            yield rolling(1)[0]

    make_film(frames(), about(100), tmp_path, 2)
    assert most <= 24


def test_frames_that_are_not_whole_in_memory_are_made_so(tmp_path: Path) -> None:
    wide = rolling(3, size=Size(192, 64))
    film = make_film((picture[:, ::2] for picture in wide), about(3), tmp_path, 1)
    assert np.array_equal(picture_in(film.files["frames/00001.png"].read_bytes(), "a.png").pixels, wide[0][:, ::2])


@pytest.mark.parametrize(("given", "says"), [(0, "0 and not the 9"), (7, "7 and not the 9"), (30, "more than the 9")])
def test_frames_must_be_as_many_as_planned(tmp_path: Path, given: int, says: str) -> None:
    with pytest.raises(BadFilm, match=f"the film has {says} frames of its plan") as refused:
        make_film(noise(given), about(9), tmp_path, 2)
    assert refused.value.cure


def test_a_film_of_nothing_is_refused(tmp_path: Path) -> None:
    for nothing in (about(1)._replace(frames=0), about(1)._replace(shots=())):
        with pytest.raises(BadFilm, match="without frames"):
            make_film(iter(()), nothing, tmp_path, 1)


@pytest.mark.parametrize(
    "frame", [np.zeros((64, 64, 3), np.uint8), np.zeros((64, 96, 4), np.uint8), np.zeros((64, 96, 3), np.float32)]
)
def test_a_frame_of_another_kind_is_refused(tmp_path: Path, frame: Pixels) -> None:
    with pytest.raises(BadFilm, match="a frame is"):
        make_film([*noise(3), frame], about(4), tmp_path, 1)


def test_an_odd_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFilm, match="95x64 cannot be delivered"):
        make(tmp_path, noise(2, Size(95, 64)))


def test_what_goes_wrong_while_frames_are_made_comes_out(tmp_path: Path) -> None:
    def frames() -> Iterator[Pixels]:
        yield from noise(11)
        raise KeyError("the frame is not there")

    with pytest.raises(KeyError, match="not there"):
        make_film(frames(), about(20), tmp_path, 2)


def test_shots_may_fade_over_each_other_and_have_any_name(tmp_path: Path) -> None:
    shots = (
        FilmShot("a", 0, 8, ((0, "one"),)),
        FilmShot("\0\x1b[31m夕", 4, 8, ((4, "two"), (40, "after the film"))),
        FilmShot("x" * 300, 10, 2, ((10, "y" * 5000),)),
    )
    film = make(tmp_path, rolling(12), shots=shots, title="-i /etc/passwd\n\ud800")
    with Image.open(film.files["contact_sheet.png"]) as sheet:
        assert sheet.width == 1920
        assert sheet.height > 1000


def test_of_many_shots_the_sheet_shows_some(tmp_path: Path) -> None:
    shots = tuple(FilmShot(f"shot_{number}", number, 1, ((number, "x"),)) for number in range(60))
    film = make(tmp_path, rolling(60, 0.5), shots=shots)
    with Image.open(film.files["contact_sheet.png"]) as sheet:
        assert sheet.height < 41 * 500
