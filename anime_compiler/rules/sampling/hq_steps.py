"""without LCM, more or fewer steps are taken than the contest advises

Without the LCM LoRA, 20 to 30 steps are the custom. Any other number is warned of, on stacks that have
models.

## Why

Below 20 steps DPM++ 2M Karras leaves lines unfinished; above 30 each step costs as much as the one before and
changes next to nothing.

## Instead

```yaml
profile: {extends: 768_long, steps: 22}
```

Where time is short, a profile with LCM, such as `768_lcm`, makes do with 4 to 6.
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.WARNING
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Compare the steps with the range for rendering without LCM."""
    low, high = parameters.integer("low"), parameters.integer("high")
    steps = board.sampling.steps
    if board.stack.has_models and not board.sampling.profile.lcm and not low <= steps <= high:
        nearest = min(max(steps, low), high)
        yield Finding(
            board.place.at("profile", "steps"),
            f"without LCM {steps} steps are taken, but {low} to {high} are advised",
            help=f"write `steps: {nearest}` under `profile`",
            fix=rewrite(board.place, str(nearest), "profile", "steps"),
        )
