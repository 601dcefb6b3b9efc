"""A VAE and motion layers in one file each, without settings: the same networks as from their folders, or refused."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, MotionAdapter
from safetensors.torch import save_file
from torch import Tensor

from anime_compiler.plan import ops
from renderer.errors import BadModel
from renderer.stacks.diffusion import lone_file
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.diffusion.lone_file import lone_motion, lone_vae
from renderer.stacks.settings import Settings
from tests.renderer.stacks.diffusion.works import Quiet, embeds, latents, plan_of_models, segment
from tests.renderer.tiny import models
from tests.renderer.tiny.shelf import models_folder
from tests.renderer.tiny.single_files import motion_as_first_published, vae_as_first_published

torch.set_num_threads(1)
CPU = torch.device("cpu")
Tensors: TypeAlias = dict[str, Tensor]


@cache
def vae() -> Any:
    """A VAE as small as one in 32 groups can be."""
    return models.seeded(
        lambda: AutoencoderKL(
            block_out_channels=(32, 32, 64, 64),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            latent_channels=4,
        ),
        31,
    )


@cache
def motion(has_middle: bool = False, length: int = 32) -> Any:
    return models.seeded(
        lambda: MotionAdapter((32, 64), 2, use_motion_mid_block=has_middle, motion_max_seq_length=length), 32
    )


def put(file: Path, tensors: Tensors) -> Path:
    save_file({name: value.clone(memory_format=torch.contiguous_format) for name, value in tensors.items()}, file)
    return file


def assert_same(ours: Any, theirs: Any) -> None:
    one, other = ours.state_dict(), theirs.state_dict()
    assert one.keys() == other.keys()
    assert all(torch.equal(one[name], other[name]) for name in other)
    assert not any(parameter.requires_grad for parameter in ours.parameters())


def _plain(tensors: Tensors) -> Tensors:
    return tensors


def _older(tensors: Tensors) -> Tensors:
    """As diffusers named attention before."""
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    made = {}
    for name, value in tensors.items():
        for new, old in names.items():
            name = name.replace(f"attentions.0.{new}.", f"attentions.0.{old}.")
        made[name] = value
    assert made.keys() != tensors.keys()
    return made


def _in_a_base(tensors: Tensors) -> Tensors:
    made = {f"first_stage_model.{name}": value for name, value in vae_as_first_published(tensors).items()}
    return {**made, "first_stage_model.loss.logvar": torch.ones(1), "model_ema.decay": torch.ones(1)}


@pytest.mark.parametrize("written", [_plain, _older, vae_as_first_published, _in_a_base])
@pytest.mark.parametrize(("family", "scaling", "upcast"), [("sdxl", 0.13025, True), ("sd2", 0.18215, None)])
def test_a_vae_in_one_file_is_the_vae_of_the_folder(
    written: Callable[[Tensors], Tensors], family: str, scaling: float, upcast: bool | None, tmp_path: Path
) -> None:
    made = lone_vae(put(tmp_path / "a.safetensors", written(vae().state_dict())), family, torch.float32, CPU)
    assert_same(made, vae())
    assert made.config.scaling_factor == scaling
    assert made.config.latent_channels == 4
    if upcast is not None:
        assert made.config.force_upcast is upcast


def test_a_vae_that_may_overflow_in_half_precision_is_run_in_full(tmp_path: Path) -> None:
    file = put(tmp_path / "a.safetensors", vae_as_first_published(vae().state_dict()))
    assert lone_vae(file, "sdxl", torch.float16, CPU).dtype is torch.float32
    assert lone_vae(file, "sdxl", torch.bfloat16, CPU).dtype is torch.bfloat16


@pytest.mark.parametrize("written", [_plain, vae_as_first_published])
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda tensors: tensors.pop("decoder.conv_in.bias"), "lacks 1 weights: decoder.conv_in.bias"),
        (lambda tensors: tensors.pop("decoder.conv_in.weight"), "lacks a side"),
        (lambda tensors: tensors.update({"bundle": torch.ones(3)}), "holds, and should not, 1|3 numbers of its vae"),
        (
            lambda tensors: tensors.clear() or tensors.update({"a": torch.ones(1)}),
            "holds nothing of what its name says",
        ),
    ],
)
def test_a_vae_that_is_not_whole_is_refused(
    written: Callable[[Tensors], Tensors], change: Callable[[Tensors], Any], says: str, tmp_path: Path
) -> None:
    tensors = written(vae().state_dict())
    change(tensors)
    with pytest.raises(BadModel, match=says):
        lone_vae(put(tmp_path / "a.safetensors", tensors), "sdxl", torch.float32, CPU)


def test_what_cannot_be_known_is_said_with_what_to_do(tmp_path: Path) -> None:
    file = put(tmp_path / "own.safetensors", vae().state_dict())
    with pytest.raises(
        BadModel, match=r"`pocket` scales latents cannot be told from `own\.safetensors` alone"
    ) as refused:
        lone_vae(file, "pocket", torch.float32, CPU)
    assert "config.json" in (refused.value.cure or "")
    tensors = {name: value for name, value in motion().state_dict().items() if not name.endswith(".pe")}
    with pytest.raises(BadModel, match="for how many frames it was trained cannot be told"):
        lone_motion(put(tmp_path / "beta.safetensors", tensors), torch.float32, CPU)


@pytest.mark.parametrize("written", [_plain, motion_as_first_published])
@pytest.mark.parametrize(("has_middle", "length"), [(False, 32), (True, 24)])
def test_motion_layers_in_one_file_are_those_of_the_folder(
    written: Callable[[Tensors], Tensors], has_middle: bool, length: int, tmp_path: Path
) -> None:
    network = motion(has_middle, length)
    made = lone_motion(put(tmp_path / "a.safetensors", written(network.state_dict())), torch.float32, CPU)
    assert_same(made, network)
    assert made.config.motion_max_seq_length == length


def test_motion_layers_of_half_precision_get_exact_positions(tmp_path: Path) -> None:
    half = {name: value.half() for name, value in motion_as_first_published(motion().state_dict()).items()}
    made = lone_motion(put(tmp_path / "a.safetensors", half), torch.float32, CPU).state_dict()
    for name, value in motion().state_dict().items():
        assert torch.equal(made[name], value if name.endswith(".pe") else value.half().float()), name


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda tensors: tensors.pop("up_blocks.1.motion_modules.1.norm.bias"), "lacks 1 weights"),
        (lambda tensors: tensors.update({"bundle": torch.ones(3)}), "holds, and should not, 1 weights: bundle"),
        (lambda tensors: [value.mul_(2) for name, value in tensors.items() if name.endswith(".pe")], "of its own"),
    ],
)
def test_motion_layers_that_are_not_whole_or_others_are_refused(
    change: Callable[[Tensors], Any], says: str, tmp_path: Path
) -> None:
    tensors = {name: value.clone() for name, value in motion().state_dict().items()}
    change(tensors)
    with pytest.raises(BadModel, match=says):
        lone_motion(put(tmp_path / "a.safetensors", tensors), torch.float32, CPU)


def test_files_that_people_drop_into_the_folder_of_models_are_rendered_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ("sdxl-vae-fp16-fix", "animatediff-sdxl-beta")
    for model in models_folder().iterdir():
        if not model.name.startswith(".") and model.name not in ours:
            (tmp_path / model.name).symlink_to(model)
    put(tmp_path / f"{ours[0]}.safetensors", vae_as_first_published(vae().state_dict()))
    put(tmp_path / f"{ours[1]}.safetensors", motion_as_first_published(models.motion().state_dict()))
    monkeypatch.setattr(lone_file, "_HEADS", 2)  # as the small model has them
    monkeypatch.setattr(lone_file, "_GROUPS", 4)
    stack = DiffusionStack("sdxl", Settings(tmp_path, "cpu"))
    stack.bound(plan_of_models())
    made = stack.segment(segment(), (embeds(),), (), None, None, (), Quiet())
    assert np.array_equal(made.tensors["latents"], latents(segment()).tensors["latents"])
    op = ops.Decode("sdxl-base-1.0", ours[0], "fp32", False, 0, 2)
    frames = stack.decode(op, made, Quiet()).pixels
    assert frames.shape == (2, 48, 64, 3)
    assert frames.std() > 1
