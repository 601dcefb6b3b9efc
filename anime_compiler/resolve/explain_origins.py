"""Where each value of a storyboard came from, as rows for people and programs."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from anime_compiler.diagnostics.source import Span
from anime_compiler.model.storyboard import Control, Curve, Origins, Shot, Storyboard
from anime_compiler.parse.overlaid import is_laid_over
from anime_compiler.parse.spec_tree import MapNode, Place

_IN_WORDS = {
    "written": "written",
    "set": "from the command line (--set)",
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
    yield from _rows("", board.origins, board.place, board.place)
    for person in board.characters.values():
        values = {"looks": person.looks, "sheet": f"{person.sheet_views} views", "identity": person.identity}
        yield from _written_or_default(f"characters.{person.name}.", values, person.place)
    for scene in board.scenes:
        yield from _rows(f"{scene.id}.", scene.origins, scene.place, board.place)
        for use in scene.loras:
            source, line = ("from the template", None) if use.via == "template" else _by_hand(use.place.at(), use.via)
            yield OriginRow(f"{scene.id}.loras.{use.model.id}", _curve_text(use.weight), source, line)
        for number, control in enumerate(scene.control if isinstance(scene, Shot) else ()):
            yield from _written_or_default(f"{scene.id}.control[{number}].", _of_control(control), control.place)


def _of_control(control: Control) -> dict[str, object]:
    return {
        "kind": control.kind,
        "from": ":".join(filter(None, control.source)),
        "weight": _curve_text(control.weight),
        "after": f"{control.after:.0%}",
        "until": f"{control.until:.0%}",
    }


def _written_or_default(prefix: str, values: Mapping[str, object], place: Place) -> Iterator[OriginRow]:
    for key, value in values.items():
        is_written = isinstance(place.node, MapNode) and key in place.node.entries
        source, line = _by_hand(place.key(key)) if is_written else (_IN_WORDS["language"], None)
        yield OriginRow(prefix + key, _text(value), source, line)


def _by_hand(span: Span, detail: str = "") -> tuple[str, int | None]:
    """What is said of a value that somebody wrote, and its line: only what stands in the file has one."""
    if is_laid_over(span):
        return _IN_WORDS["set"], None
    return f"{_IN_WORDS['written']} ({detail})" if detail else _IN_WORDS["written"], span.first.line


def _curve_text(curve: Curve) -> str:
    """A constant as a number, a curve by its points."""
    if curve.is_constant:
        return f"{curve.points[0].value:g}"
    return ", ".join(f"{point.value:g} at {point.frame}f" for point in curve.points)


def _rows(prefix: str, origins: Origins, place: Place, root: Place) -> Iterator[OriginRow]:
    for key, origin in origins.items():
        source = f"{_IN_WORDS[origin.source]} {origin.detail}".rstrip()
        line = None
        if origin.source == "written":
            # What has a detail stands elsewhere: a scene's template in the storyboard's style.
            span = (root if origin.detail else place).at(*_path(key))
            if is_laid_over(span) or not origin.detail:
                source, line = _by_hand(span)
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
