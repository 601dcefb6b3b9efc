"""How long motion takes: the stack against diffusers, as a plain snippet and as its documentation advises.

python -m bench.render                    with and without a LoRA; a quarter of an hour on a quiet core
python -m bench.render --size 128 --pairs 5
python -m bench.render --no-cold          leave out the time from the start of a process to the first clip

All work on the same small models with random weights, with the same prompt and seed, on one core. They take turns in
one process, forwards and backwards, after a round that is not counted. What counts is processor time.
"""

import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from anime_compiler.model.prompt import Phrase, Prompt
from anime_compiler.model.storyboard import constant
from anime_compiler.model.timecode import Size
from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from bench.measure import Program, measure, spread

FRAMES: Final = 16
STEPS: Final = 5
GUIDANCE: Final = 1.7
_PROMPT, _NEGATIVE = "1girl, short blue hair, rooftop, wind", "blurry, text"
_SEED: Final = 7
_BASE, _MOTION, _LORA = "sdxl-base-1.0", "animatediff-sdxl-beta", "pastel-anime-xl"  # names of the catalogue
CONTENDERS: Final = ("plain", "best", "ours", "fast")
GOALS: Final = (
    # who, against whom, with a LoRA, at least so many times as fast
    ("ours", "plain", True, 1.25),
    ("ours", "plain", False, 1.1),
    ("ours", "best", True, 1 / 1.03),
    ("ours", "best", False, 1 / 1.03),
    ("fast", "plain", True, 2.5),
    ("fast", "plain", False, 2.5),
)
Clip = Callable[[], Any]  # makes 16 frames from a prompt


class Work(NamedTuple):
    """What is to be made, of which models."""

    models: Path
    size: int
    has_lora: bool


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=192)
    parser.add_argument("--channels", type=int, default=32)
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--no-cold", action="store_true")
    parser.add_argument("--one", nargs=3, metavar=("WHO", "MODELS", "LORA"), help="one clip, and nothing else")
    options = parser.parse_args()
    if options.one:
        who, models, lora = options.one
        contender(who, Work(Path(models), options.size, lora == "lora"))()
        return
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        from bench.small_models import write_models

        write_models(models, options.channels)
        print(f"{FRAMES} frames of {options.size}x{options.size}, {options.channels} channels, {STEPS} steps")
        for has_lora in (True, False):
            _report(Work(models, options.size, has_lora), options.pairs)
        if not options.no_cold:
            _cold(models, options.size)


def _report(work: Work, pairs: int) -> None:
    """Seconds of each, and ratios taken pair by pair."""
    taken = _take_turns({who: contender(who, work) for who in CONTENDERS}, pairs)
    print(f"\n{'with a LoRA' if work.has_lora else 'without a LoRA'}, {pairs} pairs")
    for who, figures in taken.items():
        print("{:6} {:7.2f} s ({:.2f} to {:.2f})".format(who, *spread(figures)))
    for who, against, with_lora, goal in GOALS:
        if with_lora == work.has_lora:
            ratios = [other / own for own, other in zip(taken[who], taken[against], strict=True)]
            middle, least, most = spread(ratios)
            said = "met" if least >= goal else "met, not in every pair" if middle >= goal else "MISSED"
            print(
                f"{who} against {against}: {middle:.2f} times as fast ({least:.2f} to {most:.2f}), {goal:.2f}: {said}"
            )


def _take_turns(clips: dict[str, Clip], pairs: int) -> dict[str, list[float]]:
    """Seconds of processor time. The order turns round each time, so that a drift of the machine meets all alike."""
    taken: dict[str, list[float]] = {who: [] for who in clips}
    for clip in clips.values():
        clip()
    for number in range(pairs):
        for who in list(clips)[:: -1 if number % 2 else 1]:
            began = time.process_time()
            clips[who]()
            taken[who].append(time.process_time() - began)
    return taken


def _cold(models: Path, size: int) -> None:
    """From the start of a process to its first clip, with a LoRA."""
    words = (sys.executable, "-m", "bench.render", "--size", str(size), "--one")
    costs = measure([Program(who, (*words, who, str(models), "lora")) for who in CONTENDERS], 2)
    print("\nfrom nothing to the first clip, a process each, with a LoRA")
    for who, figures in costs.items():
        print("{:6} {:7.2f} s ({:.2f} to {:.2f})".format(who, *spread([cost.cpu for cost in figures])))


def contender(who: str, work: Work) -> Clip:
    """Who makes the clip, loaded and ready."""
    import torch

    torch.set_num_threads(1)
    if who in ("plain", "best"):
        return _diffusers(work, is_best=who == "best")
    return _ours(work, steps=4 if who == "fast" else STEPS, guidance=1.0 if who == "fast" else GUIDANCE)


