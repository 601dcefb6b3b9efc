"""Which family weights are of, by their shapes alone; and what is refused for it before anything is read."""

from pathlib import Path

import pytest

from anime_compiler.plan.render_plan import RenderPlan
from renderer.errors import BadModel
from renderer.weights.families import families_of, family_of
from renderer.weights.header import Header, Tensor, read_header
from renderer.weights.shelf import Shelf, bound
from tests.renderer.tiny.shelf import models_folder
from tests.renderer.weights.files import ATTENTION, WIDTHS, Shapes, model, plan_of, reading, write

KOHYA = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k"
PUBLISHED = "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_v"


def header(shapes: Shapes) -> Header:
    return Header({name: Tensor("F16", shape) for name, shape in shapes.items()}, {})


@pytest.mark.parametrize("family", WIDTHS)
@pytest.mark.parametrize(
    ("name", "is_inward"),
    [
        (ATTENTION, True),
        (f"unet.{ATTENTION}", True),
        ("model.diffusion_model.input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight", True),
        (f"control_model.{ATTENTION}", True),
        (f"{KOHYA}.lora_down.weight", True),
        (f"{KOHYA}.hada_w1_b", True),
        (f"{PUBLISHED}.lora_down.weight", True),
        (f"unet.{ATTENTION.removesuffix('weight')}lora_A.weight", True),
        ("unet.mid_block.attentions.0.transformer_blocks.0.attn2.processor.to_k_lora.down.weight", True),
        ("diffusion_model.middle_block.1.transformer_blocks.0.attn2.to_k.lora_A.default.weight", True),
        ("ip_adapter.1.to_k_ip.weight", True),
        ("1.to_v_ip.weight", True),
        (f"{KOHYA}.lora_up.weight", False),
        (ATTENTION.replace("attn2", "attn1"), False),
        (ATTENTION.replace("to_k", "to_q"), False),
        ("first_stage_model.decoder.mid.attn_1.k.weight", False),
    ],
)
def test_what_reads_texts_tells_the_family(name: str, is_inward: bool, family: str) -> None:
    assert family_of(header({name: (4, WIDTHS[family])})) == (family if is_inward else "unknown")


@pytest.mark.parametrize(
    ("shapes", "family"),
    [
        ({"lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight": (8, 1280)}, "sdxl"),
        ({"lora_te1_text_model_encoder_layers_0_mlp_fc1.lora_down.weight": (8, 768)}, "unknown"),
        ({"lora_unet_middle_block_1_transformer_blocks_9_attn1_to_q.lora_down.weight": (8, 1280)}, "sdxl"),
        ({"transformer_blocks.9.attn1.to_q.weight": (1152, 1152)}, "unknown"),
        ({ATTENTION: (640, 1280)}, "unknown"),
        ({ATTENTION: (640, 2048), ATTENTION.replace("1", "2"): (640, 768)}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_other_signs(shapes: Shapes, family: str) -> None:
    assert family_of(header(shapes)) == family


def moving(levels: int, width: int = 320) -> Shapes:
    name = "down_blocks.{}.motion_modules.0.transformer_blocks.0.attn2.to_k.weight"
    return {name.format(level): (width * (level + 1), width * (level + 1)) for level in range(levels)}


def test_motion_modules_are_told_by_their_levels() -> None:
    assert families_of([header(moving(3))]) == {"sdxl"}
    assert families_of([header(moving(4))]) == {"sd15", "sd2"}  # nothing in their shapes tells these two apart
    assert family_of(header(moving(4))) == "unknown"
    assert family_of(header(moving(3, width=16))) == "unknown"


def put(root: Path, kind: str, family: str, shapes: Shapes) -> RenderPlan:
    write(root / "mine.safetensors", shapes)
    return plan_of(model("mine", kind, family))


def test_another_family_is_refused_before_anything_is_hashed(tmp_path: Path) -> None:
    plan = put(tmp_path, "lora_style", "sdxl", reading("sd15"))
    with pytest.raises(BadModel) as refused:
        bound(plan, Shelf(tmp_path))
    assert str(refused.value) == "`mine` is for `sdxl`, but the weights in its place are for `sd15`"
    assert refused.value.cure == "put the right file there; `animec models where` tells what there is"
    assert not (tmp_path / ".hashes.json").exists()


@pytest.mark.parametrize("family", ["sdxl", "any"])
def test_the_right_family_passes_and_so_does_what_has_none(family: str, tmp_path: Path) -> None:
    assert bound(put(tmp_path, "lora_style", family, reading("sdxl")), Shelf(tmp_path)).models[0].sha256


def test_a_motion_module_of_four_levels_is_not_for_sdxl(tmp_path: Path) -> None:
    assert bound(put(tmp_path, "motion_adapter", "sd2", moving(4)), Shelf(tmp_path))
    with pytest.raises(BadModel, match="`mine` is for `sdxl`, but the weights in its place are for `sd15` or `sd2`"):
        bound(put(tmp_path, "motion_adapter", "sdxl", moving(4)), Shelf(tmp_path))


def test_of_a_base_only_the_denoising_network_tells(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "model_index.json").write_text("{}")
    write(folder / "text_encoder" / "model.safetensors", reading("sd15"))
    write(folder / "unet" / "diffusion_pytorch_model-00001-of-00002.safetensors", {"conv_in.weight": (4, 4)})
    write(folder / "unet" / "diffusion_pytorch_model-00002-of-00002.safetensors", reading("sd2"))
    with pytest.raises(BadModel, match="is for `sdxl`, but the weights in its place are for `sd2`"):
        bound(plan_of(model("base", "base", "sdxl")), Shelf(tmp_path))


def test_a_file_that_is_cut_off_is_found_in_any_part(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    cut = write(folder / "vae" / "diffusion_pytorch_model.safetensors", {"a": (8, 8)})
    write(folder / "unet" / "diffusion_pytorch_model.safetensors")
    (folder / "model_index.json").write_text("{}")
    cut.write_bytes(cut.read_bytes()[:-5])
    with pytest.raises(BadModel, match="is not whole: 5 bytes are missing"):
        bound(plan_of(model("base", "base", "sdxl")), Shelf(tmp_path))


def test_small_models_are_of_no_family_that_anybody_knows() -> None:
    files = sorted(models_folder().rglob("*.safetensors"))
    assert len(files) > 12
    assert {family_of(read_header(file)) for file in files} == {"unknown"}
