"""a refiner is used

`refiner: true` under `profile` is understood only to be refused, and so is a refiner as `base`. `refiner:
false` says what is the case anyway.

## Why

The refiner is a second generative model that paints over what the first one made. The contest allows one
base model and nothing of the kind beside it.

## Instead

Leave the key out. More steps do for fine detail what a refiner would:

```yaml
profile: {extends: 768_long, steps: 28}
```
"""

from collections.abc import Iterator

from anime_compiler.diagnostics.diagnostic import Level
from anime_compiler.model.catalogue import Parameters
from anime_compiler.model.storyboard import Storyboard
from anime_compiler.rules.rule import CONTEST, Finding

LEVEL = Level.ERROR
SCOPE = CONTEST


def check_storyboard(board: Storyboard, parameters: Parameters) -> Iterator[Finding]:
    """Refuse the switch, and the models that are refiners."""
    if board.sampling.refiner:
        span = board.place.at("profile", "refiner")
        yield Finding(span, "the profile turns a refiner on", help="leave `refiner` out")
    for request in board.requests:
        model = request.model
        if model.id in parameters.words("models") and not model.is_own:
            yield Finding(request.span, f"`{model.id}` is a refiner", help="leave it out, or choose a base model")
