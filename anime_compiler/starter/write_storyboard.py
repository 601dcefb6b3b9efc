"""A storyboard as readable YAML. Texts from outside stand in quotes, so that none can mean anything else."""

from collections.abc import Iterator, Mapping, Sequence
from json import dumps
from textwrap import wrap
from typing import NamedTuple

from anime_compiler.language.reader import shown
from anime_compiler.starter.starter import MODELINE, in_columns

_WIDTH = 108


class Scene(NamedTuple):
    """A shot or a still: its id, a remark, and its lines, each a key and a value as it is written."""

    id: str
    remark: str
    lines: tuple[tuple[str, str], ...]


class Page(NamedTuple):
    """What is written: blocks of keys at the top, then characters and scenes."""

    top: tuple[tuple[str, str], ...]
    style: tuple[tuple[str, str], ...]
    vars: Mapping[str, str]
    characters: Mapping[str, str]  # looks by variable
    kind: str  # `shots` or `stills`
    scenes: Sequence[Scene]
    post: str


def written(page: Page, remarks: Sequence[str]) -> str:
    """The storyboard, with the remarks as comments at its top."""
    return MODELINE + "".join(_comments(remarks)) + in_columns("\n".join(_lines(page)))


def quoted(text: str) -> str:
    """A text in double quotes; JSON's escapes are YAML's too."""
    return dumps(text, ensure_ascii=False)


def _comments(remarks: Sequence[str]) -> Iterator[str]:
    yield "# Made from a shot list by `animec new`.\n"
    if remarks:
        yield "# What was left out, changed or guessed:\n"
    for remark in remarks:
        lines = wrap(remark, _WIDTH - 4, break_long_words=False, break_on_hyphens=False)
        yield f"#   - {lines[0]}\n"
        yield from (f"#     {line}\n" for line in lines[1:])


def _lines(page: Page) -> Iterator[str]:
    yield from _pairs(page.top, "")
    yield ""
    yield "style:"
    yield from _pairs(page.style, "  ")
    if page.vars:
        yield ""
        yield "vars:"
        yield from (f"  {name}: {quoted(text)}" for name, text in page.vars.items())
    if page.characters:
        yield ""
        yield "characters:"
        for name, looks in page.characters.items():
            yield f"  {name}:"
            yield f"    looks: {quoted(looks)}"
    yield ""
    yield f"{page.kind}:"
    for scene in page.scenes:
        yield f"  - id: {scene.id}" + (f" # {shown(scene.remark)}" if scene.remark else "")
        yield from _pairs(scene.lines, "    ")
    if page.post:
        yield ""
        yield "post:"
        yield f"  - {page.post}"


def _pairs(lines: Sequence[tuple[str, str]], indent: str) -> Iterator[str]:
    return (f"{indent}{key}: {value}" for key, value in lines)
