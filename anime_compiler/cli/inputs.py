"""Storyboards that a command was given: files, folders, or standard input."""

import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from anime_compiler.catalogue.catalogue import shipped_catalogue
from anime_compiler.parse.read_file import Limits, read_file
from anime_compiler.pipeline import Compilation, compile_storyboard
from anime_compiler.resolve.context import Library

_IS_STORYBOARD = re.compile(rb"^(?:\xef\xbb\xbf)?animec[ \t]*:", re.MULTILINE)
_DEFAULTS = Limits()


class StoryboardFile(NamedTuple):
    """A storyboard as bytes, and the name that findings are reported under."""

    name: str
    data: bytes


def add_input_arguments(parser: ArgumentParser, several: bool) -> None:
    """The storyboards, and how much they may ask of the compiler."""
    if several:
        parser.add_argument(
            "paths",
            nargs="*",
            default=["."],
            metavar="PATH",
            help="files, folders to search, or - (default: this folder)",
        )
    else:
        parser.add_argument("path", metavar="STORYBOARD", help="a file, or - for standard input")
    parser.add_argument("--vram", type=_gigabytes, metavar="GB", help="memory of the card that it will be rendered on")
    parser.add_argument(
        "--max-bytes",
        type=_whole,
        default=_DEFAULTS.bytes,
        metavar="N",
        help="size limit of a file (%(default)s)",
    )
    parser.add_argument(
        "--max-nodes",
        type=_whole,
        default=_DEFAULTS.nodes,
        metavar="N",
        help="limit of values in a file (%(default)s)",
    )


def limits_of(options: Namespace) -> Limits:
    """The budgets that were asked for."""
    return Limits(options.max_bytes, options.max_nodes)


def read_storyboard(path: str, limits: Limits) -> StoryboardFile:
    """One storyboard by the path that a person gave."""
    if path == "-":
        return StoryboardFile("<stdin>", sys.stdin.buffer.read(limits.bytes + 1))
    return StoryboardFile(path, read_file(path, limits.bytes))


def named_files(paths: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Every file under the paths, and whether it was named itself; in a folder that is every YAML file."""
    for path in paths:
        if path != "-" and os.path.isdir(path):  # noqa: PTH112 - unlike Path's it says no to names that cannot be
            yield from ((file, False) for file in _yaml_files(path))
        else:
            yield path, True


def is_storyboard(file: StoryboardFile) -> bool:
    """Whether a file has the key that every storyboard has."""
    return _IS_STORYBOARD.search(file.data) is not None


def compile_file(file: StoryboardFile, options: Namespace) -> Compilation:
    """Compile one storyboard, with the templates that lie beside it."""
    folder = Path() if file.name == "<stdin>" else Path(file.name).parent
    folders = tuple(dict.fromkeys((folder / "templates" / "prompts", Path("templates") / "prompts")))
    library = Library(shipped_catalogue(), folders, options.vram)
    return compile_storyboard(file.name, file.data, library, limits_of(options))


def _yaml_files(folder: str) -> Iterator[str]:
    """Depth first and sorted, without hidden folders; links to folders are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for name in sorted(files):
            if name.endswith((".yaml", ".yml")):
                path = os.path.join(root, name)  # noqa: PTH118 - keeps the path as short as the folder was given
                if Path(path).is_file():
                    yield path.removeprefix("./") if folder == "." else path


def _whole(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 1 << 40:
        raise ArgumentTypeError(f"`{text}` is not a whole number above 0")
    return int(text)


def _gigabytes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 10_000:
        raise ArgumentTypeError(f"`{text}` is not an amount of memory in GB")
    return value
