"""a shot with a character moves without a pose control

A note for each shot that shows a character and has a motion module, but no control of kind `openpose`. Stacks
that have no such control are not asked.

## Why

A skeleton at the keyframes holds a figure's limbs in place while the motion module moves them. The pipeline
guide counts the pose control among its musts.

## Instead

```yaml
control:
  - {kind: openpose, from: keyframes, weight: 0.8}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.NOTE
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Find moving characters that no pose control holds."""
    poses = [kind for kind in parameters.words("controls") if kind in board.stack.controls]
    for shot in board.shots:
        moves = shot.motion.module is not None and shot.characters
        kinds = {control.kind for control in shot.control}
        if poses and moves and not kinds.intersection(poses) and "control" not in shot.doubtful:
            yield Finding(
                shot.place.key("control"),
                f"`{shot.characters[0]}` moves in `{shot.id}` without a pose control",
                help=f"add `{{kind: {poses[0]}, from: keyframes, weight: 0.8}}` to `control`",
            )
