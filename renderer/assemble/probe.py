"""Reads a film back from its files and compares it with what it was to be; what is not proved is not handed over."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import sha256
from math import inf, log10
from pathlib import Path
from typing import Final, NamedTuple

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from anime_compiler.model.timecode import Size
from renderer.assemble.encode import as_bt709
from renderer.errors import BadFilm
from renderer.values import Pixels

_CURE: Final = "render again; what is in the cache is not made again"
# In decibels, for brightness and colours together. Drawn frames come out at 45 and more, mere noise still at 35; what
# stands in the place of a frame in which something moves is at 25 or less.
_FLOOR: Final = 30.0
# A frame is in another one's place if what is seen there is much more like it. The encoder may let a change of a level
# wait for the next frame, so a difference of that size (it is squared) tells nothing.
_MUCH: Final = 2.0
_TELLS_NOTHING: Final = 2.0
_BT709: Final = 1  # the number of its matrix, primaries and transfer, and of a range with room at both ends


class Expected(NamedTuple):
    """What a film is to be: its frames by the hashes of their bytes in RGB."""

    size: Size
    fps: int
    frames: Sequence[str]


class _Kind(NamedTuple):
    """A kind of film file as it is to be read; nothing else is tried."""

    container: str
    codec: str
    pixels: str
    colours: tuple[int, ...]  # matrix, primaries, transfer, range; those of the master follow from its pixels


class _Pair(NamedTuple):
    """A frame as it is delivered: converted from the master, and as it is seen."""

    original: Pixels
    seen: Pixels


_MASTER: Final = _Kind("matroska", "ffv1", "bgr0", ())
_DELIVERY: Final = _Kind("mov", "h264", "yuv420p", (_BT709,) * 4)


def probe(master: Path, delivery: Path, expected: Expected, threads: int = 1) -> tuple[float, ...]:
    """Decode both files from end to end. Gives how near each delivered frame is to the master's, in decibels.

    `BadFilm` says what is wrong first, if anything is: size, rate, length, colours, a frame of the master that differs
    from what was made, or one of the delivery that is too far from it or another one's.
    """
    decibels: list[float] = []
    before: _Pair | None = None
    films = zip(
        _frames(master, _MASTER, expected, threads), _frames(delivery, _DELIVERY, expected, threads), strict=True
    )
    for number, (original, seen) in enumerate(films):
        if sha256(_pixels(original, "rgb24").data).hexdigest() != expected.frames[number]:
            raise BadFilm(f"frame {number} of `{master.name}` is not the frame that was made", _CURE)
        frame = _Pair(_pixels(as_bt709(original), "yuv420p"), _pixels(seen, "yuv420p"))
        if before and (_is_in_place_of(before, frame) or _is_in_place_of(frame, before)):
            raise BadFilm(f"the frames of `{delivery.name}` are out of order at frame {number}", _CURE)
        apart = _apart(*frame)
        decibels.append(10 * log10(255 * 255 / apart) if apart else inf)
        before = frame
    for number, near in enumerate(decibels):
        if near < _FLOOR:
            few = f"is at {near:.0f} dB of the master, and {_FLOOR:.0f} are the least"
            raise BadFilm(f"frame {number} of `{delivery.name}` {few}", _CURE)
    return tuple(decibels)


def _is_in_place_of(frame: _Pair, other: _Pair) -> bool:
    """Whether what is seen of another frame is this one."""
    return _apart(*other) > _MUCH * _apart(frame.original, other.seen) + _TELLS_NOTHING


def _apart(first: Pixels, second: Pixels) -> float:
    """The mean of the squared differences."""
    return cv2.norm(first, second, cv2.NORM_L2SQR) / first.size


def _pixels(frame: av.VideoFrame, layout: str) -> Pixels:
    return np.ascontiguousarray(frame.to_ndarray(format=layout), np.uint8)


def _frames(path: Path, kind: _Kind, expected: Expected, threads: int) -> Iterator[av.VideoFrame]:
    """The frames of a film file, each at its time; refused where anything is not as it should be."""
    number = 0
    try:
        # No other format, and no place but the file itself: a film can name both.
        only = {"protocol_whitelist": "file", "codec_whitelist": kind.codec}
        with av.open(f"file:{path}", "r", kind.container, container_options=only) as container:
            stream = _checked_stream(container, path, kind, expected)
            stream.codec_context.thread_count = threads
            for frame in container.decode(stream):
                if number == len(expected.frames):
                    raise BadFilm(f"`{path.name}` is longer than {number} frames", _CURE)
                _check_frame(frame, number, path, kind, expected)
                yield frame
                number += 1
    except av.FFmpegError as error:
        raise BadFilm(f"`{path.name}` cannot be read back: {error.strerror}", _CURE) from error
    if number != len(expected.frames):
        raise BadFilm(f"`{path.name}` has {number} frames and not {len(expected.frames)}", _CURE)


def _checked_stream(container: InputContainer, path: Path, kind: _Kind, expected: Expected) -> VideoStream:
    """The one stream of pictures, if it is as it should be."""
    if len(container.streams.video) != 1 or container.streams.audio:
        raise BadFilm(f"`{path.name}` holds other streams than one of pictures", _CURE)
    (stream,) = container.streams.video
    context = stream.codec_context
    colours = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
    length = Fraction(len(expected.frames), expected.fps)
    _check(path, "size", Size(context.width, context.height), expected.size)
    _check(path, "rate", stream.average_rate, expected.fps)
    _check(path, "codec", context.codec.name, kind.codec)
    _check(path, "pixels", context.pix_fmt, kind.pixels)
    _check(path, "colours", colours[: len(kind.colours)], kind.colours)
    _check(path, "length", round(Fraction(container.duration or 0, av.time_base) * expected.fps), length * expected.fps)
    return stream


def _check_frame(frame: av.VideoFrame, number: int, path: Path, kind: _Kind, expected: Expected) -> None:
    moment = (frame.pts or 0) * (frame.time_base or Fraction(0)) * expected.fps
    _check(path, f"time of frame {number}", round(moment, 1), number)  # Matroska counts in thousandths of a second
    _check(path, f"size of frame {number}", Size(frame.width, frame.height), expected.size)
    _check(path, f"pixels of frame {number}", frame.format.name, kind.pixels)


def _check(path: Path, what: str, found: object, wanted: object) -> None:
    if found != wanted:
        shown, meant = (value.text if isinstance(value, Size) else value for value in (found, wanted))
        raise BadFilm(f"the {what} of `{path.name}` is {shown} and not {meant}", _CURE)
