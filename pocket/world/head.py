"""The head: skull, face, hair and what is worn on it, for any yaw. The unit is the height of the head."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from pocket.world import accessories, face
from pocket.world.easel import Easel
from pocket.world.hair import paint as hair
from pocket.world.hair.cut import CUTS
from pocket.world.hair.outline import face_shade
from pocket.world.scene import Character
from pocket.world.skull import turn_of
from pocket.world.vocabulary import HAIR_COLOURS

_NECK: Final = 0.45  # what the head tilts around


class HeadPose(NamedTuple):
    """How the head is held at a moment."""

    yaw: float  # degrees against the picture: 0 faces the viewer, positive the picture's right, 180 is the back
    tilt: float = 0.0  # degrees, positive leans to the picture's right
    blink: float = 0.0  # 0 as the expression has the eyes, 1 closed
    mouth: float = 0.0  # how much further the mouth is open than the expression has it: talking
    sway: float = 0.0  # -1..1: how far hanging hair is blown to the picture's right


def draw_behind(easel: Easel, character: Character, pose: HeadPose) -> None:
    """Hair that hangs behind the body (seen from the front), around the middle of the head."""
    with _held(easel, pose.tilt):
        hair.draw_behind(easel, character.hair_style, character.hair_colour, turn_of(pose.yaw), pose.sway)


def draw(easel: Easel, character: Character, pose: HeadPose) -> None:
    """The head with all hair that is not behind the body, around its middle."""
    turn = turn_of(pose.yaw)
    with _held(easel, 0.0):
        if character.accessory == "scarf":
            accessories.draw_scarf(easel, turn)
    with _held(easel, pose.tilt):
        _draw_head(easel, character, pose)


def _draw_head(easel: Easel, who: Character, pose: HeadPose) -> None:
    turn, style, colour = turn_of(pose.yaw), who.hair_style, who.hair_colour
    cut = CUTS[style]
    accessories.draw_under(easel, who.accessory, HAIR_COLOURS[colour].rgb, turn)
    easel.part = "hair"
    if style == "hair bun" and abs(turn.yaw) < 110:
        hair.draw_bun(easel, colour, turn, low=who.accessory == "straw hat")
    if cut.ears:
        face.ears(easel, turn, near=False)
    skin = face.outline(turn, face.EDGE, cut.jaw)
    if skin is not None:
        face.draw(easel, who, pose.blink, pose.mouth, turn, skin, face_shade(style, turn))
    easel.part = "hair"
    hair.draw_front(easel, style, colour, turn, pressed=who.accessory == "straw hat")
    if cut.ears:
        face.ears(easel, turn, near=True)
    face.draw_brows(easel, who, turn)
    easel.part = "hair"
    hair.draw_over(easel, style, colour, turn, pose.sway)
    if style == "hair bun" and abs(turn.yaw) >= 110:
        hair.draw_bun(easel, colour, turn, low=who.accessory == "straw hat")
    accessories.draw_over(easel, who, turn)


@contextmanager
def _held(easel: Easel, tilt: float) -> Iterator[None]:
    """Tilt around the neck, and leave the easel as it was."""
    before = easel.part, easel.depth
    try:
        if tilt:
            with easel.at(0, _NECK, turn=tilt), easel.at(0, -_NECK):
                yield
        else:
            yield
    finally:
        easel.part, easel.depth = before
