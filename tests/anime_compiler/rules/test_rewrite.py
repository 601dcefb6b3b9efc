"""Fixes that write another value."""

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.parse.spec_tree import Place
from anime_compiler.rules.rewrite import rewrite

_TEXT = 'profile: {steps: 8, size: "770x768"}\nshots:\n  - beats: [{at: 40f}]\n'


def _rewritten(value: str, *path: str | int) -> str | None:
    tree = parse("s.yaml", _TEXT.encode(), Limits(), Bag())
    assert tree
    fix = rewrite(Place(tree.source, tree.root), value, *path)
    if fix is None:
        return None
    (edit,) = fix.edits
    assert not fix.safe
    return _TEXT[: edit.span.start] + edit.replacement + _TEXT[edit.span.end :]


def test_the_value_is_replaced_with_its_quotes() -> None:
    assert _rewritten("6", "profile", "steps") == _TEXT.replace("8, ", "6, ", 1)
    assert _rewritten("768x768", "profile", "size") == _TEXT.replace('"770x768"', "768x768")
    assert _rewritten("100%", "shots", 0, "beats", 0, "at") == _TEXT.replace("40f", "100%")


def test_what_was_not_written_cannot_be_replaced() -> None:
    assert _rewritten("6", "profile", "guidance") is None
    assert _rewritten("6", "profile") is None
    assert _rewritten("6", "shots", 1, "beats") is None
    assert _rewritten("6", "profile", "steps", "most") is None
