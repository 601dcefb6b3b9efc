"""Foreign objects, whose keys people write differently: `imagePrompt`, `image-prompt`, `Image Prompt`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from anime_compiler.starter.vocabulary import GROUPS

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^\w]+|_+")
_LONGEST_NUMBER = 10**18  # longer ones cannot even be printed


def folded_key(key: str) -> str:
    """A key without what people vary."""
    return _SEPARATORS.sub("_", _CAMEL.sub("_", key)).strip("_").lower()


def flat_text(value: object) -> str:
    """All words of a value, however it is nested, in their order."""
    parts: list[str] = []
    rest = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, dict):
            rest.extend(reversed(item.values()))
        elif isinstance(item, list):
            rest.extend(reversed(item))
        elif isinstance(item, str):
            parts.append(item)
        elif isinstance(item, float) or (isinstance(item, int) and abs(item) < _LONGEST_NUMBER):
            parts.extend([f"{item:.12g}"] if not isinstance(item, bool) else [])
    return ", ".join(part for part in map(str.strip, parts) if part)


class Found(NamedTuple):
    """A field: its key as it was written, and its value."""

    key: str
    value: object


class Fields:
    """The fields of one object, and of objects that only group more; remembers which are understood."""

    def __init__(self, *objects: Mapping[str, object], inherited: Mapping[str, object] | None = None) -> None:
        self._values: dict[str, object] = {}
        self._own: dict[str, str] = {}  # keys as they were written
        self._open: dict[str, None] = {}
        self._doubles: list[Found] = []
        groups = list(objects)
        for group in groups:  # which grows, so that what stands further out wins
            for key, value in group.items():
                if isinstance(value, dict) and folded_key(key) in GROUPS:
                    groups.append(value)
                elif not _is_nothing(value):
                    self._add(key, value)
        for folded, value in (inherited or {}).items():
            if folded not in self._values:
                self._values[folded] = value
                self._open[folded] = None

    def _add(self, key: str, value: object) -> None:
        folded = folded_key(key)
        if folded in self._values:
            self._doubles.append(Found(key, value))
            return
        self._values[folded] = value
        self._own[folded] = key
        self._open[folded] = None

    def has(self, keys: Iterable[str]) -> bool:
        """Whether any of these fields is there, understood or not."""
        return any(key in self._values for key in keys)

    def peek(self, key: str) -> object:
        """A value that is looked at and not yet understood."""
        return self._values[key] if key in self._open else None

    def take(self, *keys: str) -> Found | None:
        """The first of these fields that is there and was not taken; it counts as understood from now on."""
        for key in keys:
            if key in self._open:
                del self._open[key]
                return Found(self._own.get(key, key), self._values[key])
        return None

    def take_all(self, keys: Iterable[str]) -> list[Found]:
        """All of these fields that are there."""
        return [found for key in keys if (found := self.take(key))]

    def take_map(self, keys: Iterable[str]) -> dict[str, object]:
        """The values of these fields that are there, for others to inherit."""
        return {key: found.value for key in keys if (found := self.take(key))}

    def left(self) -> Iterator[Found]:
        """What nobody has understood; what was inherited is told of where it stands."""
        for folded in self._open:
            if folded in self._own:
                yield Found(self._own[folded], self._values[folded])
        yield from self._doubles


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
