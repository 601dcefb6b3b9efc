"""No broken value gets past the gate: neither numbers that are none nor pictures that are not what was promised."""

from typing import Any

import numpy as np
import pytest

from anime_compiler.diagnostics.source import Position
from anime_compiler.lower.lowered import Window
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node
from renderer.errors import BrokenPicture
from renderer.execute.sound import sound
from renderer.values import Embeds, Latents, Pictures


def node(op: Any) -> Node:
    return Node("a/thing", op, (), "a", Position(3, 5))


DECODE = node(ops.Decode("", "", "fp16", False, 0, 2))
REFRAME = node(ops.Reframe(Window(4, 4, 8, 8), Size(8, 8), 3))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", [Latents, Embeds])
@pytest.mark.parametrize("place", [0, 7, 15])
def test_one_broken_number_stops_everything(bad: float, kind: Any, place: int) -> None:
    values = np.zeros(16, np.float32)
    values[place] = bad
    with pytest.raises(BrokenPicture, match="`a/thing` gave `latents`"):
        sound(DECODE, kind({"latents": values}))


def test_half_precision_is_looked_at_too() -> None:
    with pytest.raises(BrokenPicture):
        sound(DECODE, Latents({"x": np.array([1.0, np.inf], np.float16)}))


def test_numbers_that_are_numbers_pass() -> None:
    value = Latents({"x": np.array([65504.0], np.float16), "words": np.arange(4, dtype=np.uint8)})
    assert sound(DECODE, value) is value


def test_a_black_frame_that_was_meant_passes() -> None:
    value = Pictures(np.zeros((2, 8, 8, 3), np.uint8))
    assert sound(DECODE, value) is value


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((3, 8, 8, 3), np.uint8),
        np.zeros((2, 8, 8, 3), np.float32),
        np.zeros((2, 8, 8, 4), np.uint8),
        np.zeros((2, 8, 8), np.uint8),
    ],
    ids=["too many", "not bytes", "four channels", "grey"],
)
def test_what_is_not_the_pictures_that_were_promised_is_refused(pixels: Any) -> None:
    with pytest.raises(BrokenPicture, match="not 2 pictures"):
        sound(DECODE, Pictures(pixels))


def test_frames_are_counted_by_what_their_operation_says() -> None:
    value = Pictures(np.zeros((3, 8, 8, 3), np.uint8))
    assert sound(REFRAME, value) is value
