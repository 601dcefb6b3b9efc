"""A shot as work: which stills, which segments, on which canvas, with which noise."""

from typing import NamedTuple

from anime_compiler.model.prompt import Prompt
from anime_compiler.model.storyboard import Control, Curve, Shot
from anime_compiler.model.timecode import Size
from anime_compiler.parse.spec_tree import Place


class Window(NamedTuple):
    """A part of the canvas in pixels: its centre, its size, and its turn in degrees (clockwise)."""

    center_x: float
    center_y: float
    width: float
    height: float
    angle: float = 0.0


class CameraPath(NamedTuple):
    """A window that travels over the canvas while the shot lasts."""

    start: Window
    end: Window
    ease: str


class LoweredKeyframe(NamedTuple):
    """A still that the shot needs at one of its frames."""

    number: int
    frame: int
    prompt: Prompt
    ease: str
    seed: int
    place: Place


class LoweredMap(NamedTuple):
    """A control map for a frame of a segment, made from a still of this or another shot, or of a character.

    Frames outside the segment belong to the neighbours between which the strength falls off.
    """

    frame: int
    of: str  # keyframes or character
    name: str  # the shot or the character
    number: int  # of the keyframe, or of the view


class LoweredControl(NamedTuple):
    """A control in one segment; its weight is counted in the segment's own frames."""

    control: Control
    weight: Curve
    maps: tuple[LoweredMap, ...]


class TravelPoint(NamedTuple):
    """A prompt that the segment passes; the frame is counted in the segment and may lie outside it."""

    frame: int
    prompt: Prompt
    ease: str


class LoweredSegment(NamedTuple):
    """A run of the motion model.

    It covers the shot's frames from `start` on; the first `overlap` of its frames are known: they are those of the run
    it carries on from, from its frame `carried_at`. Of the rest `take` are used; the last segment is generated whole
    and trimmed, so what a following shot carries on from need not be its end.
    """

    number: int
    start: int
    frames: int
    overlap: int
    carried_at: int
    take: int
    carries: str  # nothing, segment (the one before) or shot (the last of the shot before)
    seed: int
    travel: tuple[TravelPoint, ...]
    controls: tuple[LoweredControl, ...]
    scale: Curve


class LoweredShot(NamedTuple):
    """A shot as work. Without segments it is held: its keyframes are shown, and the camera moves over them."""

    shot: Shot
    canvas: Size
    camera: CameraPath | None
    keyframes: tuple[LoweredKeyframe, ...]
    segments: tuple[LoweredSegment, ...]
