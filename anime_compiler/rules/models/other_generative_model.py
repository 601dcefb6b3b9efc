"""a second generative model has a part in the clip

Beside the base, only networks that guide it or decode its latents may be used, and models for frames in
between. Upscalers that invent detail and multi-view generators are refused, wherever they are named. A base
model that is foreign to the contest has a rule of its own.

## Why

Every picture of an entry must come from the base model that the contest names. An upscaler with a network
of its own draws detail that the base never made.

## Instead

Generate at the size you need, or resample the finished frames, which is allowed:

```yaml
post:
  - {step: scale, size: 1024x1024}
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
    """Compare the kinds of all models but the base with what may stand beside it."""
    allowed = parameters.words("allowed_kinds")
    for request in board.requests:
        model = request.model
        if model.kind != "base" and model.kind not in allowed:
            yield Finding(
                request.span,
                f"`{model.id}` is a generative model of its own beside `{board.base.id}`",
                help="leave it out: only networks that guide the base model are allowed",
            )
