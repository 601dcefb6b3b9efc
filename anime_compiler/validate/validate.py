"""Structure: a tree is read into the record that its kind of file has."""

from typing import TypeVar

from anime_compiler.diagnostics.diagnostic import Bag
from anime_compiler.language.reader import Invalid, Reader
from anime_compiler.language.record import Record, RecordOf
from anime_compiler.parse.spec_tree import SpecTree

R = TypeVar("R", bound=Record)


def validate(tree: SpecTree, record: type[R], bag: Bag) -> R:
    """The file as a written record. What could not be read is left out of it and has a finding in the bag."""
    written = RecordOf(record).read(tree.root, Reader(tree.source, bag))
    assert not isinstance(written, Invalid)  # the root of a tree is a map
    return written
