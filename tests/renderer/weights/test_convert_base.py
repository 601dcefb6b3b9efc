"""Bases in one file to folders: the same networks to the bit, and no weight missing or left over."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copy2
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTextModelWithProjection

from anime_compiler.errors import UsageError
from anime_compiler.plan.render_plan import PlanModel
from renderer.errors import BadModel
from renderer.stacks.diffusion import single_file
from renderer.stacks.diffusion.networks import load
from renderer.weights.convert_base import Layout, convert_base, layout_for
from renderer.weights.header import Header, Tensor, read_header
from renderer.weights.shelf import Shelf
from tests.renderer.tiny.shelf import models_folder
from tests.renderer.tiny.single_files import write_single_file
from tests.renderer.weights.files import model

KINDS: dict[str, Any] = {
    "unet": UNet2DConditionModel,
    "vae": AutoencoderKL,
    "text_encoder": CLIPTextModel,
    "text_encoder_2": CLIPTextModelWithProjection,
}
BASE: PlanModel = model("base", "base")


def configs(folder: Path, base: str) -> Path:
    """The settings of a small base, without its weights."""
    for file in (models_folder() / base).rglob("*.json"):
        if "tokenizer" not in file.parent.name:
            place = folder / "configs" / file.relative_to(models_folder() / base)
            place.parent.mkdir(parents=True, exist_ok=True)
            copy2(file, place)
    return folder / "configs"


def parts(base: str) -> Iterator[str]:
    return (part for part in KINDS if (models_folder() / base / part).is_dir())


def assert_same(folder: Path, base: str) -> None:
    for part in parts(base):
        ours = load(KINDS[part], folder, part, torch.float32, torch.device("cpu")).state_dict()
        theirs = load(KINDS[part], models_folder() / base, part, torch.float32, torch.device("cpu")).state_dict()
        assert ours.keys() == theirs.keys()
        assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_a_single_file_becomes_a_folder_that_is_found_and_loads(tmp_path: Path) -> None:
    source = models_folder() / "sdxl-base-1.0"
    old = write_single_file(tmp_path / "whole.safetensors", source)
    layout = Layout("sdxl", configs(tmp_path, "sdxl-base-1.0"))
    made = convert_base(old, tmp_path / "models" / "base", "", source, layout)
    folder = tmp_path / "models" / "base"
    assert_same(folder, "sdxl-base-1.0")
    assert Shelf(tmp_path / "models").find(BASE)[:2] == (folder, True)
    assert made.left_out == {"what no network reads": 1}
    assert made.tensors == sum(len(read_header(file).tensors) for file in folder.rglob("*.safetensors")) > 300
    assert [one.name for one in (tmp_path / "models").iterdir()] == ["base"]
    assert (folder / "tokenizer_2" / "vocab.json").read_bytes() == (source / "tokenizer_2" / "vocab.json").read_bytes()
    assert (folder / "model_index.json").is_file()


def test_stable_diffusion_2_is_read_before_its_last_layer(tmp_path: Path) -> None:
    old = write_single_file(tmp_path / "whole.safetensors", models_folder() / "sd2-768")
    said = single_file.take_apart(old, "sd2", configs(tmp_path, "sd2-768"), tmp_path / "whole")
    assert said == {"unread": 3}
    for file in (tmp_path / "configs").rglob("config.json"):
        copy2(file, tmp_path / "whole" / file.parent.name / "config.json")
    assert_same(tmp_path / "whole", "sd2-768")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("model.diffusion_model.input_blocks.1.0.in_layers.0.bias", None, "its unet lacks 1 weights, such as `down_bl"),
        ("model.diffusion_model.stray.weight", torch.ones(3), "3 numbers of its unet have no place"),
        (
            "first_stage_model.quant_conv.bias",
            torch.ones(4),
            "its vae has in another shape 1 weights, such as `quant_c",
        ),
        ("conditioner.embedders.1.model.ln_final.bias", None, "its text encoder 2 lacks 1 weights, such as `final_la"),
        ("somebody.elses", torch.ones(1), "1 tensors that belong to nothing, such as `somebody.elses`"),
    ],
)
def test_nothing_is_missing_and_nothing_left_over(
    name: str, value: torch.Tensor | None, says: str, tmp_path: Path
) -> None:
    old = write_single_file(tmp_path / "whole.safetensors", models_folder() / "sdxl-base-1.0", {name: value})
    with pytest.raises(single_file.NotWholeError, match=says):
        single_file.take_apart(old, "sdxl", configs(tmp_path, "sdxl-base-1.0"), tmp_path / "whole")


@pytest.mark.parametrize("name", ["sdxl", "sd2", "sd2-base"])
def test_the_settings_that_ship_are_those_of_networks_of_the_real_size(name: str) -> None:
    ours = layout_for(Path("x"), _header(2048), "").configs.parent / name
    sizes = {}
    for file in ours.rglob("config.json"):
        expected = single_file._expected(file.parent.name, json.loads(file.read_text()))
        sizes[file.parent.name] = sum(shape.numel() for shape in expected.values())
    published = {
        "sdxl": {"unet": 2_567_463_684, "vae": 83_653_863, "text_encoder": 123_060_480, "text_encoder_2": 694_659_840},
        "sd2": {"unet": 865_910_724, "vae": 83_653_863, "text_encoder": 340_387_840},
    }
    assert sizes == published[name.removesuffix("-base")]
    index = json.loads((ours / "model_index.json").read_text())
    assert (
        index["scheduler"][1] == json.loads((ours / "scheduler" / "scheduler_config.json").read_text())["_class_name"]
    )


def _header(
    width: int, name: str = "model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight"
) -> Header:
    return Header({name: Tensor("F16", (640, width))}, {})


def test_which_layout_a_checkpoint_takes() -> None:
    assert layout_for(Path("x"), _header(2048), "").configs.name == "sdxl"
    assert layout_for(Path("x"), _header(1024), "v_prediction").configs.name == "sd2"
    assert layout_for(Path("x"), _header(1024), "epsilon").configs.name == "sd2-base"
    with pytest.raises(UsageError, match="what `x` predicts cannot be told from its weights"):
        layout_for(Path("x"), _header(1024), "")
    for header in (_header(768), _header(2048, "unet.attn2.to_k.weight")):
        with pytest.raises(BadModel, match="is no whole checkpoint of SDXL or Stable Diffusion 2"):
            layout_for(Path("x"), header, "")


def test_what_has_to_be_there_before(tmp_path: Path) -> None:
    old = write_single_file(tmp_path / "whole.safetensors", models_folder() / "sdxl-base-1.0")
    layout = Layout("sdxl", tmp_path)
    with pytest.raises(UsageError) as refused:
        convert_base(old, tmp_path / "base", "", None, layout)
    assert str(refused.value) == f"there is no `tokenizer/` with `vocab.json` and `merges.txt` in `{tmp_path}`"
    with pytest.raises(UsageError, match="there is no file"):
        convert_base(tmp_path / "gone.safetensors", tmp_path / "base", "")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    for name in ("full", "new.safetensors"):
        with pytest.raises(UsageError, match="is no name for a new folder"):
            convert_base(old, tmp_path / name, "")
