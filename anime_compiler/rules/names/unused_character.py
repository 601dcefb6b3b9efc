"""a character was described, but appears in no shot or still

A character appears where a prompt names them as `{{ name }}`, or where a control takes its maps from their
sheet. One that does neither is warned of. While a prompt cannot be read, nobody is called unused.

## Why

Mostly the name was forgotten in a prompt or written without the braces. Then the character's looks, sheet and
LoRA have no part in the film, and somebody else appears.

## Instead

```yaml
characters:
  hana: {looks: "1girl, short blue hair"}
shots:
  - {id: rooftop, prompt: "{{ hana }} on a school rooftop"}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT

# The keys of a scene under which a character may be named.
_NAMING = {"prompt", "beats", "control", "vars", "style"}


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Find the characters that no scene names."""
    if any(scene.doubtful & _NAMING for scene in board.scenes):
        return
    used = {name for scene in board.scenes for name in scene.characters}
    sources = [control.source for shot in board.shots for control in shot.control]
    used |= {source.name for source in sources if source.kind == "character"}
    for name in board.characters:
        if name not in used:
            yield Finding(
                board.place.at("characters", name),
                f"the character `{name}` appears in no shot or still",
                help=f"name them in a prompt as `{{{{ {name} }}}}`, or leave them out",
            )
