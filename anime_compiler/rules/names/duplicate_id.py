"""two shots or stills have the same id

Shots and stills share one set of names: no two of them may have the same `id`.

## Why

Seeds, file names and references such as `from: shot:rooftop` go by the id. Two scenes of one name would
overwrite each other, and nobody could tell which one is meant.

## Instead

```yaml
shots:
  - {id: rooftop_day, prompt: a school rooftop at noon}
  - {id: rooftop_night, prompt: a school rooftop at night}
```
"""

from collections import Counter
from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Label, Level
from anime_compiler.diagnostics.source import Span
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT

_MOST_LETTERS = 64  # of a name


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Report each id from its second use on."""
    taken = {scene.id for scene in board.scenes}
    uses = Counter[str]()
    first: dict[str, Span] = {}
    for scene in board.scenes:
        if "id" in scene.doubtful:
            continue
        span = scene.place.at("id")
        uses[scene.id] += 1
        if first.setdefault(scene.id, span) == span:
            continue
        free = _free_name(scene.id, uses[scene.id], taken)
        taken.add(free)
        yield Finding(
            span,
            f"the id `{scene.id}` is taken already",
            help=f"give one of them another id, such as `{free}`",
            labels=(Label(first[scene.id], "first used here"),),
            fix=rewrite(scene.place, free, "id"),
        )


def _free_name(name: str, number: int, taken: set[str]) -> str:
    while (free := f"{name[: _MOST_LETTERS - 5]}_{number}") in taken:
        number += 1
    return free
