"""Plain values as bytes in a tensor, the same bytes for the same value: how prompts and exposure sheets are kept."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from anime_compiler.model.prompt import Phrase, Prompt
from renderer.values import Array


def packed(name: str, value: object) -> Mapping[str, Array]:
    """A value of tuples, numbers and texts as a tensor of that name."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return {name: np.frombuffer(text.encode("ascii"), np.uint8)}


def unpacked(name: str, tensors: Mapping[str, Array]) -> Any:
    """The value in the tensor of that name, with lists for tuples."""
    return json.loads(tensors[name].tobytes())


def prompt_in(sections: list[list[tuple[str, float]]]) -> Prompt:
    """A prompt whose sections were packed."""
    return Prompt(tuple(tuple(Phrase(text, weight) for text, weight in section) for section in sections))
