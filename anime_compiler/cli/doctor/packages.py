"""Python packages that are installed, found without importing any of them."""

import re
from collections.abc import Mapping
from importlib.metadata import distributions
from importlib.util import find_spec
from typing import NamedTuple


class Library(NamedTuple):
    """A Python library: its name, the module that is looked for, and the packages that may bring it."""

    name: str
    module: str
    packages: tuple[str, ...]
    least: str = ""


def installed_packages() -> dict[str, str]:
    """Every installed package with its version; of two of one name the one that Python imports."""
    found: dict[str, str] = {}
    for package in distributions():
        about = package.metadata
        if "Name" in about and "Version" in about:  # a package that was removed by half may have neither
            found.setdefault(re.sub(r"[-_.]+", "-", about["Name"]).lower(), about["Version"])
    return found


def version_of(library: Library, installed: Mapping[str, str]) -> str | None:
    """What is installed of a library; nothing where it cannot be imported."""
    if not has_module(library.module):
        return None
    return next((installed[name] for name in library.packages if name in installed), "of unknown version")


def has_module(name: str) -> bool:
    """Whether it could be imported; a mere folder of its name does not count."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return False
    return spec is not None and spec.origin is not None


def label_of(version: str) -> str:
    """The part behind the plus, in which torch says what it was built for."""
    return version.partition("+")[2]


def is_older(version: str, least: str) -> bool:
    """Whether a version is below another, by its first three numbers."""
    return _numbers(version) < _numbers(least)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
