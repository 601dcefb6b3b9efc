"""What pictures are computed on, found out without importing torch, so that a plan is quickly compared with a store.

The device and the kind of numbers change the last bits of every picture, so both are part of a result's name.
"""

import os
import platform
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from renderer.errors import StackNotHere

DEVICES: Final = ("auto", "cpu", "cuda", "mps")
_BF16_FLAGS: Final = ("avx512_bf16", "amx_bf16")


class Machine(NamedTuple):
    """A device, and whether a CPU computes bf16 by itself."""

    device: str
    has_bf16: bool

    def precision(self, wanted: str) -> str:
        """The kind of numbers that a plan's wish comes to here: on a CPU, fp16 is slow, and bf16 often not there."""
        if self.device == "cpu" and wanted != "fp32":
            return "bf16" if self.has_bf16 else "fp32"
        return wanted


@cache
def machine(asked: str = "auto") -> Machine:
    """The machine to compute on: the device that was asked for, or the best that there seems to be."""
    if asked not in DEVICES:
        raise StackNotHere(f"there is no device `{asked}`", f"one of {', '.join(DEVICES)}")
    device = _best() if asked == "auto" else asked
    return Machine(device, device != "cpu" or _cpu_has_bf16())


def peak_of_process() -> int:
    """The most memory that this process had at once, in bytes; it never falls."""
    import resource  # not on every system

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


def _best() -> str:
    if Path("/proc/driver/nvidia/version").exists() and "+cpu" not in _torch_version():
        return "cuda"
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "mps"
    return "cpu"


def _torch_version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # takes longer than all else here

    try:
        return version("torch")
    except PackageNotFoundError:
        return "+cpu"  # nothing to compute with; whoever needs it says so


def _cpu_has_bf16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return os.name == "posix" and any(flag in flags for flag in _BF16_FLAGS)
