"""A foreign object whose keys are written as everybody likes: `imagePrompt`, `image-prompt`, `Image Prompt`."""

import re
from collections.abc import Iterable, Iterator, Mapping

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^\w]+|_+")
# Objects that hold nothing but more fields of the same thing.
_WRAPPERS = frozenset(
    "project metadata meta settings config configuration global globals defaults render output video params "
    "parameters generation generation_settings generation_params image_settings sdxl technical".split()
)


def folded_key(key: str) -> str:
    """A key without what people vary."""
    return _SEPARATORS.sub("_", _CAMEL.sub("_", key)).strip("_").lower()


class Fields:
    """The fields of one object; remembers which of them were understood."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self._values: dict[str, object] = {}
        self._written: dict[str, str] = {}
        self._doubles: list[str] = []
        for key, value in data.items():
            self._add(key, value)
        for key in _WRAPPERS & self._values.keys():
            inner = self._values[key]
            if isinstance(inner, dict):
                del self._values[key], self._written[key]
                for name, value in inner.items():
                    self._add(str(name), value)

    def _add(self, key: str, value: object) -> None:
        folded = folded_key(key)
        if _is_nothing(value):
            return
        if folded in self._values:
            self._doubles.append(key)
            return
        self._values[folded] = value
        self._written[folded] = key

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def take(self, keys: Iterable[str]) -> tuple[str, object] | None:
        """The first of these fields that is there, as it was written, and its value; it now counts as understood."""
        for key in keys:
            if key in self._written:
                return self._written.pop(key), self._values[key]
        return None

    def take_all(self, keys: Iterable[str]) -> list[object]:
        """The values of all of these fields that are there."""
        return [self._values[key] for key in keys if self._written.pop(key, None) is not None]

    def left(self) -> Iterator[tuple[str, object]]:
        """What nobody has understood."""
        for folded, key in self._written.items():
            yield key, self._values[folded]
        for key in self._doubles:
            yield key, None


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
