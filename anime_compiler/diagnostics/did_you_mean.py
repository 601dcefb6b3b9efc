"""What somebody probably meant to write.

Python's difflib would do, but importing it costs more than a whole check may.
"""

from collections.abc import Iterable

# Beyond this many slips of the hand two words are two words, however long they are.
_MOST_SLIPS = 6


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` is most likely a misspelling of; of equals the first in the alphabet."""
    names = sorted(known)
    if word in names:
        return word
    wanted = _folded(word)
    best, slips = None, min(max(1, len(wanted) // 3), _MOST_SLIPS) + 1
    letters = set(wanted)
    for name in names:
        candidate = _folded(name)
        if candidate == wanted:
            return name
        if slips == 1 or abs(len(candidate) - len(wanted)) >= slips:
            continue
        # A letter that only one of the two words has costs at least one slip; this spares most comparisons.
        if len(letters.difference(candidate)) >= slips or len(set(candidate).difference(letters)) >= slips:
            continue
        distance = _slips_between(wanted, candidate, slips)
        if distance < slips:
            best, slips = name, distance
    return best


def known_names(known: Iterable[str], most: int = 8) -> str:
    """The names for a help text, in the order given: "`a`, `b` and `c`", or "`a`, `b` and 12 more"."""
    names = [f"`{name}`" for name in known]
    if not names:
        return "none"
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "")


def _slips_between(left: str, right: str, enough: int) -> int:
    """How many letters were left out, added, replaced or swapped with a neighbour; counts up to `enough`.

    This is the optimal string alignment distance, of which only the band next to the diagonal is worked out.
    """
    before: list[int] = []
    above = [min(column, enough) for column in range(len(right) + 1)]
    for row, letter in enumerate(left, 1):
        first, last = max(1, row - enough), min(len(right), row + enough)
        current = [min(row, enough)] + [enough] * len(right)
        for column in range(first, last + 1):
            other = right[column - 1]
            current[column] = min(
                above[column] + 1,
                current[column - 1] + 1,
                above[column - 1] + (letter != other),
                enough,
            )
            swapped = row > 1 and column > 1 and left[row - 2] == other and letter == right[column - 2]
            if swapped:
                current[column] = min(current[column], before[column - 2] + 1)
        if min(current) >= enough and min(above) >= enough:
            return enough
        before, above = above, current
    return above[-1]
