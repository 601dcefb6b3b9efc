"""Nobody has published a motion module for Stable Diffusion 2: `check` says so, and what can be done instead."""

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import RenderPlan
from anime_compiler.resolve.context import Library

_HEAD = "animec: 1\nclip: c\nruleset: open\nstack: sd2\n"
_OWN = "models: {mine: {kind: motion_adapter, family: sd2, data: free}}\n"


def _compiled(text: str) -> tuple[list[Diagnostic], RenderPlan | None]:
    found, _, plan = compile_storyboard("c.yaml", (_HEAD + text).encode(), Library(shipped_catalogue(), ()))
    return [one for one in found if one.level is Level.ERROR], plan


@pytest.mark.parametrize(
    ("motion", "code"),
    [
        ("{module: animatediff-sdxl-beta}", "family-mismatch"),
        ("{module: motion-adapter-sd2}", "absent-model"),
        ("{scale: 1.2}", "motion-unavailable"),
    ],
)
def test_motion_is_refused_once_and_stills_are_offered(motion: str, code: str) -> None:
    errors, plan = _compiled(f"shots: [{{id: a, prompt: a roof, motion: {motion}}}]\n")
    assert plan is None
    (found,) = errors
    assert found.code.name == code
    assert found.help is not None
    assert "write `motion: none` for stills with camera moves" in found.help
    assert "interpolate them under `post`" in found.help


@pytest.mark.parametrize("motion", ["", ", motion: none"])
def test_what_is_offered_is_a_film(motion: str) -> None:
    text = f"shots: [{{id: a, prompt: a roof, camera: pan_left{motion}}}]\npost: [{{step: interpolate, fps: 24}}]\n"
    errors, plan = _compiled(text)
    assert errors == []
    assert plan is not None
    kinds = {type(node.op) for node in plan.nodes}
    assert kinds >= {ops.Keyframe, ops.Hold, ops.CameraMove, ops.Interpolate, ops.Assemble}
    assert ops.Segment not in kinds


def test_a_module_of_ones_own_moves_a_shot() -> None:
    errors, plan = _compiled(f"{_OWN}shots: [{{id: a, prompt: a roof, duration: 28f, motion: {{module: mine}}}}]\n")
    assert errors == []
    assert plan is not None
    segments = [node.op for node in plan.nodes if isinstance(node.op, ops.Segment)]
    assert [(op.module, op.betas, op.denoising.base) for op in segments] == [("mine", None, "sd2-768")] * 2
    assert "mine" in {model.id for model in plan.models}
