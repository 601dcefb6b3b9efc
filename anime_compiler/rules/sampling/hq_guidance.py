"""without LCM, guidance is stronger or weaker than the contest advises

Without the LCM LoRA, guidance between 5 and 7 is the custom. Any other value is warned of, on stacks that
have models.

## Why

Weaker guidance lets pictures drift away from the prompt; stronger guidance hardens contrast and burns
colours, which a flat cel style shows at once.

## Instead

```yaml
profile: {extends: 768_long, guidance: 6.0}
```
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
    """Compare the guidance with the range for rendering without LCM."""
    low, high = parameters.number("low"), parameters.number("high")
    guidance = board.sampling.guidance
    if board.stack.has_models and not board.sampling.profile.lcm and not low <= guidance <= high:
        nearest = min(max(guidance, low), high)
        yield Finding(
            board.place.at("profile", "guidance"),
            f"without LCM guidance is {guidance:g}, but {low:g} to {high:g} is advised",
            help=f"write `guidance: {nearest:g}` under `profile`",
            fix=rewrite(board.place, f"{nearest:g}", "profile", "guidance"),
        )
