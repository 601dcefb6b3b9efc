"""Which networks are in memory: those of one phase of a render, and never those of two.

A render does all texts, then all stills, all maps, all motion, all decoding (`renderer/stacks/phases.py`), so each
network is read once for each set of LoRAs. What a phase does not use is let go before anything else is read.
"""

import gc
from collections.abc import Callable, Hashable
from typing import Any

import torch


class Resident:
    """The networks at hand, each under a slot, with what it was made of."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._phase = ""
        self._held: dict[str, tuple[Hashable, Any]] = {}

    def enter(self, phase: str, *keeps: str) -> None:
        """Begin a phase: slots that it does not keep are emptied."""
        if phase != self._phase:
            self._phase = phase
            self._drop([slot for slot in self._held if slot not in keeps])

    def get(self, slot: str, made_of: Hashable, load: Callable[[], Any]) -> Any:
        """What is in a slot, made anew where it was made of something else; the old one is let go first."""
        if slot in self._held and self._held[slot][0] == made_of:
            return self._held[slot][1]
        self._drop([slot] if slot in self._held else [])
        value = load()
        self._held[slot] = (made_of, value)
        return value

    def held(self, slot: str, made_of: Hashable) -> Any:
        """What is in a slot, if it was made of this."""
        there = self._held.get(slot)
        return there[1] if there is not None and there[0] == made_of else None

    def slots(self, beginning: str) -> dict[str, Any]:
        """What is in the slots whose names begin so."""
        return {slot: value for slot, (_, value) in self._held.items() if slot.startswith(beginning)}

    def clear(self) -> None:
        """Let everything go."""
        self._drop([*self._held])

    def _drop(self, slots: list[str]) -> None:
        for slot in slots:
            del self._held[slot]
        if slots:
            gc.collect()
            if self._device.type == "cuda":
                torch.cuda.empty_cache()
