"""Steering: strength follows its curve, what adds nothing is not run, and what is remembered is what it was."""

from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from anime_compiler.errors import CompilerBug
from renderer.control.steer import Steering, hints_given
from tests.renderer.control.asking import FRAMES, asked, predicted, residuals, rows_of, spec, track
from tests.renderer.tiny import models
from tests.renderer.tiny.annotators import deep_t2i_adapter, union

torch.set_num_threads(1)


@cache
def unet() -> Any:
    return models.sdxl_unet()


@cache
def net(seed: int = 4) -> Any:
    return models.controlnet(unet(), seed)


def stock(network: Any, rows: int = FRAMES, scale: float = 1.0, **given: Any) -> list[Tensor]:
    """What diffusers makes of the first map for all rows, without us."""
    sample, time, text, pooled, sizes = asked(rows)
    hints = track(0).pixels.repeat(rows, 1, 1, 1)
    told = {"controlnet_cond": hints, "conditioning_scale": scale} | given
    added = {"text_embeds": pooled, "time_ids": sizes}
    with torch.no_grad():
        down, mid = network(sample, time, text, added_cond_kwargs=added, return_dict=False, **told)
    return [*down, mid]


def all_of(steered: Any) -> list[Tensor]:
    return [*steered.down, steered.mid]


def test_without_curves_it_is_what_diffusers_computes_bit_for_bit() -> None:
    for one, other in zip(all_of(residuals(spec(net()))), stock(net()), strict=True):
        assert torch.equal(one, other)


def test_strength_follows_the_weight_and_the_nearness_at_each_frame() -> None:
    weight = torch.tensor([1.0, 0.8, 0.6, 0.4, 0.2])
    hints = track(0, 8)
    full = all_of(residuals(spec(net())))
    ramped = all_of(residuals(spec(net(), weight=weight, track=hints)))
    for one, other in zip(ramped, full, strict=True):
        for frame, strength in enumerate(weight * torch.tensor([1, 0.75, 0.5, 0.25, 0])):
            assert torch.allclose(one[frame], other[frame] * strength, rtol=1e-5, atol=1e-7)


def test_the_effect_on_the_picture_falls_with_the_strength() -> None:
    given = asked()
    steered = residuals(spec(net(), weight=torch.linspace(1, 0, FRAMES)))
    moved = (predicted(unet(), given, steered) - predicted(unet(), given)).flatten(1).abs().mean(1)
    assert moved.tolist() == sorted(moved.tolist(), reverse=True)
    assert moved[0] > 10 * moved[-1]


class _Untouchable(torch.nn.Module):
    """A network that must not be run."""

    def __init__(self) -> None:
        super().__init__()
        self.config = net().config
        self.weight = torch.nn.Parameter(torch.zeros(1))

    def forward(self, *_: Any, **__: Any) -> None:
        raise AssertionError("it was run")


@pytest.mark.parametrize(
    ("changes", "progress"),
    [
        ({"weight": torch.zeros(FRAMES)}, 0.0),
        ({"after": 0.25}, 0.2),
        ({"until": 0.5}, 0.5),
        ({"after": 0.5, "until": 0.5}, 0.5),
    ],
)
def test_what_adds_nothing_is_not_run_and_leaves_the_picture_as_it_is(changes: Any, progress: float) -> None:
    for kind in ("controlnet", "t2i_adapter"):
        assert residuals(spec(_Untouchable(), kind, **changes), progress=progress) == (None, None, None)
    both = all_of(residuals(spec(net()), spec(_Untouchable(), **changes), progress=progress))
    alone = all_of(residuals(spec(net()), progress=progress))
    assert all(torch.equal(one, other) for one, other in zip(both, alone, strict=True))


def test_strength_that_is_nothing_in_this_window_only_keeps_it_from_running_there_only() -> None:
    weight = torch.tensor([0.0, 0.0, 0.0, 1.0, 1.0])
    assert residuals(spec(_Untouchable(), weight=weight), frames=torch.tensor([0, 1, 2])).down is None
    assert residuals(spec(net(), weight=weight), frames=torch.tensor([2, 3])).down is not None


