"""Networks that steer, from folders and files: all of a file has a place, and a wrong one is refused by name."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import load_file, save_file
from torch import Tensor

from renderer.control.networks import load_control
from renderer.errors import BadModel
from tests.renderer.control.asking import residuals, spec
from tests.renderer.tiny import models
from tests.renderer.tiny.annotators import deep_t2i_adapter, union, written

torch.set_num_threads(1)

CPU = torch.device("cpu")
WEIGHTS = "diffusion_pytorch_model.safetensors"


@cache
def sdxl() -> Any:
    return models.sdxl_unet()


@cache
def sd2() -> Any:
    return models.sd2_unet()


def load(path: Path, kind: str = "controlnet", unet: Any = None, dtype: torch.dtype = torch.float32) -> Any:
    return load_control(kind, path, dtype, CPU, unet or sdxl())


def same(network: Any, other: Any) -> bool:
    """Whether two networks are one, tensor by tensor, and in what they say of themselves."""
    ours, theirs = network.state_dict(), other.state_dict()
    if ours.keys() != theirs.keys() or _told(network) != _told(other):
        return False
    return all(torch.equal(ours[name], theirs[name]) for name in theirs)


def _told(network: Any) -> str:
    return json.dumps({name: value for name, value in network.config.items() if name[0] != "_"}, sort_keys=True)


def changed(file: Path, change: Callable[[dict[str, Tensor]], Any]) -> None:
    """Weights in a file, in another way."""
    tensors = load_file(file)
    change(tensors)
    save_file(tensors, file)


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("controlnet", lambda: models.controlnet(models.sdxl_unet())),
        ("controlnet_union", union),
        ("t2i_adapter", deep_t2i_adapter),
    ],
)
def test_a_folder_gives_the_network_that_was_written(kind: str, made: Callable[[], Any], tmp_path: Path) -> None:
    network = made()
    loaded = load(written(network, tmp_path), kind)
    assert same(loaded, network)
    assert same(loaded, type(network).from_pretrained(tmp_path, local_files_only=True))
    assert not loaded.training
    assert not any(parameter.requires_grad for parameter in loaded.parameters())
    for one, other in zip(steered(loaded, kind), steered(network, kind), strict=True):
        assert torch.equal(one, other)


def steered(network: Any, kind: str) -> list[Tensor]:
    one = residuals(spec(network, kind))
    return one.adapter or [*(one.down or []), *([one.mid] if one.mid is not None else [])]


def test_a_file_in_a_folder_is_taken_with_the_settings_beside_it(tmp_path: Path) -> None:
    folder = written(models.controlnet(sdxl(), 21), tmp_path / "cn")
    other = models.controlnet(sdxl(), 22)
    save_file(other.state_dict(), folder / "diffusion_pytorch_model_V2.safetensors")
    assert same(load(folder / "diffusion_pytorch_model_V2.safetensors"), other)
    assert not same(load(folder), other)


def test_a_file_that_has_settings_of_its_own_gets_them(tmp_path: Path) -> None:
    folder = written(union(kinds=6), tmp_path / "cn")
    promax = union(kinds=8)
    other = written(promax, tmp_path / "other")
    copy(other / "config.json", folder / "config_promax.json")
    copy(other / WEIGHTS, folder / "diffusion_pytorch_model_promax.safetensors")
    loaded = load(folder / "diffusion_pytorch_model_promax.safetensors", "controlnet_union")
    assert loaded.config.num_control_type == 8
    assert same(loaded, promax)


def test_half_precision_is_read_where_it_is_wanted(tmp_path: Path) -> None:
    network = models.controlnet(sdxl(), 23)
    network.save_pretrained(tmp_path)
    network.half().save_pretrained(tmp_path, variant="fp16")
    changed(tmp_path / WEIGHTS, lambda tensors: tensors["conv_in.bias"].fill_(7))
    assert load(tmp_path).conv_in.bias[0] == 7
    half = load(tmp_path, dtype=torch.float16)
    assert half.conv_in.bias[0] != 7
    assert half.dtype == torch.float16
    (tmp_path / "diffusion_pytorch_model.fp16.safetensors").unlink()
    assert load(tmp_path, dtype=torch.bfloat16).conv_in.bias[0] == 7


def test_weights_in_several_files_are_all_read(tmp_path: Path) -> None:
    network = models.controlnet(sdxl(), 24)
    network.save_pretrained(tmp_path, max_shard_size="100KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    assert same(load(tmp_path), network)


def test_a_union_is_no_controlnet_and_a_controlnet_no_union(tmp_path: Path) -> None:
    folder = written(union(), tmp_path / "cn-union")
    with pytest.raises(BadModel, match="`cn-union` is a union ControlNet, and was to be a ControlNet") as refused:
        load(folder)
    assert refused.value.exit_status == 5
    folder = written(models.controlnet(sdxl()), tmp_path / "cn")
    with pytest.raises(BadModel, match="`cn` is a ControlNet, and was to be a union ControlNet"):
        load(folder, "controlnet_union")
    folder = written(deep_t2i_adapter(), tmp_path / "t2i")
    with pytest.raises(BadModel, match="`t2i` is a T2I-Adapter, and was to be a ControlNet"):
        load(folder)
    folder = written(sdxl(), tmp_path / "unet")
    with pytest.raises(BadModel, match="`unet` is nothing that steers, as diffusers knows it, and was to be"):
        load(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tensors: tensors.pop("conv_in.bias"), "`cn` lacks 1 weights: conv_in.bias"),
        (lambda tensors: tensors.update(more=torch.zeros(1)), "`cn` holds, and should not, 1 weights: more"),
        (
            lambda tensors: tensors.update({"conv_in.bias": torch.zeros(3)}),
            "`cn` does not fit its own `config.json`: size mismatch for conv_in.bias",
        ),
    ],
)
def test_weights_that_are_missing_left_over_or_of_another_shape_are_named(
    change: Callable[[dict[str, Tensor]], Any], message: str, tmp_path: Path
) -> None:
    folder = written(models.controlnet(sdxl()), tmp_path / "cn")
    changed(folder / WEIGHTS, change)
    with pytest.raises(BadModel, match=message):
        load(folder)


def test_what_is_not_there_or_broken_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadModel, match="`empty` holds no weights"):
        load(tmp_path / "empty")
    folder = written(models.controlnet(sdxl()), tmp_path / "cn")
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1000])
    with pytest.raises(BadModel, match=f"`{WEIGHTS}` of `cn` cannot be read as safetensors"):
        load(folder)
    folder = written(models.controlnet(sdxl()), tmp_path / "other")
    (folder / "config.json").write_text("[]")
    with pytest.raises(BadModel, match=r"`config\.json` of `other` is no map"):
        load(folder)
    (folder / "config.json").unlink()
    with pytest.raises(BadModel, match=r"`other` has no readable `config.json`"):
        load(folder)


def test_settings_that_make_no_network_are_named(tmp_path: Path) -> None:
    folder = written(models.controlnet(sdxl()), tmp_path / "cn")
    told = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**told, "down_block_types": ["DownBlock2D"]}))
    with pytest.raises(BadModel, match=r"`cn` does not fit its own `config\.json`"):
        load(folder)


def test_a_network_for_another_base_is_refused(tmp_path: Path) -> None:
    for name, own, base in (("cn21", sd2(), sdxl()), ("cnxl", sdxl(), sd2())):
        folder = written(models.controlnet(own), tmp_path / name)
        assert load(folder, unet=own).config.cross_attention_dim == own.config.cross_attention_dim
        with pytest.raises(BadModel, match=f"`{name}` was made for a model that reads text .* wide, and this base is"):
            load(folder, unet=base)


def test_bases_are_called_by_their_names(tmp_path: Path) -> None:
    folder = written(models.controlnet(sdxl()), tmp_path / "cn")
    base = models.sdxl_unet()
    base.register_to_config(cross_attention_dim=2048)
    with pytest.raises(BadModel, match="and this base is SDXL"):
        load(folder, unet=base)
    base.register_to_config(cross_attention_dim=32, block_out_channels=(16, 32, 64))
    with pytest.raises(BadModel, match="`cn` has other blocks than this base"):
        load(folder, unet=base)


def test_a_network_that_is_told_no_sizes_is_refused_where_the_base_is(tmp_path: Path) -> None:
    unaware = models.sd2_unet()
    unaware.register_to_config(cross_attention_dim=sdxl().config.cross_attention_dim)
    folder = written(models.controlnet(UNet2DConditionModel.from_config(unaware.config)), tmp_path / "cn")
    with pytest.raises(BadModel, match="`cn` has other blocks than this base"):
        load(folder)


def test_a_t2i_adapter_for_another_base_is_refused(tmp_path: Path) -> None:
    xl = written(deep_t2i_adapter(), tmp_path / "xl")
    other = written(deep_t2i_adapter("full_adapter"), tmp_path / "sd")
    assert load(other, "t2i_adapter", sd2()).config.adapter_type == "full_adapter"
    with pytest.raises(BadModel, match="T2I-Adapter `xl` was made for Stable Diffusion XL, and not for this one"):
        load(xl, "t2i_adapter", sd2())
    with pytest.raises(BadModel, match="T2I-Adapter `sd` was made for another base"):
        load(other, "t2i_adapter", sdxl())


def test_what_steers_by_the_look_of_a_picture_is_refused(tmp_path: Path) -> None:
    network = models.controlnet(sdxl())
    network.register_to_config(global_pool_conditions=True)
    with pytest.raises(BadModel, match="by the look of a whole picture"):
        load(written(network, tmp_path / "shuffle"))
