"""Stills: alone, together, out of one another, around a character."""

import numpy as np
import pytest

from anime_compiler.plan import ops
from renderer.stacks.diffusion.noise import still_noise
from renderer.values import Array, Pictures
from tests.renderer.stacks.diffusion.works import Quiet, denoising, embeds, keyframe, stack


def made(op: ops.Keyframe, first: Pictures | None = None) -> Array:
    pixels: Array = stack().keyframe(op, embeds(), first, (), Quiet()).pixels.astype(int)
    return pixels


def apart(one: Array, other: Array) -> float:
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("scheduler", ["LCM", "DPM++ 2M Karras", "Euler", "DDIM"])
def test_pictures_that_are_made_together_are_those_that_are_made_alone(scheduler: str) -> None:
    how = denoising(scheduler=scheduler)
    together = made(keyframe(denoising=how, seeds=(1, 2, 3)))
    for number, seed in enumerate((1, 2, 3)):
        assert np.abs(made(keyframe(denoising=how, seeds=(seed,)))[0] - together[number]).max() <= 1


def test_the_noise_of_a_scene_is_shared_and_stays_noise() -> None:
    means = []
    for shared in (0.0, 0.5, 1.0):
        noise = still_noise([1, 2], 9, shared, 1024, 1024)
        assert noise.std() == pytest.approx(1, abs=0.02)
        means.append(float((noise[0] * noise[1]).mean()))
    assert means == pytest.approx([0, 0.5, 1], abs=0.03)


def test_a_still_that_begins_from_another_is_nearer_to_it_the_less_is_drawn_anew() -> None:
    how = denoising(steps=10, scheduler="DPM++ 2M Karras")
    first = Pictures(made(keyframe(denoising=how, seeds=(1,))).astype(np.uint8))
    little, much = (made(keyframe(denoising=how, seeds=(2,), redraw=redraw), first) for redraw in (0.2, 0.9))
    assert apart(little, first.pixels.astype(int)) < apart(much, first.pixels.astype(int))


def test_views_of_a_character_see_each_other_and_leave_no_trace() -> None:
    before = made(keyframe())
    op = ops.Turnaround(denoising(), 3, 7)
    texts = [embeds("1girl, front view"), embeds("1girl, from side"), embeds("1girl, from behind")]
    views = stack().turnaround(op, texts, Quiet()).pixels
    assert views.shape == (3, 48, 64, 3)
    others = stack().turnaround(op, [texts[0], texts[1], embeds("1boy, night")], Quiet()).pixels
    assert apart(views[0].astype(int), others[0].astype(int)) > 0  # the first view felt the last one change
    assert np.array_equal(made(keyframe()), before)


def test_steps_are_told_and_previews_are_small_pictures() -> None:
    heard = Quiet()
    stack().keyframe(keyframe(denoising=denoising(steps=4)), embeds(), None, (), heard)
    assert heard.steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    preview = heard.previews[-1]()
    assert preview.shape == (6, 8, 3)
    assert preview.dtype == np.uint8
