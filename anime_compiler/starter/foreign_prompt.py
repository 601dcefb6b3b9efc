"""Foreign prompts to prompts that compile and keep their words.

What means the same elsewhere stays: `(word:1.2)`, `[word]` and `BREAK`. Braces become text, brackets that do
not balance too, and the names of characters become `{{ name }}`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.language.visual_input import looks_like_picture
from anime_compiler.resolve.prompt_dialect import read_prompt
from anime_compiler.resolve.template_text import expand_text
from anime_compiler.starter.remarks import Remarks

MOST = 8000  # characters of a prompt, as it is written
_LONG_NEGATIVE, _PIECE, _LONG_PIECE = 500, 400, 512
_TAG = re.compile(r"<\s*(?:lora\b|\w+\s*:)(?:[^<>]*>|[^<>,]*)", re.I)
_AND = re.compile(r"(?<![\w-])AND(?![\w-])")
_BRACKET = re.compile(r"[\\()\[\]]")
_NO_WORD = re.compile(r"[^\w\s,]+")
# Every brace that Jinja could take for the start of something, also together with a name that follows it.
_BRACE = re.compile(r"\{(?=[{%#]|\Z)")
_BRACKETS = "brackets that do not fit together; they are written as characters"
_NO_NAMES = "names stay words, since the looks would not fit in"
_LORAS = "left out; LoRAs are named under `style`, as `loras: {catalogue-name: 0.8}`"


class Person(NamedTuple):
    """Somebody that prompts may name: the variable, what they are called in the list, and their looks."""

    variable: str
    called: tuple[str, ...]
    looks: str


def foreign_prompt(
    text: str,
    remarks: Remarks,
    cast: Sequence[Person] = (),
    present: Sequence[Person] = (),
    after: Mapping[str, str] | None = None,
    most: int = MOST,
) -> str:
    """A prompt that compiles; empty where the text holds no words.

    The first mention of each of the `cast` becomes their name, since a name brings all of their looks with
    it, and those of the `present` that are not mentioned come first. The variables of `after` come last.
    """
    text = _without_tags(_AND.sub("and", text), remarks)
    if not re.search(r"\w", text):
        return ""
    names = {person.variable: person.looks for person in cast} | dict(after or {})
    end = "".join(f", {{{{ {name} }}}}" for name in after or {})
    for candidate, reason in _candidates(text, cast, present):
        if len(candidate + end) <= most and _compiles(candidate + end, names):
            if reason:
                remarks.add(reason, text)
            return candidate + end
    plain = _NO_WORD.sub(" ", text)[:most].strip(" ,")
    if not _compiles(plain, {}):
        return ""
    remarks.add("reduced to plain words, since its signs would mean something here", text)
    return plain


def foreign_negative(text: str, remarks: Remarks) -> list[str]:
    """A negative prompt in pieces that are short enough for a list."""
    is_long = len(text) > _LONG_NEGATIVE
    pieces = wrap(text, _PIECE, break_on_hyphens=False) if is_long else [text]
    found = (foreign_prompt(piece.strip(" ,"), remarks, most=_LONG_PIECE) for piece in pieces)
    return [piece for piece in found if piece]


def _candidates(text: str, cast: Sequence[Person], present: Sequence[Person]) -> Iterator[tuple[str, str | None]]:
    """The same prompt in several ways, from the one that keeps most of its meaning on, and what it does not keep."""
    pieces = list(_named(text, cast))
    for person in reversed([person for person in present if person not in pieces]):
        pieces[:0] = [person, ", "]
    for is_literal in (False, True):
        named = (
            _escaped(piece, is_literal) if isinstance(piece, str) else f"{{{{ {piece.variable} }}}}" for piece in pieces
        )
        yield "".join(named), _BRACKETS if is_literal else None
    for is_literal in (False, True):
        yield _escaped(text, is_literal), _NO_NAMES


def _named(text: str, cast: Sequence[Person]) -> Iterator[str | Person]:
    """The text cut at the first mention of each person."""
    by_word = {word: person for person in cast for called in person.called for word in _spellings(called)}
    if not by_word:
        yield text
        return
    words = sorted(by_word, key=len, reverse=True)
    # Scripts without spaces have no borders of words.
    pattern = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" if word.isascii() else re.escape(word) for word in words)
    position, seen = 0, set()
    for found in re.finditer(pattern, text):
        person = by_word[found[0]]
        if person.variable not in seen:
            seen.add(person.variable)
            yield text[position : found.start()]
            yield person
            position = found.end()
    yield text[position:]


def _spellings(called: str) -> set[str]:
    """A name as it was given, and in capitals; `Will` is not looked for as `will`."""
    return {called, called.upper(), called.title()} if called else set()


def _escaped(text: str, brackets: bool) -> str:
    if brackets:
        text = _BRACKET.sub(r"\\\g<0>", text)
    return _BRACE.sub("{{ '{' }}", text)


def _compiles(text: str, looks: Mapping[str, str]) -> bool:
    if not text or looks_like_picture(text):
        return False
    expanded = expand_text(text, looks)
    if expanded.problems:
        return False
    return not any(problem.code.level is Level.ERROR for problem in read_prompt(expanded.text).problems)


def _without_tags(text: str, remarks: Remarks) -> str:
    """The text without `<lora:…>` and its like, which name files of another program."""
    while found := _TAG.search(text):
        remarks.add(_LORAS, found[0])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    text = " ".join(text.split())
    return re.sub(r"(?:\s*,){2,}", ",", text).strip(" ,")
