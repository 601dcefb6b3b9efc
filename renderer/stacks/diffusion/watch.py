"""Networks watched from inside: which module was the first to give numbers that are none, and how long each took.

Every module is hooked, and on a card each is waited for, so what is watched is slow. Nothing is hooked otherwise.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from renderer.stacks.diffusion.finite import all_finite


class Took:
    """What a module took, with those in it and without them, and how often it was run."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.runs, self.whole, self.own = 0, 0.0, 0.0


class Watch:
    """What was seen so far. `broken` is told of the first module that gave numbers that are none."""

    def __init__(self, broken: Callable[[str], None]) -> None:
        self.took: dict[str, Took] = {}
        self._broken: Callable[[str], None] | None = broken
        self._inside: list[list[float]] = []  # of each module that is being run: when it began, and seconds within it

    def begins(self, given: Any) -> None:
        """A module is about to be run."""
        self._inside.append([_now(given), 0.0])

    def ends(self, path: str, module: nn.Module, given: Any, out: Any) -> None:
        """A module has been run."""
        began, within = self._inside.pop()
        seconds = _now(out) - began
        if self._inside:
            self._inside[-1][1] += seconds
        took = self.took.setdefault(path, Took(type(module).__name__))
        took.runs, took.whole, took.own = took.runs + 1, took.whole + seconds, took.own + seconds - within
        if self._broken is not None and not _sound(out):
            tell, self._broken = self._broken, None  # all after the first follow from it
            done = "gave" if _sound(given) else "was given"
            tell(f"`{path}` ({took.kind}) {done} numbers that are none (NaN or infinite)")

    def table(self) -> str:
        """What each module took, the longest first."""
        rows = sorted(self.took.items(), key=lambda row: -row[1].own)
        lines = [f"{'own s':>9} {'whole s':>9} {'runs':>7}  module"]
        lines += [f"{took.own:9.4f} {took.whole:9.4f} {took.runs:7}  {path} ({took.kind})" for path, took in rows]
        return "\n".join(lines) + "\n"


@contextmanager
def hooked(networks: Mapping[str, nn.Module], watch: Watch) -> Iterator[None]:
    """Watch networks, each under its name, for as long as this lasts."""
    with ExitStack() as hooks:
        for path, module in _modules(networks):
            hooks.callback(module.register_forward_pre_hook(_before(watch), with_kwargs=True).remove)
            hooks.callback(module.register_forward_hook(_after(watch, path), with_kwargs=True).remove)
        yield


def _modules(networks: Mapping[str, nn.Module]) -> Iterator[tuple[str, nn.Module]]:
    for name, network in networks.items():
        for path, module in network.named_modules():
            yield f"{name}.{path}" if path else name, module


def _before(watch: Watch) -> Callable[..., None]:
    def hook(_module: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        watch.begins((given, named))

    return hook


def _after(watch: Watch, path: str) -> Callable[..., None]:
    def hook(module: nn.Module, given: tuple[Any, ...], named: dict[str, Any], out: Any) -> None:
        watch.ends(path, module, (given, named), out)

    return hook


def _now(near: Any) -> float:
    """The time, when a card has done all that it was told."""
    if any(tensor.is_cuda for tensor in _tensors(near)):
        torch.cuda.synchronize()
    return time.perf_counter()


def _sound(values: Any) -> bool:
    return all(all_finite(tensor) for tensor in _tensors(values) if tensor.is_floating_point())


def _tensors(values: Any) -> Iterator[Tensor]:
    """The tensors in what a module is given or gives."""
    if isinstance(values, Tensor):
        yield values
    elif isinstance(values, Mapping):
        for one in values.values():
            yield from _tensors(one)
    elif isinstance(values, list | tuple):
        for one in values:
            yield from _tensors(one)
