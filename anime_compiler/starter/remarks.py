"""What an import has to tell: everything that was left out, guessed or changed, each reason once."""

import re
from collections.abc import Iterator

from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.language.reader import shown
from anime_compiler.language.visual_input import is_picture_key, looks_like_picture
from anime_compiler.starter.fields import Fields, flat_text, folded_key

_AT_ONCE = 12  # names in one remark
_ENOUGH = 4000  # characters of a value that are looked at
_FILE_WORDS = re.compile(r"_(?:paths?|urls?|uris?|files?|file_?names?|srcs?|links?)\Z")
_NO_PICTURES = (
    "left out, because no picture may come in from outside (rule `external-visual-input`); "
    "animec draws its own keyframes"
)
_NO_PLACE = "left out; a storyboard has no place for that"


class Remarks:
    """Collects remarks by reason; what was remarked on twice is named once."""

    def __init__(self) -> None:
        self._by_reason: dict[str, dict[str, None]] = {}

    def add(self, reason: str, *whats: str) -> None:
        """Remark on something; the sentence reads "`what` and `what`: reason"."""
        self._by_reason.setdefault(reason, {}).update(dict.fromkeys(map(_named, whats)))

    def add_picture(self, what: str) -> None:
        """Remark on a picture, or a key that asks for one."""
        self.add(_NO_PICTURES, what)

    def add_unknown(self, fields: Fields) -> None:
        """Remark on every field that nobody has understood."""
        for key, value in fields.left():
            name = _FILE_WORDS.sub("", folded_key(key))
            if is_picture_key(name) or looks_like_picture(flat_text(value)[:_ENOUGH]):
                self.add_picture(key)
            else:
                self.add(_NO_PLACE, key)

    def __iter__(self) -> Iterator[str]:
        for reason, named in self._by_reason.items():
            names = list(named)
            for start in range(0, len(names), _AT_ONCE):
                yield f"{known_names(names[start : start + _AT_ONCE], _AT_ONCE)}: {reason}"


def _named(what: str) -> str:
    return shown(" ".join(what.split())).replace("`", "'") or "(empty)"
