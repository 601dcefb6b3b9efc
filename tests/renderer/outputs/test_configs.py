"""The settings that are handed in: everything in them is read off the plan, and nothing of the plan is missing."""

import json
from pathlib import Path

import pytest

from anime_compiler.plan import ops
from renderer.outputs.configs import configs_of
from tests.renderer.films import plan_of

_SPECS = Path(__file__).parents[3] / "specs"


def test_the_showcase_in_full() -> None:
    configs = configs_of(plan_of((_SPECS / "clip_001.yaml").read_text(encoding="utf-8")))
    pipeline = configs["pipeline_config.json"]
    assert pipeline["base"]["repo"] == "stabilityai/stable-diffusion-xl-base-1.0"
    assert (pipeline["steps"], pipeline["guidance"], pipeline["fps"], pipeline["frames"]) == (22, 6.0, 8, 68)
    assert (pipeline["size"], pipeline["segment_frames"], pipeline["num_segments"]) == ("768x768", [16], 5)
    loras = {lora["id"]: lora["weights"] for lora in configs["lora_versions.json"]["loras"]}
    assert loras == {"flatline": ["0.25"], "pastel-anime-xl": ["0.8"]}
    controls = configs["controlnet_config.json"]
    assert controls["internal_controlnet_only"] is True
    kinds = {shot: [control["kind"] for control in used] for shot, used in controls["shots"].items()}
    assert kinds == {"rooftop": ["openpose", "depth"], "street": ["openpose"]}
    assert {control["source"] for used in controls["shots"].values() for control in used} == {"generated"}


@pytest.mark.parametrize("spec", sorted(_SPECS.glob("*.yaml")), ids=lambda spec: spec.stem)
def test_every_lora_and_every_control_of_a_plan_is_told(spec: Path) -> None:
    plan = plan_of(spec.read_text(encoding="utf-8"))
    configs = json.loads(json.dumps(configs_of(plan)))
    pictures = [node.op for node in plan.nodes if isinstance(node.op, ops.Keyframe | ops.Turnaround | ops.Segment)]
    segments = [op for op in pictures if isinstance(op, ops.Segment)]
    used = {lora.model for op in pictures for lora in op.denoising.loras}
    used |= {lora.model for op in segments for lora in op.motion_loras}
    assert {lora["id"] for lora in configs["lora_versions.json"]["loras"]} == used
    told = {
        (control["kind"], (control["model"] or {}).get("id", ""))
        for controls in configs["controlnet_config.json"]["shots"].values()
        for control in controls
    }
    assert told == {(control.kind, control.model) for op in segments for control in op.controls}


def test_a_weight_on_a_curve_is_told_point_by_point() -> None:
    text = (
        "animec: 1\nclip: c\nruleset: open\nstyle: {template: plain}\nshots: [{id: a, prompt: x, control: "
        "[{kind: depth, weight: [{at: 0%, value: 1.0}, {at: 100%, value: 0.2}]}]}]\n"
    )
    (control,) = configs_of(plan_of(text))["controlnet_config.json"]["shots"]["a"]
    assert control["weight"] == "1 at frame 0 (linear), 0.2 at frame 15 (linear)"
