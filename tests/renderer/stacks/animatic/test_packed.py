"""Plain values as bytes in tensors."""

import numpy as np
import pytest

from renderer.stacks.animatic.packed import packed, prompt_in, unpacked
from tests.renderer.stacks.animatic.boards import prompt


@pytest.mark.parametrize("value", [[], [1, 2.5, "x"], ["夜\ud800\x00"], {"b": 1, "a": [None, True]}, 1e-300])
def test_what_is_packed_comes_back(value: object) -> None:
    tensors = packed("it", value)
    assert tensors["it"].dtype == np.uint8
    assert unpacked("it", tensors) == value


def test_equal_values_are_equal_bytes_whatever_their_order() -> None:
    one, other = packed("it", {"a": 1, "b": (2, 3)}), packed("it", {"b": [2, 3], "a": 1})
    assert one["it"].tobytes() == other["it"].tobytes()


def test_a_prompt_comes_back_as_one() -> None:
    told = prompt("a, b", 1.1)
    assert prompt_in(unpacked("it", packed("it", told.sections))) == told
