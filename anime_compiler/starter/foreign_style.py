"""What people call a style, to the prompt templates that ship; other words go into the prompts."""

import re
from typing import NamedTuple

from anime_compiler.resolve.templates import shipped_template_names
from anime_compiler.starter.vocabulary import TEMPLATES

_FOLDED = re.compile(r"[^a-z0-9]+|\b(?:style|styled|look|preset|aesthetic|art|illustration)\b")
_PARTS = re.compile(r"\s*[,;|]\s*")


class StyleWords(NamedTuple):
    """A template, if a style is known, and the words that say something else."""

    template: str | None
    rest: str


def style_words(text: str) -> StyleWords:
    """The first style in a text that there is a template for."""
    template, rest = None, []
    for part in filter(None, _PARTS.split(text)):
        known = _template(part)
        if known and template in (None, known):
            template = known
        else:
            rest.append(part)
    return StyleWords(template, ", ".join(rest))


def _template(words: str) -> str | None:
    folded = _FOLDED.sub("", words.lower().replace("_", " "))
    names = {name.replace("_", ""): name for name in shipped_template_names()}
    return names.get(folded) or TEMPLATES.get(folded)
