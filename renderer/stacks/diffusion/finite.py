"""Whether numbers are numbers: those that are none would become black pictures later, without a word."""

from torch import Tensor


def all_finite(values: Tensor) -> bool:
    """Whether none is NaN or infinite. The sum is a quick first look: it is finite only if all are, but for numbers
    too large to add."""
    return bool(values.sum().isfinite()) or bool(values.isfinite().all())
