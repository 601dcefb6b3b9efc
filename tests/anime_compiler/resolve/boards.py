"""Storyboards for the tests of `resolve`: read and resolved, but not yet held against any rule."""

from pathlib import Path

from anime_compiler.diagnostics.diagnostic import Bag, Diagnostic
from anime_compiler.language.storyboard import Storyboard as WrittenStoryboard
from anime_compiler.model.storyboard import Shot, Storyboard
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.resolve.context import Library
from anime_compiler.resolve.resolve import resolve
from anime_compiler.validate.validate import validate
from tests.anime_compiler.catalogues import with_all_models

# Four lines, so that what a test adds starts at the fifth.
HEAD = "animec: 1\nclip: test\nruleset: open\nstack: pocket\n"
SHOT = "shots: [{id: a, prompt: a roof}]\n"


def resolved(text: str, *folders: Path) -> tuple[Storyboard | None, list[Diagnostic]]:
    """A storyboard and the findings of all stages up to its resolution."""
    bag = Bag()
    tree = parse("test.yaml", text.encode(), Limits(), bag)
    assert tree is not None
    written = validate(tree, WrittenStoryboard, bag)
    return resolve(written, Library(with_all_models(), folders), bag), bag.in_order()


def board(text: str, *folders: Path) -> Storyboard:
    """A storyboard that nothing is wrong with; `text` goes on after the head."""
    made, found = resolved(HEAD + text, *folders)
    assert [one.message for one in found] == []
    assert made is not None
    return made


def shot(text: str) -> Shot:
    """The shot of a storyboard that has one, given what stands in it beside its id."""
    return board(f"shots: [{{id: a, {text}}}]\n").shots[0]


def said(text: str, *folders: Path) -> list[str]:
    """`line:column code: message` of each finding; `text` goes on after the head."""
    return [
        f"{one.span.first.line}:{one.span.first.column} {one.code.name}: {one.message}"
        for one in resolved(HEAD + text, *folders)[1]
    ]


def helps(text: str, *folders: Path) -> list[str | None]:
    """The help of each finding."""
    return [one.help for one in resolved(HEAD + text, *folders)[1]]
