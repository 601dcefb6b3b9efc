"""The settings of a render as the contest wants them handed in, read off the plan alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from anime_compiler.model.storyboard import Curve
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PlanModel, RenderPlan

Config = Mapping[str, Any]


def configs_of(plan: RenderPlan) -> Mapping[str, Config]:
    """The three files' contents for one clip, by file name."""
    models = {model.id: model for model in plan.models}
    return {
        "pipeline_config.json": _pipeline(plan, models),
        "lora_versions.json": {"loras": [_lora(id, weights, models) for id, weights in _loras(plan).items()]},
        "controlnet_config.json": _controlnets(plan, models),
    }


def _pipeline(plan: RenderPlan, models: Mapping[str, PlanModel]) -> Config:
    denoisings = {node.op.denoising for node in plan.nodes if isinstance(node.op, ops.Keyframe | ops.Segment)}
    segments = [node.op for node in plan.nodes if isinstance(node.op, ops.Segment)]
    how = next(iter(sorted(denoisings, key=str)), None)
    return {
        "stack": plan.stack,
        "ruleset": plan.ruleset,
        "base": _model(how.base, models) if how else None,
        "vae": _model(how.vae, models) if how else None,
        "lcm": _model(how.lcm, models) if how else None,
        "steps": how.steps if how else None,
        "guidance": how.guidance if how else None,
        "scheduler": how.scheduler if how else None,
        "precision": how.precision if how else None,
        "generated_at": sorted({one.size.text for one in denoisings}),
        "size": plan.size.text,
        "fps": plan.fps,
        "frames": plan.frames,
        "motion_modules": [_model(id, models) for id in sorted({segment.module for segment in segments})],
        "segment_frames": sorted({segment.window for segment in segments}),
        "num_segments": len(segments),
    }


def _loras(plan: RenderPlan) -> dict[str, set[str]]:
    """Every LoRA with the weights it is used at."""
    found: dict[str, set[str]] = {}
    for node in plan.nodes:
        if isinstance(node.op, ops.Keyframe | ops.Turnaround | ops.Segment):
            motion = node.op.motion_loras if isinstance(node.op, ops.Segment) else ()
            for lora in (*node.op.denoising.loras, *motion):
                found.setdefault(lora.model, set()).add(_curve(lora.weight))
    return dict(sorted(found.items()))


def _lora(id: str, weights: Iterable[str], models: Mapping[str, PlanModel]) -> Config:
    return {**(_model(id, models) or {"id": id}), "weights": sorted(weights)}


def _controlnets(plan: RenderPlan, models: Mapping[str, PlanModel]) -> Config:
    shots: dict[str, dict[str, Config]] = {}
    for node in plan.nodes:
        if isinstance(node.op, ops.Segment):
            for control in node.op.controls:
                entry = {
                    "kind": control.kind,
                    "model": _model(control.model, models),
                    "weight": _curve(control.weight),
                    "steps": f"{control.after:.0%} to {control.until:.0%}",
                    "source": "generated",  # a plan has no other: every map is made of a generated picture
                }
                shots.setdefault(node.scene, {}).setdefault(control.kind, entry)
    annotators = {node.op.annotator for node in plan.nodes if isinstance(node.op, ops.Extract) and node.op.annotator}
    return {
        "internal_controlnet_only": True,
        "shots": {shot: list(controls.values()) for shot, controls in shots.items()},
        "annotators": [_model(id, models) for id in sorted(annotators)],
    }


def _model(id: str, models: Mapping[str, PlanModel]) -> Config | None:
    model = models.get(id)
    if model is None:
        return {"id": id} if id else None
    fields = ("id", "title", "repo", "file", "revision", "sha256", "licence", "citation", "link")
    return {field: getattr(model, field) for field in fields}


def _curve(curve: Curve) -> str:
    if curve.is_constant:
        return f"{curve.points[0].value:g}"
    return ", ".join(f"{point.value:g} at frame {point.frame} ({point.ease})" for point in curve.points)
