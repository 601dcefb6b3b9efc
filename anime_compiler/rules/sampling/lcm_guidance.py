"""LCM runs with stronger or weaker guidance than the contest allows

With the LCM LoRA, guidance stays between 1.5 and 2.0. Any other value is refused, whether it was written
under `profile` or comes from the profile itself.

## Why

LCM has guidance distilled into it. Guided once more at full strength, pictures turn harsh and oversaturated;
at 1.0 the negative prompt falls silent. The contest guide names 1.5 to 2.0.

## Instead

```yaml
profile: {extends: 768_lcm, guidance: 1.7}
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
    """Compare the guidance with the range for LCM."""
    low, high = parameters.number("low"), parameters.number("high")
    guidance = board.sampling.guidance
    if board.sampling.lcm is not None and not low <= guidance <= high:
        nearest = min(max(guidance, low), high)
        yield Finding(
            board.place.at("profile", "guidance"),
            f"LCM is given a guidance of {guidance:g}, but {low:g} to {high:g} is allowed",
            help=f"write `guidance: {nearest:g}` under `profile`",
            fix=rewrite(board.place, f"{nearest:g}", "profile", "guidance"),
        )