@pytest.mark.parametrize("progress", [0.25, 0.45])
def test_it_acts_from_its_first_share_of_the_steps_to_before_its_last(progress: float) -> None:
    assert residuals(spec(net(), after=0.25, until=0.5), progress=progress).down is not None


def test_two_networks_add_up() -> None:
    one, other = spec(net(4)), spec(net(5), weight=torch.full((FRAMES,), 0.5), track=track(1))
    both = all_of(residuals(one, other))
    for left, right, sums in zip(all_of(residuals(one)), all_of(residuals(other)), both, strict=True):
        assert torch.allclose(left + right, sums, atol=1e-6)


def test_one_set_of_sums_is_in_memory() -> None:
    steering = Steering([spec(net(4)), spec(net(5))])
    first = steering._all[0].residuals  # type: ignore[union-attr]
    kept: list[Tensor] = []

    def watched(*given: Any) -> list[Tensor]:
        kept.extend(first(*given))
        return kept

    steering._all[0].residuals = watched  # type: ignore[union-attr, method-assign]
    sums = steering.residuals(*asked(), torch.arange(FRAMES), 0.0)
    assert sums.down is not None
    assert all(one is other for one, other in zip(sums.down, kept, strict=False))


def test_frames_of_a_window_get_their_own_maps_and_strengths() -> None:
    told = spec(net(), track=track(0, 1, 2, 3, 4), weight=torch.tensor([0.2, 0.4, 0.6, 0.8, 1.0]))
    window = torch.tensor([4, 1])
    rows = all_of(residuals(told, frames=window, rows=4))
    given = asked(4)
    for row, frame in enumerate((4, 1, 4, 1)):
        own = spec(net(), track=track(frame, frames=1), weight=told.weight[frame : frame + 1])
        alone = Steering([own]).residuals(*rows_of(given, row), torch.tensor([0]), 0.0)
        for one, other in zip(rows, all_of(alone), strict=True):
            assert torch.allclose(one[row], other[0], atol=1e-5)


def test_windows_that_share_some_of_their_maps_get_what_each_gets_alone() -> None:
    told = spec(net(), track=track(0, 1, 2, 3, 4))
    steering = Steering([told])
    for window in ([0, 1, 2], [2, 3, 4], [0, 1, 2], [4, 0, 3]):
        frames = torch.tensor(window)
        again = steering.residuals(*asked(3), frames, 0.0)
        for one, other in zip(all_of(again), all_of(residuals(told, frames=frames)), strict=True):
            assert torch.equal(one, other)


def test_both_sides_of_guidance_are_steered_alike() -> None:
    steering = Steering([spec(net(), weight=torch.linspace(0.1, 1, FRAMES), track=track(0, 4))])
    twice = steering.residuals(*rows_of(asked(), *range(FRAMES), *range(FRAMES)), torch.arange(FRAMES), 0.0)
    for both in all_of(twice):
        one, other = both.chunk(2)
        assert len(one) == FRAMES
        assert torch.allclose(one, other, atol=1e-5)


def test_hints_are_embedded_once_for_each_map_and_bit_for_bit_as_at_every_step() -> None:
    network, hints = net(), track(0, 2, 4)
    calls: list[int] = []
    hook = network.controlnet_cond_embedding.register_forward_hook(lambda *_: calls.append(1))
    steering = Steering([spec(network, track=hints)])
    first = all_of(steering.residuals(*asked(), torch.arange(FRAMES), 0.0))
    again = all_of(steering.residuals(*asked(), torch.arange(FRAMES), 0.5))
    hook.remove()
    assert len(hints.pixels) == 3
    assert len(calls) == 1
    scale = hints.nearness[:, None, None, None]
    wanted = stock(network, scale=scale, controlnet_cond=hints.pixels[hints.map_of_frame])  # type: ignore[arg-type]
    for one, other, third in zip(first, wanted, again, strict=True):
        assert torch.equal(one, other)
        assert torch.equal(one, third)


