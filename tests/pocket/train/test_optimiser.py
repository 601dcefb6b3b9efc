"""The optimiser: Muon evens out singular values, and touches matrices only."""

import torch
from torch import nn

from pocket.train.optimiser import Optimiser, Vector, orthogonal


def test_singular_values_become_one_and_their_vectors_stay() -> None:
    torch.manual_seed(0)
    for shape in ((16, 144), (64, 16), (32, 32)):
        left, values, right = torch.linalg.svd(torch.randn(shape), full_matrices=False)
        skewed = left @ torch.diag(torch.logspace(0, -1.5, len(values))) @ right
        made = left.T @ orthogonal(skewed) @ right.T
        assert (made.diag() > 0.6).all()
        assert (made.diag() < 1.25).all()
        assert (made - made.diag().diag()).abs().max() < 1e-3


def test_nothing_to_learn_changes_nothing() -> None:
    assert torch.equal(orthogonal(torch.zeros(16, 32)), torch.zeros(16, 32))


def test_what_is_no_matrix_is_trained_as_ever() -> None:
    moved = {}
    for muon in (False, True):
        torch.manual_seed(0)
        layers = {
            "table": nn.Embedding(20, 16), "into": nn.Conv2d(3, 16, 3), "inner": nn.Conv2d(16, 32, 3),
            "norm": nn.GroupNorm(2, 32), "out": nn.Linear(32, 4),
        }  # fmt: skip
        vector = Vector(layers, "cpu")
        optimiser = Optimiser(vector, beta=0.99, decay=0.0, muon=muon)
        for _ in range(3):
            vector.gradients.copy_(torch.randn(len(vector.gradients)))
            optimiser.step(1e-2, 1e-2)
        moved[muon] = {f"{name}.{p}": w.clone() for name, layer in layers.items() for p, w in layer.named_parameters()}
    different = {name for name, weights in moved[False].items() if not torch.equal(weights, moved[True][name])}
    assert different == {"inner.weight"}
