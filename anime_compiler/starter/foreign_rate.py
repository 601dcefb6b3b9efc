"""Frames a second of a shot list: few are rendered, and the others are made in between."""

from typing import NamedTuple

from anime_compiler.starter.durations import seconds_of
from anime_compiler.starter.fields import Fields, flat_text
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.vocabulary import RATES

_USUAL = 8
_MOST_RENDERED, _MOST = 12, 24  # what motion modules were made for, and what the contest allows afterwards
_FASTEST = 240


class ForeignRate(NamedTuple):
    """What the list counts in, what is rendered, and the step that makes the frames in between."""

    counted: float
    fps: int
    post: str


def read_rate(fields: Fields, remarks: Remarks) -> ForeignRate:
    """The rate of a list, or the usual one."""
    found = fields.take(*RATES)
    if found is None:
        return ForeignRate(_USUAL, _USUAL, "")
    rate = seconds_of(found.value, 1.0)
    said = f"{found.key}: {flat_text(found.value)}"
    if rate is None or not 1 <= rate <= _FASTEST:
        remarks.add(f"no rate of frames; {_USUAL} a second stand in", said)
        return ForeignRate(_USUAL, _USUAL, "")
    wanted = round(rate)
    if wanted < _USUAL:
        remarks.add(f"too few frames for motion; {_USUAL} a second stand in", said)
        return ForeignRate(rate, _USUAL, "")
    if wanted <= _MOST_RENDERED:
        return ForeignRate(rate, wanted, "")
    if wanted > _MOST:
        remarks.add(f"more frames a second than a contest allows; {_MOST} stand in", said)
    return ForeignRate(rate, _USUAL, f"{{step: interpolate, fps: {min(wanted, _MOST)}}}")
