"""a shot is made of segments that are not 16 frames long

A motion module renders a shot in segments, and `chain.length` may set another length than 16 frames. The
contest allows no other. The last segment of a shot is rendered whole too, and what stands over is cut off.
Shots without a motion module have no segments and are not asked.

## Why

Motion modules were trained on 16 frames. Shorter segments hardly move, and longer ones blur. The contest
guide names 16 frames a segment.

## Instead

Leave `length` out. How a long shot holds together is said by `overlap` and `mode`:

```yaml
chain: {overlap: 4f}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Compare the length of each shot's segments with the one that is allowed."""
    frames = parameters.integer("frames")
    for shot in board.shots:
        if shot.motion.module is not None and shot.chain.length != frames:
            yield Finding(
                shot.place.at("chain", "length"),
                f"`{shot.id}` has segments of {shot.chain.length} frames, but only {frames} are allowed",
                help="leave `length` out",
                fix=rewrite(shot.place, f"{frames}f", "chain", "length"),
            )
