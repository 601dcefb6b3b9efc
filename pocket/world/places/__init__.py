"""The places, one a file: each draws itself in three lights and a few layouts."""

from functools import lru_cache
from importlib import import_module
from typing import Protocol

from pocket.world.easel import Easel
from pocket.world.scene import Scene


class Place(Protocol):
    """A module that draws a place."""

    def draw(self, easel: Easel, scene: Scene, set_width: float) -> None: ...


@lru_cache
def place(name: str) -> Place:
    """The place of a name."""
    module: Place = import_module(f"pocket.world.places.{name.replace(' ', '_')}")
    return module