def test_a_window_that_sees_other_maps_and_another_number_of_rows_are_embedded_as_they_come() -> None:
    network, hints = net(), track(0, 2, 4)
    sizes: list[int] = []
    hook = network.controlnet_cond_embedding.register_forward_hook(lambda *told: sizes.append(len(told[2])))
    steering = Steering([spec(network, track=hints)])
    first, second = torch.tensor([0, 1]), torch.tensor([2, 3, 4, 4])
    for window, progress in ((first, 0.0), (first, 0.1), (second, 0.2), (second, 0.3), (first, 0.4)):
        got = all_of(steering.residuals(*asked(len(window)), window, progress))
        scale = hints.nearness[window][:, None, None, None]
        pixels = hints.pixels[hints.map_of_frame[window]]
        wanted = stock(network, len(window), scale=scale, controlnet_cond=pixels)  # type: ignore[arg-type]
        assert all(torch.equal(one, other) for one, other in zip(got, wanted, strict=True))
    hook.remove()
    assert sizes == [2, 2, 2, 4, 4, 4, 2, 2], "of ours, the 1st, the 3rd and the 5th; of diffusers, each"


def test_hints_are_embedded_while_the_network_runs_because_its_weights_may_be_elsewhere_before() -> None:
    network = models.controlnet(unet(), 8)
    told: list[str] = []
    hooks = [
        network.register_forward_pre_hook(lambda *_: told.append("begins")),
        network.controlnet_cond_embedding.register_forward_pre_hook(lambda *_: told.append("embeds")),
        network.register_forward_hook(lambda *_: told.append("ends")),
    ]
    steering = Steering([spec(network)])
    for progress in (0.0, 0.5):
        steering.residuals(*asked(), torch.arange(FRAMES), progress)
    for hook in hooks:
        hook.remove()
    assert told == ["begins", "embeds", "ends", "begins", "ends"]


def test_embedded_hints_leave_no_trace_even_where_the_network_fails() -> None:
    network = net()
    own, names = network.controlnet_cond_embedding, list(network.state_dict())
    with pytest.raises(RuntimeError):  # text of another width
        Steering([spec(network)]).residuals(*asked()._replace(text=torch.zeros(5, 7, 3)), torch.arange(FRAMES), 0.0)
    assert network.controlnet_cond_embedding is own
    assert not own._forward_hooks
    with hints_given(network, torch.zeros(1)):
        assert network.controlnet_cond_embedding is not own
    assert network.controlnet_cond_embedding is own
    assert list(network.state_dict()) == names


def test_a_network_that_wants_blue_first_gets_blue_first() -> None:
    network = models.controlnet(unet(), 9)
    usual = stock(network)
    network.register_to_config(controlnet_conditioning_channel_order="bgr")
    for one, other, third in zip(all_of(residuals(spec(network))), stock(network), usual, strict=True):
        assert torch.equal(one, other)
        assert not torch.equal(one, third)


def test_a_union_is_asked_by_its_mode_as_diffusers_does() -> None:
    network = union()
    switch = torch.zeros(FRAMES, 6)
    switch[:, 3] = 1
    hints = track(0).pixels.repeat(FRAMES, 1, 1, 1)
    wanted = stock(
        network,
        controlnet_cond=[hints],
        conditioning_scale=[1.0],
        control_type=switch,
        control_type_idx=[3],
    )
    got = all_of(residuals(spec(network, "controlnet_union", mode=3)))
    assert all(torch.equal(one, other) for one, other in zip(got, wanted, strict=True))
    other_mode = all_of(residuals(spec(network, "controlnet_union", mode=1)))
    assert not torch.allclose(got[-1], other_mode[-1], atol=1e-4)
    ramp = torch.linspace(1, 0, FRAMES)
    ramped = all_of(residuals(spec(network, "controlnet_union", mode=3, weight=ramp)))
    assert torch.allclose(ramped[0], got[0] * ramp[:, None, None, None], atol=1e-6)


def test_a_controlnet_of_sd2_steers_without_sizes_and_pooled_text() -> None:
    sd2 = models.sd2_unet()
    network = models.controlnet(sd2)
    steered = residuals(spec(network), is_xl=False)
    given = asked(is_xl=False)
    assert not torch.allclose(predicted(sd2, given, steered), predicted(sd2, given), atol=1e-4)


def test_bf16_networks_take_and_give_bf16() -> None:
    network = models.controlnet(unet(), 6).to(torch.bfloat16)
    steered = all_of(residuals(spec(network, weight=torch.linspace(0, 1, FRAMES))))
    assert {one.dtype for one in steered} == {torch.bfloat16}


