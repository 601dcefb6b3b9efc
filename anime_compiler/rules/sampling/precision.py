"""the models run in a number format that the contest does not allow

On a GPU the networks run in `fp16` or `bf16`, and any other format is refused. The stacks `pocket` and
`animatic` are exempt, since they are made for a CPU. The VAE may decode in full precision whatever is written
here.

## Why

Full precision takes twice the memory and several times the time, for a picture that no eye can tell apart.
The contest guide asks for half precision everywhere.

## Instead

```yaml
profile: {extends: 768_lcm, precision: bf16}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.diagnostics.did_you_mean import known_names
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rewrite import rewrite
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Compare the precision with the formats allowed on a GPU."""
    allowed = parameters.words("allowed")
    precision = board.sampling.precision
    if precision not in allowed and board.stack.name not in parameters.words("exempt_stacks"):
        yield Finding(
            board.place.at("profile", "precision"),
            f"the models run in `{precision}`, but only {known_names(allowed)} are allowed on a GPU",
            help=f"write `precision: {allowed[0]}` under `profile`",
            fix=rewrite(board.place, allowed[0], "profile", "precision"),
        )
