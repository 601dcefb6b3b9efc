"""What writes films and pictures into files: the same frames give the same bytes where these are the same."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version

ASSEMBLER = "assembler"

_PACKAGES = ("av", "numpy", "opencv-python-headless", "pillow")


@cache
def assembler() -> str:
    """The packages at work here, with their versions; none is imported for that."""
    return ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)


def with_assembler(environment: Mapping[str, str]) -> Mapping[str, str]:
    """An environment with the assembler's packages; those that are in it already stay, for they are from elsewhere."""
    return {ASSEMBLER: assembler(), **environment}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # another build of the same thing, under another name
        return "unknown"
