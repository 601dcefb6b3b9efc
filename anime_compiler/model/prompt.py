"""A prompt after the dialect has been read: weighted phrases, no markup left."""

from typing import NamedTuple


class Phrase(NamedTuple):
    """A run of text with one attention weight."""

    text: str
    weight: float = 1.0


class Prompt(NamedTuple):
    """What a text encoder is given: sections (split by `BREAK`, each starts a new chunk) of weighted phrases."""

    sections: tuple[tuple[Phrase, ...], ...]

    @property
    def text(self) -> str:
        """The words alone, as a person would read them."""
        return " BREAK ".join("".join(phrase.text for phrase in section) for section in self.sections)


class LoraTag(NamedTuple):
    """A `<lora:name:0.8>` that was lifted out of a prompt; start and end are offsets in the prompt's text."""

    name: str
    weight: float
    start: int
    end: int


EMPTY_PROMPT = Prompt(())


def joined(left: Prompt, right: Prompt, separator: str) -> Prompt:
    """One prompt out of two: the last section of the left and the first of the right become one."""
    if not left.sections or not right.sections:
        return left if left.sections else right
    seam = left.sections[-1]
    (head, *rest), *sections = right.sections
    if head.weight == seam[-1].weight:
        middle = (*seam[:-1], Phrase(seam[-1].text + separator + head.text, head.weight), *rest)
    else:
        middle = (*seam, Phrase(separator + head.text, head.weight), *rest)
    return Prompt((*left.sections[:-1], middle, *sections))
