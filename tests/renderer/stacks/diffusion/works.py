"""Operations on small models, ready to be done: what a plan would say, without a storyboard around it."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import torch

from anime_compiler.model.prompt import EMPTY_PROMPT, Phrase, Prompt
from anime_compiler.model.storyboard import Curve, CurvePoint, constant
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.settings import Settings
from renderer.values import Array, Embeds, Latents, Pictures, Pixels
from tests.renderer.tiny.shelf import models_folder

NOBODY = ops.Identity("", ())
BETAS = ops.Betas("scaled_linear", 0.00085, 0.02)
KINDS = {
    "sdxl-base-1.0": ("base", "sdxl"),
    "sd2-768": ("base", "sd2"),
    "sdxl-vae-fp16-fix": ("vae", "sdxl"),
    "animatediff-sdxl-beta": ("motion_adapter", "sdxl"),
    "cn-openpose-xinsir": ("controlnet", "sdxl"),
    "cn-depth-xinsir": ("controlnet", "sdxl"),
    "cn-union-xinsir": ("controlnet_union", "sdxl"),
    "t2i-lineart-sdxl": ("t2i_adapter", "sdxl"),
    "pastel-anime-xl": ("lora_style", "sdxl"),
    "flatline": ("lora_style", "sdxl"),
    "lcm-lora-sdxl": ("lora_speed", "sdxl"),
    "own-motion": ("motion_lora", "sdxl"),
    "ip-adapter-plus-sdxl": ("ip_adapter", "sdxl"),
}


class Quiet:
    """Hears what a stack tells, and shows nothing."""

    node = "rooftop/still:0"

    def __init__(self) -> None:
        self.steps: list[tuple[int, int]] = []
        self.remarks: list[str] = []
        self.previews: list[Callable[[], Pixels]] = []

    def __call__(self, done: int, of: int, /) -> None:
        self.steps.append((done, of))

    def remark(self, text: str, /) -> None:
        self.remarks.append(text)

    def preview(self, draw: Callable[[], Pixels], /) -> None:
        self.previews.append(draw)


@cache
def stack(name: str = "sdxl") -> DiffusionStack:
    torch.set_num_threads(1)
    made = DiffusionStack(name, Settings(models_folder(), "cpu"))
    made.bound(plan_of_models())
    return made


def plan_of_models() -> RenderPlan:
    """A plan that asks for every small model and does nothing."""
    models = tuple(PlanModel(id, id, kind, family, "hub/" + id, *[""] * 6) for id, (kind, family) in KINDS.items())
    size = Size(64, 48)
    return RenderPlan("a.yaml", "a", "", "open", (), "sdxl", 8, size, 8, models, (), ())


def said(text: str) -> Prompt:
    return Prompt(((Phrase(text),),)) if text else EMPTY_PROMPT


def denoising(**changes: Any) -> ops.Denoising:
    usual = ops.Denoising(
        base="sdxl-base-1.0",
        vae="sdxl-vae-fp16-fix",
        size=Size(64, 48),
        steps=3,
        guidance=1.0,
        scheduler="DDIM",
        prediction="",
        precision="fp32",
        tiled=False,
        lcm="",
        loras=(),
    )
    return usual._replace(**changes)


def keyframe(**changes: Any) -> ops.Keyframe:
    return ops.Keyframe(denoising(), (7,), 3, 0.0, 0.0, NOBODY)._replace(**changes)


def segment(**changes: Any) -> ops.Segment:
    usual = ops.Segment(
        denoising=denoising(),
        module="animatediff-sdxl-beta",
        betas=BETAS,
        motion_loras=(),
        scale=constant(1.0),
        frames=8,
        overlap=0,
        carried_at=0,
        window=8,
        stride=6,
        travel=((0, "linear"),),
        controls=(),
        anchor=0.0,
        seed=11,
        identity=NOBODY,
    )
    return usual._replace(**changes)


def embeds(text: str = "1girl, blue hair", negative: str = "", base: str = "sdxl-base-1.0") -> Embeds:
    op = ops.EncodePrompt(base, "fp32", said(text), said(negative), ())
    return stack("sdxl" if base.startswith("sdxl") else "sd2").encode(op)


def latents(
    op: ops.Segment,
    *texts: Embeds,
    maps: tuple[Pictures, ...] = (),
    carried: Latents | None = None,
    anchor: Latents | None = None,
) -> Latents:
    return stack().segment(op, texts or (embeds(),), maps, carried, anchor, (), Quiet())


def frames_of(made: Latents) -> Array:
    """The frames of latents, first."""
    frames: Array = made.tensors["latents"][0].swapaxes(0, 1)
    return frames


def differences(one: Latents, other: Latents) -> list[float]:
    """How much each frame differs, in the mean."""
    apart = np.abs(frames_of(one) - frames_of(other))
    return [float(frame.mean()) for frame in apart]


def ramp(*points: tuple[int, float]) -> Curve:
    return Curve(tuple(CurvePoint(frame, value, "linear") for frame, value in points))


def striped(seed: int = 0) -> Pictures:
    """A map of coloured stripes."""
    pixels = np.zeros((1, 48, 64, 3), np.uint8)
    pixels[0, :, 10 + seed : 20 + seed] = (250, 40, 40)
    pixels[0, 12 + seed : 18 + seed] = (30, 220, 90)
    return Pictures(pixels)
