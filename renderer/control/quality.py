"""Whether a map holds anything to steer by. One that does not is used all the same, but never without a word.

Annotators fail in silence: a pose that was not found is a black picture, and a network that is steered by black draws
what it likes, or darkness.
"""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from renderer.values import Pixels

LEAST_LIT: Final = 0.002  # shares of a map of lines that are lit
MOST_LIT: Final = 0.6
LIT: Final = 64
_FLAT: Final = 13  # from the nearest to the farthest of nearly all pixels, of 255
_COLOURED: Final = 32  # apart, of the strongest and the weakest channel


def remark_on(kind: str, pixels: Pixels) -> str:
    """What is to be said about a map, and what to do about it; nothing if it is fine."""
    look = _LOOKS.get(kind)
    return look(kind, pixels) if look else ""


def _pose(_: str, pixels: Pixels) -> str:
    apart = pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2)
    if (apart >= _COLOURED).any():
        return ""
    return "no pose was found, and nothing is steered: show the figure whole, or steer by `depth` or `lineart` instead"


def _lines(kind: str, pixels: Pixels) -> str:
    lit = float((pixels.max(axis=2) >= LIT).mean())
    if lit < LEAST_LIT:
        return f"the `{kind}` map is all but empty: say more in the prompt of what is to be seen, or steer by `depth`"
    if lit > MOST_LIT:
        return f"lines fill {lit:.0%} of the `{kind}` map, which is noise: make the prompt plainer, or its weight lower"
    return ""


def _depth(_: str, pixels: Pixels) -> str:
    far, near = np.percentile(pixels[:, :, 0], (1, 99))
    if near - far >= _FLAT:
        return ""
    return "the depth map is flat, and nothing is steered: say what stands in front of what, or steer by `lineart`"


_LOOKS: Final[Mapping[str, Callable[[str, Pixels], str]]] = {
    "openpose": _pose,
    "depth": _depth,
    "canny": _lines,
    "lineart": _lines,
    "softedge": _lines,
    "scribble": _lines,
}
