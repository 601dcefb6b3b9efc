"""The views of a turnaround in words: what is seen of somebody from each side, as picture tags have it."""

from typing import Final

# Up to which angle from the front a view is called so; what lies beyond the last is seen from behind.
_WORDS: Final = (
    (20.0, "front view"),
    (70.0, "three-quarter view"),
    (110.0, "from side, profile"),
    (160.0, "from behind, three-quarter back view"),
)
_BEHIND: Final = "from behind, back view"


def view_words(views: int) -> tuple[str, ...]:
    """What to add to the prompt of each of so many views, evenly around; on the way back the other side is seen."""
    return tuple(_words_at(360 * number / views) for number in range(views))


def _words_at(angle: float) -> str:
    turned = min(angle, 360 - angle)
    words = next((words for most, words in _WORDS if turned <= most), _BEHIND)
    if words in (_WORDS[0][1], _BEHIND):
        return words
    return f"{words}, facing {'right' if angle < 180 else 'left'}"
