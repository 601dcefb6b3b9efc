"""Size, steps and guidance of a shot list, as changes to the stack's profile where they are plausible."""

import re
from math import log, sqrt

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.model.catalogue import StackFacts
from anime_compiler.model.timecode import Size
from anime_compiler.starter.durations import seconds_of
from anime_compiler.starter.fields import Fields, Found, flat_text
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.vocabulary import GUIDANCES, HEIGHTS, SIZES, STEPS, WIDTHS

_SIDE = r"([0-9]{1,5}(?:\.[0-9]{1,3})?)"
_PAIR = re.compile(rf"{_SIDE}\s*(?:[x×:/*,]|by)\s*{_SIDE}(?:\s*px)?\Z")
_LARGEST_RATIO = 4.0
_LEAST_SIDE = 64  # below it, a pair of numbers is a shape such as 16:9
_LEAST_USEFUL, _MOST_PIXELS = 256, 1_900_000  # 1024x1792 and not much more: beyond it, figures double
_ANOTHER_SHAPE = 0.15  # of the logarithms of width through height
_STEP = 64  # every stack's sides are multiples of a part of it
_LEAST_STEPS, _MOST_STEPS = 10, 60
_LEAST_GUIDANCE, _MOST_GUIDANCE = 2.0, 15.0
_ONE_PROFILE = "one profile serves all shots, and another value stands in it; left out"


class ForeignProfile:
    """Collects what a list asks for; of each thing the first value counts."""

    def __init__(self, stack: str, remarks: Remarks) -> None:
        self.stack = shipped_catalogue().stack(stack)
        self._profile = shipped_catalogue().profiles[self.stack.profile]
        self._remarks = remarks
        self._values: dict[str, str] = {}
        self.size = self._profile.size

    def read(self, fields: Fields) -> None:
        """Take what a shot, or the list as a whole, says about its pictures."""
        self._read_size(fields)
        if found := fields.take(*STEPS):
            number = seconds_of(found.value, 1.0)
            self._set("steps", found, number, number is not None and _LEAST_STEPS <= number <= _MOST_STEPS)
        if found := fields.take(*GUIDANCES):
            number = seconds_of(found.value, 1.0)
            is_plausible = number is not None and _LEAST_GUIDANCE <= number <= _MOST_GUIDANCE
            self._set("guidance", found, number, is_plausible)

    def text(self) -> str:
        """The profile as an author would write it."""
        changes = ", ".join(f"{key}: {value}" for key, value in self._values.items())
        return f"{{extends: {self._profile.name}, {changes}}}" if changes else self._profile.name

    def _set(self, key: str, found: Found, number: float | None, is_plausible: bool) -> None:
        written = f"{found.key}: {flat_text(found.value)}"
        if number is None or not is_plausible:
            self._remarks.add(f"not a plausible value for `{key}`; the profile decides", written)
        elif self._profile.lcm:
            reason = f"left out; profile `{self._profile.name}` takes few steps and has its own values"
            self._remarks.add(reason, written)
        else:
            value = f"{round(number)}" if key == "steps" else f"{number:g}"
            if self._values.setdefault(key, value) != value:
                self._remarks.add(_ONE_PROFILE, written)

    def _read_size(self, fields: Fields) -> None:
        width, height = fields.take(*WIDTHS), fields.take(*HEIGHTS)
        if width and height:
            pair = f"{flat_text(width.value)}x{flat_text(height.value)}"
            self._set_size(f"{width.key}, {height.key}: {pair}", pair)
        elif one := width or height:
            self._remarks.add("not a size without the other side; the profile decides", one.key)
        for found in fields.take_all(SIZES):
            text = flat_text(found.value)
            self._set_size(f"{found.key}: {text}", text)

    def _set_size(self, written: str, text: str) -> None:
        found = _PAIR.match(text.strip().lower())
        width, height = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
        if not width or not height or not 1 / _LARGEST_RATIO <= width / height <= _LARGEST_RATIO:
            self._remarks.add("not a size of pictures; the profile decides", written)
            return
        is_shape = max(width, height) < _LEAST_SIDE
        size = nearest_size(width, height, is_shape, self._profile.size, self.stack)
        if self._values.setdefault("size", size.text) != size.text:
            self._remarks.add(_ONE_PROFILE, written)
            return
        self.size = size
        if not is_shape and (width, height) != size:
            self._remarks.add(f"not a size for stack `{self.stack.name}`; {size.text} stands in", written)


def nearest_size(width: float, height: float, is_shape: bool, usual: Size, stack: StackFacts) -> Size:
    """The size itself where the stack can make it, otherwise one of that shape that it can."""
    exact = Size(int(width), int(height))
    fits = all(side % stack.multiple == 0 and _LEAST_USEFUL <= side <= stack.max_size for side in exact)
    is_moderate = fits and exact == (width, height) and width * height <= _MOST_PIXELS
    if not is_shape and (exact in stack.sizes or is_moderate):
        return exact
    usual_pixels = usual.width * usual.height
    pixels = usual_pixels if is_shape else width * height

    def unlike(size: Size) -> float:
        return abs(log(size.width / size.height) - log(width / height))

    best = min(stack.sizes, key=lambda size: (round(unlike(size), 2), abs(log(size.width * size.height / pixels))))
    if unlike(best) < _ANOTHER_SHAPE:
        return best
    sides = sqrt(usual_pixels * width / height), sqrt(usual_pixels * height / width)
    return Size(*(round(side / _STEP) * _STEP for side in sides))
