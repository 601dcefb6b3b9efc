"""a control asks for a kind of map that the stack has no ControlNet for

Each stack brings ControlNets for some kinds of maps; `animec models list` shows them. A control of another
kind is refused unless it names a `model` of its own. The stack `animatic`, which has no models at all, draws
the boards without.

## Why

There is nothing that could read the map, so the render would stop at this shot. The contest guide counts
pose, depth, and line art or canny edges as its controls.

## Instead

Use a kind that the stack can do, or name a ControlNet:

```yaml
control:
  - {kind: softedge, model: cn-scribble-xinsir, weight: 0.6}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.ERROR
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Find the controls that nothing could render."""
    if not board.stack.has_models:
        return
    for shot in board.shots:
        for control in shot.control:
            if control.model is None:
                yield Finding(
                    control.place.at("kind"),
                    f"stack `{board.stack.name}` has no ControlNet for `{control.kind}`",
                    help=f"kinds it can do: {known_names(board.stack.controls)}",
                )
