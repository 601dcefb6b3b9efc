"""A prompt as its terms: what a moment has for itself, what its shot has, and what the whole film shares."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from anime_compiler.model.prompt import Prompt
from renderer.stacks.animatic.burn_in.type import Style, Word, shown
from renderer.stacks.animatic.drawing.colour import Rgb, mixed

_MOST = 120  # terms of a prompt that are looked at

BRIGHT: Rgb = (246.0, 243.0, 236.0)
MIDDLE: Rgb = (190.0, 194.0, 204.0)
DIM: Rgb = (124.0, 131.0, 148.0)
ACCENT: Rgb = (255.0, 184.0, 92.0)


class Term(NamedTuple):
    """Words between commas, and how strongly they are asked for."""

    text: str
    weight: float
    shows_weight: bool  # the last of those that are weighted together


class Shares(NamedTuple):
    """Which terms belong to whom."""

    everywhere: frozenset[str]  # in every prompt of the film
    shot: frozenset[str]  # in every prompt of the shot


@lru_cache(256)
def terms_of(prompt: Prompt) -> tuple[Term, ...]:
    """The terms of a prompt in order."""
    found: list[Term] = []
    for section in prompt.sections:
        for phrase in section:
            parts = [text for part in phrase.text.split(",") if (text := " ".join(part.split()))]
            found += [Term(text, phrase.weight, part == len(parts) - 1) for part, text in enumerate(parts[:_MOST])]
    return tuple(found[:_MOST])


def common_to(prompts: Sequence[Prompt]) -> frozenset[str]:
    """The terms that all prompts have; of one prompt alone nothing is common."""
    if len(set(prompts)) < 2:
        return frozenset()
    return frozenset.intersection(*(frozenset(term.text for term in terms_of(prompt)) for prompt in prompts))


def own_words(prompt: Prompt, shares: Shares) -> str:
    """In one line what a moment has for itself; in a shot that says the same all along, what the shot has."""
    common = shares.shot or shares.everywhere
    return shown(", ".join(term.text for term in terms_of(prompt) if term.text not in common)) if common else ""


def words_of(prompt: Prompt, shares: Shares, size: int, is_in_order: bool) -> list[Word]:
    """A prompt to be set: what is its own stands out, what every shot says stands back, or comes last."""
    terms = sorted(terms_of(prompt), key=lambda term: not is_in_order and term.text in shares.everywhere)
    words: list[Word] = []
    for number, term in enumerate(terms):
        is_own = bool(shares.shot) and term.text not in shares.shot
        colour = ACCENT if is_own else DIM if term.text in shares.everywhere else MIDDLE
        style = Style(size, colour, is_bold=term.weight > 1)
        *pieces, last = shown(term.text).split() or ["·"]
        comma = "," if number + 1 < len(terms) else ""
        has_weight = term.weight != 1 and term.shows_weight
        words += [Word(piece, style) for piece in pieces]
        words.append(Word(last if has_weight else last + comma, style))
        if has_weight:
            raised = Style(max(8, round(size * 0.8)), mixed(ACCENT, DIM, 0.4))
            words.append(Word(f" {term.weight:g}{comma}", raised, starts=False))
    return words
