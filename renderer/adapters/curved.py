"""LoRAs and motion whose strength changes over the frames of a segment, for as long as a context lasts.

A network of motion holds frames in two ways. Layers of pictures see a row for each branch and frame, (branches *
frames, ...): row r is frame r % frames. Layers of motion see each place of the picture by itself, (branches * places,
frames, channels).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, NamedTuple, TypeAlias

import torch
from diffusers.models.unets.unet_motion_model import AnimateDiffTransformer3D
from torch import Tensor, nn
from torch.nn import functional

from renderer.adapters.audit import Fitted, fitted
from renderer.adapters.errors import BadAdapter
from renderer.adapters.lora_file import LoraFile
from renderer.adapters.names import UNET, Adaptable

_MOTION: Final = "motion_modules"
_SHARED: Final = ("time_embedding.", "add_embedding.")  # computed once for all frames
_ONE_WEIGHT: Final = "give it one weight for the whole shot"
_Hook: TypeAlias = Callable[[nn.Module, tuple[Any, ...], dict[str, Any], Tensor], Tensor]


class Frames:
    """Which frames of the segment a forward sees: a window of a long segment sees only some of them.

    Whoever calls the network sets `now` to their numbers, in their order, before each forward: a tensor of its own each
    time, which is not written to afterwards.
    """

    def __init__(self, count: int) -> None:
        self.now = torch.arange(count)
        self._moved = (self.now, self.now)

    def on(self, device: torch.device) -> Tensor:
        """The numbers on a device; they go there once, for hundreds of layers that ask."""
        given, moved = self._moved
        if given is not self.now or moved.device != device:
            self._moved = (self.now, self.now.to(device))
        return self._moved[1]


class _Beside(NamedTuple):
    """A layer of a LoRA in the form of the layer it is beside, and its strength at each frame of the segment."""

    down: Tensor
    up: Tensor
    strengths: Tensor


@contextmanager
def curved(network: nn.Module, uses: Sequence[tuple[LoraFile, Tensor]], frames: Frames) -> Iterator[None]:
    """Use LoRAs on a motion UNet with a weight for each frame of the segment, and leave no trace afterwards."""
    beside: dict[str, list[_Beside]] = {}
    modules: dict[str, Adaptable] = {}
    for lora, weights in sorted(uses, key=lambda use: (use[0].name, str(use[0].path))):
        for one in fitted(lora, UNET, network):
            if one.path.startswith(_SHARED):
                raise BadAdapter(f"the LoRA `{lora.name}` changes `{one.path}`, which all frames share", _ONE_WEIGHT)
            modules[one.path] = one.module
            beside.setdefault(one.path, []).append(_beside(one, weights))
    with ExitStack() as hooks:
        for path, layers in beside.items():
            hook = _adding(layers, frames, _MOTION in path)
            hooks.callback(modules[path].register_forward_hook(hook, with_kwargs=True).remove)
        yield


@contextmanager
def scaled_motion(unet: nn.Module, scale: Tensor, frames: Frames) -> Iterator[None]:
    """Multiply what each motion module adds, by a number for each frame of the segment.

    At 1 everywhere nothing is hooked at all; at 0 a frame stays as if it were alone.
    """
    modules = [one for one in unet.modules() if isinstance(one, AnimateDiffTransformer3D)]
    assert modules, "a network without motion has none to scale"
    with ExitStack() as hooks:
        for module in modules if (scale != 1).any() else ():
            hooks.callback(module.register_forward_hook(_scaling(scale, frames), with_kwargs=True).remove)
        yield


def _beside(one: Fitted, weights: Tensor) -> _Beside:
    weight, layer = one.module.weight, one.layer
    down = layer.down.to(weight).view(-1, *weight.shape[1:])
    up = layer.up.to(weight).view(weight.shape[0], -1, *(1 for _ in weight.shape[2:]))
    return _Beside(down, up, layer.scale * weights.to(weight.device, torch.float32))


def _adding(layers: Sequence[_Beside], frames: Frames, is_motion: bool) -> _Hook:
    def hook(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor) -> Tensor:
        given = args[0] if args else kwargs["input"]
        for one in layers:
            out = out + _by_frame(one.strengths, frames, out, is_motion) * _through(module, given, one)
        return out

    return hook


def _through(module: nn.Module, given: Tensor, one: _Beside) -> Tensor:
    if isinstance(module, nn.Conv2d):
        small = functional.conv2d(given, one.down, None, module.stride, module.padding, module.dilation)
        return functional.conv2d(small, one.up)
    return functional.linear(functional.linear(given, one.down), one.up)


def _scaling(scale: Tensor, frames: Frames) -> _Hook:
    def hook(_: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor) -> Tensor:
        given = args[0] if args else kwargs["hidden_states"]
        # Exact at both ends: what came in at 0, what came out at 1.
        return torch.lerp(given, out, _by_frame(scale.to(out.device), frames, out, is_motion=False))

    return hook


def _by_frame(values: Tensor, frames: Frames, like: Tensor, is_motion: bool) -> Tensor:
    """The values of the frames in hand, in a shape that multiplies what a layer gives."""
    now = values[frames.on(values.device)].to(like.dtype)
    if is_motion:
        assert like.shape[1] == len(now), "the frames that are in hand are not those that were announced"
        return now.view(1, -1, *(1 for _ in like.shape[2:]))
    branches, rest = divmod(like.shape[0], len(now))
    assert not rest, "the frames that are in hand are not those that were announced"
    return now.repeat(branches).view(-1, *(1 for _ in like.shape[1:]))
