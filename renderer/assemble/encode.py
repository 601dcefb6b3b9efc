"""Frames into film files: a lossless master, and a delivery that plays everywhere.

The same frames give the same bytes: threads are pinned, and nothing in a file tells when it was written. No text of an
author's gets into an option.
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple, Self

import av
from av.codec.context import Flags
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, Interpolation
from av.video.stream import VideoStream

from anime_compiler.model.timecode import Size
from renderer.assemble.lettering import one_line
from renderer.errors import BadFilm
from renderer.values import Pixels

_MOST_LETTERS: Final = 200  # that are kept of a title


class Chapter(NamedTuple):
    """A stretch of the film with a name; it ends where the next one starts."""

    title: str
    start: int


class _Format(NamedTuple):
    """How a kind of film file is written."""

    container: str
    container_options: dict[str, str]
    codec: str
    pixels: str
    options: dict[str, str]


# Each frame stands for itself, in four parts with a checksum each; the number of parts must not depend on the threads.
_MASTER: Final = _Format(
    "matroska",
    {"fflags": "+bitexact"},
    "ffv1",
    "bgr0",
    {"level": "3", "g": "1", "slices": "4", "slicecrc": "1"},
)
# `veryfast` takes half the time of `medium` for files of nearly the same size and likeness. `mbtree` weighs what other
# frames are made from; on processors with AVX-512 it reads what it has not written, where half the width is no multiple
# of 64, and one file in fifty gets other bytes. Without it files of the same likeness are a tenth larger.
_DELIVERY: Final = _Format(
    "mp4",
    {"fflags": "+bitexact", "movflags": "+faststart"},
    "libx264",
    "yuv420p",
    {"preset": "veryfast", "tune": "animation", "profile": "high", "crf": "18", "mbtree": "0"},
)
# Of the ways that swscale has of halving colours this one is nearest to the mean of four pixels.
_AREA: Final = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP | Interpolation.BITEXACT


class Recording:
    """A film file while it is being written: frames are added in their order, and after `finish` it is whole."""

    def __init__(self, path: Path, form: _Format, size: Size, fps: int, threads: int) -> None:
        self._path = path
        self._pixels = form.pixels
        self._tick = Fraction(1, fps)
        self._frames = 0
        self._is_open = True
        with _said_plainly(path):
            # With the protocol in front, no name is taken for an address.
            self.container = av.open(f"file:{path}", "w", form.container, container_options=form.container_options)
            stream = self.container.add_stream(form.codec, fps, form.options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, form.pixels
        context = stream.codec_context
        context.thread_count = threads
        context.time_base = self._tick
        context.flags |= Flags.bitexact
        self.stream = stream

    def add(self, picture: Pixels) -> None:
        """The next frame."""
        assert self._is_open  # PyAV would bring down the program
        frame = av.VideoFrame.from_ndarray(picture, "rgb24")
        frame = as_bt709(frame) if self._pixels == "yuv420p" else frame.reformat(format=self._pixels)
        frame.pts, frame.time_base = self._frames, self._tick
        self._frames += 1
        with _said_plainly(self._path):
            self.container.mux(self.stream.encode(frame))

    def finish(self) -> None:
        """Write what is still to be written."""
        with _said_plainly(self._path):
            self.container.mux(self.stream.encode(None))
            self._is_open = False
            self.container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_open = False
        with suppress(av.FFmpegError):  # after `finish` there is nothing to close, and without it nothing to save
            self.container.close()


def master(path: Path, size: Size, fps: int, threads: int = 1) -> Recording:
    """A file that holds the frames bit by bit; FFV1 in Matroska, the same for any number of threads."""
    return Recording(path, _MASTER, size, fps, threads)


def delivery(path: Path, size: Size, fps: int, title: str, chapters: Sequence[Chapter], frames: int) -> Recording:
    """A file for watching: H.264 in MP4, in the colours of BT.709, with a title and chapters."""
    if size.width % 2 or size.height % 2:
        raise BadFilm(
            f"a film of {size.text} cannot be delivered: its colours are kept for squares of 2x2 pixels",
            f"choose an even size, such as `{size.width - size.width % 2}x{size.height - size.height % 2}`",
        )
    recording = Recording(path, _DELIVERY, size, fps, 1)
    context = recording.stream.codec_context
    context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
    context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    recording.container.metadata["title"] = one_line(title, _MOST_LETTERS)
    ends = [chapter.start for chapter in chapters[1:]] + [frames]
    recording.container.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start,
                "end": end,
                "time_base": Fraction(1, fps),
                "metadata": {"title": one_line(chapter.title, _MOST_LETTERS)},
            }
            for number, (chapter, end) in enumerate(zip(chapters, ends, strict=True), 1)
        ]
    )
    return recording


def as_bt709(frame: av.VideoFrame) -> av.VideoFrame:
    """A frame in RGB as it is delivered: converted to BT.709, with a colour for each square of four pixels."""
    return frame.reformat(
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=_AREA,
        threads=1,
    )


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    """Errors of the system pass; what else goes wrong in the libraries is said as a person can use it."""
    try:
        yield
    except av.FFmpegError as error:
        if isinstance(error, OSError) or error.errno in errno.errorcode:
            raise OSError(error.errno, error.strerror, path.name) from error
        raise BadFilm(
            f"`{path.name}` cannot be written: {error.strerror}",
            "install the packages of `animec[render]` again; the frames are kept",
        ) from error
