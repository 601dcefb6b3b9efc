"""beats follow each other faster than motion can

Each beat is a keyframe that the picture has to reach. Two neighbours less than 8 frames apart are warned of,
once a shot. Shots without a motion module may cut from still to still as fast as they like.

## Why

Between two keyframes the motion module needs room to get from one pose to the next. With less than half a
segment it jumps or melts, and the keyframes are not met.

## Instead

Leave beats out, or make the shot longer:

```yaml
duration: 4s
beats:
  - {at: 0%, prompt: standing still}
  - {at: 50%, prompt: turning her head}
  - {at: 100%, prompt: smiling}
```
"""

from collections.abc import Iterator
from itertools import pairwise

from anime_compiler.diagnostics.diagnostic import Label, Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Find the first two beats of each shot that stand too close together."""
    least = parameters.integer("frames", 8)
    for shot in board.shots:
        if shot.motion.module is None or shot.doubtful & {"duration", "beats"}:
            continue
        beats = [beat for beat in shot.beats if beat.frame < shot.frames]
        close = [(one, two) for one, two in pairwise(beats) if two.frame - one.frame < least]
        if close:
            one, two = close[0]
            others = f"; {len(close) - 1} more in this shot stand as close" if len(close) > 1 else ""
            yield Finding(
                two.place.at("at"),
                f"this beat of `{shot.id}` follows {_frames(two.frame - one.frame)} after the one before, "
                f"but motion needs about {least}",
                help=f"leave beats out, or make the shot longer{others}",
                labels=(Label(one.place.at("at"), "the beat before"),),
            )


def _frames(count: int) -> str:
    return f"{count} frame{'s' if count != 1 else ''}"
