"""The models of a plan: where each is, and each as a network in memory while its phase lasts."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from anime_compiler.plan import ops
from anime_compiler.plan.render_plan import PlanModel, RenderPlan
from renderer.adapters.lora_file import LoraFile, read_lora
from renderer.adapters.merge import insist_used, merge
from renderer.control.networks import load_control
from renderer.errors import BadModel
from renderer.stacks.diffusion.decode import load_vae
from renderer.stacks.diffusion.family import Family
from renderer.stacks.diffusion.machine import Machine
from renderer.stacks.diffusion.networks import DTYPES
from renderer.stacks.diffusion.resident import Resident
from renderer.stacks.diffusion.schedule import base_settings, scheduler_for
from renderer.stacks.diffusion.text import TextEncoders, load_text_encoders
from renderer.stacks.diffusion.unets import load_adapter, load_unet, with_motion
from renderer.weights.shelf import Shelf

Weighed = tuple[tuple[str, float], ...]  # LoRAs by name, with their weights


class Models:
    """Loads what operations ask for, by the names that they have in the plan."""

    def __init__(self, family: Family, shelf: Shelf, machine: Machine) -> None:
        self.family, self._shelf, self.machine = family, shelf, machine
        self.device = torch.device(machine.device)
        self.resident = Resident(self.device)
        self._known: dict[str, PlanModel] = {}
        self._loras: dict[str, LoraFile] = {}

    def learn(self, plan: RenderPlan) -> None:
        """From now on the models of this plan are known by their names."""
        self._known |= {model.id: model for model in plan.models}

    def dtype(self, precision: str) -> torch.dtype:
        return DTYPES[self.machine.precision(precision)]

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
                merge(encoder.network, part, self._read(loras))
            return text

        return self.resident.get("text", (base, precision, loras), made)

    def unet(self, how: ops.Denoising, loras: Weighed) -> Any:
        """The denoising network of a base with LoRAs in its weights."""

        def made() -> Any:
            unet = load_unet(self._folder(how.base), self.family.is_xl, self.dtype(how.precision), self.device)
            self._merged(unet, loras)
            return unet

        return self.resident.get("unet", (how.base, how.precision, loras), made)

    def motion(self, op: ops.Segment, loras: Weighed, motion_loras: Weighed) -> Any:
        """The motion network of a segment with LoRAs in its weights."""
        unet = self.unet(op.denoising, loras)

        def made() -> Any:
            dtype = self.dtype(op.denoising.precision)
            motion = with_motion(unet, load_adapter(self.path(op.module), dtype, self.device))
            self._merged(motion, motion_loras)
            return motion

        return self.resident.get("motion", (op.module, op.denoising.base, loras, motion_loras), made)

    def vae(self, base: str, vae: str, precision: str) -> Any:
        """The VAE that is named, or that of the base."""

        def made() -> Any:
            dtype = self.dtype(precision)
            if vae:
                return load_vae(self.path(vae), "", dtype, self.device)
            return load_vae(self._folder(base), "vae", dtype, self.device)

        return self.resident.get("vae", (base, vae, precision), made)

    def control(self, name: str, precision: str, unet: Any) -> Any:
        """A ControlNet or T2I-Adapter for a network."""
        model = self._model(name)

        def made() -> Any:
            width = unet.config.cross_attention_dim
            return load_control(model.kind, self.path(name), self.dtype(precision), self.device, width)

        return self.resident.get(f"control {name}", (name, precision), made)

    def kind(self, name: str) -> str:
        """What a model is."""
        return self._model(name).kind

    def scheduler(self, how: ops.Denoising, betas: ops.Betas | None = None) -> Any:
        """A fresh scheduler for a way of denoising."""
        settings = base_settings(self._folder(how.base))
        return scheduler_for(settings, how.scheduler, how.prediction, betas)

    def lora(self, name: str) -> LoraFile:
        """A LoRA as it stands in its file."""
        if name not in self._loras:
            self._loras[name] = read_lora(self.path(name), name)
        return self._loras[name]

    def _merged(self, network: Any, loras: Weighed) -> None:
        files = self._read(loras)
        insist_used(files, merge(network, "unet", files))

    def _read(self, loras: Weighed) -> Sequence[tuple[LoraFile, float]]:
        return [(self.lora(name), weight) for name, weight in loras]

    def _model(self, name: str) -> PlanModel:
        return self._known[name]

    def _folder(self, base: str) -> Path:
        found = self._shelf.find(self._model(base))
        if not found.is_folder:
            message = f"`{base}` is a single file, and its parts are read from a folder"
            raise BadModel(message, f"animec models convert {found.path.name}")
        return found.path
