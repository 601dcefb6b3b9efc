"""Several values for one key, in short: `seed=1..4`, `profile.guidance=1.5:2:0.1`, `style.template=noir,flat`."""

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext

from anime_compiler.errors import UsageError
from anime_compiler.parse.override_path import RefusedOverride, read_path
from anime_compiler.parse.parse import brief

MOST_VALUES = 64

_WHOLE = r"-?[0-9]{1,19}"
_DECIMAL = r"-?[0-9]{1,19}(?:\.[0-9]{1,12})?"
_UNIT = r"[sf%]?"
_RANGE = re.compile(rf"({_WHOLE})({_UNIT})\.\.({_WHOLE})({_UNIT})\Z", re.ASCII)
_STEPS = re.compile(rf"({_DECIMAL})({_UNIT}):({_DECIMAL})({_UNIT}):({_DECIMAL})({_UNIT})\Z", re.ASCII)
_LIKE_A_RANGE = re.compile(r"-?[0-9.]+[sf%]?(?:\.\.|:)[-0-9.:sf%]*\Z", re.ASCII)
_OPENING, _CLOSING = "[{", "]}"


def expand(path_and_values: str) -> list[str]:
    """One override, `path=value`, for each value, in order and each once.

    Values are separated by commas, of which those in quotes or brackets separate nothing. `1..4` is every whole number
    from one to the other; `0.7:0.85:0.05` goes from the first in steps of the third up to the second, exactly. A unit
    (`s`, `f` or `%`) stands behind both ends.
    """
    try:
        _, value_at = read_path(path_and_values)
    except RefusedOverride as refused:
        message = f"`{brief(path_and_values)}` is no path with values: {refused.message}"
        raise UsageError(message, "write `path=values`, such as `seed=1..4` or `style.template=noir,flat`") from None
    path, values = path_and_values[:value_at], path_and_values[value_at:]
    made: dict[str, None] = {}
    for item in _items(values):
        if not item:
            raise UsageError(f"`{brief(path_and_values)}` holds an empty value", "write a value around each comma")
        made.update(dict.fromkeys(_values(item)))
        _refuse_too_many(len(made))
    return [f"{path}{value}" for value in made]


def _items(values: str) -> Iterator[str]:
    """The text between commas; a quote that is never closed reaches to the end."""
    start = depth = 0
    quote = ""
    for at, sign in enumerate(values):
        if quote:
            quote = "" if sign == quote and (quote == "'" or values[at - 1] != "\\") else quote
        elif sign in "\"'" and values[start:at].rstrip()[-1:] in ("", "[", "{", ",", ":"):
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
        elif sign == "," and not depth:
            yield values[start:at].strip()
            start = at + 1
    yield values[start:].strip()


def _values(item: str) -> list[str]:
    """What one item stands for: a range for its numbers, anything else for itself."""
    if found := _RANGE.match(item):
        first, unit, last, other = found.groups()
        return _counted(item, Decimal(first), Decimal(last), Decimal(1 if int(first) <= int(last) else -1), unit, other)
    if found := _STEPS.match(item):
        first, unit, last, other, step, its_unit = found.groups()
        if its_unit not in ("", unit):
            raise _mixed_units(item)
        return _counted(item, Decimal(first), Decimal(last), Decimal(step), unit, other)
    if _LIKE_A_RANGE.match(item):
        cure = "write whole numbers as `1..4`, others with a step as `0.7:0.85:0.05`; put text in quotes"
        raise UsageError(f"`{brief(item)}` is no range", cure)
    return [item]


def _counted(item: str, first: Decimal, last: Decimal, step: Decimal, unit: str, other: str) -> list[str]:
    if unit != other:
        raise _mixed_units(item)
    with localcontext(prec=64):  # more than any of these numbers have, so that nothing is ever rounded
        if not step or (step > 0) != (last >= first):
            cure = f"write a step that leads from {first} to {last}"
            raise UsageError(f"the step of `{brief(item)}` never gets to its end", cure)
        number = int((last - first) / step) + 1
        _refuse_too_many(number)
        return [f"{_text(first + step * count)}{unit}" for count in range(number)]


def _text(value: Decimal) -> str:
    """The number as an author would write it: no exponent, and no zeros behind it that say nothing."""
    return format(value.normalize() + 0, "f")


def _mixed_units(item: str) -> UsageError:
    return UsageError(f"`{brief(item)}` mixes units", "write the same unit behind both ends, such as `2s..4s`")


def _refuse_too_many(number: int) -> None:
    if number > MOST_VALUES:
        cure = "take larger steps, or several runs"
        raise UsageError(f"{number:,} values are more than the {MOST_VALUES} that one key can have", cure)
