"""A network with LoRAs merged into it gives what it gives with diffusers and peft, and the sum is exact."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from renderer.adapters.audit import fitted
from renderer.adapters.lora_file import LoraFile, read_lora
from renderer.adapters.merge import merge
from tests.renderer.adapters.networks import motion_unet, read, seen
from tests.renderer.adapters.stock import Pipelines, loaded, pipelines
from tests.renderer.tiny import loras
from tests.renderer.tiny.loras import Sums, Tensors
from tests.renderer.tiny.models import sdxl_unet, write_sdxl

NEAR = 1e-5
PARTS = ("text_encoder", "text_encoder_2")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Pipelines:
    return pipelines(write_sdxl(tmp_path_factory.mktemp("sdxl")))


def near(one: torch.Tensor, other: torch.Tensor) -> bool:
    return bool((one - other).abs().max() <= NEAR * max(1.0, float(other.abs().max())))


def alike(ours: Any, theirs: Any, plain: Any) -> bool:
    """The same, and something else than without any LoRA."""
    return near(seen(ours), seen(theirs)) and not near(seen(plain), seen(theirs))


@pytest.mark.parametrize("has_motion", [False, True], ids=["stills", "motion"])
@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (loras.kohya, "attentions resnets samplers"),
        (loras.kohya_published, "attentions resnets samplers time_embedding add_embedding conv_"),
        (loras.peft, ""),
        (loras.diffusers, "attentions"),
        (loras.processor, "attn1 attn2"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_form_of_a_unets_lora_gives_what_diffusers_gives(
    form: Callable[[Sums], Tensors], wanted: str, has_motion: bool, stock: Pipelines, tmp_path: Path
) -> None:
    path = loras.write(tmp_path / "x.safetensors", form(loras.sums(sdxl_unet(), wanted)))
    ours = motion_unet() if has_motion else sdxl_unet()
    report = merge(ours, "unet", [(read_lora(path, "x", 1), 0.8)])
    assert report.used[0].layers == report.changed == len(loras.sums(sdxl_unet(), wanted))
    pipeline = stock.motion if has_motion else stock.stills
    with loaded(pipeline, [(path, 0.8)]):
        assert alike(ours, pipeline.unet, motion_unet() if has_motion else sdxl_unet())


@pytest.mark.parametrize("form", [loras.peft, loras.processor], ids=lambda form: form.__name__)
def test_motion_loras_give_what_diffusers_gives(
    form: Callable[[Sums], Tensors], stock: Pipelines, tmp_path: Path
) -> None:
    made = {path: one for path, one in loras.sums(motion_unet(), "motion_modules").items() if ".attn" in path}
    path = loras.write(tmp_path / "x.safetensors", form(made))
    ours = motion_unet()
    assert merge(ours, "unet", [(read_lora(path, "x", 1), 1.0)]).changed == len(made)
    with loaded(stock.motion, [(path, 1.0)]):
        assert alike(ours, stock.motion.unet, motion_unet())


@pytest.mark.parametrize(
    "form", [loras.kohya, loras.peft, loras.text_layers, loras.old_text], ids=lambda form: form.__name__
)
def test_text_encoders_read_as_they_read_with_diffusers(
    form: Callable[[Sums, str], Tensors], stock: Pipelines, tmp_path: Path
) -> None:
    tensors: Tensors = {}
    for part in PARTS:
        tensors |= form(loras.sums(getattr(stock.stills, part), "self_attn", seed=len(part)), part)
    if form is not loras.kohya:  # a pipeline wants something for the UNet in this form
        tensors |= loras.peft(loras.sums(sdxl_unet(), "proj_in"))
    path = loras.write(tmp_path / "x.safetensors", tensors)
    plain = {part: read(getattr(stock.stills, part)) for part in PARTS}
    with loaded(stock.stills, [(path, 0.7)]):
        theirs = {part: read(getattr(stock.stills, part)) for part in PARTS}
    lora = read_lora(path, "x", 1)
    for part in PARTS:
        ours = type(getattr(stock.stills, part))(getattr(stock.stills, part).config).eval()
        ours.load_state_dict(getattr(stock.stills, part).state_dict())
        assert merge(ours, part, [(lora, 0.7)]).changed == 8
        assert near(read(ours), theirs[part])
        assert not near(plain[part], theirs[part])


def test_several_loras_of_several_forms_at_once_give_what_diffusers_gives(stock: Pipelines, tmp_path: Path) -> None:
    moving = {path: one for path, one in loras.sums(motion_unet(), "motion_modules", 4).items() if ".attn" in path}
    files = {
        "lcm": (loras.kohya(loras.sums(sdxl_unet(), "attentions resnets samplers", 1, rank=8, alpha=8.0)), 1.0),
        "style": (loras.kohya_published(loras.sums(sdxl_unet(), "attentions", 2)), 0.7),
        "hana": (loras.peft(loras.sums(sdxl_unet(), "attn2", 3, rank=2)), 0.3),
        "pan": (loras.peft(moving), 0.5),
    }
    paths = [(loras.write(tmp_path / f"{name}.safetensors", made), weight) for name, (made, weight) in files.items()]
    ours = motion_unet()
    merge(ours, "unet", [(read_lora(path, path.stem, 1), weight) for path, weight in paths])
    with loaded(stock.motion, paths):
        assert alike(ours, stock.motion.unet, motion_unet())


@pytest.mark.parametrize("settings", [{"lora_alpha": 8}, {"lora_alpha": 8, "use_rslora": True}], ids=str)
def test_strengths_in_the_settings_count_as_they_do_with_diffusers(
    settings: dict[str, Any], stock: Pipelines, tmp_path: Path
) -> None:
    made = loras.sums(sdxl_unet(), "attn1")
    settings = settings | {"r": 4, "target_modules": list(made)}
    metadata = {"lora_adapter_metadata": json.dumps({f"unet.{name}": value for name, value in settings.items()})}
    path = loras.write(tmp_path / "x.safetensors", loras.peft(made), metadata)
    ours = sdxl_unet()
    merge(ours, "unet", [(read_lora(path, "x", 1), 1.0)])
    with loaded(stock.stills, [(path, 1.0)]):
        assert alike(ours, stock.stills.unet, sdxl_unet())


def lora(path: Path, name: str, wanted: str = "", seed: int = 1, unet: Any = None) -> LoraFile:
    made = loras.kohya(loras.sums(unet or sdxl_unet(), wanted, seed))
    return read_lora(loras.write(path / f"{name}.safetensors", made), name, 1)


def same_bits(one: nn.Module, other: nn.Module) -> bool:
    return all(mine.equal(yours) for mine, yours in zip(one.parameters(), other.parameters(), strict=True))


def test_the_order_in_which_loras_are_given_changes_no_bit(tmp_path: Path) -> None:
    uses = [(lora(tmp_path, name, seed=seed), 0.1 + seed / 3) for seed, name in enumerate(("c", "a", "b"))]
    first, second = sdxl_unet(), sdxl_unet()
    report = merge(first, "unet", uses)
    assert [used.name for used in report.used] == ["a", "b", "c"]
    merge(second, "unet", [uses[1], uses[2], uses[0]])
    assert same_bits(first, second)
    assert not same_bits(first, sdxl_unet())


def test_weight_zero_leaves_each_bit_as_it_was(tmp_path: Path) -> None:
    unet = sdxl_unet()
    report = merge(unet, "unet", [(lora(tmp_path, "a"), 0.0)])
    assert same_bits(unet, sdxl_unet())
    assert (report.used[0].layers, report.changed) == (174, 0)
    one, two = sdxl_unet(), sdxl_unet()
    merge(one, "unet", [(lora(tmp_path, "a", seed=1), 0.0), (lora(tmp_path, "b", seed=2), 0.5)])
    merge(two, "unet", [(lora(tmp_path, "b", seed=2), 0.5)])
    assert same_bits(one, two)


def test_a_file_that_is_given_twice_is_added_twice(tmp_path: Path) -> None:
    file = lora(tmp_path, "a")
    twice, double = sdxl_unet(), sdxl_unet()
    merge(twice, "unet", [(file, 0.5), (file, 0.5)])
    merge(double, "unet", [(file, 1.0)])
    assert same_bits(twice, double)


def test_half_precision_is_rounded_once(tmp_path: Path) -> None:
    uses = [(lora(tmp_path, name, seed=seed), 0.3) for seed, name in enumerate("abc")]
    half, full = sdxl_unet().to(torch.bfloat16), sdxl_unet().to(torch.bfloat16).to(torch.float32)
    merge(half, "unet", uses)
    merge(full, "unet", uses)
    assert same_bits(half, full.to(torch.bfloat16))
    assert half.dtype is torch.bfloat16


def test_a_lora_too_faint_for_half_precision_is_told(tmp_path: Path) -> None:
    unet = sdxl_unet().to(torch.bfloat16)
    assert merge(unet, "unet", [(lora(tmp_path, "a", "proj_in"), 1e-9)]).changed == 0


def test_a_part_that_a_lora_says_nothing_of_stays_as_it_is(tmp_path: Path, stock: Pipelines) -> None:
    report = merge(stock.stills.text_encoder, "text_encoder", [(lora(tmp_path, "a"), 1.0)])
    assert (report.used[0].layers, report.changed) == (0, 0)


def test_nothing_is_added_when_one_of_several_does_not_fit(tmp_path: Path) -> None:
    unet = sdxl_unet()
    good, bad = lora(tmp_path, "a"), lora(tmp_path, "b", "motion_modules", unet=motion_unet())
    with pytest.raises(Exception, match="of the LoRA `b`"):
        merge(unet, "unet", [(good, 1.0), (bad, 1.0)])
    assert same_bits(unet, sdxl_unet())


@torch.no_grad()
def test_each_layer_grows_by_what_its_lora_says(tmp_path: Path) -> None:
    file = lora(tmp_path, "a", "resnets.0.conv1 proj_in")
    unet, plain = sdxl_unet(), sdxl_unet()
    merge(unet, "unet", [(file, 0.4)])
    dice = torch.Generator().manual_seed(2)
    for one in fitted(file, "unet", plain):
        given = torch.randn(1, one.module.weight.shape[1], *(8 for _ in one.module.weight.shape[2:]), generator=dice)
        beside = 0.4 * one.layer.scale * _layer(one.layer.up, 0)(_layer(one.layer.down, 1)(given))
        assert near(unet.get_submodule(one.path)(given), one.module(given) + beside)


def _layer(weight: torch.Tensor, padding: int) -> Any:
    if weight.ndim == 2:
        return lambda given: nn.functional.linear(given, weight)
    return lambda given: nn.functional.conv2d(given, weight, padding=padding)
