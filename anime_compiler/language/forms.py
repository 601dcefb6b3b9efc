"""Two values of the storyboard that have a form of their own: control sources and joins between shots."""

import re
from typing import NamedTuple

from anime_compiler.language import codes
from anime_compiler.language.kinds import Pattern
from anime_compiler.language.reader import Invalid, Reader
from anime_compiler.model.timecode import Timing
from anime_compiler.parse.spec_tree import TextNode


class WrittenSource(NamedTuple):
    """A source of control maps; the name is empty for `keyframes`."""

    kind: str
    name: str


class ControlSource(Pattern[WrittenSource]):
    """Where a control map comes from: always something that the model itself has generated, never a file."""

    expects = "a source such as `keyframes`, `shot:rooftop` or `character:hana`"
    pattern = r"^(?:keyframes|(?:shot|character):[A-Za-z][A-Za-z0-9_-]{0,63})$"

    def suggestion(self, text: str) -> str | None:
        return "keyframes" if text.lower() in ("keyframe", "beats", "stills", "self") else None

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> WrittenSource:
        kind, _, name = node.text.partition(":")
        return WrittenSource(kind, name)


class WrittenJoin(NamedTuple):
    """How a shot meets the next one; the length is nothing unless they cross-fade."""

    kind: str
    length: Timing

    @property
    def text(self) -> str:
        """As an author would write it."""
        return f"{self.kind} {self.length.text}" if self.length.thousandths else self.kind


class Join(Pattern[WrittenJoin]):
    """`cut`, `carry` or `crossfade 4f`."""

    expects = "a join such as `cut`, `carry` or `crossfade 4f`"
    pattern = r"^(?:cut|carry|crossfade [1-9][0-9]{0,2}f)$"

    def suggestion(self, text: str) -> str | None:
        loose = re.match(r"(?:cross[- ]?fade|dissolve)[ :]*([1-9][0-9]?)? *f?\Z", text, re.IGNORECASE)
        return f"crossfade {loose[1] or 4}f" if loose else None

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> WrittenJoin | Invalid:
        kind, _, length = node.text.partition(" ")
        if length == "1f":
            return reader.report(codes.OUT_OF_RANGE, "a cross-fade of one frame is a cut", node, "write `cut`", "cut")
        return WrittenJoin(kind, Timing(int(length[:-1]) * 1000 if length else 0, "f"))
