"""The kinds of values that may be written. Each reads a node, and says itself in JSON Schema."""

import re
from typing import Any, ClassVar, Generic, TypeVar

from anime_compiler.diagnostics.did_you_mean import closest
from anime_compiler.language import codes
from anime_compiler.language.reader import INVALID, Invalid, Reader, shown, type_name
from anime_compiler.model.timecode import Size, Timing
from anime_compiler.parse.spec_tree import Node, TextNode

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]
GREATEST_SEED = (1 << 63) - 1


class Kind(Generic[T_co]):
    """A kind of value."""

    expects = "a value"

    def read(self, node: Node, reader: Reader) -> T_co | Invalid:
        raise NotImplementedError

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        raise NotImplementedError

    def wrong_type(self, node: Node, reader: Reader) -> Invalid:
        if not isinstance(node, TextNode) and node.is_open:
            return INVALID  # most likely text that starts with `{` or `[`: what cut it short has been reported
        said = f"{type_name(node)} stands here, but {self.expects} belongs here"
        if isinstance(node, TextNode) and node.is_null:
            return reader.report(codes.WRONG_TYPE, said, node, "write it behind the colon, or remove the key")
        forms = {
            "a list": "start each item with `- `, or put the items in `[ ]`",
            "a map": "write `key: value` lines below it, or `{key: value}`",
        }
        return reader.report(codes.WRONG_TYPE, said, node, forms.get(self.expects, f"write {self.expects}"))


class ScalarKind(Kind[T_co]):
    """A kind that is written as one text."""

    def read(self, node: Node, reader: Reader) -> T_co | Invalid:
        if not isinstance(node, TextNode) or node.is_null:
            return self.wrong_type(node, reader)
        return self.read_text(node, reader)

    def read_text(self, node: TextNode, reader: Reader) -> T_co | Invalid:
        raise NotImplementedError


class Text(ScalarKind[str]):
    """Any text; `NO` and `on` stay words here."""

    expects = "text"

    def __init__(self, most: int = 4096, least: int = 1) -> None:
        self.most, self.least = most, least

    def read_text(self, node: TextNode, reader: Reader) -> str | Invalid:
        if not self.least <= len(node.text.strip()) or len(node.text) > self.most:
            said = "the text is empty" if not node.text.strip() else f"the text has {len(node.text):,} characters"
            return reader.report(codes.OUT_OF_RANGE, f"{said}, but {self.least} to {self.most:,} are possible", node)
        return node.text

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        # Without quotes, `1984` is a number to an editor.
        schema: Schema = {"type": ["string", "number"], "maxLength": self.most}
        return schema | {"pattern": r"\S", "patternErrorMessage": "the text is empty"} if self.least else schema


class Line(Text):
    """A text for people that is shown as it stands, so it may not break a line or command a terminal."""

    _unseen = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]").search

    def read_text(self, node: TextNode, reader: Reader) -> str | Invalid:
        if self._unseen(node.text.strip()):
            said = "the text holds a line break or a control character"
            return reader.report(codes.BAD_VALUE, said, node, "write it on one line, in letters that can be seen")
        text = super().read_text(node, reader)
        return text if isinstance(text, Invalid) else text.strip()  # folded text ends with a line end


_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{i}" for i in range(1, 10)), *(f"lpt{i}" for i in range(1, 10))]
)


class Name(ScalarKind[str]):
    """An identifier; `dashes` tells whether it may hold `-` (a template variable may not)."""

    expects = "a name"

    def __init__(self, dashes: bool = True) -> None:
        self.pattern = "^[A-Za-z][A-Za-z0-9_-]{0,63}$" if dashes else "^[A-Za-z][A-Za-z0-9_]{0,63}$"
        self._matches = re.compile(self.pattern[:-1] + r"\Z").match
        signs = "letters, digits, `-` and `_`" if dashes else "letters, digits and `_`"
        self._form = f"a name is 1 to 64 {signs}, and starts with a letter"

    def read_text(self, node: TextNode, reader: Reader) -> str | Invalid:
        if not self._matches(node.text):
            return reader.refuse(codes.BAD_NAME, node, f"`{shown(node.text)}` cannot be a name", self._form)
        if node.text.lower() in _RESERVED:
            return reader.report(codes.BAD_NAME, f"`{node.text}` is a name that some file systems reserve", node)
        return node.text

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "pattern": self.pattern, "errorMessage": self._form}


