"""A film in one pass over its frames: the frames themselves, a master, a delivery, previews, a contact sheet, hashes.

No more than two handfuls of frames are in memory at a time, and what is small of them. The files are read back before
they are handed over; that they last is the caller's concern.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import numpy as np

from anime_compiler.model.timecode import Size, seconds_text
from renderer.assemble.contact_sheet import MOST_ROWS, SheetFrame, SheetRow, columns, contact_sheet, thumbnail
from renderer.assemble.encode import Chapter, Recording, delivery, master
from renderer.assemble.png import png_bytes
from renderer.assemble.preview import shown, small, write_gif, write_webp
from renderer.assemble.probe import Expected, probe
from renderer.errors import BadFilm
from renderer.values import Film, Pixels

_T = TypeVar("_T")
_BATCH: Final = 8  # frames that are worked on together, while the next ones are being made
_BUG: Final = "please report this with the storyboard; nothing was kept of the film"


class FilmShot(NamedTuple):
    """A shot of a film: its frames, and its prompts at the frames of the film at which they are reached."""

    id: str
    first: int
    frames: int
    prompts: tuple[tuple[int, str], ...]


class FilmAbout(NamedTuple):
    """What a film is to be; `texts` gives what travels inside the picture of a frame, by the frame's number."""

    fps: int
    size: Size
    frames: int
    shots: tuple[FilmShot, ...]
    texts: Callable[[int], Mapping[str, str]]
    title: str = ""
    note: str = ""  # what has to be known of it besides


class _Kept(NamedTuple):
    """What is kept of a frame: its hash, and itself made small where it is shown in a preview or on the sheet."""

    path: Path
    digest: str
    preview: Pixels | None
    thumbnail: Pixels | None


def make_film(frames: Iterable[Pixels], about: FilmAbout, folder: Path, threads: int) -> Film:
    """Write a film in all its forms; the same files for any number of threads."""
    if about.frames < 1 or not about.shots:
        raise BadFilm("a film without frames cannot be made", "give it a shot that lasts a frame at least")
    folder.joinpath("frames").mkdir(exist_ok=True)
    files = {name: folder / name for name in ("master.mkv", "delivery.mp4", "preview.webp", "preview.gif")}
    files |= {name: folder / name for name in ("contact_sheet.png", "frames.json")}
    chapters = [Chapter(shot.id, shot.first) for shot in about.shots]
    with (
        delivery(files["delivery.mp4"], about.size, about.fps, about.title, chapters, about.frames) as watched,
        master(files["master.mkv"], about.size, about.fps) as lossless,
        ThreadPoolExecutor(threads) as pool,
    ):
        kept = [*_pass(frames, about, folder, (watched, lossless), pool)]
        digests = [one.digest for one in kept]
        finished = [pool.submit(recording.finish) for recording in (watched, lossless)]
        previews = [one.preview for one in kept if one.preview is not None]
        others = [
            pool.submit(write_webp, files["preview.webp"], previews, about.frames, about.fps),
            pool.submit(write_gif, files["preview.gif"], previews, about.frames, about.fps),
            pool.submit(_write_sheet, files["contact_sheet.png"], kept, about),
        ]
        _done(finished)
        expected = Expected(about.size, about.fps, digests)
        probe(files["master.mkv"], files["delivery.mp4"], expected, threads)
        _done(others)
    facts = {"frames": about.frames, "fps": about.fps, "width": about.size.width, "height": about.size.height}
    files["frames.json"].write_text(json.dumps({**facts, "sha256": digests}, indent=1) + "\n", encoding="ascii")
    return Film({**{f"frames/{one.path.name}": one.path for one in kept}, **files})


