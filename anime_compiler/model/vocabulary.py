"""What models of few words understand: the words that they draw, those that they guess at, and all others."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from anime_compiler.parse.spec_tree import MapNode, Place, SpecTree, TextNode

_WORD: Final = re.compile(r"[^\W\d_]+")
# Words that hold others together. Nobody expects to see them drawn.
_GLUE: Final = frozenset({
    "a", "an", "and", "are", "as", "at", "away", "be", "behind", "below", "beside", "between", "break", "by",
    "down", "for", "from", "he", "her", "his", "i", "in", "into", "is", "it", "its", "my", "near", "of", "on",
    "or", "our", "out", "over", "she", "the", "their", "them", "they", "to", "toward", "towards", "under", "up",
    "very", "we", "while", "who", "with", "you", "your",
})  # fmt: skip


_SAY: Final = frozenset({"prompt", "looks", "vars"})  # the keys under which authors say what is to be seen


class Vocabulary(NamedTuple):
    """The words that were measured to be drawn as they should, and those that the models know and often get wrong."""

    draws: frozenset[str]
    guesses: frozenset[str]

    def unknown(self, words: Iterable[str]) -> list[str]:
        """The words that the models have never seen."""
        return [word for word in words if word not in self.draws | self.guesses | _GLUE]

    def guessed(self, words: Iterable[str]) -> list[str]:
        """The words that they get wrong often."""
        return [word for word in words if word in self.guesses - self.draws - _GLUE]


def words_written(story: Place) -> frozenset[str]:
    """The words that an author wrote to be seen, and no template."""
    walk = SpecTree(story.source, story.node).walk() if isinstance(story.node, MapNode) else ()
    said = [node.text for path, _, node in walk if isinstance(node, TextNode) and not _SAY.isdisjoint(path)]
    return frozenset(words_of(", ".join(said)))


def words_of(text: str) -> list[str]:
    """The words of a text, each once, in their order."""
    return list(dict.fromkeys(_WORD.findall(text.lower())))
