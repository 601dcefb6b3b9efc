"""What a card has no room for is known before anything is loaded."""

import pytest
import torch

from anime_compiler.diagnostics.source import Position
from anime_compiler.model.timecode import Size
from anime_compiler.plan.render_plan import Node
from renderer.stacks.diffusion import card
from renderer.stacks.diffusion.card import planned_thrifts
from renderer.stacks.diffusion.fallbacks import Thrift
from tests.renderer.stacks.diffusion.works import denoising, keyframe, plan_of_models, segment

LARGE = denoising(size=Size(1024, 1024))
NODES = tuple(
    Node(name, op, (), "roof", Position(1, 1))
    for name, op in (("still", keyframe(denoising=LARGE)), ("motion", segment(denoising=LARGE)))
)
BOTH = {Thrift.ONE_BY_ONE, Thrift.STREAMED}


@pytest.mark.parametrize(("room", "motion"), [(24.0, set()), (11.0, {Thrift.ONE_BY_ONE}), (8.0, BOTH), (2.0, BOTH)])
def test_a_small_card_is_saved_on_from_the_beginning(
    room: float, motion: set[Thrift], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "room_on", lambda _device: room)
    found = planned_thrifts(plan_of_models()._replace(nodes=NODES), torch.device("cuda"))
    assert found["motion"] == motion
    assert found["stills"] <= motion


def test_without_a_card_or_work_nothing_is_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "room_on", lambda _device: 1.0)
    assert planned_thrifts(plan_of_models()._replace(nodes=NODES), torch.device("cpu")) == {}
    assert planned_thrifts(plan_of_models(), torch.device("cuda")) == {}


def test_what_is_planned_for_a_phase_is_done_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from renderer.stacks.diffusion.diffusion import DiffusionStack
    from renderer.stacks.settings import Settings
    from tests.renderer.stacks.diffusion.works import Quiet, embeds
    from tests.renderer.tiny.shelf import models_folder

    planned = {"motion": frozenset({Thrift.ONE_BY_ONE})}
    monkeypatch.setattr("renderer.stacks.diffusion.diffusion.planned_thrifts", lambda _plan, _device: planned)
    stack, heard = DiffusionStack("sdxl", Settings(models_folder(), "cpu")), Quiet()
    stack.bound(plan_of_models())
    stack.keyframe(keyframe(), embeds(), None, (), heard)
    assert not stack._models.thrifts.taken
    assert not heard.remarks
    for _ in range(2):  # it changes how each is rounded, so each says so
        heard = Quiet()
        stack.segment(segment(), (embeds(),), (), None, None, (), heard)
        assert stack._models.thrifts.taken == planned["motion"]
        assert heard.remarks == ["the card has little memory: both sides of guidance were computed one after the other"]
