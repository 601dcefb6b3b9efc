"""Finding the words of a table in a text: the longest phrase wins, and case, accents and underscores are no matter."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
_BREAKS = re.compile(r"[,;.:!?()\[\]{}|]+")
_GAPS = re.compile(r"[\s_]+")


class Found(NamedTuple, Generic[T]):
    """An entry of a table, and where its words stand in the text."""

    entry: T
    start: int
    end: int


class Words(Generic[T]):
    """A table of entries, each with its phrases, ready to be looked for."""

    def __init__(self, table: Sequence[tuple[T, str]]) -> None:
        self.table = {phrase: entry for entry, phrases in table for phrase in phrases.split(", ")}
        longest_first = sorted(self.table, key=lambda phrase: (-len(phrase), phrase))
        self._pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?:e?s)?(?![\w-])")

    def find(self, text: str) -> Iterator[Found[T]]:
        """Every entry that the text names, in order."""
        for match in self._pattern.finditer(text):
            yield Found(self.table[match[1]], match.start(), match.end())

    def first(self, text: str) -> T | None:
        """The entry that is named first."""
        return next((found.entry for found in self.find(text)), None)


def plain(text: str) -> str:
    """Text as the tables are written: small letters without accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return _GAPS.sub(" ", "".join(letter for letter in letters if not unicodedata.combining(letter))).strip()


def phrases(text: str) -> list[str]:
    """The parts of a text that its punctuation divides."""
    return [part for piece in _BREAKS.split(text) if (part := piece.strip())]
