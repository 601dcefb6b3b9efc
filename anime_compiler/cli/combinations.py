"""Every combination of varied values, compiled as if it were written so."""

from argparse import Namespace
from collections.abc import Sequence
from itertools import product
from math import prod
from typing import NamedTuple

from anime_compiler.cli.inputs import StoryboardFile, compile_file, library_beside
from anime_compiler.cli.variations import expand
from anime_compiler.diagnostics.diagnostic import Diagnostic, Level
from anime_compiler.diagnostics.render_text import render_text
from anime_compiler.errors import UsageError
from anime_compiler.parse.override_path import read_path
from anime_compiler.parse.parse import brief
from anime_compiler.pipeline import Compilation

MOST_COMBINATIONS = 64


class Varied(NamedTuple):
    """A key that is varied, and its values as they were written."""

    path: str
    values: tuple[str, ...]


class Combination(NamedTuple):
    """A value for each of the varied keys, as overrides, and what came of the storyboard with them."""

    overrides: tuple[str, ...]
    compilation: Compilation

    @property
    def has_errors(self) -> bool:
        return any(found.level is Level.ERROR for found in self.compilation.diagnostics)


def varied(texts: Sequence[str]) -> tuple[Varied, ...]:
    """The keys that are varied, in the order in which they were given; refused if that would be too many pictures."""
    keys: list[Varied] = []
    for text in texts:
        overrides = expand(text)
        value_at = read_path(text)[1]
        path = text[: value_at - 1]
        if any(key.path == path for key in keys):
            raise UsageError(f"`{brief(path)}` is varied twice", "write all its values behind one `--vary`")
        keys.append(Varied(path, tuple(override[value_at:] for override in overrides)))
    number = prod(len(key.values) for key in keys)
    if number > MOST_COMBINATIONS:
        said = " × ".join(str(len(key.values)) for key in keys)
        cure = "vary fewer values at once, or give the command several times"
        raise UsageError(f"{said} pictures are {number}, and at most {MOST_COMBINATIONS} can be made at once", cure)
    return tuple(keys)


def compiled(file: StoryboardFile, options: Namespace, keys: Sequence[Varied]) -> list[Combination]:
    """Every combination, the values of the last key changing first."""
    library = library_beside(file, options)
    made = []
    for values in product(*(key.values for key in keys)):
        overrides = tuple(f"{key.path}={value}" for key, value in zip(keys, values, strict=True))
        one = Namespace(**{**vars(options), "overrides": [*options.overrides, *overrides]})
        made.append(Combination(overrides, compile_file(file, one, library)))
    return made


def findings(combinations: Sequence[Combination]) -> list[Diagnostic]:
    """What there is to say of them, each thing once; what is said of a varied value points at the value."""
    unique: dict[str, Diagnostic] = {}
    for combination in combinations:
        for found in combination.compilation.diagnostics:
            unique.setdefault(render_text([found], color=False, width=100), found)
    return [*unique.values()]
