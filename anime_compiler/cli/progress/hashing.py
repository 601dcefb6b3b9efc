"""What is said before gigabytes of models are hashed: the first render does it, and would seem to hang."""

from anime_compiler.diagnostics.render_text import visible
from renderer.events import Hashing

_MOST_NAMED = 3
_GB = 1_000_000_000


def hashing_line(event: Hashing) -> str:
    """One line for people."""
    named, more = event.models[:_MOST_NAMED], len(event.models) - _MOST_NAMED
    names = visible(", ".join(named)) + (f" and {more} more" if more > 0 else "")
    return f"hashing {event.bytes / _GB:.1f} GB of models, once: {names}"
