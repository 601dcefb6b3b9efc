from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.container import InputContainer

from anime_compiler.model.timecode import Size
from renderer.assemble.encode import Chapter, as_bt709, delivery, master
from renderer.errors import BadFilm
from renderer.values import Pixels
from tests.renderer.assemble.patterns import SMALL, decibels, noise, rolling


def make_master(path: Path, frames: Pixels, fps: int = 8, threads: int = 1) -> bytes:
    with master(path, Size(frames.shape[2], frames.shape[1]), fps, threads) as recording:
        for picture in frames:
            recording.add(picture)
        recording.finish()
    return path.read_bytes()


def make_delivery(
    path: Path,
    frames: Pixels,
    fps: int = 8,
    title: str = "a film",
    chapters: tuple[Chapter, ...] = (Chapter("one", 0),),
) -> bytes:
    with delivery(path, Size(frames.shape[2], frames.shape[1]), fps, title, chapters, len(frames)) as recording:
        for picture in frames:
            recording.add(picture)
        recording.finish()
    return path.read_bytes()


def opened(path: Path) -> InputContainer:
    return av.open(str(path), "r")


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_master_holds_every_frame_bit_by_bit(tmp_path: Path, count: int) -> None:
    frames = noise(count)
    make_master(tmp_path / "m.mkv", frames)
    with opened(tmp_path / "m.mkv") as film:
        back = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert np.array_equal(np.stack(back), frames)


def test_a_master_may_be_of_odd_size(tmp_path: Path) -> None:
    frames = noise(2, Size(33, 17))
    make_master(tmp_path / "m.mkv", frames)
    with opened(tmp_path / "m.mkv") as film:
        assert np.array_equal(next(film.decode(video=0)).to_ndarray(format="rgb24"), frames[0])


def test_masters_are_the_same_bytes_at_any_number_of_threads_and_each_time(tmp_path: Path) -> None:
    frames = rolling(9)
    made = {make_master(tmp_path / "m.mkv", frames, threads=threads) for threads in (1, 2, 4, 1)}
    assert len(made) == 1


def test_deliveries_are_the_same_bytes_each_time_and_tell_no_time(tmp_path: Path) -> None:
    frames = rolling(20)  # of a width at which the encoder has been seen to differ from time to time
    made = {make_delivery(tmp_path / f"{time % 2}.mp4", frames) for time in range(12)}
    assert len(made) == 1
    with opened(tmp_path / "0.mp4") as film:
        told = dict(film.metadata) | dict(film.streams.video[0].metadata)
    assert not {"creation_time", "date", "encoder"} & told.keys()
    assert b"Lavf" not in made.pop()


@pytest.mark.parametrize(("count", "fps"), [(1, 8), (2, 24), (3, 12), (40, 8), (7, 25)])
def test_a_delivery_has_its_frames_at_their_times(tmp_path: Path, count: int, fps: int) -> None:
    make_delivery(tmp_path / "d.mp4", rolling(count), fps)
    with opened(tmp_path / "d.mp4") as film:
        stream = film.streams.video[0]
        assert stream.average_rate == fps
        assert stream.start_time == 0
        assert stream.duration is not None
        assert stream.duration * Fraction(stream.time_base or 0) == Fraction(count, fps)
        times = [Fraction(frame.pts or 0) * (frame.time_base or 0) for frame in film.decode(video=0)]
    assert times == [Fraction(number, fps) for number in range(count)]


def test_a_delivery_says_what_its_colours_are_and_starts_at_once(tmp_path: Path) -> None:
    data = make_delivery(tmp_path / "d.mp4", rolling(4))
    assert data.index(b"moov") < data.index(b"mdat")
    with opened(tmp_path / "d.mp4") as film:
        context = film.streams.video[0].codec_context
        assert (context.codec.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        colours = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
    assert colours == (1, 1, 1, 1)


def by_hand(picture: Pixels, red: float, blue: float) -> tuple[Pixels, ...]:
    """Brightness and the two differences, by the formulas and with the weights of red and blue, for 2x2 pixels each."""
    rgb = picture.astype(np.float64)
    luma = red * rgb[..., 0] + (1 - red - blue) * rgb[..., 1] + blue * rgb[..., 2]
    planes = [16 + 219 / 255 * luma]
    for colour, weight in ((2, blue), (0, red)):
        difference = (rgb[..., colour] - luma) / (2 * (1 - weight)) * 224 / 255
        planes.append(128 + difference.reshape(difference.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3)))
    return tuple(np.rint(plane).astype(np.uint8) for plane in planes)


