"""Legal names out of whatever people call things."""

import re
import unicodedata
from collections.abc import Container

_MOST = 48  # leaves room for what makes a name unique
_OTHER_SIGNS = re.compile(r"[^A-Za-z0-9_-]+")
# What file systems keep for themselves, and what YAML readers take for something other than a word.
_KEPT = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9]|null|true|false|yes|no|on|off|y|n)\Z", re.IGNORECASE)
# Names that differ only in these are taken for one another by people, and the rules warn of them.
_LOOK_ALIKES = str.maketrans("-01i", "_oll")


def legal_name(text: str, otherwise: str, dashes: bool = True) -> str:
    """A name that keeps as much of a text as it can; `otherwise` stands where nothing of it can start one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    name = _OTHER_SIGNS.sub("_", plain if dashes else plain.replace("-", "_"))[:_MOST].strip("_-")
    if not name:
        return otherwise
    if not name[0].isalpha():
        name = f"{otherwise}_{name}"
    return f"{name}_1" if _KEPT.match(name) else name


def look(name: str) -> str:
    """What a name looks like at a glance."""
    return name.lower().translate(_LOOK_ALIKES)


def unique_name(name: str, looks: Container[str]) -> str:
    """The name, with a number behind it where one that looks alike is taken."""
    number, free = 2, name
    while look(free) in looks:
        free, number = f"{name}_{number}", number + 1
    return free
