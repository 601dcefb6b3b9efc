"""The statistics of the report: intervals, chance, and distances between sets of features."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

SURE = 1.96  # standard deviations of 95 % of a normal distribution


class Axes(NamedTuple):
    """A few directions in which features differ most, each scaled to a spread of 1."""

    middle: Tensor
    directions: Tensor

    def of(self, features: Tensor) -> Tensor:
        return (features.double() - self.middle) @ self.directions


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of which so many hits were seen; all of 0 to 1 where nothing was counted."""
    if count == 0:
        return 0.0, 1.0
    share, weight = hits / count, SURE * SURE / count
    middle = (share + weight / 2) / (1 + weight)
    reach = math.sqrt(share * (1 - share) * weight + weight * weight / 4) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def most_frequent(answers: Sequence[int]) -> float:
    """How often one is right who always gives the answer that is right most often."""
    return max(answers.count(answer) for answer in set(answers)) / len(answers) if answers else math.nan


def axes(features: Tensor, count: int) -> Axes:
    """The main directions of a set of features."""
    middle = features.double().mean(dim=0)
    _, spreads, directions = torch.linalg.svd(features.double() - middle, full_matrices=False)
    count = min(count, int((spreads > 1e-6 * spreads[0]).sum()))
    scales = spreads[:count] / math.sqrt(max(1, len(features) - 1))
    return Axes(middle, (directions[:count] / scales[:, None]).T)


def frechet(one: Tensor, other: Tensor) -> float:
    """The Frechet distance between two sets, each taken as a normal distribution."""
    first, second = (torch.cov(points.double().T) for points in (one, other))
    root = _root(first)
    mixed = torch.linalg.eigvalsh(root @ second @ root).clamp(min=0).sqrt().sum()
    apart = (one.double().mean(dim=0) - other.double().mean(dim=0)).square().sum()
    return float(apart + first.trace() + second.trace() - 2 * mixed)


def _root(matrix: Tensor) -> Tensor:
    """The square root of a matrix of covariances."""
    values, vectors = torch.linalg.eigh(matrix)
    root: Tensor = vectors * values.clamp(min=0).sqrt() @ vectors.T
    return root


def spread(points: Tensor) -> float:
    """The mean distance between two points of a set."""
    flat = points.flatten(1).double()
    return float(torch.pdist(flat).mean())
