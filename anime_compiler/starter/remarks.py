"""What an import has to tell: everything that was left out, guessed or changed, each reason once."""

from collections.abc import Iterator

from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.language.reader import shown

_AT_ONCE = 12  # names in one remark


class Remarks:
    """Collects remarks by reason; what was remarked on twice is named once."""

    def __init__(self) -> None:
        self._by_reason: dict[str, dict[str, None]] = {}

    def add(self, reason: str, *whats: str) -> None:
        """Remark on something; the sentence reads "`what` and `what`: reason"."""
        self._by_reason.setdefault(reason, {}).update(dict.fromkeys(map(_named, whats)))

    def __iter__(self) -> Iterator[str]:
        for reason, named in self._by_reason.items():
            names = list(named)
            for start in range(0, len(names), _AT_ONCE):
                yield f"{known_names(names[start : start + _AT_ONCE], _AT_ONCE)}: {reason}"


def _named(what: str) -> str:
    return shown(" ".join(what.split())).replace("`", "'") or "(empty)"
