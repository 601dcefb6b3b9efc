"""Who appears in a shot list: names with descriptions, in whatever form they are given."""

import re
from collections.abc import Iterator

from anime_compiler.starter.fields import Fields
from anime_compiler.starter.foreign_prompt import Person, foreign_prompt
from anime_compiler.starter.foreign_text import clean_text, cut_text
from anime_compiler.starter.names import legal_name, look, unique_name
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.vocabulary import LOOKS, PERSON_NAMES, SAID_OF, TAKEN

_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&/+]|\band\b)\s*")
_MOST, _MOST_LOOKS, _MOST_WORDS = 64, 1000, 3


class Cast:
    """Collects people by name; whoever is described in several places has the first looks."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._looks: dict[str, str] = {}  # by name, as it was first written
        self._called: dict[str, str] = {}  # names and ids without case -> that name

    def add(self, value: object) -> tuple[list[str], list[str]]:
        """The names of those that a value speaks of, and texts that are no names but words for a prompt."""
        names: list[str] = []
        words: list[str] = []
        for entry in self._entries(value):
            if isinstance(entry, dict):
                names += self._described(Fields(entry))
            elif text := clean_text(entry, self._remarks):
                pieces = [piece for piece in _BETWEEN_NAMES.split(text) if piece]
                if all(self._could_be_name(piece) for piece in pieces):
                    names += [name for piece in pieces if (name := self._enter(piece, ""))]
                else:
                    words.append(text)
        return list(dict.fromkeys(names)), words

    def _entries(self, value: object) -> Iterator[object]:
        """One value for each of them: texts, and objects with a name."""
        if isinstance(value, list):
            yield from value
        elif not isinstance(value, dict) or any(key in value for key in ("name", "Name")):
            yield value
        else:
            for name, described in value.items():
                facts = described if isinstance(described, dict) else {"looks": described}
                yield {"name": name, **facts}

    def _described(self, fields: Fields) -> list[str]:
        names = [clean_text(found.value, self._remarks, 60) for found in fields.take_all(PERSON_NAMES)]
        names = [name for name in names if name]
        looks = []
        for key in LOOKS:
            if found := fields.take(key):
                text = clean_text(found.value, self._remarks)
                of = "years old" if key == "age" and text.isdecimal() else SAID_OF.get(key, "")
                looks.append(f"{text} {of}" if of and of not in text.lower() else text)
        self._remarks.add_unknown(fields)
        name = self._enter(names[0], ", ".join(filter(None, looks))) if names else None
        if name is None:
            return []
        for other in names[1:]:
            self._called.setdefault(other.casefold(), name)
        return [name]

    def _could_be_name(self, text: str) -> bool:
        """Whether it is known, or looks like one: few words, the first in capitals or the only one."""
        words = text.split()
        is_new = len(words) <= _MOST_WORDS and (words[0][:1].isupper() or len(words) == 1)
        return text.casefold() in self._called or is_new

    def _enter(self, called: str, looks: str) -> str | None:
        name = self._called.get(called.casefold())
        if name is None:
            if len(self._looks) == _MOST:
                self._remarks.add(f"left out; a storyboard has {_MOST} characters at most", called)
                return None
            name = self._called[called.casefold()] = called
            self._looks[name] = looks
        elif looks and not self._looks[name]:
            self._looks[name] = looks
        elif looks and looks != self._looks[name]:
            self._remarks.add("described in two ways; the first stands", name)
        return name

    def people(self) -> dict[str, Person]:
        """Everybody by name, with a variable that nothing else has."""
        people: dict[str, Person] = {}
        taken = {look(word) for word in TAKEN}
        for name, looks in self._looks.items():
            variable = unique_name(legal_name(name, "character", dashes=False).lower(), taken)
            taken.add(look(variable))
            text = foreign_prompt(cut_text(looks, _MOST_LOOKS, self._remarks), self._remarks, most=_MOST_LOOKS)
            if not text:
                self._remarks.add("not described; write under `looks` what is to be seen of them", name)
                text = foreign_prompt(name, self._remarks, most=_MOST_LOOKS) or variable
            others = [other for other, whose in self._called.items() if whose == name and other != name.casefold()]
            people[name] = Person(variable, (name, *others), text)
        return people
