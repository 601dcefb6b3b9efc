"""Nothing that looks like a picture may slip through between the reader, which keeps silent, and the rule."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.language.holders import Either, ListOf, MapOf
from anime_compiler.language.kinds import Kind
from anime_compiler.language.record import RecordOf
from anime_compiler.language.storyboard import Storyboard
from anime_compiler.pipeline import compile_storyboard
from anime_compiler.resolve.context import Library

NEVER_DRAWN = {"$schema", "made_with", "citation", "licence"}
PICTURES = ["./refs/hana", "refs/hana.png", "https://example.org/a", "data:image/gif;base64,R0lGODdh"]


def _places(kind: Kind[Any], path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """A path to every place of the language where a text may stand; maps and lists are given one item."""
    if isinstance(kind, Either):
        for form in kind.forms.values():
            if form:
                yield from _places(form, path)
    elif isinstance(kind, RecordOf):
        for key, field in kind.record.fields.items():
            yield from _places(field.kind, (*path, key))
    elif isinstance(kind, ListOf):
        yield from _places(kind.kind, (*path, 0))
    elif isinstance(kind, MapOf):
        yield from _places(kind.kind, (*path, "name"))
    else:
        yield path


PLACES = sorted(set(_places(RecordOf(Storyboard))), key=str)


def _storyboard(path: tuple[str | int, ...], text: str) -> dict[str, Any]:
    """A storyboard with a text at a path, and with what it needs beside it."""
    value: Any = text
    for step in reversed(path[1:]):
        value = [value] if step == 0 else {step: value}
    board: dict[str, Any] = {"animec": 1, "clip": "test", "shots": [{"id": "roof", "prompt": "a rooftop"}]}
    return {**board, str(path[0]): value}


@pytest.mark.parametrize("text", PICTURES)
@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_a_picture_is_refused_wherever_a_text_may_stand(path: tuple[str | int, ...], text: str) -> None:
    board = json.dumps(_storyboard(path, text)).encode()
    found = compile_storyboard("case.yaml", board, Library(shipped_catalogue(), ())).diagnostics
    said = [one for one in found if one.code.name == "external-visual-input"]
    if NEVER_DRAWN.intersection(map(str, path)):
        assert said == []
    else:
        assert len(said) == 1
        assert said[0].level is Level.ERROR
        assert said[0].span.text.strip('"') == text


def test_there_are_many_such_places() -> None:
    assert len(PLACES) > 100


@pytest.mark.parametrize(
    "storyboard",
    [
        "animec: 1\nclip: a\nshots:\n  ./a.png: {id: b, prompt: c}\n",
        "animec: 1\nclip: a\nshots: ./a.png\n",
        "animec: 1\nclip: a\ncharacters: [{image: ./a.png}]\n",
        "animec: 1\nclip: a\nunknown: {further: [{down: ./a.png}]}\n",
        "animec: 1\nclip: a\nstyle: {loras: {./a.png: 1}}\n",
        "animec: 1\nclip: a\nvars: {../a: 1}\n",
    ],
)
def test_a_picture_in_a_place_that_should_not_be_is_refused_too(storyboard: str) -> None:
    found = compile_storyboard("case.yaml", storyboard.encode(), Library(shipped_catalogue(), ())).diagnostics
    assert [one.code.name for one in found].count("external-visual-input") == 1
