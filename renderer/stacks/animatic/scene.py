"""What a board shows: a setting and the people in it. Reading makes these, drawing draws them."""

from typing import NamedTuple, TypeVar

from renderer.stacks.animatic.drawing.colour import Rgb

CREATURES = ("fox", "cat", "dog", "wolf", "rabbit", "horse", "bear", "dragon", "spirit")


class Setting(NamedTuple):
    """Where and when it is; what is empty is left open by the words."""

    place: str = ""
    hour: str = ""
    weather: str = "clear"
    amount: float = 1.0  # of the weather
    wind: float = 0.12
    drifts: tuple[str, ...] = ()  # what floats in the air
    things: tuple[str, ...] = ()
    style: str = "cel"
    accent: Rgb | None = None  # the colour that the words give to the place


class Pose(NamedTuple):
    """How somebody stands, looks and moves; every number may lie between two poses. Angles are in degrees."""

    turn: float = 0.0  # of the body: 0 faces the eye, 180 turns its back
    look: float = 0.0  # of the head against the body
    nod: float = 0.0  # of the head: up is positive
    tilt: float = 0.0
    smile: float = 0.3
    mouth: float = 0.0  # 1 is open
    lids: float = 0.0  # 1 is closed
    brow: float = 0.0  # 1 is angry, -1 is sad
    wide: float = 0.0  # of the eyes: 1 is surprised
    tears: float = 0.0
    left_raise: float = 9.0  # of the upper arm, 90 is level
    left_bend: float = 8.0  # of the forearm against it
    right_raise: float = 9.0
    right_bend: float = 8.0
    stride: float = 0.0
    run: float = 0.0
    wave: float = 0.0
    dance: float = 0.0
    sit: float = 0.0
    lean: float = 0.0
    leap: float = 0.0
    come: float = 0.0  # towards the eye while it walks; negative goes away
    near: float = 0.0  # to one another, where there are several


class Framing(NamedTuple):
    """How the picture is cut: the size of a head and the height of its middle, as shares of the height."""

    head: float = 0.109
    middle: float = 0.205


class Person(NamedTuple):
    """Somebody, or some creature."""

    kind: str = "girl"
    hair: Rgb = (60.0, 50.0, 60.0)
    hair_length: float = 0.5  # below the middle of the head, in heads
    hair_style: str = "loose"
    eyes: Rgb = (90.0, 70.0, 60.0)
    skin: Rgb = (250.0, 220.0, 200.0)
    outfit: str = "shirt"
    cloth: Rgb = (240.0, 240.0, 240.0)
    lower: Rgb = (70.0, 80.0, 110.0)
    hat: str = ""
    hat_colour: Rgb = (225.0, 190.0, 120.0)
    scarf: Rgb | None = None
    has_glasses: bool = False
    holds: str = ""


class Scene(NamedTuple):
    """A board's content."""

    setting: Setting
    people: tuple[Person, ...]
    poses: tuple[Pose, ...]
    framing: Framing


_Mixable = TypeVar("_Mixable", Pose, Framing)


def between(one: _Mixable, other: _Mixable, share: float) -> _Mixable:
    """Part of the way from one to the other."""
    return type(one)(*(a + (b - a) * share for a, b in zip(one, other, strict=True)))
