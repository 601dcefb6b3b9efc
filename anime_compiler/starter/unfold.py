"""Finds the shots in a foreign list: at the top, under a key, and in scenes that hold shots."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from anime_compiler.starter.fields import Fields, flat_text, folded_key
from anime_compiler.starter.foreign_text import clean_text
from anime_compiler.starter.names import legal_name
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.vocabulary import (
    CASTS,
    DESCRIPTIONS,
    IDS,
    JOINS,
    LAST_RESORTS,
    NAMES,
    NEGATIVES,
    PLACES,
    PROMPTS,
    SCENE_IDS,
    SHOTS,
    SHOTS_OF_A_SCENE,
    STYLES,
)

_DEEPEST = 3
_LONGEST_ID = 60
_TEXTS = (*PROMPTS, *DESCRIPTIONS)
_SHARED = (*PLACES, *CASTS, *STYLES, *NEGATIVES)
# Under these keys people write words as often as numbers.
_PERHAPS_WORDS = ("shot", "scene", "panel")


class FoundShot(NamedTuple):
    """A shot, and what to call it where it has no name."""

    fields: Fields
    scene: str
    number: int

    def name(self, remarks: Remarks) -> str | None:
        """What the list calls it: a legal name, or nothing."""
        own = read_id(self.fields, remarks)
        if self.scene and (own is None or own.startswith("shot_")):
            return f"{self.scene}_{own or f'shot_{self.number}'}"
        return own


def unfold(data: object, remarks: Remarks) -> tuple[Fields, Iterator[FoundShot]]:
    """The fields of the list as a whole, and its shots."""
    if isinstance(data, list):
        return Fields(), _unfold(data, {}, "", remarks, _DEEPEST)
    objects = _way_to_shots(data, _DEEPEST) if isinstance(data, dict) else None
    if objects:
        top = Fields(*objects)
        return top, _unfold(_items_in(top, SHOTS) or [], {}, "", remarks, _DEEPEST)
    if isinstance(data, dict) and Fields(data).has(_TEXTS):
        return Fields(), _unfold([data], {}, "", remarks, 0)
    return Fields(), iter(())


def read_id(fields: Fields, remarks: Remarks) -> str | None:
    """A legal name out of the ids of a shot and of its scene."""
    shot, scene = _id(fields, IDS, remarks), _id(fields, SCENE_IDS, remarks)
    shot = legal_name(shot, "shot") if shot else None
    scene = legal_name(scene, "scene") if scene else None
    if shot and scene and not shot.startswith(scene):
        return f"{scene}_{shot}"
    return shot or scene


def _id(fields: Fields, keys: Sequence[str], remarks: Remarks) -> str | None:
    for key in keys:
        text = flat_text(fields.peek(key))
        is_words = " " in text or not any(sign.isdigit() for sign in text)
        if text and not (is_words and key in _PERHAPS_WORDS):
            fields.take(key)
            return clean_text(text, remarks, _LONGEST_ID)
    return None


def _way_to_shots(data: dict[str, object], depth: int) -> list[dict[str, object]] | None:
    """The object that holds the shots, and those around it without what leads to it."""
    if any(folded_key(key) in SHOTS and _as_items(value) for key, value in data.items()):
        return [data]
    for key, value in data.items():
        inner = _way_to_shots(value, depth - 1) if depth and isinstance(value, dict) else None
        if inner:
            return [*inner, {other: rest for other, rest in data.items() if other != key}]
    return None


def _items_in(fields: Fields, keys: Sequence[str]) -> list[object] | None:
    """The shots under the first of the keys that holds some."""
    for key in keys:
        items = _as_items(fields.peek(key))
        if items:
            fields.take(key)
            return items
    return None


def _as_items(value: object) -> list[object] | None:
    """A list of shots, or an object that names each of them by its key."""
    if isinstance(value, list):
        return value if any(isinstance(item, dict | str) for item in value) else None
    if not isinstance(value, dict) or any(folded_key(key) in SHOTS for key in value):
        return None
    if not all(isinstance(item, dict) for item in value.values()):
        return None
    return [item if "id" in item else {"id": key, **item} for key, item in value.items()]


def _unfold(
    items: Sequence[object], shared: Mapping[str, object], scene: str, remarks: Remarks, depth: int
) -> Iterator[FoundShot]:
    for number, item in enumerate(items, start=1):
        given = {"prompt": item} if isinstance(item, str) else item
        if not isinstance(given, dict):
            remarks.add("no shot, neither an object nor a text; left out", f"{number}: {flat_text(item)}")
            continue
        fields = Fields(given, inherited=shared)
        inner = _items_in(fields, SHOTS_OF_A_SCENE) if depth else None
        if inner is None:
            yield FoundShot(fields, scene, number)
        else:
            yield from _scene(fields, inner, FoundShot(fields, scene, number), remarks, depth)


def _scene(
    fields: Fields, items: Sequence[object], found: FoundShot, remarks: Remarks, depth: int
) -> Iterator[FoundShot]:
    """The shots of a scene, which have its place, its people and its style unless they have their own."""
    name = read_id(fields, remarks)
    if name is None:
        name = legal_name(clean_text(fields.peek("title") or fields.peek("name"), remarks, _LONGEST_ID), "scene")
        name = f"{name}_{found.number}" if name == "scene" else name
    if found.scene:
        name = f"{found.scene}_{name}"
    name = name.replace("shot_", "scene_", 1) if name.startswith("shot_") else name
    shared = fields.take_map(_SHARED)
    texts = fields.take_map(_TEXTS)
    names = fields.take_map(NAMES)
    joins = fields.take_map(JOINS)
    shots = [Fields(item if isinstance(item, dict) else {"prompt": item}) for item in items]
    if all(shot.has((*_TEXTS, *LAST_RESORTS)) for shot in shots):
        remarks.add("left out, because the shots of the scene say what is to be seen", *texts)
    remarks.add_unknown(fields)
    for number, (item, shot) in enumerate(zip(items, shots, strict=True), start=1):
        inherited = {
            **shared,
            **({} if shot.has((*_TEXTS, *LAST_RESORTS)) else texts),
            **({} if shot.has(NAMES) else names),
            **(joins if number == len(items) else {}),
        }
        for inner in _unfold([item], inherited, name, remarks, depth - 1):
            yield inner._replace(number=number) if inner.scene == name else inner
