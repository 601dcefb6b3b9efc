"""Depth by networks of transformers: prepared as transformers does, near is white, and nothing is left at random."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers.models.dpt.image_processing_pil_dpt import DPTImageProcessorPil

from renderer.control.depth import DepthNetwork, Preparation, load_depth, prepared
from renderer.control.quality import remark_on
from renderer.errors import BadModel, BrokenPicture
from tests.renderer.control.asking import noisy_map
from tests.renderer.tiny.annotators import write_depth_anything, write_dpt

torch.set_num_threads(1)

CPU = torch.device("cpu")
TOLD = {
    "size": {"height": 56, "width": 56},
    "keep_aspect_ratio": True,
    "ensure_multiple_of": 14,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}


@pytest.mark.parametrize(("width", "height"), [(64, 64), (120, 80), (48, 128)])
@pytest.mark.parametrize("write", [write_dpt, write_depth_anything])
def test_a_depth_map_has_the_size_of_its_picture_and_goes_from_black_to_white(
    write: Callable[[Path], Path], width: int, height: int, tmp_path: Path
) -> None:
    depth = load_depth(write(tmp_path), CPU).depth(noisy_map(1, width, height))
    assert depth.shape == (height, width, 3)
    assert depth.dtype == np.uint8
    assert (depth.min(), depth.max()) == (0, 255)
    assert (depth[:, :, 0] == depth[:, :, 2]).all()
    assert len(np.unique(depth)) > 20


@pytest.mark.parametrize(("width", "height"), [(64, 64), (120, 80), (48, 128), (768, 768)])
@pytest.mark.parametrize("keeps", [True, False])
def test_pictures_are_prepared_as_transformers_prepares_them(
    keeps: bool, width: int, height: int, tmp_path: Path
) -> None:
    told = {**TOLD, "keep_aspect_ratio": keeps}
    ours = load_depth(write_depth_anything(tmp_path, told=told), CPU).preparation
    theirs = DPTImageProcessorPil(**told, resample=3)(noisy_map(2, width, height), return_tensors="pt")
    assert torch.allclose(prepared(noisy_map(2, width, height), ours), theirs.pixel_values[0], atol=1e-5)


def test_where_a_folder_says_nothing_a_network_gets_what_its_kind_wants(tmp_path: Path) -> None:
    half = (0.5, 0.5, 0.5)
    assert load_depth(write_dpt(tmp_path / "dpt"), CPU).preparation == Preparation(32, 32, False, 8, half, half)
    usual = load_depth(write_depth_anything(tmp_path / "any"), CPU).preparation
    assert usual == load_depth(write_depth_anything(tmp_path / "told", told=TOLD), CPU).preparation


def test_a_network_that_reads_squares_is_shown_squares_whatever_its_folder_says(tmp_path: Path) -> None:
    (write_dpt(tmp_path) / "preprocessor_config.json").write_text(json.dumps({**TOLD, "size": 384}))
    assert load_depth(tmp_path, CPU).preparation[:4] == (32, 32, False, 14)
    load_depth(tmp_path, CPU).depth(noisy_map(1, 120, 80))


class _Told(torch.nn.Module):
    """A network that tells the same of every picture."""

    def __init__(self, told: Tensor) -> None:
        super().__init__()
        self._told, self.device, self.dtype = told, CPU, torch.float32

    def forward(self, pixel_values: Tensor) -> Any:
        self.predicted_depth = self._told[None]
        return self


PLAIN = Preparation(32, 32, False, 8, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def test_what_is_near_is_white_whether_a_network_tells_nearness_or_distance() -> None:
    told = torch.linspace(1, 3, 32)[None].repeat(32, 1)
    near = DepthNetwork(_Told(told), PLAIN, is_distance=False).depth(noisy_map(1))
    assert near[:, 0].max() < 5
    assert near[:, -1].min() > 250
    far = DepthNetwork(_Told(told), PLAIN, is_distance=True).depth(noisy_map(1))
    assert far[:, 0].min() > 250
    assert far[:, -1].max() < 5


def test_a_metric_network_is_known_by_its_settings(tmp_path: Path) -> None:
    assert load_depth(write_depth_anything(tmp_path / "metric", metric=True), CPU).is_distance
    assert not load_depth(write_depth_anything(tmp_path / "relative"), CPU).is_distance


def test_a_flat_depth_is_black_and_spoken_of() -> None:
    flat = DepthNetwork(_Told(torch.ones(32, 32)), PLAIN, is_distance=False).depth(noisy_map(1))
    assert not flat.any()
    assert "flat" in remark_on("depth", flat)


def test_numbers_that_are_none_are_no_picture() -> None:
    with pytest.raises(BrokenPicture, match="NaN"):
        DepthNetwork(_Told(torch.full((32, 32), torch.nan)), PLAIN, is_distance=False).depth(noisy_map(1))


def changed(folder: Path, change: Callable[[dict[str, Tensor]], Any]) -> Path:
    tensors = load_file(folder / "model.safetensors")
    change(tensors)
    save_file(tensors, folder / "model.safetensors")
    return folder


@pytest.mark.parametrize("write", [write_dpt, write_depth_anything])
def test_weights_that_are_missing_or_left_over_are_named(write: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = changed(write(tmp_path), lambda tensors: tensors.pop("neck.fusion_stage.layers.1.projection.bias"))
    with pytest.raises(BadModel, match="lacks 1 weights: neck"):
        load_depth(folder, CPU)
    folder = changed(write(tmp_path), lambda tensors: tensors.update(more=torch.zeros(1)))
    with pytest.raises(BadModel, match="holds, and should not, 1 weights: more"):
        load_depth(folder, CPU)


def test_what_files_leave_out_because_nothing_reads_it_is_no_fault(tmp_path: Path) -> None:
    def without(tensors: dict[str, Tensor]) -> None:
        for name in [name for name in tensors if "fusion_stage.layers.0.residual_layer1." in name]:
            tensors.pop(name)

    whole = load_depth(write_dpt(tmp_path), CPU).depth(noisy_map(1))
    assert np.array_equal(load_depth(changed(tmp_path, without), CPU).depth(noisy_map(1)), whole)


def test_a_folder_without_a_network_or_with_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot be loaded"):
        load_depth(tmp_path, CPU)
    folder = write_dpt(tmp_path / "dpt")
    (folder / "preprocessor_config.json").write_text("{")
    with pytest.raises(BadModel, match=r"`preprocessor_config\.json` of the annotator `dpt` cannot be read"):
        load_depth(folder, CPU)
