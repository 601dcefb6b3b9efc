"""LCM is used together with a motion module that it is known to spoil

Some LCM LoRAs work well on stills and poorly under a motion module; the catalogue notes such pairs as
conflicts. A storyboard that moves a shot with such a pair is warned once.

## Why

Users report washed-out, jittering frames from the LCM LoRA for SDXL together with AnimateDiff's SDXL beta.
The module was tuned with 20 steps and more, and LCM leaves it five. This is advice from measurements, not a
clause of a contest.

## Instead

Draft with LCM, and render the final film without it:

```yaml
profile: 768_long
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CRAFT, Finding

LEVEL = Level.WARNING
SCOPE = CRAFT


def check_storyboard(board: Storyboard, _: Parameters) -> Iterator[Finding]:
    """Find the first shot whose motion module the LCM LoRA is in conflict with."""
    lcm = board.sampling.lcm
    for shot in board.shots:
        module = shot.motion.module
        if lcm is not None and module is not None and module.id in lcm.conflicts:
            yield Finding(
                board.place.at("profile", "lcm"),
                f"`{lcm.id}` is reported to spoil the motion of `{module.id}`",
                help="for the final render choose a profile without LCM, such as `768_long`",
            )
            return
