"""A LoRA fits a model with all of its layers, or it is refused with the count, the shapes and the likely model."""

from pathlib import Path
from typing import Any

import pytest
import torch

from renderer.adapters.audit import audit, fitted, insist_useful
from renderer.adapters.errors import BadAdapter
from renderer.adapters.lora_file import LoraFile, read_lora
from tests.renderer.adapters.networks import motion_unet, text_encoder
from tests.renderer.tiny import loras
from tests.renderer.tiny.loras import Tensors
from tests.renderer.tiny.models import WIDTH, sd2_unet, sdxl_unet

TO_K = "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k"


def lora(path: Path, tensors: Tensors, **metadata: str) -> LoraFile:
    return read_lora(loras.write(path / "x.safetensors", tensors, metadata), "hana", 1)


def widened(width: int) -> Tensors:
    """A LoRA of a model that reads text of this width."""
    return {f"unet.{TO_K}.lora_A.weight": torch.ones(2, width), f"unet.{TO_K}.lora_B.weight": torch.ones(32, 2)}


def test_what_fits_is_counted_by_part(tmp_path: Path) -> None:
    made = loras.kohya(loras.sums(sdxl_unet(), "attn1"))
    parts = {"text_encoder": text_encoder("text_encoder"), "text_encoder_2": text_encoder("text_encoder_2")}
    for part, encoder in parts.items():
        made |= loras.kohya(loras.sums(encoder, "self_attn"), part)
    one = lora(tmp_path, made)
    fit = audit(one, {"unet": sdxl_unet(), **parts})
    assert fit.used == {"unet": 44, "text_encoder": 8, "text_encoder_2": 8}
    assert fit.left == {}
    only = audit(one, {"unet": sdxl_unet(), "text_encoder": parts["text_encoder"]})
    assert only.left == {"text_encoder_2": 8}
    with pytest.raises(BadAdapter, match="this model has 16 of the 60 layers of the LoRA `hana`"):
        audit(one, parts)


def test_a_lora_of_which_nothing_fits_is_refused(tmp_path: Path) -> None:
    made = loras.kohya(loras.sums(motion_unet(), "motion_modules"))
    one = lora(tmp_path, made)
    assert len(fitted(one, "unet", motion_unet())) == len(made) // 3
    with pytest.raises(
        BadAdapter, match=rf"this model has 0 of the {len(made) // 3} layers of the LoRA `hana`"
    ) as caught:
        audit(one, {"unet": sdxl_unet()})
    assert caught.value.exit_status == 5
    assert caught.value.cure
    text = lora(tmp_path, loras.kohya(loras.sums(text_encoder("text_encoder_2"), "mlp"), "text_encoder_2"))
    with pytest.raises(BadAdapter, match="this model has 0 of the 4 layers"):
        audit(text, {"unet": sdxl_unet()})


def test_a_lora_with_nothing_for_any_part_of_a_model_is_refused_without_its_networks(tmp_path: Path) -> None:
    second = loras.kohya(loras.sums(text_encoder("text_encoder_2"), "mlp"), "text_encoder_2")
    one = lora(tmp_path, second)
    with pytest.raises(BadAdapter, match="this model has 0 of the 4 layers of the LoRA `hana`"):
        insist_useful(one, ("unet", "text_encoder"))
    assert insist_useful(one, ("unet", "text_encoder", "text_encoder_2")) == {}
    both = lora(tmp_path, second | loras.kohya(loras.sums(sdxl_unet(), "proj_in")))
    assert insist_useful(both, ("unet", "text_encoder")) == {"text_encoder_2": 4}


def test_a_lora_of_which_half_fits_is_refused(tmp_path: Path) -> None:
    flat = loras.sums(sdxl_unet(), "down_blocks.1.attentions")
    moving = loras.sums(motion_unet(), "down_blocks.1.motion_modules")
    of = len(flat) + len(moving)
    one = lora(tmp_path, loras.peft({**flat, **moving}))
    with pytest.raises(
        BadAdapter, match=f"this model has {len(flat)} of the {of} layers of the LoRA `hana`: it was made for"
    ):
        fitted(one, "unet", sdxl_unet())
    assert len(fitted(one, "unet", motion_unet())) == of


@pytest.mark.parametrize(
    ("width", "family"), [(768, "Stable Diffusion 1.5"), (1024, "Stable Diffusion 2"), (2048, "SDXL")]
)
def test_another_width_is_told_in_one_line_with_the_likely_model(width: int, family: str, tmp_path: Path) -> None:
    with pytest.raises(BadAdapter) as caught:
        fitted(lora(tmp_path, widened(width)), "unet", sdxl_unet())
    told = f"`{TO_K}` is 32x{width} there and 32x{2 * WIDTH} here"
    assert str(caught.value) == f"the LoRA `hana` was made for another model ({family} by its width): {told}"


def test_a_width_of_no_known_model_is_told_without_guessing(tmp_path: Path) -> None:
    with pytest.raises(BadAdapter, match="the LoRA `hana` was made for another model: `down"):
        fitted(lora(tmp_path, widened(777)), "unet", sdxl_unet())


def test_the_wrong_family_is_refused_even_where_its_shapes_fit(tmp_path: Path) -> None:
    network: Any = sd2_unet()
    made = loras.peft(loras.sums(network, "mid_block attn1"))
    network.register_to_config(cross_attention_dim=1024)  # as in the real one
    assert fitted(lora(tmp_path, made), "unet", network)
    for told in ({"ss_base_model_version": "sd_v1"}, {"modelspec.architecture": "stable-diffusion-v1/lora"}):
        with pytest.raises(
            BadAdapter, match=r"was made for Stable Diffusion 1\.5, and this model is Stable Diffusion 2"
        ):
            fitted(lora(tmp_path, made, **told), "unet", network)
    assert fitted(lora(tmp_path, made, ss_base_model_version="sd_v2_768_v"), "unet", network)
    with pytest.raises(BadAdapter, match="was made for SDXL"):
        fitted(lora(tmp_path, made, **{"modelspec.architecture": "stable-diffusion-xl-v1-base/lora"}), "unet", network)


def test_a_lora_of_sdxl_does_not_fit_stable_diffusion_2(tmp_path: Path) -> None:
    one = lora(tmp_path, loras.kohya(loras.sums(sdxl_unet())))
    with pytest.raises(BadAdapter, match=r"this model has \d+ of the 174 layers of the LoRA `hana`"):
        audit(one, {"unet": sd2_unet()})


def test_a_linear_layer_and_a_convolution_of_one_pixel_are_the_same(tmp_path: Path) -> None:
    made = loras.sums(sdxl_unet(), "proj_in conv_shortcut")
    turned = {
        path: one._replace(down=one.down[..., None, None], up=one.up[..., None, None])
        if one.down.ndim == 2
        else one._replace(down=one.down.flatten(1), up=one.up.flatten(1))
        for path, one in made.items()
    }
    assert len(fitted(lora(tmp_path, loras.kohya(turned)), "unet", sdxl_unet())) == len(made)
    three = loras.sums(sdxl_unet(), "resnets.0.conv1")
    flat = {path: one._replace(down=one.down.flatten(1), up=one.up.flatten(1)) for path, one in three.items()}
    with pytest.raises(BadAdapter, match=r"was made for another model: `.*conv1` is 16x144 there and 16x16x3x3 here"):
        fitted(lora(tmp_path, loras.kohya(flat)), "unet", sdxl_unet())
