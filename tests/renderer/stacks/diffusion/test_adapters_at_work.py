"""LoRAs, likeness and other networks that steer, through the stack.

Each changes the picture, and none leaves a trace.
"""

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from anime_compiler.model.storyboard import Curve, constant
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PlanModel
from renderer.adapters.errors import BadAdapter
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.settings import Settings
from renderer.values import Array, Pictures
from tests.renderer.stacks.diffusion.works import (
    Quiet,
    denoising,
    differences,
    embeds,
    frames_of,
    keyframe,
    latents,
    plan_of_models,
    ramp,
    said,
    segment,
    stack,
    striped,
)
from tests.renderer.tiny.shelf import models_folder


def lora(name: str, weight: float | Curve = 1.0) -> ops.Lora:
    return ops.Lora(name, constant(weight) if isinstance(weight, float) else weight)


def still(*loras: ops.Lora, **changes: object) -> Array:
    op = keyframe(denoising=denoising(loras=loras, **changes))
    pixels: Array = stack().keyframe(op, embeds(), None, (), Quiet()).pixels.astype(int)
    return pixels


def test_loras_change_a_still_by_their_weights_in_any_order_and_leave_no_trace() -> None:
    free = still()
    pastel, flat = lora("pastel-anime-xl", 0.8), lora("flatline", 0.3)
    both = still(pastel, flat)
    assert np.array_equal(both, still(flat, pastel))
    assert not np.array_equal(both, still(pastel))
    assert np.abs(still(lora("flatline", 0.05)) - free).mean() < np.abs(still(lora("flatline", 1.0)) - free).mean()
    assert np.array_equal(still(lora("flatline", 0.0)), free)
    assert np.array_equal(still(), free)


def test_a_lora_changes_the_text_where_it_has_something_for_it() -> None:
    def text(*loras: ops.Lora) -> Array:
        op = ops.EncodePrompt("sdxl-base-1.0", "fp32", said("1girl"), said(""), loras)
        tokens: Array = stack().encode(op).tensors["tokens"]
        return tokens

    free, changed = text(), text(lora("pastel-anime-xl"))
    assert np.abs(changed - free)[:, :16].max() > 1e-3  # the first encoder, which the file has something for
    assert np.array_equal(changed[:, 16:], free[:, 16:])
    assert np.array_equal(text(lora("flatline")), free)
    assert np.array_equal(text(), free)


def test_few_steps_bring_their_lora_along() -> None:
    assert not np.array_equal(still(scheduler="LCM", lcm="lcm-lora-sdxl"), still(scheduler="LCM"))


def test_a_lora_on_a_curve_acts_frame_by_frame() -> None:
    free = latents(segment())
    rising = latents(segment(denoising=denoising(loras=(lora("flatline", ramp((0, 0.0), (7, 1.0))),))))
    apart = differences(free, rising)
    assert apart[0] < apart[7]
    flat = latents(segment(denoising=denoising(loras=(lora("flatline", ramp((0, 0.5), (7, 0.5))),))))
    merged = latents(segment(denoising=denoising(loras=(lora("flatline", 0.5),))))
    assert max(differences(flat, merged)) < 1e-3
    assert frames_of(latents(segment())).tobytes() == frames_of(free).tobytes()


def test_a_motion_lora_moves_frames_and_leaves_stills_alone() -> None:
    free, before = latents(segment()), still()
    moved = latents(segment(motion_loras=(lora("own-motion"),)))
    assert min(differences(free, moved)) > 1e-4
    assert np.array_equal(still(), before)
    assert frames_of(latents(segment())).tobytes() == frames_of(free).tobytes()


def test_a_likeness_counts_in_stills_and_in_motion_by_its_strength() -> None:
    seen = Pictures(np.concatenate([striped().pixels, striped(5).pixels]))
    free, free_frames = still(), latents(segment())
    changes = []
    for strength in (0.2, 1.0):
        identity = ops.Identity("ip-adapter-plus-sdxl", (strength,))
        made = stack().keyframe(keyframe(identity=identity), embeds(), None, (seen,), Quiet()).pixels
        changes.append(np.abs(made.astype(int) - free).mean())
        op = segment(identity=identity)
        frames = stack().segment(op, (embeds(),), (), None, None, (seen,), Quiet())
        assert min(differences(free_frames, frames)) > 0
    assert 0 < changes[0] < changes[1]
    assert np.array_equal(still(), free)


@pytest.mark.parametrize(("model", "mode"), [("cn-union-xinsir", 0), ("t2i-lineart-sdxl", -1)])
def test_other_networks_steer_too(model: str, mode: int) -> None:
    control = ops.SegmentControl("lineart", model, mode, constant(1.0), 0.0, 1.0, (0,))
    steered = latents(segment(controls=(control,)), maps=(striped(),))
    free = latents(segment())
    assert min(differences(free, steered)) > 0
    if mode >= 0:
        other = latents(segment(controls=(control._replace(mode=3),)), maps=(striped(),))
        assert min(differences(other, steered)) > 0
    assert frames_of(latents(segment())).tobytes() == frames_of(free).tobytes()


def test_a_lora_that_fits_half_of_the_model_is_refused(tmp_path: object) -> None:
    folder = models_folder()
    whole = load_file(folder / "flatline.safetensors")
    half = {name.replace("down_blocks.1", "down_blocks.7"): tensor for name, tensor in whole.items()}
    own = tmp_path / "models"  # type: ignore[operator]
    own.mkdir()
    for model in folder.iterdir():
        (own / model.name).symlink_to(model)
    save_file({name: tensor.clone() for name, tensor in half.items()}, own / "half.safetensors")
    made = DiffusionStack("sdxl", Settings(own, "cpu"))
    plan = plan_of_models()
    made.bound(plan._replace(models=(*plan.models, PlanModel("half", "half", "lora_style", "sdxl", *[""] * 7))))
    op = keyframe(denoising=denoising(loras=(lora("half"),)))
    with pytest.raises(BadAdapter, match="of the LoRA `half`"):
        made.keyframe(op, embeds(), None, (), Quiet())
    assert torch.is_grad_enabled()  # and nothing of the attempt stays behind