def _pass(
    frames: Iterable[Pixels], about: FilmAbout, folder: Path, recordings: tuple[Recording, ...], pool: Executor
) -> Iterator[_Kept]:
    """Take each frame once; while a few of them are worked on, the next few are made."""
    on_sheet = {frame for shot in about.shots[:MOST_ROWS] for frame in _frames_of(shot, about.size)}
    in_preview = shown(about.frames)

    def keep(number: int, picture: Pixels, texts: Mapping[str, str]) -> _Kept:
        path = folder / "frames" / f"{number + 1:05}.png"
        path.write_bytes(png_bytes(picture, texts))
        return _Kept(
            path,
            sha256(picture.data).hexdigest(),
            small(picture) if number in in_preview else None,
            thumbnail(picture) if number in on_sheet else None,
        )

    number = 0
    encoding: list[Future[None]] = []
    keeping: list[Future[_Kept]] = []
    for batch in _batches(frames, about):
        _done(encoding)
        yield from _done(keeping)
        encoding = [pool.submit(_add, recording, batch) for recording in recordings]
        keeping = [pool.submit(keep, at, picture, about.texts(at)) for at, picture in enumerate(batch, number)]
        number += len(batch)
    _done(encoding)
    yield from _done(keeping)


def _batches(frames: Iterable[Pixels], about: FilmAbout) -> Iterator[list[Pixels]]:
    """The frames a few at a time, each of the film's size, and all of them as many as there should be."""
    source, number = iter(frames), 0
    while batch := [*islice(source, _BATCH)]:
        for picture in batch:
            if picture.shape != (about.size.height, about.size.width, 3) or picture.dtype != np.uint8:
                raise BadFilm(f"a frame is {picture.dtype} of {picture.shape}, in a film of {about.size.text}", _BUG)
        number += len(batch)
        if number > about.frames:
            break
        yield [np.ascontiguousarray(picture) for picture in batch]
    if number != about.frames:
        more = "more than" if number > about.frames else f"{number} and not"
        raise BadFilm(f"the film has {more} the {about.frames} frames of its plan", _BUG)


def _add(recording: Recording, pictures: Sequence[Pixels]) -> None:
    for picture in pictures:
        recording.add(picture)


def _done(futures: Sequence[Future[_T]]) -> list[_T]:
    """What came out, or the first thing that went wrong."""
    return [future.result() for future in futures]


def _write_sheet(path: Path, kept: Sequence[_Kept], about: FilmAbout) -> None:
    length, shots = seconds_text(about.frames, about.fps), len(about.shots)
    in_shots = f"{length} in {shots} shot{'s' if shots > 1 else ''}"
    facts = [f"{about.frames} frames", f"{about.fps} a second", f"{about.size.width} × {about.size.height}"]
    facts += [about.note] if about.note else []
    facts = [in_shots, *facts] if about.title else facts
    rows = [_row(shot, kept, about) for shot in about.shots[:MOST_ROWS]]
    sheet = contact_sheet(about.title or in_shots, " · ".join(facts), rows, about.size, shots - len(rows))
    path.write_bytes(png_bytes(sheet, {}))


def _row(shot: FilmShot, kept: Sequence[_Kept], about: FilmAbout) -> SheetRow:
    start, end = (_clock(frame, about.fps) for frame in (shot.first, shot.first + shot.frames))
    frames = []
    for frame in _frames_of(shot, about.size):
        picture = kept[frame].thumbnail
        assert picture is not None
        # Of two prompts as far away the one that is already there.
        _, prompt = min(shot.prompts, key=lambda beat: abs(beat[0] - frame), default=(0, ""))
        frames.append(SheetFrame(picture, _clock(frame, about.fps), f"{frame + 1:05}", prompt))
    return SheetRow(shot.id, f"{start} – {end} · {shot.frames} frames", frames)


def _frames_of(shot: FilmShot, size: Size) -> list[int]:
    """The frames of a shot that stand on the sheet: evenly spread, from its first to its last."""
    number = min(columns(size), shot.frames)
    return [shot.first + place * (shot.frames - 1) // max(1, number - 1) for place in range(number)]


def _clock(frame: int, fps: int) -> str:
    minutes, milliseconds = divmod(round(frame * 1000 / fps), 60_000)
    return f"{minutes}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"
