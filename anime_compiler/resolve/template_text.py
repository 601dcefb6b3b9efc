"""Texts with names in them, such as `{{ hana }} at {{ time }}`.

A text is parsed by Jinja's own parser, so that people and editors know the language, but Jinja never compiles
or runs anything. Most texts need not even be parsed: see `expand_text`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from anime_compiler.resolve import template_codes as codes
from anime_compiler.resolve.problem import Problem
from anime_compiler.resolve.template_reading import MOST_BEFORE, TemplateReading

PLAIN_NAME = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
# What looks like a name and is none, for Jinja.
_RESERVED = frozenset({"true", "false", "none", "True", "False", "None", "not"})


class Expanded(NamedTuple):
    """A text with its names filled in, the names it reads, and what was wrong with it.

    A name in a branch that is not taken is used all the same. With problems the text is what could be made.
    """

    text: str
    used: frozenset[str]
    problems: tuple[Problem, ...]


def expand_text(text: str, names: Mapping[str, str], advise: bool = True) -> Expanded:
    """Fill in the names; values are text and never read as templates themselves."""
    if len(text) > MOST_BEFORE:
        message = f"the template is longer than {MOST_BEFORE:,} characters"
        problem = Problem(codes.TEMPLATE_TOO_LONG, message, MOST_BEFORE, len(text), "shorten it")
        return Expanded("", frozenset(), (problem,))
    if "{" not in text:
        return Expanded(text, frozenset(), ())
    reading = TemplateReading(text, names, advise)
    filled = _fill_plain_names(reading)
    if filled is None:
        # Importing Jinja takes longer than checking a whole storyboard without it.
        from anime_compiler.resolve.template_walk import fill_template

        filled = fill_template(reading)
    return Expanded(filled, frozenset(reading.used), tuple(reading.problems))


def _fill_plain_names(reading: TemplateReading) -> str | None:
    """The filled text if there is nothing in it but `{{ name }}`; else nothing, and nothing is done."""
    text = reading.text
    found = list(PLAIN_NAME.finditer(text))
    if text.count("{") != 2 * len(found) or any(name[1] in _RESERVED for name in found):
        return None
    parts: list[str] = []
    position = 0
    for name in found:
        parts += text[position : name.start()], reading.value_of(name[1], name.start(1))
        position = name.end()
    return reading.join([*parts, text[position:]])
