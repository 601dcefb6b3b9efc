"""One shot of a foreign list, read as far as it goes without knowing the others."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from anime_compiler.language.kinds import GREATEST_SEED
from anime_compiler.starter.camera_words import CameraWords, camera_words
from anime_compiler.starter.cast import Cast
from anime_compiler.starter.durations import DEFAULT, is_span, shot_frames
from anime_compiler.starter.fields import Fields, flat_text, folded_key
from anime_compiler.starter.foreign_profile import ForeignProfile
from anime_compiler.starter.foreign_rate import ForeignRate
from anime_compiler.starter.foreign_style import style_words
from anime_compiler.starter.foreign_text import clean_text
from anime_compiler.starter.names import legal_name
from anime_compiler.starter.remarks import Remarks
from anime_compiler.starter.unfold import FoundShot
from anime_compiler.starter.vocabulary import (
    CAMERAS,
    CASTS,
    DESCRIPTIONS,
    JOINS,
    LAST_RESORTS,
    NAMES,
    NEGATIVES,
    PLACES,
    PROMPTS,
    SEEDS,
    STYLES,
)

_JOINS = (
    (re.compile(r"cross|dissolve|fade|blend|\blap\b|morph", re.I), "crossfade"),
    (re.compile(r"continu|carry|seamless", re.I), "carry"),
    (re.compile(r"\bcut\b|\bnone\b|\bhard\b|\bdirect\b", re.I), "cut"),
)
_THROUGH_COLOUR = re.compile(r"\b(?:to|from|through)\s+(?:black|white)\b", re.I)
_CAMERA_NOUNS = ("angle", "shot", "lens")


class Draft(NamedTuple):
    """A shot as it was found; names, templates and joins are settled once all of them are known."""

    name: str  # legal, but perhaps not the only one
    title: str
    words: str
    negative: str
    template: str | None
    present: tuple[str, ...]  # names of characters
    frames: int
    is_timed: bool  # the list says how long it is
    camera: CameraWords
    join: str
    seed: int | None


class DraftReader:
    """Reads the shots of one list, one after the other."""

    def __init__(self, cast: Cast, profile: ForeignProfile, rate: ForeignRate, remarks: Remarks) -> None:
        self.cast = cast
        self.profile = profile
        self.rate = rate
        self.remarks = remarks

    def read(self, found: FoundShot) -> Draft:
        """One shot; what it says and nobody understands is remarked on."""
        fields = found.fields
        name = found.name(self.remarks)
        title = first_text(fields, NAMES, self.remarks)
        frames = shot_frames(fields, self.rate.counted, self.rate.fps, self.remarks)
        present, cast_words = self._present(fields)
        main = self._main_words(fields)
        camera = camera_words(self._camera_texts(fields), self.remarks)
        places = read_texts(fields, PLACES, self.remarks)
        style = style_words(", ".join(read_texts(fields, STYLES, self.remarks)))
        self.profile.read(fields)
        words = joined_words([*main, *cast_words, *places, camera.rest, style.rest])
        if title and not words:
            self.remarks.add("nothing says what is to be seen but this title", title)
        draft = Draft(
            name=name or legal_name(title, f"shot_{found.number}"),
            title=title if name else "",
            words=words or title,
            negative=", ".join(read_texts(fields, NEGATIVES, self.remarks)),
            template=style.template,
            present=present,
            frames=frames or round(DEFAULT * self.rate.fps),
            is_timed=frames is not None,
            camera=camera,
            join=self._join(fields),
            seed=read_seed(fields, self.remarks),
        )
        self.remarks.add_unknown(fields)
        return draft

    def _present(self, fields: Fields) -> tuple[tuple[str, ...], list[str]]:
        present: list[str] = []
        words: list[str] = []
        for found in fields.take_all(CASTS):
            names, others = self.cast.add(found.value)
            present += names
            words += others
        return tuple(dict.fromkeys(present)), words

    def _main_words(self, fields: Fields) -> list[str]:
        """What the prompt says, or else all that describes the shot."""
        if text := first_text(fields, PROMPTS, self.remarks):
            others = [other.key for other in fields.take_all(DESCRIPTIONS)]
            self.remarks.add("left out, because a prompt says what is to be seen", *others)
            return [text]
        texts = read_texts(fields, DESCRIPTIONS, self.remarks)
        return texts or [first_text(fields, LAST_RESORTS, self.remarks)]

    def _camera_texts(self, fields: Fields) -> list[str]:
        """What is said of the camera; `low` under `angle` is a low angle."""
        texts = []
        for found in fields.take_all(key for key in CAMERAS if says_something(fields.peek(key))):
            pairs = found.value.items() if isinstance(found.value, dict) else [found]
            for key, value in pairs:
                text = clean_text(value, self.remarks)
                noun = folded_key(key).rpartition("_")[2]
                is_bare = noun in _CAMERA_NOUNS and text.isalpha() and noun not in text.lower()
                texts.append(f"{text} {noun}" if is_bare else text)
        return texts

    def _join(self, fields: Fields) -> str:
        found = fields.take(*JOINS)
        text = flat_text(found.value) if found else ""
        for pattern, join in _JOINS:
            if pattern.search(text):
                if join == "crossfade" and _THROUGH_COLOUR.search(text):
                    self.remarks.add("no fade through a colour is made; a cross-fade stands in", text)
                return join
        if text:
            self.remarks.add("no join that animec has; a cut stands in", text)
        return "cut"


def says_something(value: object) -> bool:
    """Whether there is a letter in a value: numbers alone cannot be drawn."""
    return any(sign.isalpha() for sign in flat_text(value))


def read_texts(fields: Fields, keys: Iterable[str], remarks: Remarks) -> list[str]:
    """The texts of these fields, where they say something."""
    texts = []
    for key in keys:
        value = fields.peek(key)
        if says_something(value) and not is_span(value):
            fields.take(key)
            texts.append(clean_text(value, remarks))
    return [text for text in texts if text]


def first_text(fields: Fields, keys: Iterable[str], remarks: Remarks) -> str:
    """The text of the first of these fields that has one; the others stay."""
    return next((text for key in keys for text in read_texts(fields, [key], remarks)), "")


def joined_words(parts: Sequence[str]) -> str:
    """The parts as one text, without those that are said already."""
    text = ""
    for part in (part.strip(" .,;") for part in parts):
        if part and part.casefold() not in text.casefold():
            text = f"{text}, {part}" if text else part
    return text


def read_seed(fields: Fields, remarks: Remarks) -> int | None:
    """A seed, unless it is one that asks for chance."""
    found = fields.take(*SEEDS)
    if found is None:
        return None
    value = found.value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 20:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= GREATEST_SEED:
        return value
    remarks.add("no seed; it is derived from the storyboard's", f"{found.key}: {flat_text(value)}")
    return None
