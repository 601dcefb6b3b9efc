"""How a result is written down: one line of canonical JSON that carries the hash of the rest of it.

A line counts only if writing down what it says gives the same bytes again, so no bit of it can change unseen.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

FORMAT = "animec store 1"

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_canonical = json.JSONEncoder(ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class Part(NamedTuple):
    """Bytes that are stored, by their hash."""

    sha256: str
    size: int


class Made(NamedTuple):
    """What an operation gave: its parts by their names, and a few facts for people."""

    key: str
    parts: Mapping[str, Part]
    facts: Mapping[str, str]


def is_hash(text: str) -> bool:
    """Whether this is a key, or a hash: 64 hexadecimal digits."""
    return _HASH.fullmatch(text) is not None


def row_of(made: Made) -> bytes:
    """A result as a line."""
    parts = {name: part._asdict() for name, part in made.parts.items()}
    return sealed({"key": made.key, "parts": parts, "facts": dict(made.facts)})


def made_in(row: bytes, key: str) -> Made | None:
    """The result that a line says was given for this key; None if the line is not whole, or another's."""
    fields = unsealed(row)
    if fields is None or fields.keys() != {"key", "parts", "facts"} or fields["key"] != key:
        return None
    parts, facts = fields["parts"], fields["facts"]
    if not isinstance(parts, dict) or not isinstance(facts, dict):
        return None
    if not all(map(_is_part, parts.values())) or not all(isinstance(fact, str) for fact in facts.values()):
        return None
    return Made(key, {name: Part(part["sha256"], part["size"]) for name, part in parts.items()}, facts)


def sealed(fields: Mapping[str, object]) -> bytes:
    """Fields as a line with their hash."""
    content = {**fields, "format": FORMAT}
    checksum = sha256(_canonical(content).encode()).hexdigest()
    return _canonical({**content, "checksum": checksum}).encode() + b"\n"


def unsealed(line: bytes) -> dict[str, object] | None:
    """The fields of a line, if it is exactly what was sealed."""
    try:
        found = json.loads(line)
        if not isinstance(found, dict):
            return None
        fields = {name: value for name, value in found.items() if name not in ("format", "checksum")}
        return fields if sealed(fields) == line else None
    except (ValueError, RecursionError):
        return None


def _is_part(value: object) -> bool:
    if not isinstance(value, dict) or value.keys() != {"sha256", "size"}:
        return False
    digest, size = value["sha256"], value["size"]
    return isinstance(digest, str) and is_hash(digest) and type(size) is int and size >= 0
