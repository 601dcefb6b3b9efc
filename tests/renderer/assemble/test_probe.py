from collections.abc import Sequence
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest

from anime_compiler.model.timecode import Size
from renderer.assemble.encode import Chapter, Recording, delivery, master
from renderer.assemble.probe import Expected, probe
from renderer.errors import BadFilm
from renderer.values import Pixels
from tests.renderer.assemble.patterns import SMALL, noise, rolling


class Film(NamedTuple):
    """Both files of a film, and what they are to be."""

    master: Path
    delivery: Path
    expected: Expected


def record(recording: Recording, frames: Sequence[Pixels]) -> None:
    with recording:
        for picture in frames:
            recording.add(picture)
        recording.finish()


def film(folder: Path, frames: Pixels, fps: int = 8, delivered: Sequence[Pixels] | None = None) -> Film:
    """A film of these frames, or with others in its delivery."""
    size, paths = Size(frames.shape[2], frames.shape[1]), (folder / "m.mkv", folder / "d.mp4")
    shown = [*frames] if delivered is None else delivered
    record(master(paths[0], size, fps), [*frames])
    record(delivery(paths[1], size, fps, "", [Chapter("one", 0)], len(shown)), shown)
    return Film(*paths, Expected(size, fps, [sha256(picture.tobytes()).hexdigest() for picture in frames]))


def refused(made: Film, says: str, expected: Expected | None = None) -> None:
    with pytest.raises(BadFilm, match=says) as refusal:
        probe(made.master, made.delivery, expected or made.expected)
    assert refusal.value.cure
    assert refusal.value.exit_status == 7


@pytest.mark.parametrize(("count", "fps"), [(1, 8), (2, 24), (30, 12)])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_film_that_is_what_it_should_be_passes(tmp_path: Path, count: int, fps: int, threads: int) -> None:
    decibels = probe(*film(tmp_path, rolling(count), fps), threads)
    assert len(decibels) == count
    assert min(decibels) > 40


def test_what_is_as_it_was_is_infinitely_near(tmp_path: Path) -> None:
    assert probe(*film(tmp_path, np.full((3, 64, 96, 3), 0, np.uint8))) == (inf,) * 3


@pytest.mark.parametrize("kind", ["noise", "fade", "still", "slow"])
def test_hard_films_pass_too(tmp_path: Path, kind: str) -> None:
    still = rolling(1)[0]
    frames = {
        "noise": noise(8),
        "fade": np.stack([(still * (1 - number / 11)).astype(np.uint8) for number in range(12)]),
        "still": np.stack([still] * 12),
        "slow": np.stack([(still * (1 - number / 300)).astype(np.uint8) for number in range(12)]),
    }[kind]
    assert min(probe(*film(tmp_path, frames))) > 30


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97, 0.999])
@pytest.mark.parametrize("name", ["m.mkv", "d.mp4"])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, name: str, share: float) -> None:
    made = film(tmp_path, noise(12))
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    refused(made, f"`{name}`")


@pytest.mark.parametrize("name", ["m.mkv", "d.mp4"])
@pytest.mark.parametrize("data", [b"", b"no film", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"RIFF\0\0\0\0AVI "])
def test_what_is_no_film_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    made = film(tmp_path, rolling(3))
    (tmp_path / name).write_bytes(data)
    refused(made, f"`{name}` cannot be read back|`{name}` holds other streams|of `{name}` is")


def test_a_delivery_in_the_place_of_the_master_is_refused(tmp_path: Path) -> None:
    made = film(tmp_path, rolling(3))
    made.master.write_bytes(made.delivery.read_bytes())
    refused(made, r"`m\.mkv`")


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_flipped_bit_in_the_master_is_found(tmp_path: Path, place: float) -> None:
    made = film(tmp_path, noise(6))
    data = bytearray(made.master.read_bytes())
    data[int(len(data) * place)] ^= 4
    made.master.write_bytes(data)
    refused(made, r"of `m\.mkv`|`m\.mkv` (has|cannot)")


@pytest.mark.parametrize("swapped", [(0, 1), (5, 6), (10, 11), (2, 9)])
def test_frames_out_of_order_are_found(tmp_path: Path, swapped: tuple[int, int]) -> None:
    frames = rolling(12)
    order = [*range(12)]
    first, second = swapped
    order[first], order[second] = second, first
    refused(film(tmp_path, frames, delivered=[frames[number] for number in order]), "out of order|dB of the master")


def test_neighbours_that_are_nearly_alike_and_swapped_are_found(tmp_path: Path) -> None:
    frames = rolling(8, step=0.75)
    shown = [frames[number] for number in (0, 1, 2, 4, 3, 5, 6, 7)]
    refused(film(tmp_path, frames, delivered=shown), "frames of `d.mp4` are out of order at frame")


def test_a_delivery_that_is_late_by_a_frame_is_found(tmp_path: Path) -> None:
    frames = rolling(8)
    refused(film(tmp_path, frames, delivered=[frames[0], *frames[:-1]]), "out of order|dB of the master")


def test_a_frame_that_is_another_picture_is_found(tmp_path: Path) -> None:
    frames = rolling(8)
    shown = [*frames[:4], noise(1)[0], *frames[5:]]
    refused(film(tmp_path, frames, delivered=shown), r"frame 4 of `d\.mp4` is at \d+ dB of the master")


@pytest.mark.parametrize("count", [7, 9])
def test_frames_too_few_or_too_many_are_found(tmp_path: Path, count: int) -> None:
    refused(film(tmp_path, rolling(8), delivered=[*rolling(count)]), r"the length of `d\.mp4` is")


def test_the_master_must_hold_the_frames_that_were_made(tmp_path: Path) -> None:
    made = film(tmp_path, rolling(5))
    hashes = [*made.expected.frames]
    hashes[3] = hashes[2]
    refused(made, r"frame 3 of `m\.mkv` is not the frame", made.expected._replace(frames=hashes))


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"size": Size(64, 96)}, r"the size of `m\.mkv` is 96x64 and not 64x96"),
        ({"fps": 12}, r"the rate of `m\.mkv` is 8 and not 12"),
        ({"frames": ["0" * 64] * 6}, r"the length of `m\.mkv` is 5 and not 6"),
    ],
)
def test_a_film_of_another_kind_than_planned_is_refused(tmp_path: Path, other: dict[str, object], says: str) -> None:
    made = film(tmp_path, rolling(5))
    refused(made, says, made.expected._replace(**other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pixels", "tags", "says"),
    [
        ("yuv420p", (2, 2, 2, 0), "the colours of"),
        ("yuv420p", (5, 1, 1, 1), "the colours of"),
        ("yuv444p", (1, 1, 1, 1), "the pixels of"),
    ],
)
def test_colours_that_are_not_as_they_should_be_are_found(
    tmp_path: Path, pixels: str, tags: tuple[int, ...], says: str
) -> None:
    frames = rolling(4)
    made = film(tmp_path, frames)
    with av.open(str(made.delivery), "w", "mp4") as container:
        stream = container.add_stream("libx264", 8)
        stream.width, stream.height, stream.pix_fmt = SMALL.width, SMALL.height, pixels
        context = stream.codec_context
        context.colorspace, context.color_primaries, context.color_trc, context.color_range = tags
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format=pixels)))
        container.mux(stream.encode(None))
    refused(made, f"{says} `d.mp4`")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    made = film(tmp_path, rolling(2))
    made.delivery.unlink()
    refused(made, r"`d\.mp4` cannot be read back: No such file")
