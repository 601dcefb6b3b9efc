"""LoRAs: small layers beside those of a network that stays as it is, and the files they come in.

A file has the names of PEFT, which diffusers and all that stands on it read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

RANK: Final = 4
# What is told of a style: strokes and tones. Convolutions make both; attention decides what is where, which stays.
STYLED: Final = ("conv_in", "conv_out", "conv", "conv1", "conv2", "proj_in", "proj_out")
PREFIX: Final = "unet"  # in front of all names of a file
SIDES: Final[Mapping[str, str]] = {"down": "lora_A", "up": "lora_B"}

Layer: TypeAlias = nn.Linear | nn.Conv2d


class Beside(nn.Module):
    """What is added to the output of a layer: its input, down to a few numbers and up again. It begins as nothing."""

    def __init__(self, layer: Layer, rank: int) -> None:
        super().__init__()
        self.down: Layer
        self.up: Layer
        if isinstance(layer, nn.Conv2d):
            size, stride, padding = layer.kernel_size[0], layer.stride[0], int(layer.padding[0])  # all are square
            self.down = nn.Conv2d(layer.in_channels, rank, size, stride, padding, bias=False)
            self.up = nn.Conv2d(rank, layer.out_channels, 1, bias=False)
        else:
            self.down = nn.Linear(layer.in_features, rank, bias=False)
            self.up = nn.Linear(rank, layer.out_features, bias=False)
        nn.init.zeros_(self.up.weight)

    def forward(self, inward: Tensor) -> Tensor:
        out: Tensor = self.up(self.down(inward))
        return out


class Lora(nn.Module):
    """A LoRA on a network, from now on and for ever; at weight 0 the network gives what it gave."""

    def __init__(self, network: nn.Module, rank: int = RANK) -> None:
        super().__init__()
        self.rank, self.weight = rank, 1.0
        self.strength = 1.0  # what weight 1 stands for, as a file has it
        network.requires_grad_(False)
        layers = {
            path: module
            for path, module in network.named_modules()
            if isinstance(module, Layer) and path.rpartition(".")[2] in STYLED
        }
        self.paths = list(layers)
        self.layers = nn.ModuleList(Beside(layer, rank) for layer in layers.values())
        for beside, layer in zip(self.layers, layers.values(), strict=True):
            layer.register_forward_hook(self._adding(beside))

    def _adding(self, beside: nn.Module) -> Callable[[nn.Module, tuple[Any, ...], Tensor], Tensor]:
        def add(_: nn.Module, inward: tuple[Any, ...], out: Tensor) -> Tensor:
            return out + self.weight * self.strength * beside(inward[0]) if self.weight else out

        return add

    @contextmanager
    def at(self, weight: float) -> Iterator[None]:
        """For a while, the LoRA at that weight."""
        before, self.weight = self.weight, weight
        try:
            yield
        finally:
            self.weight = before

    def tensors(self) -> dict[str, Tensor]:
        """Its weights by their names in a file."""
        return {
            f"{PREFIX}.{path}.{name}.weight": getattr(layer, side).weight
            for path, layer in zip(self.paths, self.layers, strict=True)
            for side, name in SIDES.items()
        }

    def write(self, file: Path, facts: Mapping[str, str]) -> None:
        """Write it in fp16, with some facts about it."""
        alpha = self.strength * self.rank
        settings = {"r": self.rank, "lora_alpha": alpha, "target_modules": self.paths}
        settings = {f"{PREFIX}.{name}": value for name, value in settings.items()}
        told = {"format": "pt", "lora_adapter_metadata": json.dumps(settings), "rank": str(self.rank)}
        told |= {"alpha": str(alpha), **facts}
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file({name: one.detach().half().cpu().contiguous() for name, one in self.tensors().items()}, file, told)

    def read(self, file: Path) -> dict[str, str]:
        """Take the weights of a file of the same layers; gives the facts in it."""
        with safe_open(file, framework="pt") as opened:
            given = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118 - not a mapping
            facts: dict[str, str] = opened.metadata() or {}
        wanted = self.tensors()
        if {name: one.shape for name, one in given.items()} != {name: one.shape for name, one in wanted.items()}:
            raise SystemExit(f"{file} holds a LoRA of other layers than this family's")
        with torch.no_grad():
            for name, one in wanted.items():
                one.copy_(given[name])
        self.strength = float(facts["alpha"]) / self.rank
        return facts
