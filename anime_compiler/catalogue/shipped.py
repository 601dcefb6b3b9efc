"""Where the files that ship with animec lie, and how they are read."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.errors import CompilerBug
from anime_compiler.language.record import Record
from anime_compiler.parse.parse import parse
from anime_compiler.parse.read_file import Limits
from anime_compiler.validate.validate import validate

R = TypeVar("R", bound=Record)
_PACKAGE = Path(__file__).parents[1]


@cache
def shipped_folder(name: str) -> Path:
    """`templates` or `schemas`: inside the package where it was installed, beside it in a checkout."""
    installed = _PACKAGE / "shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def read_shipped(file: Path, record: type[R]) -> R:
    """A file of ours; anything wrong with it is our fault."""
    bag = Bag()
    tree = parse(file.name, file.read_bytes(), Limits(), bag)
    written = validate(tree, record, bag) if tree else None
    for found in bag:
        raise CompilerBug(f"{file}:{found.span.first.line}: {found.message}")
    assert written is not None
    return written
