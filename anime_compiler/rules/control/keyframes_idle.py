"""`keyframes` was written for a shot that draws no stills

`keyframes` says what the stills of a shot have in common. A shot has stills where one of its controls takes its maps
from them, where a control of a later shot does, or where no motion module moves it. A shot that has none of these
is warned.

## Why

A shot that a motion module moves is made of its beats at once, without a still in between: what was to hold its stills
together holds nothing, and the pictures come out as if it had not been written.

## Instead

Let a control read the stills, hold them with `motion: none`, or leave `keyframes` out.

```yaml
shots:
  - id: rooftop
    prompt: a school rooftop at dusk
    control: [{kind: depth, from: keyframes, weight: 0.5}]
    keyframes: {from_first: picture}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.lower.keyframes import shots_that_need_stills
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Find the shots whose stills nobody reads."""
    if any("control" in shot.doubtful for shot in board.shots):
        return  # it may be the one that reads them
    drawn = shots_that_need_stills(board.shots)
    kind = next(iter(board.stack.controls), "")
    reader = f"add `{{kind: {kind}, from: keyframes}}` to `control`, " if kind else ""
    for shot in board.shots:
        if shot.id in drawn or "motion" in shot.doubtful or shot.place.find("keyframes") is None:
            continue
        message = f"`{shot.id}` draws no stills, so `keyframes` does nothing"
        yield Finding(shot.place.key("keyframes"), message, f"{reader}write `motion: none`, or leave `keyframes` out")
