"""LCM runs with more or fewer steps than the contest allows

With the LCM LoRA a picture is denoised in 4 to 6 steps. Any other number is refused, whether it was written
under `profile` or comes from the profile itself.

## Why

The LoRA was distilled to arrive within a handful of steps. Fewer leave a blur, and more burn the colours
without adding detail. The contest guide names four to six.

## Instead

```yaml
profile: {extends: 768_lcm, steps: 5}
```

Where quality matters more than time, a profile without LCM, such as `768_long`, takes its 20 to 30 steps.
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
    """Compare the steps with the range for LCM."""
    low, high = parameters.integer("low"), parameters.integer("high")
    steps = board.sampling.steps
    if board.sampling.lcm is not None and not low <= steps <= high:
        nearest = min(max(steps, low), high)
        yield Finding(
            board.place.at("profile", "steps"),
            f"LCM is given {steps} steps, but {low} to {high} are allowed",
            help=f"write `steps: {nearest}` under `profile`",
            fix=rewrite(board.place, str(nearest), "profile", "steps"),
        )
