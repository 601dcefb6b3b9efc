"""Lengths of time as people write them: `4`, `4s`, `00:04`, `2.5 sec`, `3-5 seconds`, start and end."""

import re

from anime_compiler.model.timecode import seconds_text
from anime_compiler.starter.fields import Fields, Found, flat_text
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.vocabulary import ENDS, FRAMES, MILLISECONDS, SECONDS, SPANS, STARTS

_MOST = 300.0
_NEAR = 0.01
DEFAULT = 2.0
_NUMBER = r"([0-9]{1,9}(?:[.,][0-9]{1,6})?)"
_ABOUT = r"(?:about|around|approx\.?|approximately|ca\.?|~|≈|pt)?\s*"
_AMOUNT = re.compile(rf"{_ABOUT}{_NUMBER}(?:\s*(?:-|–|—|to)\s*{_NUMBER})?\s*([a-z]*)\.?\Z", re.I)
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-9]{1,2})(?:[.,]([0-9]{1,3}))?\Z")
_SMPTE = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})[:;]([0-9]{1,3})\Z")
_SPAN = re.compile(r"\s*(?:-->|->|→|-|–|—|\bto\b)\s*")
_UNITS = {
    **dict.fromkeys(("", "s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 0.001),
}
_FRAME_UNITS = ("f", "fr", "frs", "frame", "frames")


def seconds_of(value: object, rate: float) -> float | None:
    """A length or moment in seconds; `rate` is how many frames the list counts in a second."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        # A whole number beyond all floats cannot be turned into one.
        return float(value) if -1e9 < value < 1e9 else None
    if not isinstance(value, str):
        return None
    text = value.strip().lower()
    if found := _AMOUNT.match(text):
        least = float(found[1].replace(",", "."))
        amount = (least + float((found[2] or found[1]).replace(",", "."))) / 2
        if found[3] in _FRAME_UNITS:
            return amount / rate
        return amount * _UNITS[found[3]] if found[3] in _UNITS else None
    if found := _SMPTE.match(text):
        hours, minutes, seconds, frames = map(int, found.groups())
        return hours * 3600 + minutes * 60 + seconds + frames / rate
    if found := _CLOCK.match(text):
        fraction = float(f"0.{found[4] or 0}")
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3]) + fraction
    return None


def is_span(value: object) -> bool:
    """Whether a text says from when to when, as `0:00 - 0:04` does."""
    return _span_seconds(value, 1.0) is not None


def _span_seconds(value: object, rate: float) -> float | None:
    """The length of `0:00 - 0:04`; without a colon two numbers are a guess at a length and no span."""
    if not isinstance(value, str) or ":" not in value:
        return None
    ends = [seconds_of(part, rate) for part in _SPAN.split(value.strip())]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    return ends[1] - ends[0]


def shot_frames(fields: Fields, rate: float, fps: int, remarks: Remarks) -> int | None:
    """How long a shot is, in whole frames of the storyboard; nothing where the list does not say."""
    written, seconds = _written_length(fields, rate)
    if written is None:
        return None
    if seconds is None or not 0 < seconds <= _MOST:
        remarks.add(f"no length that a shot can have; {DEFAULT:g}s stands in", _as_written(written))
        return None
    frames = max(1, int(seconds * fps + 0.5))
    if abs(frames / fps - seconds) > _NEAR:
        remarks.add(f"rounded to a whole number of frames at {fps} a second", f"{seconds:.3g}s")
    return frames


def _written_length(fields: Fields, rate: float) -> tuple[Found | None, float | None]:
    """The field that says how long a shot is, and what it says."""
    if found := fields.take(*SECONDS):
        span = _span_seconds(found.value, rate)
        return found, seconds_of(found.value, rate) if span is None else span
    for keys, unit in ((MILLISECONDS, 1000.0), (FRAMES, rate)):
        if found := fields.take(*keys):
            seconds = seconds_of(found.value, rate)
            return found, seconds / unit if seconds is not None and _is_bare(found.value) else seconds
    for key in SPANS:
        if is_span(fields.peek(key)) and (found := fields.take(key)):
            return found, _span_seconds(found.value, rate)
    if fields.has(STARTS) and fields.has(ENDS):
        start, end = fields.take(*STARTS), fields.take(*ENDS)
        if start and end:
            least, most = seconds_of(start.value, rate), seconds_of(end.value, rate)
            return end, None if least is None or most is None else most - least
    return None, None


def _is_bare(value: object) -> bool:
    """Whether a number has no unit of its own, so that its key decides."""
    return not isinstance(value, str) or value.strip().replace(".", "").isdecimal()


def _as_written(found: Found) -> str:
    value = flat_text(found.value)
    return f"{found.key}: {value}" if value else found.key


def duration_text(frames: int, fps: int) -> str:
    """A duration as an author would write it: in seconds where they come out short."""
    return seconds_text(frames, fps).replace(" ", "") if frames * 10 % fps == 0 else f"{frames}f"
