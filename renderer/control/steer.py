"""Steering: what ControlNets and T2I-Adapters add to a denoising network, frame by frame and step by step.

Strength is a number for each row: the weight at the frame, times how near the frame is to its map. A network that adds
nothing is not run. Of several, one set of sums is in memory, and not a set for each.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from anime_compiler.errors import CompilerBug
from renderer.control.hints import HintTrack

CONTROLNET: Final = "controlnet"
UNION: Final = "controlnet_union"
T2I: Final = "t2i_adapter"


class ControlSpec(NamedTuple):
    """A network that steers, its hints, and when and how strongly they count."""

    network: Any
    kind: str  # as the catalogue has it: `controlnet`, `controlnet_union` or `t2i_adapter`
    mode: int  # the switch position of a union; -1 for others
    track: HintTrack
    weight: Tensor  # (frames,)
    after: float  # shares of all steps
    until: float
    thick: bool = False  # poses with limbs as thick as xinsir's ControlNets know them


class Residuals(NamedTuple):
    """What is added inside a denoising network: at its skips and its middle, and behind its blocks on the way down."""

    down: list[Tensor] | None
    mid: Tensor | None
    adapter: list[Tensor] | None


class Asked(NamedTuple):
    """What a denoising network is asked, as ControlNets are asked it; a row is a frame of one side of guidance."""

    sample: Tensor  # (rows, 4, height, width)
    time: Tensor
    text: Tensor  # (rows, tokens, width)
    pooled: Tensor | None  # (rows, width)
    sizes: Tensor | None  # (rows, 6)


class Steering:
    """All that steers a segment or a still. Built once: it remembers what does not depend on the step."""

    def __init__(self, specs: Sequence[ControlSpec]) -> None:
        self._all = [_Adapter(spec) if spec.kind == T2I else _ControlNet(spec) for spec in specs]

    @torch.no_grad()
    def residuals(
        self,
        sample: Tensor,
        time: Tensor,
        text: Tensor,
        pooled: Tensor | None,
        sizes: Tensor | None,
        frames: Tensor,
        progress: float,
    ) -> Residuals:
        """What is added for some frames: rows are all frames of one side of guidance, then all of the next."""
        asked = Asked(sample, time, text, pooled, sizes)
        numbers = frames.cpu()  # once, and not for each network
        nets: list[Tensor] | None = None
        adapters: list[Tensor] | None = None
        for one in self._all:
            if not one.acts(numbers, progress):
                continue
            if isinstance(one, _Adapter):
                adapters = _summed(adapters, one.features(asked, numbers))
            else:
                nets = _summed(nets, one.residuals(asked, numbers))
        return Residuals(nets[:-1] if nets else None, nets[-1] if nets else None, adapters)


def _summed(sums: list[Tensor] | None, more: list[Tensor]) -> list[Tensor]:
    if sums is None:
        return more
    for one, other in zip(sums, more, strict=True):
        one.add_(other)
    return sums


class _Steers:
    """One network that steers."""

    def __init__(self, spec: ControlSpec) -> None:
        _insist(spec)
        self._spec = spec
        self._network = spec.network
        self._dtype = next(spec.network.parameters()).dtype
        track = spec.track.thickened() if spec.thick else spec.track
        self._maps = track.pixels.to(self._dtype)
        self._map_of_frame = track.map_of_frame.cpu()
        self._strength = spec.weight.float().cpu() * track.nearness.cpu()

    def acts(self, frames: Tensor, progress: float) -> bool:
        """Whether anything comes of it for these frames, this far along the way."""
        return self._spec.after <= progress < self._spec.until and bool(self._strength[frames].any())

    def _scale(self, asked: Asked, frames: Tensor) -> Tensor:
        """The strength of each row."""
        of_frame = self._strength[frames].to(asked.sample.device, self._dtype)
        return of_frame.repeat(len(asked.sample) // len(frames))[:, None, None, None]

    def _map_of_row(self, asked: Asked, frames: Tensor) -> Tensor:
        return self._map_of_frame[frames].repeat(len(asked.sample) // len(frames))


class _ControlNet(_Steers):
    """A ControlNet, or a union of several with a switch.

    What it first makes of a map does not depend on the step. It is taken out of the first call that sees the map, and
    given back to it in the next ones, as long as there are as many rows: the last bits follow from their number.
    """

    def __init__(self, spec: ControlSpec) -> None:
        super().__init__(spec)
        self._embedded: dict[int, Tensor] = {}
        self._rows = 0

    def residuals(self, asked: Asked, frames: Tensor) -> list[Tensor]:
        """What is added at the skips, and in the end in the middle."""
        maps = self._map_of_row(asked, frames).tolist()
        if self._rows != len(maps):
            self._embedded, self._rows = {}, len(maps)
        if all(number in self._embedded for number in maps):
            hints = torch.stack([self._embedded[number] for number in maps])
            with hints_given(self._network, hints):
                return self._run(asked, hints, self._scale(asked, frames))
        with hints_taken(self._network) as taken:
            steered = self._run(asked, self._maps[maps].to(asked.sample.device), self._scale(asked, frames))
        self._embedded |= {number: taken[0][maps.index(number)].clone() for number in set(maps)}
        return steered

    def _run(self, asked: Asked, hints: Tensor, scale: Tensor) -> list[Tensor]:
        given: dict[str, Any] = {"controlnet_cond": hints, "conditioning_scale": scale}
        if self._spec.kind == UNION:
            switch = scale.new_zeros(len(hints), self._network.config.num_control_type)
            switch[:, self._spec.mode] = 1
            given = {"controlnet_cond": [hints], "conditioning_scale": [scale]}
            given |= {"control_type": switch, "control_type_idx": [self._spec.mode]}
        if asked.pooled is not None:
            given["added_cond_kwargs"] = {"text_embeds": asked.pooled, "time_ids": asked.sizes}
        down, mid = self._network(
            asked.sample.to(self._dtype), asked.time, asked.text.to(self._dtype), return_dict=False, **given
        )
        return [*down, mid]


class _Adapter(_Steers):
    """A T2I-Adapter. It sees the map alone, so it runs once for each."""

    _features: list[Tensor] | None = None

    def features(self, asked: Asked, frames: Tensor) -> list[Tensor]:
        """What is added behind each block."""
        if self._features is None:
            each = [self._network(self._seen(one[None].to(asked.sample.device))) for one in self._maps]
            self._features = [torch.cat(level) for level in zip(*each, strict=True)]
        maps, scale = self._map_of_row(asked, frames).to(asked.sample.device), self._scale(asked, frames)
        return [level[maps] * scale for level in self._features]

    def _seen(self, hint: Tensor) -> Tensor:
        """A map as the network takes it: grey where it wants grey, its sides filled up to whole patches."""
        if self._network.config.in_channels == 1:
            hint = hint.mean(1, keepdim=True)
        patch = self._network.downscale_factor
        height, width = hint.shape[2:]
        return functional.pad(hint, (0, -width % patch, 0, -height % patch), mode="replicate")


class _Given(nn.Module):
    def __init__(self, value: Tensor) -> None:
        super().__init__()
        self._value = value

    def forward(self, _: Tensor) -> Tensor:
        return self._value


@contextmanager
def hints_given(network: Any, hints: Tensor) -> Iterator[None]:
    """Let a ControlNet take hints that are embedded already, for as long as a context lasts."""
    own = network.controlnet_cond_embedding
    network.controlnet_cond_embedding = _Given(hints)
    try:
        yield
    finally:
        network.controlnet_cond_embedding = own


@contextmanager
def hints_taken(network: Any) -> Iterator[list[Tensor]]:
    """Take hints out of a ControlNet as it embeds them, for as long as a context lasts."""
    taken: list[Tensor] = []
    hook = network.controlnet_cond_embedding.register_forward_hook(lambda _, __, out: taken.append(out))
    try:
        yield taken
    finally:
        hook.remove()


def _insist(spec: ControlSpec) -> None:
    if spec.kind not in (CONTROLNET, UNION, T2I):
        raise CompilerBug(f"nothing steers by a `{spec.kind}`")
    if spec.weight.shape != spec.track.nearness.shape:
        raise CompilerBug(f"{len(spec.track.nearness)} frames have {len(spec.weight)} control weights")
    if spec.kind == UNION and not 0 <= spec.mode < spec.network.config.num_control_type:
        raise CompilerBug(f"a union ControlNet of {spec.network.config.num_control_type} kinds has no mode {spec.mode}")