def test_colours_are_converted_to_bt709_and_not_to_anything_else() -> None:
    picture = rolling(1)[0]
    seen = as_bt709(av.VideoFrame.from_ndarray(picture, "rgb24")).to_ndarray().reshape(-1).astype(np.uint8)
    pixels = SMALL.width * SMALL.height
    planes = np.split(seen, [pixels, pixels * 5 // 4])
    right, wrong = by_hand(picture, 0.2126, 0.0722), by_hand(picture, 0.299, 0.114)
    for plane, meant, not_meant in zip(planes, right, wrong, strict=True):
        assert decibels(plane, meant.reshape(-1)) > max(50, decibels(plane, not_meant.reshape(-1)) + 12)


def test_even_colours_come_back_within_two_levels(tmp_path: Path) -> None:
    patches = [
        (250, 20, 20),
        (20, 200, 40),
        (30, 40, 240),
        (128, 128, 128),
        (255, 255, 255),
        (0, 0, 0),
        (240, 200, 180),
    ]
    frames = np.stack([np.full((32, 32, 3), patch, np.uint8) for patch in patches])
    make_delivery(tmp_path / "d.mp4", frames)
    with opened(tmp_path / "d.mp4") as film:
        for frame, patch in zip(film.decode(video=0), patches, strict=True):
            back = frame.to_ndarray(format="rgb24").astype(int)
            assert np.abs(back[8:-8, 8:-8] - patch).max() <= 2


def test_each_shot_is_a_chapter(tmp_path: Path) -> None:
    chapters = (Chapter("roof", 0), Chapter("夕焼け", 8), Chapter("sea", 12))
    make_delivery(tmp_path / "d.mp4", rolling(20), chapters=chapters)
    with opened(tmp_path / "d.mp4") as film:
        found = [
            (chapter["metadata"]["title"], chapter["start"] * (chapter["time_base"] or 0), chapter["end"])
            for chapter in film.chapters()
        ]
    assert found == [("roof", 0, 1000), ("夕焼け", 1, 1500), ("sea", Fraction(3, 2), 2500)]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("夕焼け – a “film”", "夕焼け – a “film”"),
        ("a\0b\x1b[31m\nc\u202ed", "a b [31m c d"),
        ("-vf scale=2:2;\\'movie=/etc/passwd", "-vf scale=2:2;\\'movie=/etc/passwd"),
        ("\ud800half", "half"),
        ("x" * 5000, "x" * 200),
    ],
)
def test_any_title_is_told_in_one_harmless_line(tmp_path: Path, title: str, told: str) -> None:
    make_delivery(tmp_path / "d.mp4", rolling(1), title=title, chapters=(Chapter(title, 0),))
    with opened(tmp_path / "d.mp4") as film:
        assert film.metadata["title"] == told
        assert film.chapters()[0]["metadata"]["title"] == told


@pytest.mark.parametrize("size", [Size(97, 64), Size(96, 63), Size(1, 1)])
def test_an_odd_size_is_refused_before_anything_is_written(tmp_path: Path, size: Size) -> None:
    with pytest.raises(BadFilm, match=f"a film of {size.text} cannot be delivered") as refused:
        delivery(tmp_path / "d.mp4", size, 8, "", (), 1)
    assert refused.value.cure
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_looks_like_an_address_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_delivery(Path("concat:%03d|x.mp4"), rolling(2))
    assert [path.name for path in tmp_path.iterdir()] == ["concat:%03d|x.mp4"]


def test_a_place_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        make_master(tmp_path / "nowhere" / "m.mkv", noise(1))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error_of_the_system() -> None:
    with pytest.raises(OSError, match="No space left"):
        make_master(Path("/dev/full"), noise(40, Size(256, 256)))


@pytest.mark.parametrize("is_whole", [True, False])
def test_after_its_end_nothing_can_be_added_to_a_file(tmp_path: Path, is_whole: bool) -> None:
    with master(tmp_path / "m.mkv", SMALL, 8) as recording:
        recording.add(noise(1)[0])
        if is_whole:
            recording.finish()
    with pytest.raises(AssertionError):
        recording.add(noise(1)[0])
