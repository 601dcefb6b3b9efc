"""two ids differ so little that they are taken for one another

Warned of: ids of shots and stills, or names of characters, that differ only in capitals, in `-` and `_`, or
in signs that look alike (`0` and `o`; `1`, `l` and `i`).

## Why

Two such names are easily mixed up when one is referred to, and where a file system does not tell capitals
apart, one scene's files overwrite the other's.

## Instead

Name what is different about them:

```yaml
shots:
  - {id: roof_wide, prompt: a school rooftop}
  - {id: roof_close, prompt: a hand on a railing}
```
"""

from collections.abc import Iterable, Iterator

from anime_compiler.diagnostics.diagnostic import Label, Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT

_LOOK_ALIKES = str.maketrans("-01i", "_oll")


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Compare the ids of shots and stills, and the names of characters."""
    yield from _check((scene.id, scene.place.at("id")) for scene in board.scenes if "id" not in scene.doubtful)
    yield from _check((name, board.place.at("characters", name)) for name in board.characters)


def _check(names: Iterable[tuple[str, Span]]) -> Iterator[Finding]:
    """Report each name that looks like an earlier one; one that is the same has been reported already."""
    seen: dict[str, tuple[str, Span]] = {}
    for name, span in names:
        earlier, place = seen.setdefault(name.lower().translate(_LOOK_ALIKES), (name, span))
        if earlier != name:
            yield Finding(
                span,
                f"`{name}` is easily taken for `{earlier}`",
                help="choose a name that differs in more than case, `-` and look-alikes",
                labels=(Label(place, f"`{earlier}` stands here"),),
            )
