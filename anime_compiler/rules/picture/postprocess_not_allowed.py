"""finished frames go through a step that the contest does not allow

After the frames are made, the contest allows `crop`, `zoom`, `scale` and `interpolate`. An `upscale` by a
model is refused.

## Why

An upscaler draws detail that the base model did not: it is one more generative model in the film. Plain
resampling adds nothing of its own, and interpolation by an open model was allowed by the course.

## Instead

```yaml
post:
  - {step: scale, size: 1536x1536}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Look each step up among those that are allowed."""
    allowed = parameters.words("allowed")
    for step in board.post:
        if step.step and step.step not in allowed:
            yield Finding(
                step.place.at("step"),
                f"the contest does not allow the step `{step.step}` on finished frames",
                help=f"allowed are {known_names(allowed)}",
            )
