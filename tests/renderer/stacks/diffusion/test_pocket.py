"""The models that ship, run by the stack: found without a folder of models, and drawing what diffusers draws."""

from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import StableDiffusionXLPipeline

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.timecode import Size
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.plan import ops
from anime_compiler.resolve.context import Library
from renderer.stacks.diffusion.diffusion import DiffusionStack
from renderer.stacks.diffusion.noise import still_noise
from renderer.stacks.settings import Settings
from renderer.values import Pictures
from tests.renderer.stacks.diffusion.works import Quiet, said

WEIGHTS = Path(__file__).parents[4] / "pocket" / "weights" / "pocket-base"
PROMPT = "1girl, short blue hair, upper body, beach, day"
BOARD = f"animec: 1\nclip: a\nruleset: open\nstack: pocket\nstills: [{{id: a, prompt: '{PROMPT}'}}]\n"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> DiffusionStack:
    """The stack where somebody has no models at all."""
    torch.set_num_threads(1)
    compiled = compile_storyboard("a.yaml", BOARD.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None, compiled.diagnostics
    made = DiffusionStack("pocket", Settings(tmp_path_factory.mktemp("empty") / "models", "cpu"))
    bound = made.bound(compiled.plan)
    assert all(len(model.sha256) == 64 for model in bound.models)
    return made


def keyframe(steps: int) -> ops.Keyframe:
    """As the storyboard's plan has it, smaller and in fewer steps."""
    compiled = compile_storyboard("a.yaml", BOARD.encode(), Library(shipped_catalogue(), ()))
    assert compiled.plan is not None
    (op,) = [node.op for node in compiled.plan.nodes if isinstance(node.op, ops.Keyframe)]
    return op._replace(denoising=op.denoising._replace(size=Size(128, 128), steps=steps))


def drawn(stack: DiffusionStack, op: ops.Keyframe, prompt: str = PROMPT) -> Pictures:
    text = stack.encode(ops.EncodePrompt("pocket-base", "fp32", said(prompt), said("blurry"), ()))
    return stack.keyframe(op, text, None, (), Quiet())


def test_a_still_is_that_of_diffusers(stack: DiffusionStack) -> None:
    op = keyframe(steps=4)
    ours = drawn(stack, op).pixels[0].astype(int)
    pipeline = StableDiffusionXLPipeline.from_pretrained(WEIGHTS, dtype=torch.float32, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    theirs = pipeline(
        PROMPT,
        negative_prompt="blurry",
        width=128,
        height=128,
        num_inference_steps=4,
        guidance_scale=op.denoising.guidance,
        guidance_rescale=0.7,
        latents=still_noise(op.seeds, op.scene_seed, op.shared, 128, 128),
        output_type="np",
    ).images[0]
    assert np.abs(ours - theirs * 255).max() <= 1.5


def test_what_it_draws_follows_the_prompt_and_the_seed(stack: DiffusionStack) -> None:
    op = keyframe(steps=6)
    day, again = drawn(stack, op), drawn(stack, op)
    night = drawn(stack, op, PROMPT.replace("day", "night"))
    other = drawn(stack, op._replace(seeds=(5,)))
    assert np.array_equal(day.pixels, again.pixels)
    assert day.pixels.mean() > night.pixels.mean() + 30
    assert not np.array_equal(day.pixels, other.pixels)
