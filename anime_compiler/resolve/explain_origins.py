"""Where each value of a storyboard came from, as rows for people and programs."""

from collections.abc import Iterator
from typing import NamedTuple

from anime_compiler.model.storyboard import Origins, Storyboard
from anime_compiler.parse.spec_tree import Place

_IN_WORDS = {
    "written": "written",
    "profile": "from profile",
    "stack": "from stack",
    "template": "from template",
    "ruleset": "from ruleset",
    "catalogue": "from the catalogue",
    "language": "the language's default",
    "derived": "follows",
}


class OriginRow(NamedTuple):
    """One value: its path, how an author would write it, where it came from, and the line if it was written."""

    path: str
    value: str
    source: str
    line: int | None


def origin_rows(board: Storyboard) -> Iterator[OriginRow]:
    """Every value of the storyboard, then those of each shot and still."""
    yield from _rows("", board.origins, board.place)
    for shot in board.shots:
        yield from _rows(f"{shot.id}.", shot.origins, shot.place)
    for still in board.stills:
        yield from _rows(f"{still.id}.", still.origins, still.place)


def _rows(prefix: str, origins: Origins, place: Place) -> Iterator[OriginRow]:
    for key, origin in origins.items():
        source = f"{_IN_WORDS[origin.source]} {origin.detail}".rstrip()
        line = None
        if origin.source == "written" and not origin.detail:
            line = place.at(*_path(key)).first.line
        yield OriginRow(f"{prefix}{key}", _text(origin.value), source, line)


def _path(key: str) -> Iterator[str | int]:
    for step in key.split("."):
        name, _, index = step.partition("[")
        yield name
        if index:
            yield int(index.rstrip("]"))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return str(getattr(value, "text", value))
