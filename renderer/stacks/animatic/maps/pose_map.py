"""A sketch of poses: each figure that is found gets a skeleton by proportion, its hands where skin is found."""

from math import hypot

import numpy as np

from renderer.skeleton import Point, draw_skeleton
from renderer.stacks.animatic.maps.figures import Figure, Patch, figures_in
from renderer.values import Pixels


def pose_map(picture: Pixels) -> Pixels:
    """Skeletons on black, one for each figure; black alone where none is found."""
    drawn = np.zeros_like(picture)
    for figure in figures_in(picture):
        draw_skeleton(drawn, _joints(figure), max(1.5, figure.unit * 0.085))
    return drawn


def _joints(figure: Figure) -> list[Point]:
    """The 18 points by the proportions that boards have."""
    face, unit = figure.face, figure.unit
    x = _middle(figure)
    chin = face.y + face.height / 2
    side = max(-1.0, min(1.0, (face.x - x) / (0.3 * unit)))  # where the face looks

    def at(across: float, down: float) -> Point:
        return x + across * unit, chin + down * unit

    broad = 0.52 - 0.24 * abs(side)
    joints = [(face.x + 0.08 * side * unit, chin - 0.30 * unit), at(0.0, 0.26)]
    for way in (-1, 1):
        shoulder = at(way * broad, 0.34)
        hand = _hand(shoulder, way, figure)
        slack = max(0.0, 1.95 - hypot(hand[0] - shoulder[0], hand[1] - shoulder[1]) / unit)
        middle = ((shoulder[0] + hand[0]) / 2, (shoulder[1] + hand[1]) / 2)
        joints += [shoulder, (middle[0] + way * 0.45 * slack * unit, middle[1] + 0.25 * slack * unit), hand]
    foot = _foot(figure, chin)
    for way in (-1, 1):
        joints += [at(way * 0.22, 1.82), at(way * 0.23, 1.82 + (foot - 1.82) * 0.5), at(way * 0.21, foot)]
    eyes = (chin - 0.46 * unit, 0.2 * unit)
    joints += [
        (face.x - eyes[1], eyes[0]),
        (face.x + eyes[1], eyes[0]),
        (x - 0.46 * unit, eyes[0]),
        (x + 0.46 * unit, eyes[0]),
    ]
    return joints


def _middle(figure: Figure) -> float:
    """Where the middle of the head is: of what is seen of the figure at the height of the face."""
    face = figure.face
    rows = figure.seen[int(face.y - face.height / 2) : int(face.y + face.height / 2) + 1]
    columns = np.flatnonzero(rows.any(axis=0))
    middle = (columns[0] + columns[-1]) / 2 if len(columns) else face.x
    reach = 0.3 * figure.unit
    return max(face.x - reach, min(face.x + reach, float(middle)))


def _foot(figure: Figure, chin: float) -> float:
    """How far below the chin the feet are, in heads: where the figure ends, or where its legs would."""
    rows = np.flatnonzero(figure.seen.any(axis=1))
    if not len(rows) or rows[-1] >= figure.seen.shape[0] - 2:
        return 4.62
    return max(3.0, min(4.9, (float(rows[-1]) - chin) / figure.unit - 0.2))


def _hand(shoulder: Point, way: int, figure: Figure) -> Point:
    """The wrist: by a piece of skin within reach on that side, else hanging down."""
    unit = figure.unit
    hanging = (shoulder[0] + way * 0.34 * unit, shoulder[1] + 1.9 * unit)

    def is_near(patch: Patch) -> bool:
        away = hypot(patch.x - shoulder[0], patch.y - shoulder[1])
        own_side = (patch.x - figure.face.x) * way > 0.38 * unit
        is_ear = patch.y < figure.face.y + figure.face.height / 2 and abs(patch.x - figure.face.x) < 0.85 * unit
        return (
            not is_ear and 0.5 * unit < away < 2.3 * unit and max(patch.width, patch.height) < 0.6 * unit and own_side
        )

    near = [patch for patch in figure.skin if is_near(patch)]
    if not near:
        return hanging
    hand = max(near, key=lambda patch: hypot(patch.x - shoulder[0], patch.y - shoulder[1]))
    return hand.x, hand.y
