"""a style that the contest's documents call for is not used

The documents call for a pastel style and a flat-colour style. A storyboard for a stack that such LoRAs
exist for gets one note if none of its shots and stills uses a LoRA of the one or of the other. Stand-ins
count: the second, Anime Flat Color XL, has no public file of that name.

## Why

The pastel LoRA sets the look, and a touch of flat colour keeps large areas from flickering.

## Instead

```yaml
style:
  loras: {pastel-anime-xl: 0.8, flatline: 0.25}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.NOTE
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Look for a LoRA of each style among all that are at work."""
    models = [use.model for scene in board.scenes for use in scene.loras]
    unclear = any({"style", "prompt", "beats"} & scene.doubtful for scene in board.scenes)
    if unclear or not all(model.is_known for model in models):
        return
    used = {model.id for model in models if not model.is_own}
    missing = [group for group in parameters.groups("required") if used.isdisjoint(group)]
    if missing and not set(board.stack.families).isdisjoint(parameters.words("families")):
        names = known_names(group[0] for group in missing)
        it = "it" if len(missing) == 1 else "them"
        stand_ins = [_stand_ins(*group) for group in missing if len(group) > 1]
        yield Finding(
            board.place.key("style"),
            f"no shot or still uses {names}, which the contest's documents call for",
            help="; ".join([f"add {it} to `style.loras`", *stand_ins]),
        )


def _stand_ins(wanted: str, *others: str) -> str:
    return f"`{wanted}` has no public file, and {known_names(others)} stand in for it"
