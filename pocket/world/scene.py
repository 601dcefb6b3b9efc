"""What is drawn: a `Scene` says everything about one picture, and a moment in time of it.

All values are plain and immutable. `picture.draw(scene)` is a pure function; animation is the same scene at other `t`.
"""

from typing import NamedTuple


class Character(NamedTuple):
    """Who is in the picture. Names are those of `vocabulary.py`; angles are in degrees."""

    gender: str  # girl | boy
    hair_style: str
    hair_colour: str
    eye_colour: str
    expression: str
    outfit: str
    outfit_colour: str
    accessory: str = "none"
    pose: str = "standing"
    yaw: float = 0.0  # of the body: 0 faces the viewer, positive turns to the picture's right, 180 is the back
    head_yaw: float = 0.0  # of the head, on top of the body's
    tilt: float = 0.0  # of the head, positive leans to the picture's right


class View(NamedTuple):
    """Where the camera looks: an offset in set units, a zoom, and a roll in degrees."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0


class Motion(NamedTuple):
    """What changes with time."""

    action: str = "still"  # still | walking | waving | turning head | talking
    camera: str = (
        "still"  # still | pan_left | pan_right | tilt_up | tilt_down | zoom_in | zoom_out | roll_left | roll_right
    )
    wind: float = 0.0  # 0 none, 1 strong: sways hair, cloth and leaves


class Scene(NamedTuple):
    """One picture of the world.

    The set is 256 units high, whatever the size in pixels; its middle is (0, 0), y points down.
    """

    character: Character | None
    place: str
    time: str = "day"
    weather: str = "clear"
    framing: str = "upper body"
    layout: int = 0  # which of a place's few arrangements
    at: tuple[float, float] = (0.0, 0.0)  # how far the character stands from the framing's usual spot, in set units
    style: str = "cel"
    palette: str = "vivid"
    view: View = View()
    motion: Motion = Motion()
    t: float = 0.0  # seconds