class Label(ScalarKind[str]):
    """The name of a thing in the catalogue, as loosely as people write it: `Pastel Anime XL`, `owner/name`."""

    expects = "a name from the catalogue"
    pattern = r"^[A-Za-z0-9](?:[A-Za-z0-9 _/+-]|\.(?!\.)){0,119}$"
    _matches = re.compile(pattern[:-1] + r"\Z").match

    def read_text(self, node: TextNode, reader: Reader) -> str | Invalid:
        if not self._matches(node.text):
            said = f"`{shown(node.text)}` cannot be a name"
            return reader.refuse(codes.BAD_NAME, node, said, "`animec models list` shows the names")
        return node.text

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        message = "a name from the catalogue belongs here; `animec models list` shows them"
        return {"type": "string", "pattern": self.pattern, "errorMessage": message}


class Switch(ScalarKind[bool]):
    """Yes or no, written `true` or `false`."""

    expects = "`true` or `false`"
    _meanings: ClassVar = {"yes": "true", "on": "true", "no": "false", "off": "false"}

    def read_text(self, node: TextNode, reader: Reader) -> bool | Invalid:
        if node.plain and node.text in ("true", "True", "TRUE", "false", "False", "FALSE"):
            return node.text[0] in "tT"
        instead = self._meanings.get(node.text.lower(), node.text.lower())
        suggestion = instead if instead in ("true", "false") else None
        said = f"`{reader.as_written(node)}` is neither `true` nor `false`"
        return reader.refuse(codes.BAD_VALUE, node, said, "write `true` or `false`", suggestion)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "boolean"}


class Whole(ScalarKind[int]):
    """A whole number."""

    expects = "a whole number"
    outside = codes.OUT_OF_RANGE
    _matches = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})\Z").match
    _too_long = re.compile(r"[-+]?[1-9][0-9]{19,}\Z").match
    _padded = re.compile(r"([-+]?)0+([0-9]{1,19})\Z").match

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def read_text(self, node: TextNode, reader: Reader) -> int | Invalid:
        is_number = self._matches(node.text)
        if node.plain and is_number:
            value = int(node.text)
            return value if self.least <= value <= self.most else self._outside(node, reader)
        if node.plain and self._too_long(node.text):
            return self._outside(node, reader)
        if padded := self._padded(node.text):
            help = f"write `{padded[1]}{int(padded[2])}`; readers disagree on what a leading zero means"
            return reader.report(codes.BAD_VALUE, f"`{shown(node.text)}` has a leading zero", node, help)
        said = f"`{reader.as_written(node)}` is not a whole number"
        help = f"a whole number from {self.least} to {self.most} belongs here"
        return reader.refuse(codes.BAD_VALUE, node, said, help, node.text if is_number else None)

    def _outside(self, node: TextNode, reader: Reader) -> Invalid:
        said = f"{shown(node.text)} is outside {self.least} to {self.most}"
        return reader.report(self.outside, said, node)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Seed(Whole):
    """A whole number that noise derives from."""

    outside = codes.SEED_RANGE

    def __init__(self) -> None:
        super().__init__(0, GREATEST_SEED)


class Real(ScalarKind[float]):
    """A finite decimal number; `-0.0` is 0."""

    expects = "a number"
    _matches = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,12})?\Z").match

    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most

    def read_text(self, node: TextNode, reader: Reader) -> float | Invalid:
        is_number = self._matches(node.text)
        if not node.plain or not is_number:
            said = f"`{reader.as_written(node)}` is not a plain decimal number"
            suggestion = f"0{node.text}" if re.match(r"\.[0-9]+\Z", node.text) else None
            suggestion = node.text if is_number else suggestion
            expects = f"a finite number from {self.least:g} to {self.most:g} belongs here, such as `0.8`"
            return reader.refuse(codes.BAD_VALUE, node, said, expects, suggestion)
        value = float(node.text) + 0.0
        if not self.least <= value <= self.most:
            said = f"{node.text} is outside {self.least:g} to {self.most:g}"
            return reader.report(codes.OUT_OF_RANGE, said, node)
        return value

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "number", "minimum": self.least, "maximum": self.most}


