"""The models of a plan: where each is, and each as a network in memory while its phase lasts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import torch
from diffusers.hooks import apply_group_offloading
from transformers import CLIPVisionModelWithProjection

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from renderer.adapters.audit import insist_useful
from renderer.adapters.ip_adapter import IpAdapter, attach
from renderer.adapters.lora_file import LoraFile, read_lora
from renderer.adapters.merge import merge
from renderer.control.networks import load_control
from renderer.errors import BadModel
from renderer.stacks.diffusion.compiled import Compiler
from renderer.stacks.diffusion.decode import load_vae
from renderer.stacks.diffusion.fallbacks import Thrift, Thrifts
from renderer.stacks.diffusion.family import Family
from renderer.stacks.diffusion.guess import Guidance
from renderer.stacks.diffusion.lone_file import lone_vae
from renderer.stacks.diffusion.networks import DTYPES, load
from renderer.stacks.diffusion.resident import Resident
from renderer.stacks.diffusion.schedule import base_settings, scheduler_for
from renderer.stacks.diffusion.text import TextEncoders, load_text_encoders
from renderer.stacks.diffusion.unets import layers_of_a_block, load_adapter, load_unet, with_motion
from renderer.stacks.machine import Machine
from renderer.weights.shelf import Shelf

_CONTROL: Final = "control "  # what the slots of networks that steer begin with
Weighed = tuple[tuple[str, float], ...]  # LoRAs by name, with their weights


class Network(NamedTuple):
    """A denoising network, and the adapter through which it looks at pictures."""

    unet: Any
    looking: IpAdapter | None


class Models:
    """Loads what operations ask for, by the names that they have in the plan."""

    def __init__(
        self,
        family: Family,
        shelf: Shelf,
        machine: Machine,
        thrifts: Thrifts,
        diagnose: Path | None = None,
        compiler: Compiler | None = None,
    ) -> None:
        self.family, self._shelf, self.machine, self.thrifts = family, shelf, machine, thrifts
        self.compiler = compiler
        self.diagnose = diagnose  # where to write what goes on inside
        self.device = torch.device(machine.device)
        self.resident = Resident(self.device)
        self._known: dict[str, PlanModel] = {}
        self._loras: dict[tuple[str, int], LoraFile] = {}

    def learn(self, plan: RenderPlan) -> None:
        """From now on the models of this plan are known by their names."""
        self._known |= {model.id: model for model in plan.models}

    def dtype(self, precision: str) -> torch.dtype:
        return DTYPES[self.machine.precision(precision)]

    def guidance(self, scale: float) -> Guidance:
        """How both sides of guidance are computed here."""
        return Guidance(scale, self.family.rescale, together=Thrift.ONE_BY_ONE not in self.thrifts.taken)

    def path(self, name: str) -> Path:
        """The file or folder of a model."""
        return self._shelf.find(self._model(name)).path

    def text(self, base: str, precision: str, loras: Weighed) -> TextEncoders:
        """The text encoders of a base, with what LoRAs change of them."""
        self.resident.enter("text")

        def made() -> TextEncoders:
            dtype = self.dtype(precision)
            text = load_text_encoders(self._folder(base), self.family.is_xl, dtype, self.device)
            for part, encoder in zip(("text_encoder", "text_encoder_2"), text.encoders, strict=False):
                merge(encoder.network, part, self._read(loras, base))
            return text

        text: TextEncoders = self.resident.get("text", (base, precision, loras), made)
        return text

    def unet(self, how: ops.Denoising, loras: Weighed, likeness: str = "") -> Network:
        """The denoising network of a base with LoRAs in its weights, looking at pictures where a likeness counts."""

        def made() -> Network:
            unet = self._merged_unet(how, loras)
            return Network(self._placed(unet), self._attached(unet, likeness))

        made_of = (how.base, how.precision, loras, likeness, self._streams)
        network: Network = self.resident.get("unet", made_of, made)
        return network

    def motion(self, op: ops.Segment, loras: Weighed, motion_loras: Weighed) -> Network:
        """The motion network of a segment with LoRAs in its weights."""
        how = op.denoising

        def made() -> Network:
            # The network of the stills lends its tensors where it is there, but not to what a motion LoRA changes.
            stills = self.resident.held("unet", (how.base, how.precision, loras, "", self._streams))
            is_lent = stills is not None and not self._streams and not motion_loras
            flat = stills.unet if is_lent else self._merged_unet(how, loras)
            motion = with_motion(
                flat, load_adapter(self.path(op.module), self.dtype(how.precision), self._first_device)
            )
            merge(motion, "unet", self._read(motion_loras, how.base))
            return Network(self._placed(motion), self._attached(motion, op.identity.model))

        made_of = (op.module, how.base, how.precision, loras, motion_loras, op.identity.model, self._streams)
        network: Network = self.resident.get("motion", made_of, made)
        return network

    def image_encoder(self, name: str, precision: str) -> Any:
        """The network that looks at pictures for an IP-Adapter; its folder lies beside the adapter's file."""
        path = self.path(name)
        folder = path if path.is_dir() else path.parent

        def made() -> Any:
            kind, part = CLIPVisionModelWithProjection, "image_encoder"
            return load(kind, folder, part, self.dtype(precision), self.device)

        return self.resident.get("image encoder", (name, precision), made)

    def vae(self, base: str, vae: str, precision: str) -> Any:
        """The VAE that is named, or that of the base."""

        def made() -> Any:
            dtype = self.dtype(precision)
            if vae:
                path = self.path(vae)
                if path.is_file():
                    return lone_vae(path, self.family.name, dtype, self.device)
                return load_vae(path, "", dtype, self.device)
            return load_vae(self._folder(base), "vae", dtype, self.device)

        return self.resident.get("vae", (base, vae, precision), made)

    def control(self, name: str, precision: str, unet: Any) -> Any:
        """A ControlNet or T2I-Adapter for a network."""
        model = self._model(name)

        def made() -> Any:
            return load_control(model.kind, self.path(name), self.dtype(precision), self.device, unet)

        return self.resident.get(_CONTROL + name, (name, precision), made)

    def networks(self, unet: Any) -> dict[str, Any]:
        """The network that denoises and those that steer it."""
        return {"unet": unet, **self.resident.slots(_CONTROL)}

    def control_kind(self, name: str) -> str:
        """Which kind of network steers: `controlnet`, `controlnet_union` or `t2i_adapter`."""
        return self._model(name).kind

    def wants_thick_limbs(self, name: str) -> bool:
        """Whether a ControlNet learned from poses with thicker limbs than annotators draw."""
        return "xinsir" in self._model(name).repo

    def scheduler(self, how: ops.Denoising, betas: ops.Betas | None = None) -> Any:
        """A fresh scheduler for a way of denoising."""
        settings = base_settings(self._folder(how.base))
        return scheduler_for(settings, how.scheduler, how.prediction, betas)

    def lora(self, name: str, base: str) -> LoraFile:
        """A LoRA as it stands in its file."""
        layers = layers_of_a_block(self._folder(base))
        if (name, layers) not in self._loras:
            lora = read_lora(self.path(name), name, layers)
            insist_useful(lora, self.family.parts)
            self._loras[name, layers] = lora
        return self._loras[name, layers]

    def annotator(self, name: str) -> Path | None:
        """The weights of an annotator; some are arithmetic, and need none."""
        model = self._known.get(name)
        return self.path(name) if model is not None and (model.repo or model.file or model.sha256) else None

    @property
    def _streams(self) -> bool:
        return Thrift.STREAMED in self.thrifts.taken

    @property
    def _first_device(self) -> torch.device:
        """Where a denoising network is loaded to: what is streamed to the card waits in main memory."""
        return torch.device("cpu") if self._streams else self.device

    def _merged_unet(self, how: ops.Denoising, loras: Weighed) -> Any:
        unet = load_unet(self._folder(how.base), self.family.is_xl, self.dtype(how.precision), self._first_device)
        merge(unet, "unet", self._read(loras, how.base))
        return unet

    def _placed(self, network: Any) -> Any:
        """A network ready to run: on the device, or streamed to it block by block; in the layout that suits a card."""
        if self._streams:
            apply_group_offloading(
                network, self.device, torch.device("cpu"), "block_level", num_blocks_per_group=1, use_stream=True
            )
        elif self.device.type == "cuda":
            network.to(memory_format=torch.channels_last)
        if self.compiler is not None and not self._streams:
            self.compiler.compile(network)
        return network

    def _attached(self, unet: Any, likeness: str) -> IpAdapter | None:
        return attach(unet, self.path(likeness), likeness) if likeness else None

    def _read(self, loras: Weighed, base: str) -> Sequence[tuple[LoraFile, float]]:
        return [(self.lora(name, base), weight) for name, weight in loras]

    def _model(self, name: str) -> PlanModel:
        return self._known[name]

    def _folder(self, base: str) -> Path:
        found = self._shelf.find(self._model(base))
        if not found.is_folder:
            message = f"`{base}` is a single file, and its parts are read from a folder"
            raise BadModel(message, f"animec models convert {found.path.name}")
        return found.path
