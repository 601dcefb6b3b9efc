"""How weights are changed: AdamW, and where a stage asks for it Muon for its matrices.

Muon takes the mean of the last gradients of a matrix and makes all its singular values alike, so that rare directions
are learned as fast as frequent ones. A convolution is a matrix with a row for each channel that comes out.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn

MOMENTUM: Final = 0.95  # of Muon
NARROW: Final = 8  # a matrix of that few channels on a side speaks to pixels or latents, and AdamW suits it better
# Each round takes singular values x to a x + b x^3 + c x^5; after five all of them are between 0.6 and 1.2.
ROUNDS: Final = ((3.4445, -4.7750, 2.0315),) * 5


class Place(NamedTuple):
    """Where a parameter stands in the vector of all."""

    start: int
    end: int
    shape: torch.Size
    matrix: bool

    def of(self, vector: Tensor) -> Tensor:
        """The part of a vector that stands there, as a matrix."""
        return vector[self.start : self.end].view(self.shape[0], -1)


class Vector:
    """All weights of some networks as one vector, and all their gradients as another.

    The networks' parameters become views into it, so averaging, reducing and saving are single operations.
    """

    def __init__(self, networks: Mapping[str, nn.Module], device: str) -> None:
        parameters = [p for network in networks.values() for p in network.parameters() if p.requires_grad]
        looked_up = {id(p) for network in networks.values() for p in _tables(network)}
        self.values = nn.Parameter(torch.cat([p.detach().reshape(-1).float() for p in parameters]).to(device))
        self.gradients = torch.zeros_like(self.values)
        self.values.grad = self.gradients
        self.places: list[Place] = []
        start = 0
        for parameter in parameters:
            end = start + parameter.numel()
            parameter.data = self.values.data[start:end].view(parameter.shape)
            parameter.grad = self.gradients[start:end].view(parameter.shape)
            matrix = id(parameter) not in looked_up and parameter.ndim > 1 and min(parameter.shape[:2]) > NARROW
            self.places.append(Place(start, end, parameter.shape, matrix))
            start = end


class Optimiser:
    """Changes a vector of weights by its gradients; its state are two vectors as long, and the step.

    Both ways of changing a matrix keep both vectors up to date, so a run can go from one way to the other.
    """

    def __init__(self, vector: Vector, beta: float, decay: float, muon: bool) -> None:
        self.vector, self.beta, self.decay = vector, beta, decay
        self.means, self.squares = torch.zeros_like(vector.gradients), torch.zeros_like(vector.gradients)
        self.count = torch.zeros((), device=vector.gradients.device)
        self.matrices = [place for place in vector.places if place.matrix and muon]
        spans = _gaps(self.matrices, len(vector.gradients))
        others = [nn.Parameter(vector.values.data[start:end]) for start, end in spans]
        self.adam = torch.optim.AdamW(others, betas=(0.9, beta), weight_decay=decay, fused=True)
        for other, (start, end) in zip(others, spans, strict=True):
            other.grad = vector.gradients[start:end]
            moments = {"exp_avg": self.means[start:end], "exp_avg_sq": self.squares[start:end]}
            self.adam.state[other] = {"step": self.count.clone(), **moments}

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint keeps besides the step."""
        return {"exp_avg": self.means, "exp_avg_sq": self.squares}

    def resume(self, tensors: Mapping[str, Tensor], step: int) -> None:
        """Go on from a checkpoint."""
        for name, tensor in self.state().items():
            tensor.copy_(tensors[name])
        for state in self.adam.state.values():
            state["step"].fill_(float(step))

    def step(self, rate: float, matrix_rate: float) -> None:
        """Change all weights by their gradients."""
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.step()
        for place in self.matrices:
            gradient, mean, square = (place.of(v) for v in (self.vector.gradients, self.means, self.squares))
            square.mul_(self.beta).addcmul_(gradient, gradient, value=1 - self.beta)
            mean.lerp_(gradient, 1 - MOMENTUM)
            change = orthogonal(gradient.lerp(mean, MOMENTUM))
            tall = math.sqrt(max(1.0, change.shape[0] / change.shape[1]))
            weights = place.of(self.vector.values.data)
            weights.mul_(1 - matrix_rate * self.decay).add_(change, alpha=-matrix_rate * tall)


def orthogonal(matrix: Tensor) -> Tensor:
    """A matrix with the same singular vectors and singular values of about 1.

    All rounds are polynomials in the product of the matrix with itself. They are multiplied out in that small square,
    which on a CPU takes less than half the time of taking each round to the whole matrix.
    """
    if matrix.shape[0] > matrix.shape[1]:
        return orthogonal(matrix.T).T
    matrix = matrix / (matrix.norm() + 1e-12)
    square = matrix @ matrix.T
    one = torch.eye(len(square), device=matrix.device)
    product, factor = one, one
    for number, (a, b, c) in enumerate(ROUNDS):
        square = factor @ square @ factor if number else square
        factor = torch.addmm(b * square, square, square, alpha=c) + a * one
        product = factor @ product if number else factor
    return product @ matrix


def _gaps(places: Sequence[Place], length: int) -> list[tuple[int, int]]:
    """The spans of a vector between some places."""
    ends = [0, *(place.end for place in places)]
    starts = [*(place.start for place in places), length]
    return [(end, start) for end, start in zip(ends, starts, strict=True) if end < start]


def _tables(network: nn.Module) -> list[Tensor]:
    """Weights whose rows are looked up by number: each stands for itself, so they are no matrices."""
    return [module.weight for module in network.modules() if isinstance(module, nn.Embedding)]
