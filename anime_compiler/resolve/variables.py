"""The names that prompts can use: variables and characters, whose values may use each other."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve import codes
from anime_compiler.resolve.problem import MOST_ADVISED
from anime_compiler.resolve.template_codes import UNREADABLE_TEMPLATE_VARIABLE
from anime_compiler.resolve.template_text import Expanded, expand_text


class Value(NamedTuple):
    """A value as it was written, and where: `path` leads from the place to the text."""

    text: str
    place: Place
    path: tuple[str, ...]


class Names(NamedTuple):
    """Expanded values by name, and as they were written; `inside` tells which names went into a value."""

    texts: Mapping[str, str]
    inside: Mapping[str, frozenset[str]]
    values: Mapping[str, Value]
    lacking: bool = False  # some names could not be read, and one without a value may be one of them


def expand_values(values: Mapping[str, Value], bag: Bag, lacking: bool = False) -> Names:
    """Every value with the names in it replaced. Findings about one value are reported once.

    A value that no sense can be made of becomes its own name, so that what uses it can still be looked at.
    """
    if not any("{" in value.text for value in values.values()):
        return Names({name: value.text for name, value in values.items()}, {}, values, lacking)
    expander = _Expander(values, bag, lacking)
    for name in values:
        expander.expand(name)
    return Names(expander.texts, expander.inside, values, lacking)


class _Expander:
    """Depth first, with a path of its own to tell a cycle: no chain of names can exhaust Python's stack."""

    def __init__(self, values: Mapping[str, Value], bag: Bag, lacking: bool) -> None:
        self.values = values
        self.bag = bag
        self.lacking = lacking
        self.texts: dict[str, str] = {}
        self.inside: dict[str, frozenset[str]] = {}
        self.used: dict[str, frozenset[str]] = {}

    def expand(self, first: str) -> None:
        path = [first]
        while path:
            name = path[-1]
            waiting = [other for other in self._used_in(name) if other not in self.texts]
            if name in self.texts or not waiting:
                path.pop()
                if name not in self.texts:
                    self._fill(name)
            elif (other := min(waiting)) in path:
                self._report_cycle((*path[path.index(other) :], other))
                self.texts[other] = other
            else:
                path.append(other)

    def _used_in(self, name: str) -> frozenset[str]:
        if name not in self.used:
            self.used[name] = _names_in(self.values[name].text).intersection(self.values)
        return self.used[name]

    def _fill(self, name: str) -> None:
        value, used = self.values[name], self.used[name]
        expanded = _filled(value.text, tuple((other, self.texts[other]) for other in sorted(used)))
        if expanded.problems:  # once more with all names, for the sake of the advice; its own would be a bad one
            others = {other: self.texts.get(other, "") for other in self.values if other != name}
            expanded = expand_text(value.text, others, advise=len(self.bag) < MOST_ADVISED)
        for problem in expanded.problems:
            if self.lacking and problem.code is UNREADABLE_TEMPLATE_VARIABLE:
                continue
            span = value.place.within(problem.start, problem.end, *value.path)
            self.bag.add(problem.code, problem.message, span, problem.help)
        self.texts[name] = expanded.text or (name if expanded.problems else "")
        self.inside[name] = used.union(*(self.inside.get(other, frozenset()) for other in used))

    def _report_cycle(self, chain: tuple[str, ...]) -> None:
        value = self.values[chain[0]]
        message = f"`{chain[0]}` is made of itself: {' → '.join(f'`{name}`' for name in chain)}"
        self.bag.add(codes.VARIABLE_CYCLE, message, value.place.at(*value.path), "give one of them a plain value")


class _EveryName(dict[str, str]):
    """Knows a value for any name."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return ""


# Scenes with variables of their own fill in the same values again, mostly with the same names.
@lru_cache(1024)
def _names_in(text: str) -> frozenset[str]:
    return expand_text(text, _EveryName()).used if "{" in text else frozenset()


@lru_cache(1024)
def _filled(text: str, names: tuple[tuple[str, str], ...]) -> Expanded:
    return expand_text(text, dict(names))
