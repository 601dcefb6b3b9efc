"""The LoRAs that are trained for the pocket family are read whole, and merge to what they were trained as."""

from importlib.util import find_spec
from pathlib import Path

import pytest
import torch

from renderer.adapters.audit import fitted
from renderer.adapters.lora_file import read_lora
from renderer.adapters.merge import merge
from tests.renderer.adapters.networks import seen
from tests.renderer.adapters.stock import loaded, pipelines
from tests.renderer.tiny.models import sdxl_unet, write_sdxl

if find_spec("skia") is None:
    pytest.skip("pocket's training is not installed", allow_module_level=True)

from pocket.train.lora import Lora


def written(path: Path) -> tuple[torch.nn.Module, Lora]:
    torch.set_num_threads(1)
    unet = sdxl_unet()
    lora = Lora(unet)
    dice = torch.Generator().manual_seed(0)
    for one in lora.parameters():
        one.data = (0.2 * torch.randn(one.shape, generator=dice)).half().float()
    lora.strength = 1.5
    lora.write(path, {"style": "pastel"})
    return unet, lora


def test_every_layer_has_its_place(tmp_path: Path) -> None:
    _, lora = written(tmp_path / "x.safetensors")
    read = read_lora(tmp_path / "x.safetensors", "x", 1)
    assert {one.path for one in fitted(read, "unet", sdxl_unet())} == set(lora.paths)
    assert {layer.scale for layer in read.parts["unet"].values()} == {1.5}
    assert read.ignored == ()


@pytest.mark.parametrize("weight", [0.5, 1.0])
def test_merged_it_is_what_it_was_trained_as(weight: float, tmp_path: Path) -> None:
    trained, lora = written(tmp_path / "x.safetensors")
    ours = sdxl_unet()
    merge(ours, "unet", [(read_lora(tmp_path / "x.safetensors", "x", 1), weight)])
    with lora.at(weight):
        assert torch.allclose(seen(ours), seen(trained), atol=1e-4)
    assert not torch.allclose(seen(ours), seen(sdxl_unet()), atol=1e-2)


def test_diffusers_reads_the_same(tmp_path: Path) -> None:
    trained, _ = written(tmp_path / "x.safetensors")
    stills = pipelines(write_sdxl(tmp_path / "sdxl")).stills
    with loaded(stills, [(tmp_path / "x.safetensors", 1.0)]):
        assert torch.allclose(seen(stills.unet), seen(trained), atol=1e-4)
