"""Encoded pictures: the same whoever makes them, and never made twice."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pocket.train import latents, vae
from pocket.world import sample


@pytest.fixture(scope="module")
def vae_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("vae")
    vae.new_vae().save_pretrained(folder)
    return folder


def test_two_processes_make_what_one_makes(vae_folder: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        latents.encode(vae_folder, tmp_path / str(workers), (128, 128), 16, workers)
    one, two = (latents.read(tmp_path / str(workers), (128, 128)) for workers in (1, 2))
    assert one.values.shape == (16, 4, 16, 16)
    assert np.array_equal(one.values, two.values)
    assert one.scene(3) == two.scene(3) == sample.scene(latents.FIRST_SEED + 3)


def test_what_is_there_is_not_made_again(vae_folder: Path, tmp_path: Path) -> None:
    latents.encode(vae_folder, tmp_path, (128, 128), 8, workers=1)
    before = [(file.name, file.stat().st_mtime_ns) for file in sorted(tmp_path.glob("*.npy"))]
    latents.encode(vae_folder, tmp_path, (128, 128), 8, workers=1)
    assert before == [(file.name, file.stat().st_mtime_ns) for file in sorted(tmp_path.glob("*.npy"))]


def test_training_pictures_are_not_held_out() -> None:
    assert latents.FIRST_SEED not in sample.HELD_OUT
