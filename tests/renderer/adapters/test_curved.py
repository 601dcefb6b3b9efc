"""Weights that change over the frames of a segment: each frame gets its own, and afterwards there is no trace."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from renderer.adapters.curved import Frames, curved, scaled_motion
from renderer.adapters.errors import BadAdapter
from renderer.adapters.lora_file import LoraFile, read_lora
from renderer.adapters.merge import merge
from tests.renderer.adapters.networks import FRAMES, motion_unet, seen
from tests.renderer.tiny import loras

NEAR = 1e-5
# All layers that see frames, but none through which frames see each other.
STILL = "attentions resnets samplers conv_"


@pytest.fixture(scope="module")
def unet() -> Any:
    return motion_unet()


def lora(path: Path, wanted: str, name: str = "a", seed: int = 1) -> LoraFile:
    made = {path: one for path, one in loras.sums(motion_unet(), wanted, seed).items() if "emb" not in path}
    return read_lora(loras.write(path / f"{name}.safetensors", loras.peft(made)), name, 1)


def near(one: Tensor, other: Tensor) -> bool:
    return bool((one - other).abs().max() <= NEAR * max(1.0, float(other.abs().max())))


def hooks(network: Any) -> int:
    return sum(len(module._forward_hooks) for module in network.modules())


def by_frame(one: Tensor, other: Tensor) -> Tensor:
    """How far the frames of two segments are apart."""
    return (one - other).abs().mean((0, 1, 3, 4))


def alone(network: Any) -> Any:
    """The network with motion modules that add nothing, so that each frame depends on itself alone."""
    return scaled_motion(network, torch.zeros(FRAMES), Frames(FRAMES))


@pytest.mark.parametrize("branches", [1, 2])
@pytest.mark.parametrize("wanted", [STILL, "motion_modules", "attentions motion_modules resnets"])
def test_a_constant_curve_is_a_merge(wanted: str, branches: int, unet: Any, tmp_path: Path) -> None:
    uses = [(lora(tmp_path, wanted), 0.7), (lora(tmp_path, "attn1", "b", 2), 0.4)]
    merged = motion_unet()
    merge(merged, "unet", uses)
    curves = [(file, torch.full((FRAMES,), weight)) for file, weight in uses]
    with curved(unet, curves, Frames(FRAMES)):
        through = seen(unet, branches)
    assert near(through, seen(merged, branches))
    assert not near(through, seen(unet, branches))


def test_a_ramp_changes_frames_in_its_order_and_zero_changes_none(unet: Any, tmp_path: Path) -> None:
    file, ramp = lora(tmp_path, "to_out"), torch.linspace(0, 0.06, FRAMES)
    with alone(unet):
        plain = seen(unet, 2)
        with curved(unet, [(file, ramp)], Frames(FRAMES)):
            rising = seen(unet, 2)
        with curved(unet, [(file, ramp.flip(0))], Frames(FRAMES)):
            falling = seen(unet, 2)
    assert rising[:, :, 0].equal(plain[:, :, 0])
    assert falling[:, :, -1].equal(plain[:, :, -1])
    assert by_frame(rising, plain).diff().min() > 0
    assert by_frame(falling, plain).diff().max() < 0


def test_each_frame_is_what_a_merge_with_its_weight_gives(unet: Any, tmp_path: Path) -> None:
    file, weights = lora(tmp_path, STILL), torch.tensor([0.3, -0.5, 1.2, 0.0])
    with alone(unet), curved(unet, [(file, weights)], Frames(FRAMES)):
        through = seen(unet, 2)
    for frame, weight in enumerate(weights.tolist()):
        merged = motion_unet()
        merge(merged, "unet", [(file, weight)])
        with alone(merged):
            assert near(through[:, :, frame], seen(merged, 2)[:, :, frame])


def test_motion_layers_know_their_frames_too(unet: Any, tmp_path: Path) -> None:
    weights = torch.tensor([0.0, 0.0, 0.0, 0.5])
    file = lora(tmp_path, "motion_modules.0.proj_out")
    plain = seen(unet)
    with curved(unet, [(file, weights)], Frames(FRAMES)):
        moved = by_frame(seen(unet), plain)
    assert moved.argmax() == 3
    assert moved[3] > 3 * moved[:3].max()


def test_a_window_takes_the_weights_of_the_frames_it_sees(unet: Any, tmp_path: Path) -> None:
    file, frames = lora(tmp_path, STILL), Frames(20)
    long = torch.zeros(20)
    long[13] = 0.8
    with alone(unet):
        plain = seen(unet, 2)
    with curved(unet, [(file, long)], frames), scaled_motion(unet, torch.zeros(20), frames):
        frames.now = torch.tensor([12, 13, 14, 15])
        inside = seen(unet, 2)
        frames.now = torch.tensor([0, 1, 2, 19])
        outside = seen(unet, 2)
    assert outside.equal(plain)
    assert [bool(inside[:, :, frame].equal(plain[:, :, frame])) for frame in range(FRAMES)] == [True, False, True, True]


def test_frames_that_were_not_announced_are_noticed(unet: Any, tmp_path: Path) -> None:
    frames = Frames(3)
    with (
        curved(unet, [(lora(tmp_path, "attn1"), torch.ones(3))], frames),
        pytest.raises(AssertionError, match="announced"),
    ):
        seen(unet)
    with scaled_motion(unet, torch.zeros(3), frames), pytest.raises(AssertionError, match="announced"):
        seen(unet)


def test_no_trace_is_left_even_after_a_failure(unet: Any, tmp_path: Path) -> None:
    file, plain, before = lora(tmp_path, STILL), seen(unet), hooks(unet)
    with curved(unet, [(file, torch.ones(FRAMES))], Frames(FRAMES)), alone(unet):
        assert hooks(unet) > before
        assert not seen(unet).equal(plain)
    assert hooks(unet) == before
    assert seen(unet).equal(plain)
    with pytest.raises(KeyboardInterrupt), curved(unet, [(file, torch.ones(FRAMES))], Frames(FRAMES)), alone(unet):
        raise KeyboardInterrupt
    assert hooks(unet) == before
    assert seen(unet).equal(plain)


def test_the_order_in_which_loras_are_given_changes_no_bit(unet: Any, tmp_path: Path) -> None:
    uses = [(lora(tmp_path, STILL, name, seed), torch.linspace(0, 1, FRAMES)) for seed, name in enumerate("abc")]
    with curved(unet, uses, Frames(FRAMES)):
        first = seen(unet)
    with curved(unet, uses[::-1], Frames(FRAMES)):
        assert seen(unet).equal(first)


def test_half_precision_stays_half(tmp_path: Path) -> None:
    half = motion_unet().to(torch.bfloat16)
    layer = half.down_blocks[1].attentions[0].proj_in
    given = torch.ones(FRAMES, 3, layer.in_features, dtype=torch.bfloat16)
    with curved(half, [(lora(tmp_path, "down_blocks.1.attentions.0.proj_in"), torch.ones(FRAMES))], Frames(FRAMES)):
        assert layer(given).dtype is torch.bfloat16


def test_what_all_frames_share_has_no_curve(unet: Any, tmp_path: Path) -> None:
    made = loras.peft(loras.sums(motion_unet(), "time_embedding"))
    file = read_lora(loras.write(tmp_path / "a.safetensors", made), "a", 1)
    with (
        pytest.raises(
            BadAdapter, match=r"the LoRA `a` changes `time_embedding.linear_1`, which all frames share"
        ) as caught,
        curved(unet, [(file, torch.ones(FRAMES))], Frames(FRAMES)),
    ):
        pass
    assert caught.value.cure == "give it one weight for the whole shot"


def test_a_lora_of_another_model_is_refused_on_a_curve_as_well(unet: Any, tmp_path: Path) -> None:
    made = loras.peft({"down_blocks.7.x": loras.sums(motion_unet(), "conv_in")["conv_in"]})
    file = read_lora(loras.write(tmp_path / "a.safetensors", made), "a", 1)
    with (
        pytest.raises(BadAdapter, match="this model has 0 of the 1 layers"),
        curved(unet, [(file, torch.ones(FRAMES))], Frames(FRAMES)),
    ):
        pass


def test_motion_at_scale_one_is_not_touched(unet: Any) -> None:
    plain, before = seen(unet), hooks(unet)
    with scaled_motion(unet, torch.ones(FRAMES), Frames(FRAMES)):
        assert hooks(unet) == before
        assert seen(unet).equal(plain)


def test_without_motion_frames_do_not_see_each_other(unet: Any) -> None:
    dice = torch.Generator().manual_seed(9)
    added = {"text_embeds": torch.ones(1, 16), "time_ids": torch.ones(1, 6)}
    sample, text = torch.randn(1, 4, FRAMES, 8, 8, generator=dice), torch.randn(FRAMES, 7, 32, generator=dice)
    changed = sample.clone()
    changed[:, :, 3] += 1

    def frames(given: Tensor) -> Tensor:
        out: Tensor = unet(given, torch.tensor(300), text, added_cond_kwargs=added).sample
        return out

    with torch.no_grad():
        assert not frames(sample)[:, :, :3].equal(frames(changed)[:, :, :3])
        with alone(unet):
            assert frames(sample)[:, :, :3].equal(frames(changed)[:, :, :3])
            assert not frames(sample)[:, :, 3].equal(frames(changed)[:, :, 3])


@torch.no_grad()
def test_what_a_motion_module_adds_is_multiplied_frame_by_frame(unet: Any) -> None:
    module = unet.down_blocks[1].motion_modules[0]
    given = torch.randn(2 * FRAMES, 32, 4, 4, generator=torch.Generator().manual_seed(4))
    plain = module(given, num_frames=FRAMES)
    scale = torch.tensor([0.0, 0.5, 1.0, 1.5])
    with scaled_motion(unet, scale, Frames(FRAMES)):
        scaled = module(given, num_frames=FRAMES)
    for row in range(2 * FRAMES):
        added = float(scale[row % FRAMES]) * (plain - given)[row]
        assert near(scaled[row], given[row] + added)
    assert scaled[0].equal(given[0])
    assert scaled[2].equal(plain[2])
