"""A stack of diffusion models: what `stacks/stack.py` asks for, done with the models of a family."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import diffusers
import torch
import transformers

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import Node, RenderPlan
from renderer.control.extract import extract
from renderer.errors import StackNotHere
from renderer.events import Tell
from renderer.stacks.diffusion.card import planned_thrifts
from renderer.stacks.diffusion.compiled import Compiler, as_compiled, cache_folder
from renderer.stacks.diffusion.curves import at_first
from renderer.stacks.diffusion.decode import decode
from renderer.stacks.diffusion.diagnose import watched_decoding
from renderer.stacks.diffusion.fallbacks import DECODING, DENOISING, Thrift, Thrifts, within_memory
from renderer.stacks.diffusion.family import FAMILIES
from renderer.stacks.diffusion.models import Models
from renderer.stacks.diffusion.segments import LATENTS, Given, segment
from renderer.stacks.diffusion.stills import keyframe, turnaround
from renderer.stacks.diffusion.text import as_arrays
from renderer.stacks.machine import machine, peak_of_process
from renderer.stacks.settings import Settings, edition
from renderer.stacks.stack import BurnIn, Steps
from renderer.values import Embeds, Latents, Pictures
from renderer.weights.shelf import Shelf, bound

T = TypeVar("T")


class DiffusionStack:
    """Models of one family on one device, loaded when an operation asks for them and let go with its phase."""

    works_in_phases = True

    def __init__(self, name: str, settings: Settings) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self.name, self.settings = name, settings
        here = machine(settings.device)
        if here.device == "cuda" and not torch.cuda.is_available():
            raise StackNotHere(
                "there is a card, but this torch cannot use it", "install a torch for CUDA, or --device cpu"
            )
        self.edition = edition(settings)
        self.is_deterministic = here.device == "cpu"
        self._shelf = Shelf(settings.folder())
        self._planned: Mapping[str, frozenset[Thrift]] = {}
        device = torch.device(here.device)
        frugal = frozenset({Thrift.ONE_BY_ONE, Thrift.STREAMED}) if settings.low_memory else frozenset[Thrift]()
        compiler = Compiler(device, cache_folder()) if settings.compiled else None
        self._models = Models(FAMILIES[name], self._shelf, here, Thrifts(device, frugal), settings.diagnose, compiler)

    def environment(self) -> Mapping[str, str]:
        device = self._models.device
        card = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
        return {
            "torch": torch.__version__,
            "diffusers": diffusers.__version__,
            "transformers": transformers.__version__,
            "device": card,
            "threads": str(torch.get_num_threads()),
        }

    def peak_bytes(self) -> int:
        device = self._models.device
        if device.type != "cuda":
            return peak_of_process()
        peak: int = torch.cuda.max_memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)
        return peak

    def bound(self, plan: RenderPlan, tell: Tell | None = None) -> RenderPlan:
        plan = bound(plan, self._shelf, tell)
        self._models.learn(plan)
        self._planned = planned_thrifts(plan, self._models.device)
        return plan

    def encode(self, op: ops.EncodePrompt) -> Embeds:
        text = self._models.text(op.base, op.precision, at_first(op.loras))
        return Embeds(as_arrays(text, op.prompt, op.negative))

    def keyframe(
        self, op: ops.Keyframe, text: Embeds, first: Pictures | None, identity: Sequence[Pictures], steps: Steps
    ) -> Pictures:
        self._begin("stills", steps)
        return self._within(DENOISING, steps, lambda: keyframe(self._models, op, text, first, identity, steps))

    def turnaround(self, op: ops.Turnaround, texts: Sequence[Embeds], steps: Steps) -> Pictures:
        self._begin("stills", steps)
        return self._within(DENOISING, steps, lambda: turnaround(self._models, op, texts, steps))

    def extract(self, op: ops.Extract, picture: Pictures, steps: Steps) -> Pictures:
        self._models.resident.enter("maps")
        annotator = self._models.annotator(op.annotator)
        made = extract(op.kind, picture.pixels[op.view], annotator, self._models.device, self._models.resident.get)
        if made.remark:
            steps.remark(made.remark)
        return Pictures(made.pixels[None])

    def segment(
        self,
        op: ops.Segment,
        texts: Sequence[Embeds],
        maps: Sequence[Pictures],
        carried: Latents | None,
        anchor: Latents | None,
        identity: Sequence[Pictures],
        steps: Steps,
    ) -> Latents:
        given = Given(texts, maps, carried, anchor, identity)
        self._begin("motion", steps)
        return self._within(DENOISING, steps, lambda: segment(self._models, op, given, steps))

    def decode(self, op: ops.Decode, latents: Latents, steps: Steps) -> Pictures:
        self._models.resident.enter("decode", "vae")
        frames = torch.from_numpy(latents.tensors[LATENTS])[0].transpose(0, 1)[op.skip : op.skip + op.take]

        def work() -> Pictures:
            vae = self._models.vae(op.base, op.vae, op.precision)
            is_tiled = op.tiled or Thrift.TILED in self._models.thrifts.taken
            with watched_decoding(self.settings.diagnose, vae, steps):
                return Pictures(decode(vae, frames, is_tiled, steps.remark))

        return self._within(DECODING, steps, work)

    def _begin(self, phase: str, steps: Steps) -> None:
        """What a phase is known to need is done before memory runs out; it stays, as what was needed once does."""
        planned = self._planned.get(phase, frozenset())
        self._models.thrifts.taken |= planned
        for one in Thrift:
            if one in planned:
                steps.remark(one.when_planned)

    def _within(self, order: tuple[Thrift, ...], steps: Steps, work: Callable[[], T]) -> T:
        """Work that may need more memory than there is."""
        thrifts, clear, compiler = self._models.thrifts, self._models.resident.clear, self._models.compiler
        if compiler is None:
            return within_memory(thrifts, order, steps, clear, work)
        with as_compiled():
            made = within_memory(thrifts, order, steps, clear, work)
        compiler.keep()
        return made

    def upscale(self, op: ops.Upscale, frames: Pictures) -> Pictures:
        raise StackNotHere(f"`{op.model}` cannot run here yet", "leave the step `upscale` out of `post`")

    def burn_in(self, plan: RenderPlan, film: Node) -> BurnIn | None:
        return None
