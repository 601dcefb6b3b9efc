"""The whole truth about a picture: what it is called, what is in it, and where.

Each part comes from the scene that was drawn, or from the calls that drew it; nothing is detected.
"""

from random import Random
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pocket.world import caption, picture, rig
from pocket.world.easel import Medium
from pocket.world.picture import Pixels
from pocket.world.scene import Scene

Grey = npt.NDArray[np.uint8]

CAPTIONS: Final = 4


class Joint(NamedTuple):
    """A joint of the skeleton in pixels; one that is hidden by the body or outside of the picture is not seen."""

    x: float
    y: float
    seen: bool


class Truth(NamedTuple):
    """What is known about a picture."""

    attributes: dict[str, str]
    captions: list[str]  # the first has everything in a fixed order; others are as people write
    skeleton: dict[str, Joint]  # the 18 joints of OpenPose; empty without a character
    depth: Grey  # 0 the horizon, 255 the lens
    lines: Grey  # black on white
    character: Grey  # 255 where the character is
    face: Grey  # 255 where skin, eyes and mouth of the face are


def of(scene: Scene, size: tuple[int, int] = (256, 256)) -> Truth:
    """The truth about the picture that `picture.draw(scene, size)` gives."""
    dice = Random(repr(scene))
    return Truth(
        attributes=attributes(scene),
        captions=[caption.plain(scene), *(caption.caption(scene, dice) for _ in range(CAPTIONS - 1))],
        skeleton=skeleton(scene, size),
        depth=_grey(picture.draw(scene, size, Medium.DEPTH)),
        lines=_grey(picture.draw(scene, size, Medium.LINES)),
        character=_grey(picture.draw(scene, size, Medium.CHARACTER)),
        face=_grey(picture.draw(scene, size, Medium.FACE)),
    )


def attributes(scene: Scene) -> dict[str, str]:
    """What is in a picture, by the names of `vocabulary.py`."""
    facts = {"person": "no", "place": scene.place, "time": scene.time, "weather": scene.weather}
    who = scene.character
    if who is None:
        return facts
    names = who._asdict()
    told = (
        "gender",
        "hair_style",
        "hair_colour",
        "eye_colour",
        "expression",
        "outfit",
        "outfit_colour",
        "accessory",
        "pose",
    )
    return (
        facts
        | {"person": "yes", "framing": scene.framing, "view": caption.view_name(who)}
        | {name: str(names[name]) for name in told}
    )


def skeleton(scene: Scene, size: tuple[int, int] = (256, 256)) -> dict[str, Joint]:
    """Where the joints of the character are in the picture."""
    if scene.character is None:
        return {}
    frame, (width, height) = picture.frame(scene, size), size
    joints: dict[str, Joint] = {}
    for name, joint in rig.skeleton(scene.character, scene.motion, scene.t).items():
        x, y = frame.pixel(joint.x, joint.y)
        joints[name] = Joint(x, y, joint.visible and 0 <= x < width and 0 <= y < height)
    return joints


def _grey(pixels: Pixels) -> Grey:
    return np.ascontiguousarray(pixels[:, :, 0])
