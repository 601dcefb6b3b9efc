"""the base model is none that the contest allows

The base must be one of the ruleset's list: SDXL 1.0, Stable Diffusion 2 or its 512 pixel version.
Fine-tunes of them, distilled versions, other generators and a base of your own are refused. Stable
Diffusion 2.1, which the contest's documents neither name nor rule out, is warned of, and so is the pocket
base, which is for drafts.

## Why

The contest compares what can be made with the same base. A fine-tuned base brings along training that
others did not have, and an entry made with one does not count.

## Instead

Take the look from LoRAs, which are allowed:

```yaml
base: sdxl-base-1.0
style:
  loras: {pastel-anime-xl: 0.8}
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
    """Compare the base with the ruleset's list; a refiner has a rule of its own."""
    refiners = board.ruleset.parameters_of("refiner-used").words("models", ())
    allowed, warned = parameters.words("allowed"), parameters.words("warned", ())
    for request in board.requests:
        model = request.model
        # A model of one's own is none of the catalogue's, whatever it is called.
        if model.kind != "base" or (model.id in (*allowed, *refiners) and not model.is_own):
            continue
        cure = f"the contest's bases are {known_names(allowed)}"
        if model.id in warned and not model.is_own:
            message = f"the contest's documents do not name `{model.id}` as a base model"
            yield Finding(request.span, message, f"{cure}; ask the organisers about others", level=Level.WARNING)
        else:
            yield Finding(request.span, f"`{model.id}` is no base model of the contest", cure)