def _diffusers(work: Work, is_best: bool) -> Clip:
    """The snippet of the documentation: fp32, the LoRA beside the weights, all frames decoded at once. Or what it
    advises for speed: bf16, the LoRA in the weights, frames decoded one by one."""
    import torch
    from diffusers import AnimateDiffSDXLPipeline, LCMScheduler, MotionAdapter
    from diffusers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    dtype = torch.bfloat16 if is_best else torch.float32
    adapter = MotionAdapter.from_pretrained(work.models / _MOTION, dtype=dtype)
    pipeline: Any = AnimateDiffSDXLPipeline.from_pretrained(work.models / _BASE, motion_adapter=adapter, dtype=dtype)
    pipeline.scheduler = LCMScheduler.from_config(pipeline.scheduler.config)
    pipeline.set_progress_bar_config(disable=True)
    if work.has_lora:
        pipeline.load_lora_weights(work.models, weight_name=f"{_LORA}.safetensors")
    if is_best:
        pipeline.vae.enable_slicing()
        if work.has_lora:
            pipeline.fuse_lora()
            pipeline.unload_lora_weights()
    call = partial(pipeline, _PROMPT, negative_prompt=_NEGATIVE, num_frames=FRAMES, width=work.size, height=work.size)
    more = {"num_inference_steps": STEPS, "guidance_scale": GUIDANCE}
    return lambda: call(**more, generator=torch.Generator().manual_seed(_SEED))


def _ours(work: Work, steps: int, guidance: float) -> Clip:
    """The stack, as a plan asks for it. A render does all texts, all motion, all decoding, each with its models loaded
    once; so here each of the three has a stack of its own, which keeps its models as in the middle of such a phase."""
    from renderer.stacks.diffusion.diffusion import DiffusionStack
    from renderer.stacks.settings import Settings

    text, motion, decoding = (DiffusionStack("sdxl", Settings(work.models, "cpu")) for _ in range(3))
    encode, segment, decode = _operations(work, steps, guidance)
    for stack in (text, motion, decoding):
        stack.bound(_plan(work.size))
    told = _Nobody()

    def clip() -> Any:
        latents = motion.segment(segment, [text.encode(encode)], (), None, None, (), told)
        return decoding.decode(decode, latents, told)

    return clip


class _Nobody:
    """Hears what a stack tells, and shows nothing."""

    node = ""

    def __call__(self, done: int, of: int, /) -> None:
        """Nobody counts."""

    def remark(self, text: str, /) -> None:
        """What was not as planned would spoil the figures."""
        raise SystemExit(text)

    def preview(self, draw: Any, /) -> None:
        """Nobody looks."""


def _plan(size: int) -> RenderPlan:
    """What a stack has to know of the models: it does nothing itself."""
    kinds = {_BASE: "base", _MOTION: "motion_adapter", _LORA: "lora_style"}
    models = tuple(PlanModel(name, name, kind, "sdxl", "own/" + name, *[""] * 6) for name, kind in kinds.items())
    return RenderPlan("a.yaml", "a", "", "open", (), "sdxl", 8, Size(size, size), FRAMES, models, (), ())


def _operations(work: Work, steps: int, guidance: float) -> tuple[ops.EncodePrompt, ops.Segment, ops.Decode]:
    loras = (ops.Lora(_LORA, constant(1.0)),) if work.has_lora else ()
    how = ops.Denoising(
        base=_BASE,
        vae="",
        size=Size(work.size, work.size),
        steps=steps,
        guidance=guidance,
        scheduler="LCM",
        prediction="",
        precision="fp16",
        tiled=False,
        lcm="",
        loras=loras,
    )
    segment = ops.Segment(
        denoising=how,
        module=_MOTION,
        betas=None,
        motion_loras=(),
        scale=constant(1.0),
        frames=FRAMES,
        overlap=0,
        carried_at=0,
        window=FRAMES,
        stride=12,
        travel=((0, "linear"),),
        controls=(),
        anchor=0.0,
        seed=_SEED,
        identity=ops.Identity("", ()),
    )
    wanted, unwanted = (Prompt(((Phrase(words),),)) for words in (_PROMPT, _NEGATIVE))
    encode = ops.EncodePrompt(_BASE, "fp16", wanted, unwanted, loras)
    return encode, segment, ops.Decode(_BASE, "", "fp16", tiled=False, skip=0, take=FRAMES)


if __name__ == "__main__":
    main()
