"""`check` refuses what `render` would refuse: every model for frames in between, and every upscaler."""

from pathlib import Path

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.resolve.context import Library
from renderer.errors import BrokenPicture
from renderer.execute.interpolate import interpolate
from renderer.execute.job import Job
from renderer.stacks.animatic.animatic import AnimaticStack
from renderer.values import Value
from tests.anime_compiler.plan.compiled import all_running
from tests.renderer.stacks.animatic.boards import nothing

_STEPS = {"interpolation": "step: interpolate, fps: 24", "upscaler": "step: upscale"}
_HEAD = "animec: 1\nclip: c\nruleset: open\nprofile: 768_long\nshots: [{id: a, prompt: a roof}]\n"
_MODELS = [(model.id, step) for model in shipped_catalogue().models.values() if (step := _STEPS.get(model.kind))]


@pytest.mark.parametrize(("name", "step"), _MODELS)
@pytest.mark.parametrize("stack", ["sdxl", "sd2"])
def test_a_step_with_a_model_is_refused_with_what_works_instead(name: str, step: str, stack: str) -> None:
    text = f"{_HEAD}stack: {stack}\npost: [{{{step}, model: {name}}}]\n"
    found, _, plan = compile_storyboard("c.yaml", text.encode(), Library(shipped_catalogue(), ()))
    assert plan is None
    (refused,) = [one for one in found if one.code.name == "unrunnable-model"]
    assert refused.message == f"animec cannot run `{name}` yet"
    assert refused.help is not None
    assert ("optical flow" in refused.help) == ("interpolate" in step)
    assert ("step: scale" in refused.help) == ("upscale" in step)


def test_the_renderer_would_refuse_it_too() -> None:
    text = f"{_HEAD}post: [{{step: interpolate, fps: 24, model: rife-4.26}}]\n"
    plan = compile_storyboard("c.yaml", text.encode(), Library(all_running(), ())).plan
    assert plan is not None
    (node,) = [node for node in plan.nodes if isinstance(node.op, ops.Interpolate)]
    assert isinstance(node.op, ops.Interpolate)
    job = Job(plan, node, AnimaticStack(), _unread, Path(), nothing, 1)
    with pytest.raises(BrokenPicture, match=r"`rife-4\.26`"):
        interpolate(node.op, job)


def _unread(node: str) -> Value:
    raise AssertionError(f"`{node}` was read for nothing")