def test_thick_limbs_are_a_switch() -> None:
    hints = track(0, side=64)
    hints = hints._replace(pixels=torch.zeros(1, 3, 64, 512))
    hints.pixels[:, 0, 30:34] = 1
    wide = asked(1)._replace(sample=torch.zeros(1, 4, 8, 64))
    one, other = (
        Steering([spec(net(), track=hints, thick=thick)]).residuals(*wide, torch.tensor([0]), 0.0)
        for thick in (False, True)
    )
    drawn_thick = Steering([spec(net(), track=hints.thickened())]).residuals(*wide, torch.tensor([0]), 0.0)
    assert one.mid is not None
    assert other.mid is not None
    assert drawn_thick.mid is not None
    assert torch.equal(other.mid, drawn_thick.mid)
    assert not torch.allclose(one.mid, other.mid, atol=1e-5)


@pytest.mark.parametrize("side", [64, 72])
def test_a_t2i_adapter_runs_once_for_each_map_and_acts_by_its_strength(side: int) -> None:
    network, given = deep_t2i_adapter(), asked(side=side)
    calls: list[int] = []
    hook = network.register_forward_hook(lambda *_: calls.append(1))
    weight = torch.linspace(1, 0, FRAMES)
    steering = Steering([spec(network, "t2i_adapter", track=track(0, 4, side=side), weight=weight)])
    steered = [steering.residuals(*given, torch.arange(FRAMES), progress) for progress in (0.0, 0.5)]
    hook.remove()
    assert len(calls) == 2
    first, second = (one.adapter for one in steered)
    assert first is not None
    assert second is not None
    assert all(torch.equal(one, other) for one, other in zip(first, second, strict=True))
    plain = predicted(unet(), given)
    moved = (predicted(unet(), given, steered[0]) - plain).flatten(1).abs().amax(1)
    assert (moved > 1e-4).tolist() == [True, True, False, True, False]


def test_a_map_that_is_not_in_whole_patches_is_continued_by_its_edge() -> None:
    network, hints = deep_t2i_adapter(), track(0, side=72)
    features = residuals(spec(network, "t2i_adapter", track=hints), side=72).adapter
    assert features is not None
    continued = torch.from_numpy(np.pad(hints.pixels.numpy(), [(0, 0), (0, 0), (0, 8), (0, 8)], mode="edge"))
    with torch.no_grad():
        wanted = network(continued)
    assert all(torch.equal(one[0], other[0]) for one, other in zip(features, wanted, strict=True))


def test_t2i_adapters_add_up_and_go_with_controlnets() -> None:
    one, other = deep_t2i_adapter(seed=16), deep_t2i_adapter(seed=17)
    first, second, both = (
        residuals(*(spec(network, "t2i_adapter") for network in networks)).adapter
        for networks in ([one], [other], [one, other])
    )
    assert first and second and both  # noqa: PT018 - for the type checker
    for left, right, sums in zip(first, second, both, strict=True):
        assert torch.allclose(left + right, sums, atol=1e-6)
    mixed = residuals(spec(one, "t2i_adapter"), spec(net()))
    assert mixed.adapter and mixed.down  # noqa: PT018


def test_a_t2i_adapter_for_grey_maps_sees_grey() -> None:
    network = deep_t2i_adapter("full_adapter", grey=True)
    features = residuals(spec(network, "t2i_adapter")).adapter
    assert features is not None
    with torch.no_grad():
        wanted = network(track(0).pixels.mean(1, keepdim=True))
    assert all(torch.equal(one[2], other[0]) for one, other in zip(features, wanted, strict=True))


def test_what_no_plan_may_say_is_a_bug() -> None:
    with pytest.raises(CompilerBug, match="nothing steers by a `lora`"):
        residuals(spec(net(), "lora"))
    with pytest.raises(CompilerBug, match="5 frames have 4 control weights"):
        residuals(spec(net(), weight=torch.ones(4)))
    with pytest.raises(CompilerBug, match="of 6 kinds has no mode 6"):
        residuals(spec(union(), "controlnet_union", mode=6))
