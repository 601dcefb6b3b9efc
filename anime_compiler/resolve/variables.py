"""The names that prompts can use: variables and characters, whose values may use each other."""

from collections.abc import Mapping
from typing import NamedTuple

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.parse.spec_tree import Place
from anime_compiler.resolve import codes
from anime_compiler.resolve.template_text import expand_text


class Value(NamedTuple):
    """A value as it was written, and where: `path` leads from the place to the text."""

    text: str
    place: Place
    path: tuple[str, ...]


class Names(NamedTuple):
    """Expanded values by name; `inside` tells which names went into a value."""

    texts: Mapping[str, str]
    inside: Mapping[str, frozenset[str]]


def expand_values(values: Mapping[str, Value], bag: Bag) -> Names:
    """Every value with the names in it replaced. Findings about one value are reported once."""
    if not any("{" in value.text for value in values.values()):
        return Names({name: value.text for name, value in values.items()}, {})
    expander = _Expander(values, bag)
    for name in values:
        expander.expand(name, ())
    return Names(expander.texts, expander.inside)


class _Expander:
    """Depth first, with the chain of names kept to tell a cycle."""

    def __init__(self, values: Mapping[str, Value], bag: Bag) -> None:
        self.values = values
        self.bag = bag
        self.texts: dict[str, str] = {}
        self.inside: dict[str, frozenset[str]] = {}

    def expand(self, name: str, chain: tuple[str, ...]) -> None:
        if name in self.texts:
            return
        value = self.values[name]
        if name in chain:
            self._report_cycle(value, (*chain[chain.index(name) :], name))
            self.texts[name] = ""
            return
        used = expand_text(value.text, {known: "" for known in self.values}).used
        for other in sorted(used):
            if other in self.values:
                self.expand(other, (*chain, name))
        if name in self.texts:
            return  # it turned out to be made of itself
        expanded = expand_text(value.text, {known: self.texts.get(known, "") for known in self.values})
        for problem in expanded.problems:
            span = value.place.within(problem.start, problem.end, *value.path)
            self.bag.add(problem.code, problem.message, span, problem.help)
        self.texts[name] = expanded.text
        self.inside[name] = used.union(*(self.inside.get(other, frozenset()) for other in used))

    def _report_cycle(self, value: Value, chain: tuple[str, ...]) -> None:
        message = f"`{chain[0]}` is made of itself: {' → '.join(f'`{name}`' for name in chain)}"
        self.bag.add(
            codes.VARIABLE_CYCLE, message, value.place.at(*value.path), "give one of them a plain value"
        )
