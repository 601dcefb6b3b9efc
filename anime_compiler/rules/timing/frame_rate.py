"""the clip runs at a frame rate outside the contest's range

Frames are rendered at 8 to 12 a second. Where `post` interpolates frames in between, the result runs at 12 to
24. A storyboard of stills alone has no frame rate.

## Why

Motion modules were trained at about 8 frames a second: rendered slower, motion stutters, and rendered faster,
it slows down to a crawl. The contest's guides name both ranges.

## Instead

```yaml
fps: 8
post: [{step: interpolate, fps: 24}]
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
    """Compare the rate of rendering, and the rate after interpolation, each with its range."""
    low, high = parameters.integer("low"), parameters.integer("high")
    if board.shots and not low <= board.fps <= high:
        nearest = min(max(board.fps, low), high)
        yield Finding(
            board.place.at("fps"),
            f"frames are rendered at {board.fps} a second, but {low} to {high} are allowed",
            help=f"write `fps: {nearest}`; durations in frames then last another time",
            fix=rewrite(board.place, str(nearest), "fps"),
        )
    low, high = parameters.integer("after_low"), parameters.integer("after_high")
    interpolations = [step for step in board.post if step.step == "interpolate" and step.fps]
    for step in interpolations[-1:]:  # the last one decides
        if board.shots and not low <= step.fps <= high:
            nearest = min(max(step.fps, low), high)
            yield Finding(
                step.place.at("fps"),
                f"the interpolated clip runs at {step.fps} frames a second, but {low} to {high} are allowed",
                help=f"interpolate to `fps: {nearest}`",
                fix=rewrite(step.place, str(nearest), "fps"),
            )
