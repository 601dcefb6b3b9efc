"""Dice without a state: what is thrown depends on what it is thrown for, never on what was thrown before."""

from functools import lru_cache
from hashlib import blake2b, shake_128

import numpy as np
from numpy.typing import NDArray


def derived(*names: object) -> int:
    """A seed for one purpose, below 2⁶³."""
    text = "\0".join(map(str, names)).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1


def throw(*names: object) -> float:
    """A number from 0 up to 1."""
    return derived(*names) / (1 << 63)


@lru_cache(256)
def scatter(seed: int, name: str, count: int, numbers: int) -> NDArray[np.float64]:
    """Rows of numbers from 0 up to 1; more rows leave the first ones as they were. Not to be written to."""
    data = shake_128(f"{seed}\0{name}".encode()).digest(4 * count * numbers)
    rows = np.frombuffer(data, "<u4").reshape(count, numbers) / 2.0**32
    rows.setflags(write=False)
    return rows
