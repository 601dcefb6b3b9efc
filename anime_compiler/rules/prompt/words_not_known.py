"""a prompt has words that the stack's models have never seen, or often get wrong

A stack whose models know few words says which. Here each prompt of a storyboard is compared with them; words that hold
others together do not count, nor does what a template adds of its own.

## Why

The small models that ship with animec know the words of the world that they learned from, and no others. They draw
something for any word at all, and nothing in the picture tells that it was not understood.

## Instead

Use words for what they were measured to draw: colours and styles of hair, colours of eyes and of clothes, close-up,
upper body or full body, nine places (beach, classroom, rooftop, city street, forest, shrine, mountains, bedroom, park),
times of day and weather. Or take it as a draft: the words are right for models that know them.
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard, prompts_of
from anime_compiler.model.vocabulary import words_of, words_written
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.NOTE
SCOPE = CRAFT

_MOST_NAMED = 8


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Name the words of each scene that are not drawn for sure, and no word twice."""
    vocabulary, name = board.stack.vocabulary, board.stack.name
    if vocabulary is None:
        return
    written, told = words_written(board.place), set[str]()
    for scene in board.scenes:
        if scene.doubtful & {"prompt", "beats"}:
            continue
        words = [word for word in words_of(", ".join(prompts_of(scene))) if word in written and word not in told]
        told.update(words)
        for said, which in (
            ("has never seen", vocabulary.unknown(words)),
            ("often gets wrong", vocabulary.guessed(words)),
        ):
            if which:
                yield Finding(
                    scene.place.at("prompt"),
                    f"stack `{name}` {said} {known_names(which, _MOST_NAMED)}",
                    help="`animec explain words-not-known` says what it draws",
                )
