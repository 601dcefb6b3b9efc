"""Who is in a prompt, what they do, and how the picture is cut."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from anime_compiler.model.prompt import Prompt
from renderer.stacks.animatic.reading import people_words as tables
from renderer.stacks.animatic.reading.looks import person_in
from renderer.stacks.animatic.reading.words import Words, phrases, plain
from renderer.stacks.animatic.scene import CREATURES, Framing, Person, Pose

MOST_PEOPLE = 5

_COUNTED = re.compile(r"(?<![\w-])(\d{1,3})\+? ?(girl|boy|other)s?(?![\w-])")
_KINDS, _NUMBERS = Words(tables.KINDS), Words(tables.NUMBERS)
_NOBODY, _TOGETHER = Words(tables.NOBODY), Words(tables.TOGETHER)
_POSES, _FRAMINGS = Words(tables.POSES), Words(tables.FRAMINGS)
_PLURALS = ("s", "men", "children", "people")
_TURNED = 58.0  # degrees, of those who face each other


class Cast(NamedTuple):
    """The people of a prompt with their poses, and the framing."""

    people: tuple[Person, ...]
    poses: tuple[Pose, ...]
    framing: Framing


class _Part(NamedTuple):
    """The stretch of a text that tells of one, or of several of a kind."""

    start: int
    kind: str
    number: int
    text: str = ""


@lru_cache(256)
def read_people(prompt: Prompt) -> Cast:
    """Everybody in a prompt."""
    text = plain(prompt.text)
    parts = _parts(text)
    people = [person_in(part.text, part.kind, number) for number, part in enumerate(_each(parts))]
    return Cast(tuple(people), _poses(text, parts), _framing(text, people))


def _each(parts: Sequence[_Part]) -> list[_Part]:
    """A part for each of the people it tells of."""
    return [part for part in parts for _ in range(min(part.number, MOST_PEOPLE))][:MOST_PEOPLE]


def _parts(text: str) -> list[_Part]:
    """The text cut at each word for somebody; one who is named again is nobody new."""
    if _NOBODY.first(text):
        return []
    named = [
        _Part(match.start(), "girl" if match[2] == "other" else match[2], int(match[1]))
        for match in _COUNTED.finditer(text)
    ]
    is_counted = bool(named)
    for found in _KINDS.find(text):
        if not is_counted:
            named.append(_Part(found.start, found.entry, _count(text, found.start, found.end, named, found.entry)))
        elif found.entry in CREATURES:
            named.append(_Part(found.start, found.entry, 1))
    named = sorted(part for part in named if part.number)
    ends = [*(part.start for part in named[1:]), len(text)]
    return [part._replace(text=text[part.start : end]) for part, end in zip(named, ends, strict=False)]


def _count(text: str, start: int, end: int, before: Sequence[_Part], kind: str) -> int:
    """How many a word names: by the number before it, or two for a plural."""
    words = text[:start].split()[-3:]
    if "the" in words and any(part.kind == kind for part in before):
        return 0
    digits = [int(word) for word in words if word.isdecimal() and len(word) < 4]
    numbers = digits or [found.entry for found in _NUMBERS.find(" ".join(words))]
    is_plural = text[start:end].endswith(_PLURALS)
    return numbers[-1] if numbers and not (is_plural and numbers[-1] == 1) else 2 if is_plural else 1


def _poses(text: str, parts: Sequence[_Part]) -> tuple[Pose, ...]:
    """What each does: words after somebody are theirs; those before all, and after the last one's looks, are shared."""
    if not parts:
        return ()
    shared = text[: parts[0].start]
    tail = ", ".join(phrases(parts[-1].text)[2:]) if len(parts) > 1 else ""
    poses = []
    for part in _each(parts):
        changes: dict[str, float] = {}
        for found in _POSES.find(f"{shared}, {part.text}, {tail}"):
            changes |= found.entry
        poses.append(Pose()._replace(**changes))
    if len(poses) > 1 and _TOGETHER.first(text):
        halves = [_TURNED if 2 * number < len(poses) else -_TURNED for number in range(len(poses))]
        poses = [pose._replace(turn=turn, look=0.0) for pose, turn in zip(poses, halves, strict=True)]
    return tuple(poses)


def _framing(text: str, people: Sequence[Person]) -> Framing:
    told = _FRAMINGS.first(text)
    if told:
        return Framing(*told)
    if people and all(person.kind in CREATURES for person in people):
        return Framing(0.075, 0.405)
    return Framing()