class Choice(ScalarKind[str]):
    """One of a few words, each with what it means."""

    def __init__(self, what: str, meanings: dict[str, str]) -> None:
        self.what, self.meanings = what, meanings
        self.expects = f"a {what}"

    def read_text(self, node: TextNode, reader: Reader) -> str | Invalid:
        if node.text in self.meanings:
            return node.text
        meant = closest(node.text, self.meanings)
        help = f"did you mean `{meant}`?" if meant else f"known: {', '.join(f'`{word}`' for word in self.meanings)}"
        return reader.refuse(codes.UNKNOWN_CHOICE, node, f"there is no {self.what} `{shown(node.text)}`", help, meant)

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {
            "type": "string",
            "enum": list(self.meanings),
            "markdownEnumDescriptions": list(self.meanings.values()),
        }


class Pattern(ScalarKind[T]):
    """A kind that is written in a form of its own, such as `4s` or `768x768`."""

    pattern: str

    def __init__(self) -> None:
        self._match = re.compile(self.pattern[:-1] + r"\Z").match

    def read_text(self, node: TextNode, reader: Reader) -> T | Invalid:
        found = self._match(node.text)
        if not found:
            said = f"`{shown(node.text)}` is not {self.expects.split(' such')[0]}"
            instead = self.suggestion(node.text)
            if instead is not None and not self._match(instead):
                instead = None
            return reader.refuse(codes.BAD_VALUE, node, said, f"write {self.expects}", instead)
        return self.value(found, node, reader)

    def suggestion(self, text: str) -> str | None:
        """What the author may have meant, where that is plain."""
        return None

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> T | Invalid:
        raise NotImplementedError

    def schema(self, definitions: dict[str, Schema]) -> Schema:
        return {"type": "string", "pattern": self.pattern, "errorMessage": f"write {self.expects}"}


def _thousandths(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * 1000 + int(rest.ljust(3, "0") or 0)


_SECONDS = re.compile(r"([0-9]+(?:\.[0-9]+)?) *(?:s|sec|secs|second|seconds)\Z", re.I)
_FRAMES = re.compile(r"([0-9]+) *(?:f|fr|frame|frames)\Z", re.I)


class Duration(Pattern[Timing]):
    """A length of time."""

    expects = "a duration such as `4s` or `32f`"
    pattern = r"^(?:[0-9]{1,5}(?:\.[0-9]{1,3})?s|[0-9]{1,6}f)$"

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> Timing | Invalid:
        return Timing(_thousandths(node.text[:-1]), node.text[-1])

    def suggestion(self, text: str) -> str | None:
        if loose := _SECONDS.match(text):
            return f"{loose[1]}s"
        if loose := _FRAMES.match(text):
            return f"{loose[1]}f"
        return f"{text}s" if re.match(r"[0-9]{1,3}\Z", text) else None


class Moment(Pattern[Timing]):
    """A position in a shot."""

    expects = "a position such as `50%`, `2s` or `16f`"
    pattern = r"^(?:(?:100(?:\.0{1,3})?|[0-9]{1,2}(?:\.[0-9]{1,3})?)%|[0-9]{1,5}(?:\.[0-9]{1,3})?s|[0-9]{1,6}f)$"

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> Timing | Invalid:
        return Timing(_thousandths(node.text[:-1]), node.text[-1])

    def suggestion(self, text: str) -> str | None:
        return f"{text}%" if re.match(r"(?:100|[0-9]{1,2})\Z", text) else None


class Share(Pattern[float]):
    """A part of a whole, in per cent; read as a number from 0 to 1."""

    pattern = r"^(?:100|[0-9]{1,2}(?:\.[0-9]{1,3})?)%$"
    expects = "a share such as `80%`"

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> float | Invalid:
        return _thousandths(node.text[:-1]) / 100_000

    def suggestion(self, text: str) -> str | None:
        return f"{text}%" if re.match(r"(?:100|[0-9]{1,2})\Z", text) else None


class PositiveShare(Share):
    """A share that is not nothing."""

    pattern = r"^(?:100|0?[1-9](?:\.[0-9]{1,3})?|[1-9][0-9](?:\.[0-9]{1,3})?)%$"
    expects = "a share from 1% on such as `60%`"


class PictureSize(Pattern[Size]):
    """A picture size in pixels."""

    expects = "a size such as `768x768`"
    pattern = r"^[1-9][0-9]{1,4}x[1-9][0-9]{1,4}$"

    def value(self, found: re.Match[str], node: TextNode, reader: Reader) -> Size | Invalid:
        width, _, height = node.text.partition("x")
        return Size(int(width), int(height))

    def suggestion(self, text: str) -> str | None:
        loose = re.match(r"([0-9]{2,5}) *[xX×*,:] *([0-9]{2,5})\Z", text)
        return f"{loose[1]}x{loose[2]}" if loose else None
