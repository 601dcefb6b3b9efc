"""Poses by DWPose, which OpenCV runs: it needs neither an ONNX runtime nor torchvision.

DWPose comes with a finder of people, which overlooks people who are drawn. So it looks at the whole picture instead,
and a second time, closer, where it has found somebody. One figure is found: of several, the one that stands out most.
"""

from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.errors import BadModel
from renderer.skeleton import Point, draw_skeleton
from renderer.values import Pixels

_WIDTH, _HEIGHT = 288, 384  # of what the network sees
_FINER: Final = 2  # positions in a pixel of it
_ROOM: Final = 1.25  # around a figure
_SURE: Final = 0.3  # from which score on a point is taken for found
_MEAN: Final = np.array([123.675, 116.28, 103.53], np.float32)
_STD: Final = np.array([58.395, 57.12, 57.375], np.float32)
_HALF: Final = 4.0  # of a limb's thickness
_LEFT_SHOULDER, _RIGHT_SHOULDER = 5, 6
# The 18 points of a pose map among those that the network knows; the neck is between the shoulders.
_NECK: Final = -1
_KNOWN_AS: Final = (0, _NECK, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3)
_AGAIN: Final = "fetch it again, whole: `animec models fetch`"

_Floats: TypeAlias = NDArray[np.float32]


class Box(NamedTuple):
    """A part of a picture."""

    x: float  # of its middle
    y: float
    width: float
    height: float


class DwPose(NamedTuple):
    """The network, read."""

    network: cv2.dnn.Net
    name: str

    def pose(self, picture: Pixels) -> Pixels:
        """A pose map of a picture: a skeleton on black, or black alone where nobody is found."""
        drawn = np.zeros_like(picture)
        draw_skeleton(drawn, self.joints(picture), _HALF, smooth=False)
        return drawn

    def joints(self, picture: Pixels) -> list[Point | None]:
        """The 18 points of the figure in a picture, where they are seen."""
        height, width = picture.shape[:2]
        whole = Box(width / 2, height / 2, width, height)
        places, scores = self._look(picture, whole)
        closer = _around(places[scores >= _SURE], whole)
        if closer is not None:
            again, more = self._look(picture, closer)
            places = np.where((more >= _SURE)[:, None], again, places)  # what is not seen there was seen from afar
            scores = np.maximum(scores, more)
        found: list[Point | None] = []
        for number in _KNOWN_AS:
            both = (_LEFT_SHOULDER, _RIGHT_SHOULDER) if number == _NECK else (number,)
            is_seen = all(scores[one] >= _SURE for one in both)
            x, y = np.mean([places[one] for one in both], axis=0)
            found.append((float(x), float(y)) if is_seen else None)
        return found

    def _look(self, picture: Pixels, box: Box) -> tuple[_Floats, _Floats]:
        """Where the points of the body are, as seen in a box, and how sure that is."""
        seen = _shaped(box)
        share = _WIDTH / seen.width
        way = np.array([[share, 0, _WIDTH / 2 - seen.x * share], [0, share, _HEIGHT / 2 - seen.y * share]], np.float32)
        shown = cv2.warpAffine(picture, way, (_WIDTH, _HEIGHT), flags=cv2.INTER_LINEAR)
        values = ((np.asarray(shown, np.float32) - _MEAN) / _STD).transpose(2, 0, 1)[None]
        across, down = self._asked(np.ascontiguousarray(values))
        places = np.stack([across.argmax(1), down.argmax(1)], axis=1).astype(np.float32) / _FINER
        middle = np.array([_WIDTH / 2 - seen.x * share, _HEIGHT / 2 - seen.y * share], np.float32)
        return np.asarray((places - middle) / share, np.float32), np.minimum(across.max(1), down.max(1))

    def _asked(self, values: _Floats) -> tuple[_Floats, _Floats]:
        try:
            self.network.setInput(values)
            answers = [np.asarray(one, np.float32)[0] for one in self.network.forward(_OUTPUTS)]
        except (cv2.error, IndexError) as error:
            raise BadModel(f"the annotator `{self.name}` is not DWPose", _AGAIN) from error
        wanted = [_WIDTH * _FINER, _HEIGHT * _FINER]
        if [one.shape[-1] for one in answers] != wanted or len(answers[0]) <= max(_KNOWN_AS):
            raise BadModel(f"the annotator `{self.name}` is not DWPose for pictures of {_WIDTH}x{_HEIGHT}", _AGAIN)
        return answers[0], answers[1]


_OUTPUTS: Final = ["simcc_x", "simcc_y"]


def load_dwpose(file: Path) -> DwPose:
    """DWPose from its ONNX file."""
    try:
        return DwPose(cv2.dnn.readNetFromONNX(str(file)), file.name)
    except cv2.error as error:
        raise BadModel(f"the annotator `{file.name}` cannot be read as ONNX", _AGAIN) from error


def _around(places: _Floats, whole: Box) -> Box | None:
    """The part of a picture that a figure fills, if that is worth a closer look."""
    if len(places) < 2:
        return None
    (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
    box = Box((left + right) / 2, (top + bottom) / 2, right - left, bottom - top)
    return box if _shaped(box).width < _shaped(whole).width else None


def _shaped(box: Box) -> Box:
    """A box with room around it, in the form that the network sees."""
    width = max(box.width, box.height * _WIDTH / _HEIGHT) * _ROOM
    return box._replace(width=max(width, 1.0), height=max(width, 1.0) * _HEIGHT / _WIDTH)
