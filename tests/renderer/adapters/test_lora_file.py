"""Whatever its maker called the layers of a LoRA, the same come out; what is no LoRA, or not whole, is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from diffusers import UNet2DConditionModel
from torch import nn

from renderer.adapters.errors import BadAdapter
from renderer.adapters.lora_file import Layer, read_lora
from renderer.adapters.names import layer_name, layers_of
from tests.renderer.adapters.networks import text_encoder
from tests.renderer.tiny import loras
from tests.renderer.tiny.loras import Sums, Tensors
from tests.renderer.tiny.models import motion, sdxl_unet

FORMS = [loras.kohya, loras.kohya_published, loras.comfy, loras.peft, loras.diffusers]
TEXT_FORMS = [loras.kohya, loras.comfy, loras.peft, loras.diffusers, loras.text_layers, loras.old_text]
ONE = {
    "unet.mid_block.resnets.0.conv1.lora_A.weight": (2, 32, 3, 3),
    "unet.mid_block.resnets.0.conv1.lora_B.weight": (32, 2, 1, 1),
}


def same(layers: dict[str, Layer], network: nn.Module, part: str, made: Sums, has_alpha: bool) -> None:
    places = layers_of(network, part)
    assert {places[flat][0] for flat in layers} == set(made)
    for flat, layer in layers.items():
        one = made[places[flat][0]]
        assert layer.down.equal(one.down)
        assert layer.up.equal(one.up)
        assert layer.scale == (0.5 if has_alpha else 1)  # the alpha of the sums is half of their rank


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_all_layers_of_a_unet_are_found_in_each_form(form: Callable[[Sums], Tensors], tmp_path: Path) -> None:
    unet = sdxl_unet()
    made = loras.sums(unet)
    lora = read_lora(loras.write(tmp_path / "x.safetensors", form(made)), "x", 1)
    assert set(lora.parts) == {"unet"}
    same(dict(lora.parts["unet"]), unet, "unet", made, any(key.endswith(".alpha") for key in form(made)))


@pytest.mark.parametrize("form", TEXT_FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("part", ["text_encoder", "text_encoder_2"])
def test_all_layers_of_a_text_encoder_are_found_in_each_form(
    form: Callable[[Sums, str], Tensors], part: str, tmp_path: Path
) -> None:
    encoder = text_encoder(part)
    made = loras.sums(encoder, "self_attn" if form in (loras.text_layers, loras.old_text) else "self_attn mlp")
    lora = read_lora(loras.write(tmp_path / "x.safetensors", form(made, part)), "x", 1)
    assert set(lora.parts) == {part}
    same(dict(lora.parts[part]), encoder, part, made, any(key.endswith(".alpha") for key in form(made, part)))


def test_an_only_text_encoder_has_no_number_in_the_files_of_kohya(tmp_path: Path) -> None:
    made = loras.sums(text_encoder("text_encoder"), "self_attn")
    tensors = loras.kohya(made, "text_encoder", prefix="lora_te_")
    assert set(read_lora(loras.write(tmp_path / "x.safetensors", tensors), "x", 1).parts) == {"text_encoder"}


@pytest.mark.parametrize(
    "form", [loras.processor, loras.animatediff, loras.peft, loras.kohya], ids=lambda form: form.__name__
)
def test_motion_is_found_in_each_form(form: Callable[[Sums], Tensors], tmp_path: Path) -> None:
    network = motion()
    made = loras.sums(network, "attn1 attn2")
    lora = read_lora(loras.write(tmp_path / "x.safetensors", form(made)), "x", 1)
    same(dict(lora.parts["unet"]), network, "unet", made, form is loras.kohya)


def test_attention_was_once_saved_without_saying_of_what(tmp_path: Path) -> None:
    made = loras.sums(sdxl_unet(), "attn1 attn2")
    lora = read_lora(loras.write(tmp_path / "x.safetensors", loras.processor(made, prefix="")), "x", 1)
    assert len(lora.parts["unet"]) == len(made)


def test_published_names_count_through_blocks_of_any_size() -> None:
    unet = UNet2DConditionModel.from_config(sdxl_unet().config, layers_per_block=2)
    for flat, (path, _) in layers_of(unet, "unet").items():
        told = layer_name("lora_unet_" + loras.published(path, 3, 2).replace(".", "_"), 2)
        assert told == ("unet", flat)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("lora_unet_input_blocks_4_1_proj_out", "down_blocks_1_attentions_0_proj_out"),
        ("lora_unet_middle_block_1_transformer_blocks_9_norm", "mid_block_attentions_0_transformer_blocks_9_norm"),
        ("lora_unet_output_blocks_5_1_proj_in", "up_blocks_1_attentions_2_proj_in"),
        ("lora_unet_output_blocks_2_1_conv", "up_blocks_0_upsamplers_0_conv"),  # Stable Diffusion 2
        ("lora_unet_output_blocks_2_2_conv", "up_blocks_0_upsamplers_0_conv"),  # SDXL
        ("lora_unet_input_blocks_3_0_op", "down_blocks_0_downsamplers_0_conv"),
        ("diffusion_model.middle_block.2.in_layers.2", "mid_block_resnets_1_conv1"),
    ],
)  # fmt: skip
def test_names_as_they_stand_in_real_files(told: str, meant: str) -> None:
    assert layer_name(told, 2) == ("unet", meant)


def tensors(**more: torch.Tensor) -> Tensors:
    dice = torch.Generator().manual_seed(3)
    return {key: torch.randn(shape, generator=dice) for key, shape in ONE.items()} | more


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("lora_unet_mid_block_resnets_0_conv1.dora_scale", "DoRA"),
        ("unet.mid_block.resnets.0.conv1.lora_magnitude_vector", "DoRA"),
        ("lora_unet_mid_block_resnets_0_conv1.hada_w1_a", "LoHa"),
        ("lora_unet_mid_block_resnets_0_conv1.lokr_w1", "LoKr"),
        ("lora_unet_mid_block_resnets_0_conv1.lora_mid.weight", "LoCon with `lora_mid`"),
        ("lora_unet_mid_block_resnets_0_conv1.oft_blocks", "OFT"),
    ],
)
def test_what_only_looks_like_a_lora_is_refused_by_its_name(key: str, kind: str, tmp_path: Path) -> None:
    file = loras.write(tmp_path / "x.safetensors", tensors() | {key: torch.ones(2)})
    with pytest.raises(BadAdapter, match=f"no plain LoRA but a {kind}, which animec does not read") as caught:
        read_lora(file, "x", 1)
    assert caught.value.exit_status == 5
    assert caught.value.cure


def test_a_key_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = loras.write(
        tmp_path / "x.safetensors", tensors() | {"unet.mid_block.x.diff": torch.ones(1), "y": torch.ones(1)}
    )
    with pytest.raises(BadAdapter, match=r"holds 2 tensors that belong to no LoRA, such as `unet.mid_block.x.diff`"):
        read_lora(file, "x", 1)


def test_words_that_were_bundled_with_a_lora_are_told_and_do_no_harm(tmp_path: Path) -> None:
    file = loras.write(tmp_path / "x.safetensors", tensors() | {"bundle_emb.hana.string_to_param.*": torch.ones(1)})
    lora = read_lora(file, "x", 1)
    assert lora.ignored == ("bundle_emb.hana.string_to_param.*",)
    assert list(lora.parts["unet"]) == ["mid_block_resnets_0_conv1"]


@pytest.mark.parametrize("side", ["A", "B"])
def test_a_layer_of_which_a_side_is_missing_is_refused(side: str, tmp_path: Path) -> None:
    cut = tensors()
    del cut[f"unet.mid_block.resnets.0.conv1.lora_{side}.weight"]
    with pytest.raises(BadAdapter, match=r"not whole: `unet.mid_block.resnets.0.conv1` has only one of its two sides"):
        read_lora(loras.write(tmp_path / "x.safetensors", cut), "x", 1)


def test_an_alpha_that_belongs_to_no_layer_is_refused(tmp_path: Path) -> None:
    stray = {"lora_unet_conv_in.alpha": torch.tensor(1.0)}
    with pytest.raises(BadAdapter, match="`lora_unet_conv_in` has only one of its two sides"):
        read_lora(loras.write(tmp_path / "x.safetensors", tensors() | stray), "x", 1)


@pytest.mark.parametrize(
    "bad",
    [
        {"unet.mid_block.resnets.0.conv1.lora_A.weight": torch.full((2, 32, 3, 3), float("nan"))},
        {"unet.mid_block.resnets.0.conv1.lora_A.weight": torch.ones(3, 32, 3, 3)},
        {"unet.mid_block.resnets.0.conv1.lora_A.weight": torch.ones(2)},
        {"unet.mid_block.resnets.0.conv1.lora_B.weight": torch.ones(32, 2, 3, 3)},
        {"unet.mid_block.resnets.0.conv1.alpha": torch.ones(2)},
        {"unet.mid_block.resnets.0.conv1.alpha": torch.tensor(float("inf"))},
    ],
)
def test_a_broken_layer_is_refused(bad: Tensors, tmp_path: Path) -> None:
    with pytest.raises(BadAdapter, match=r"the LoRA `x` is broken: .*`unet.mid_block.resnets.0.conv1`"):
        read_lora(loras.write(tmp_path / "x.safetensors", tensors() | bad), "x", 1)


def test_a_layer_may_stand_there_under_two_names_if_it_is_the_same(tmp_path: Path) -> None:
    made = loras.sums(sdxl_unet(), "mid_block")
    both = loras.kohya(made) | {key: tensor.clone() for key, tensor in loras.kohya_published(made).items()}
    assert len(read_lora(loras.write(tmp_path / "x.safetensors", both), "x", 1).parts["unet"]) == len(made)
    both["lora_unet_mid_block_resnets_0_conv1.lora_up.weight"] += 1
    with pytest.raises(BadAdapter, match="holds two different `mid_block_resnets_0_conv1`"):
        read_lora(loras.write(tmp_path / "x.safetensors", both), "x", 1)


def test_files_that_are_no_loras_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAdapter, match=r"the LoRA `x` is `x.ckpt`, which is no .safetensors file") as caught:
        read_lora(tmp_path / "x.ckpt", "x", 1)
    assert caught.value.cure == "make one of it: `animec models convert x.ckpt`"
    file = tmp_path / "x.safetensors"
    with pytest.raises(BadAdapter, match="cannot be read"):
        read_lora(file, "x", 1)
    loras.write(file, tensors())
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(BadAdapter, match="cannot be read"):
        read_lora(file, "x", 1)
    with pytest.raises(BadAdapter, match="the file of the LoRA `x` holds no LoRA"):
        read_lora(loras.write(file, {"bundle_emb.a": torch.ones(1)}), "x", 1)


@pytest.mark.parametrize(
    ("settings", "scale"),
    [
        ({}, 1),
        ({"unet.lora_alpha": 6, "unet.r": 2}, 3),
        ({"unet.lora_alpha": 6, "unet.use_rslora": True}, 6 / 2**0.5),
        ({"unet.lora_alpha": 6, "unet.alpha_pattern": {"resnets.0.conv1": 1}}, 0.5),
        ({"unet.lora_alpha": 6, "unet.alpha_pattern": {"conv": 1}}, 3),
        ({"text_encoder.lora_alpha": 6}, 1),
    ],
)  # fmt: skip
def test_the_strength_may_stand_in_the_settings(settings: dict[str, object], scale: float, tmp_path: Path) -> None:
    metadata = {"lora_adapter_metadata": json.dumps(settings)}
    lora = read_lora(loras.write(tmp_path / "x.safetensors", tensors(), metadata), "x", 1)
    assert lora.parts["unet"]["mid_block_resnets_0_conv1"].scale == pytest.approx(scale)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ('{"unet.use_dora": true}', "no plain LoRA but a DoRA"),
        ("{", "settings that cannot be read"),
        ('{"unet.lora_alpha": "much"}', "settings that cannot be read"),
        ('{"unet.lora_alpha": 1, "unet.alpha_pattern": {"(": 1}}', "settings that cannot be read"),
    ],
)
def test_settings_that_mean_something_else_are_refused(settings: str, reason: str, tmp_path: Path) -> None:
    file = loras.write(tmp_path / "x.safetensors", tensors(), {"lora_adapter_metadata": settings})
    with pytest.raises(BadAdapter, match=reason):
        read_lora(file, "x", 1)
