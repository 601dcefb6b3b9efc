"""A shot list's file: JSON in UTF-8, of a bounded size, and nothing in it that would be lost in silence."""

from json import JSONDecodeError, loads
from typing import NoReturn

from anime_compiler.errors import UsageError
from anime_compiler.language.reader import shown

_MOST_DIGITS = 300


def parse_shot_list(name: str, data: bytes, limit: int) -> object:
    """The value that the file holds; `data` is a byte longer than the limit where the file is larger."""
    if len(data) > limit:
        raise UsageError(f"`{name}` is larger than {limit:,} bytes", "import the shot list in parts")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"byte {error.start + 1:,} of `{name}` is not UTF-8 text"
        raise UsageError(message, "save the file as UTF-8") from None
    try:
        value: object = loads(text, object_pairs_hook=_with_every_key, parse_int=_whole, parse_constant=_no_number)
    except JSONDecodeError as error:
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        message = f"`{name}` is not valid JSON: {said} at line {error.lineno}, column {error.colno}"
        raise UsageError(message, "a shot list is a JSON file; a storyboard in YAML needs no import") from None
    except RecursionError:
        raise UsageError(f"`{name}` nests lists and objects too deeply") from None
    except ValueError as error:
        raise UsageError(f"`{name}` is not valid JSON: {error}") from None
    return value


def _with_every_key(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; JSON's readers keep the last of two equal keys and say nothing."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key `{shown(twice)}` stands twice in one object")
    return found


def _whole(digits: str) -> int:
    """A whole number; Python refuses very long ones itself, in words for programmers."""
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits")
    return int(digits)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"`{word}` is no number")
