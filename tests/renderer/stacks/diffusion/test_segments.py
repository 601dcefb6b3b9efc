"""Each claim about motion, on small models: a claim that stopped being true would show here."""

import numpy as np
import pytest

from anime_compiler.model.storyboard import constant
from anime_compiler.plan import ops
from renderer.values import Embeds
from tests.renderer.stacks.diffusion.works import (
    denoising,
    differences,
    embeds,
    frames_of,
    latents,
    ramp,
    segment,
    stack,
    striped,
)

SCHEDULERS = ["LCM", "DPM++ 2M Karras", "Euler", "DDIM"]


def test_the_same_operation_gives_the_same_bits() -> None:
    one, two = latents(segment()), latents(segment())
    assert frames_of(one).tobytes() == frames_of(two).tobytes()
    assert min(differences(one, latents(segment(seed=12)))) > 0.1


def test_a_prompt_travels_over_the_frames() -> None:
    here, there = embeds("1girl, blue hair"), embeds("1boy, night, city street, snow")
    travelling = latents(segment(travel=((0, "linear"), (7, "linear"))), here, there)
    from_here, from_there = (differences(travelling, latents(segment(), one)) for one in (here, there))
    assert from_here[0] < from_here[-1]
    assert from_there[-1] < from_there[0]


def test_a_prompt_of_one_frame_changes_that_frame_most() -> None:
    here, there = embeds("1girl, blue hair"), embeds("1boy, night, city street, snow")
    travel = ((0, "hold"), (4, "hold"), (5, "hold"))
    apart = differences(latents(segment(travel=travel), here, there, here), latents(segment(), here))
    assert apart.index(max(apart)) == 4


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_frames_that_are_carried_are_exact(scheduler: str) -> None:
    how = denoising(scheduler=scheduler)
    before = latents(segment(denoising=how))
    after = latents(segment(denoising=how, seed=12, overlap=3, carried_at=5), carried=before)
    assert frames_of(after)[:3].tobytes() == frames_of(before)[5:].tobytes()
    free = latents(segment(denoising=how, seed=12))
    assert min(differences(after, free)[3:]) > 1e-3  # the new frames feel the known ones
    assert np.isfinite(frames_of(after)).all()


def test_more_known_frames_hold_the_new_ones_more() -> None:
    before, free = latents(segment()), latents(segment(seed=12))
    felt = []
    for overlap in (1, 3):
        held = latents(segment(seed=12, overlap=overlap, carried_at=8 - overlap), carried=before)
        felt.append(np.mean(differences(held, free)[overlap:]))
    assert felt[0] < felt[1]


def test_windows_cover_a_long_shot_and_each_frame_is_one_of_them() -> None:
    long = latents(segment(frames=14))
    assert len(frames_of(long)) == 14
    assert np.isfinite(frames_of(long)).all()
    assert min(np.abs(frames_of(long)[1:] - frames_of(long)[:-1]).mean((1, 2, 3))) > 0


def test_one_window_is_the_same_as_none() -> None:
    one = latents(segment(window=8, stride=3))
    assert frames_of(one).tobytes() == frames_of(latents(segment())).tobytes()


def test_a_longer_window_than_the_module_knows_is_refused() -> None:
    with pytest.raises(Exception, match="longer than the 32 that `animatediff-sdxl-beta` knows"):
        latents(segment(frames=40, window=40))


def test_colours_are_drawn_to_the_first_segment_s() -> None:
    first, later = latents(segment(seed=1)), segment(seed=9)
    free, half, whole = (latents(later._replace(anchor=share), anchor=first) for share in (0.0, 0.5, 1.0))

    def apart(made: object) -> float:
        ours, theirs = (frames_of(one).mean((0, 2, 3)) for one in (made, first))  # type: ignore[arg-type]
        return float(np.abs(ours - theirs).sum())

    assert apart(free) > apart(half) > apart(whole)
    assert apart(whole) < 1e-4
    assert frames_of(free).tobytes() == frames_of(latents(later)).tobytes()


def test_the_schedule_of_the_module_counts() -> None:
    assert min(differences(latents(segment()), latents(segment(betas=None)))) > 1e-3


def test_liveliness_changes_frames_by_its_curve() -> None:
    usual = latents(segment())
    assert max(differences(usual, latents(segment(scale=constant(0.5))))) > 1e-4
    apart = differences(usual, latents(segment(scale=ramp((0, 1.0), (7, 0.0)))))
    assert apart[7] > apart[0]


def control(**changes: object) -> ops.SegmentControl:
    usual = ops.SegmentControl("openpose", "cn-openpose-xinsir", -1, constant(1.0), 0.0, 1.0, (0,))
    return usual._replace(**changes)  # type: ignore[arg-type]


def test_control_follows_its_strength() -> None:
    free, maps = latents(segment()), (striped(),)
    steered = [
        np.mean(differences(free, latents(segment(controls=(control(weight=constant(weight)),)), maps=maps)))
        for weight in (0.25, 1.0)
    ]
    assert 0 < steered[0] < steered[1]
    none = latents(segment(controls=(control(weight=constant(0.0)),)), maps=maps)
    assert frames_of(none).tobytes() == frames_of(free).tobytes()
    falling = latents(segment(controls=(control(weight=ramp((0, 1.0), (7, 0.0))),)), maps=maps)
    apart = differences(free, falling)
    assert apart[0] > apart[7]


def test_control_holds_at_the_frames_of_its_maps() -> None:
    both = (striped(), striped(9))
    held = latents(segment(controls=(control(frames=(0, 7)),)), maps=both)
    apart = differences(latents(segment()), held)
    assert min(apart[0], apart[7]) > max(apart[3], apart[4])


def test_control_ends_where_it_should() -> None:
    free, maps = latents(segment()), (striped(),)
    whole, early = (
        np.mean(differences(free, latents(segment(controls=(control(until=until),)), maps=maps)))
        for until in (1.0, 0.4)
    )
    assert 0 < early != whole


def test_several_controls_take_their_own_maps() -> None:
    depth = control(kind="depth", model="cn-depth-xinsir", frames=(0, 7))
    maps = (striped(), striped(3), striped(6))
    one = latents(segment(controls=(control(), depth)), maps=maps)
    other = latents(segment(controls=(control(), depth)), maps=(maps[0], maps[2], maps[1]))
    assert max(differences(one, other)) > 0


def test_the_pooled_text_travels_too() -> None:
    here = embeds()
    there = Embeds({**here.tensors, "pooled": -here.tensors["pooled"]})  # the same words, another whole
    apart = differences(latents(segment(travel=((0, "linear"), (7, "linear"))), here, there), latents(segment(), here))
    assert apart[0] < apart[-1]
    hooks = [len(block._forward_pre_hooks) for block in stack()._models.resident._held["motion"][1].unet.down_blocks]
    assert hooks == [0, 0, 0]
