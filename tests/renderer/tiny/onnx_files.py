"""Files in ONNX, written by hand: a network that finds the joints of a body where pixels have the colours of joints."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

POINTS: Final = 133  # that DWPose knows
BODY: Final = 17  # of them, the first, are the body's
WIDTH, HEIGHT = 288, 384
_AWAY: Final = 1.6  # of the colours of joints from the middle
_UNSURE: Final = 0.6  # taken off, so that what is not seen scores nothing
_MEAN: Final = np.array([123.675, 116.28, 103.53])
_STD: Final = np.array([58.395, 57.12, 57.375])


def joint_colour(number: int, strength: float = 1.0) -> tuple[int, int, int]:
    """The colour of a joint: all have the same distance to the middle, so that none outshines another."""
    away = _directions()[number] * _AWAY * strength
    return tuple(round(float(part)) for part in _MEAN + away * _STD)  # type: ignore[return-value]


def write_dot_finder(file: Path, points: int = POINTS, names: tuple[str, str] = ("simcc_x", "simcc_y")) -> Path:
    """A network with the inputs and outputs of DWPose, for which a joint is where its colour is."""
    weights = np.zeros((points, 3, 1, 1), np.float32)
    weights[:BODY, :, 0, 0] = _directions() / _AWAY
    doubled = [np.repeat(np.eye(side, dtype=np.float32), 2, axis=1) for side in (WIDTH, HEIGHT)]
    graph = [
        _tensor("w", weights),
        _tensor("b", np.full(points, -_UNSURE, np.float32)),
        _tensor("dx", doubled[0]),
        _tensor("dy", doubled[1]),
        _node("Conv", ["input", "w", "b"], ["seen"], kernel_shape=[1, 1]),
        _node("ReduceMax", ["seen"], ["columns"], axes=[2], keepdims=0),
        _node("ReduceMax", ["seen"], ["rows"], axes=[3], keepdims=0),
        _node("MatMul", ["columns", "dx"], [names[0]]),
        _node("MatMul", ["rows", "dy"], [names[1]]),
        _field(2, b"dots"),
        _field(11, _value("input", (1, 3, HEIGHT, WIDTH))),
        _field(12, _value(names[0], (1, points, 2 * WIDTH))),
        _field(12, _value(names[1], (1, points, 2 * HEIGHT))),
    ]
    file.write_bytes(_number(1, 8) + _field(8, _number(2, 13)) + _field(7, b"".join(graph)))
    return file


def _directions() -> NDArray[np.float64]:
    """Directions in the room of colours, spread over a sphere but for the part that looks to black."""
    steps = (np.arange(BODY) + 0.5) / BODY
    light, around = 1 - 1.3 * steps, np.pi * (1 + 5**0.5) * steps * BODY
    aside = np.sqrt(1 - light**2)
    axes = np.array([[1, -1, 0], [1, 1, -2], [1, 1, 1]]) / np.sqrt([[2], [6], [3]])
    spread: NDArray[np.float64] = np.stack([np.cos(around) * aside, np.sin(around) * aside, light], axis=1) @ axes
    return spread


def _tensor(name: str, value: NDArray[np.float32]) -> bytes:
    sizes = b"".join(_number(1, size) for size in value.shape)
    return _field(5, sizes + _number(2, 1) + _field(8, name.encode()) + _field(9, value.tobytes()))


def _node(kind: str, inputs: Iterable[str], outputs: Iterable[str], **attributes: Sequence[int] | int) -> bytes:
    names = [*((1, name) for name in inputs), *((2, name) for name in outputs), (4, kind)]
    told = b"".join(_field(place, name.encode()) for place, name in names)
    for name, value in attributes.items():
        if isinstance(value, int):
            content = _number(3, value) + _number(20, 2)
        else:
            content = b"".join(_number(8, one) for one in value) + _number(20, 7)
        told += _field(5, _field(1, name.encode()) + content)
    return _field(1, told)


def _value(name: str, sizes: Sequence[int]) -> bytes:
    shape = b"".join(_field(1, _number(1, size)) for size in sizes)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, 1) + _field(2, shape)))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + struct.pack("B", value & 127 | 128), value >> 7
    return out + struct.pack("B", value)
