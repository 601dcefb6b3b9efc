"""Memory that runs out: the next step is taken, told and kept; the picture comes out, or the end is plain."""

from typing import Any

import numpy as np
import pytest
import torch

from renderer.stacks.diffusion.denoise import denoise
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.diffusion.fallbacks import DENOISING, OutOfMemory, Thrift, Thrifts, within_memory
from renderer.stacks.settings import Settings
from renderer.values import Latents
from tests.renderer.stacks.diffusion.works import Quiet, denoising, embeds, keyframe, latents, plan_of_models, segment
from tests.renderer.tiny.shelf import models_folder

CARD = torch.device("cuda")


def short_of_memory(times: int) -> Any:
    """Work that fails so often before it succeeds."""
    left = [times]

    def work() -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return "done"

    return work


@pytest.mark.parametrize(("times", "taken"), [(0, []), (1, DENOISING[:1]), (2, DENOISING)])
def test_steps_are_taken_in_their_order_and_told(times: int, taken: tuple[Thrift, ...]) -> None:
    heard, thrifts, cleared = Quiet(), Thrifts(CARD, frozenset()), list[None]()
    assert within_memory(thrifts, DENOISING, heard, lambda: cleared.append(None), short_of_memory(times)) == "done"
    assert heard.remarks == [one.when_needed for one in taken]
    assert thrifts.taken == set(taken)
    assert len(cleared) == times


def test_when_nothing_helps_it_is_said_with_its_own_exit_status() -> None:
    with pytest.raises(OutOfMemory) as raised:
        within_memory(Thrifts(CARD, frozenset()), DENOISING, Quiet(), lambda: None, short_of_memory(3))
    assert raised.value.exit_status == 6


def test_without_a_card_nothing_is_streamed() -> None:
    thrifts = Thrifts(torch.device("cpu"), frozenset({Thrift.STREAMED}))
    assert not thrifts.taken
    thrifts.taken.add(Thrift.ONE_BY_ONE)
    assert thrifts.next(DENOISING) is None


def test_other_faults_are_none_of_memory() -> None:
    def work() -> None:
        raise RuntimeError("sizes of tensors must match")

    heard = Quiet()
    with pytest.raises(RuntimeError, match="sizes"):
        within_memory(Thrifts(CARD, frozenset()), DENOISING, heard, lambda: None, work)
    assert not heard.remarks


def test_a_still_that_ran_out_of_memory_is_made_one_side_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = DiffusionStack("sdxl", Settings(models_folder(), "cpu"))
    stack.bound(plan_of_models())
    op = keyframe(denoising=denoising(guidance=4.0))
    whole = stack.keyframe(op, embeds(), None, (), Quiet()).pixels
    left = [1]

    def fails_once(*given: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return denoise(*given)

    monkeypatch.setattr("renderer.stacks.diffusion.stills.denoise", fails_once)
    heard = Quiet()
    made = stack.keyframe(op, embeds(), None, (), heard).pixels
    assert heard.remarks == [Thrift.ONE_BY_ONE.when_needed]
    assert np.abs(made.astype(int) - whole.astype(int)).max() <= 1
    heard = Quiet()
    stack.keyframe(op, embeds(), None, (), heard)
    assert not heard.remarks  # it stays, and is not news any more


def test_little_memory_gives_the_same_motion_to_rounding() -> None:
    op = segment(denoising=denoising(guidance=3.0))
    frugal = DiffusionStack("sdxl", Settings(models_folder(), "cpu", low_memory=True))
    frugal.bound(plan_of_models())

    made: Latents = frugal.segment(op, (embeds(negative="blurry"),), (), None, None, (), Quiet())
    whole = latents(op, embeds(negative="blurry"))
    assert np.abs(made.tensors["latents"] - whole.tensors["latents"]).max() < 1e-2
    assert "+one-by-one" in frugal.edition
